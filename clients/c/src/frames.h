/* ttrpc's frames on a socket that does not block: ten bytes of header, then up to 4 MiB. */
#ifndef OY_FRAMES_H
#define OY_FRAMES_H

#include "deadline.h"
#include "error.h"

enum { OY_REQUEST = 1, OY_RESPONSE = 2, OY_DATA = 3 };
enum { OY_REMOTE_CLOSED = 0x01, OY_NO_DATA = 0x04 };
enum { OY_HEADER = 10, OY_LARGEST = 4 << 20 };

typedef struct oy_frame {
  uint32_t stream_id;
  uint8_t kind;
  uint8_t flags;
  bool oversized;   /* larger than OY_LARGEST, and thrown away */
  uint32_t length;  /* of content */
  uint8_t *content; /* malloc'ed; NULL if length is 0 */
} oy_frame;

typedef enum oy_read { OY_READ_FRAME, OY_READ_LATE, OY_READ_LOST } oy_read;

/* Reads frames, however they were cut. What was read of a frame when a deadline passed is kept. */
typedef struct oy_reader {
  uint8_t buffer[8192];
  size_t start, end; /* what of the buffer is still to be taken */
  bool in_frame;     /* the header has been taken */
  oy_frame frame;
  uint32_t got; /* bytes of the content so far, or thrown away so far */
  int cause;    /* once lost: its errno; 0: the other side closed it */
} oy_reader;

/* The next frame, whose content the caller frees. Out of memory counts as lost. */
oy_read oy_reader_next(oy_reader *reader, int fd, oy_deadline deadline, oy_frame *frame);
void oy_reader_clear(oy_reader *reader);

/* A socket connected to `path`, or -1 with `error` set. */
int oy_connect(const char *path, oy_deadline deadline, oy_error *error);

/*
 * The frame that opens a call, and how long the call may take. What is known only when it is sent, the stream id and the
 * time that is left, stands at fixed places: in the header, and at the end.
 */
typedef struct oy_request {
  uint8_t *frame; /* malloc'ed */
  size_t length;
  size_t untimed;       /* length before the timeout, the last field */
  oy_deadline deadline; /* the client gives up: OY_GRACE_MS after the timeout */
} oy_request;

/* Makes it, and starts the clock. timeout_ms OY_NO_DEADLINE: none. Without a frame, `error` says why. */
oy_request oy_request_make(const char *service, const char *method, const ProtobufCMessage *message, uint8_t flags,
                           int timeout_ms, oy_error *error);

/* Sets the stream id, and tells the gateway what is left of the timeout. Right before it is sent. */
void oy_request_address(oy_request *request, uint32_t stream_id);
void oy_request_clear(oy_request *request);

/* Sends what the socket takes at once. Fewer bytes than `length`: *cause is the errno, EAGAIN if it takes no more now. */
size_t oy_send_at_once(int fd, const uint8_t *bytes, size_t length, int *cause);

#endif
