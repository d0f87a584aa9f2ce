#include "answer.h"

#include <stdlib.h>
#include <ttrpc/ttrpc.pb-c.h>

static oy_result read_envelope(const Ttrpc__Response *envelope, const ProtobufCMessageDescriptor *type,
                             ProtobufCMessage **message, oy_error *error) {
  if (!type)
    return OY_OK;
  *message = protobuf_c_message_unpack(type, NULL, envelope->payload.len, envelope->payload.data);
  return *message ? OY_OK : oy_fail_unreadable(error);
}

oy_result oy_answer_read(oy_frame *frame, const ProtobufCMessageDescriptor *type, ProtobufCMessage **message,
                       oy_error *error) {
  if (frame->oversized)
    return oy_fail_answer_too_large(error);
  Ttrpc__Response *envelope = ttrpc__response__unpack(NULL, frame->length, frame->content);
  free(frame->content);
  frame->content = NULL;
  if (!envelope)
    return oy_fail_unreadable(error);
  oy_result code;
  if (envelope->status && envelope->status->code != OY_OK) {
    code = oy_fail_with_status(error, envelope->status);
    envelope->status = NULL;
  } else {
    code = read_envelope(envelope, type, message, error);
  }
  ttrpc__response__free_unpacked(envelope, NULL);
  return code;
}
