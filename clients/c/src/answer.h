/* What a frame says to the call that it answers. */
#ifndef OY_ANSWER_H
#define OY_ANSWER_H

#include "frames.h"

/* Reads a Response frame and frees its content. `type` NULL: only an error matters, and there is no message. */
oy_result oy_answer_read(oy_frame *frame, const ProtobufCMessageDescriptor *type, ProtobufCMessage **message,
                       oy_error *error);

#endif
