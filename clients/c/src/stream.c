#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "client.h"

enum { STREAM_ID = 1 };

struct oy_stream {
  int fd;
  bool ended;
  bool cancelled; /* atomic: another thread may set it */
  oy_deadline deadline;
  const ProtobufCMessageDescriptor *type;
  oy_reader reader;
};

oy_result oy_stream_open(oy_client *client, const ProtobufCServiceDescriptor *service, const char *method,
                       const ProtobufCMessage *request, int timeout_ms, oy_stream **stream, oy_error *error) {
  return oy_stream_open_until(client, service, method, request, timeout_ms, oy_deadline_none(), stream, error);
}

static oy_result send_request(int fd, const oy_request *request, oy_error *error) {
  size_t out = 0;
  int cause = 0;
  do {
    out += oy_send_at_once(fd, request->frame + out, request->length - out, &cause);
    if (out == request->length)
      return OY_OK;
  } while (cause == EAGAIN && oy_deadline_poll(request->deadline, fd, POLLOUT, -1));
  return cause == EAGAIN ? oy_fail_deadline_passed(error) : oy_fail_connection_lost(error, cause);
}

/* Connects, and sends the frame that opens the stream. */
static oy_result begin(oy_stream *made, const char *path, oy_request *request, oy_deadline connecting, oy_error *error) {
  oy_deadline until = oy_deadline_earlier(connecting, oy_deadline_after_ms(OY_CONNECT_MS));
  made->fd = oy_connect(path, oy_deadline_earlier(until, request->deadline), error);
  if (made->fd < 0)
    return error->code;
  oy_request_address(request, STREAM_ID);
  return send_request(made->fd, request, error);
}

oy_result oy_stream_open_until(oy_client *client, const ProtobufCServiceDescriptor *service, const char *method,
                               const ProtobufCMessage *request, int timeout_ms, oy_deadline connecting,
                               oy_stream **stream, oy_error *error) {
  oy_error_clear(error);
  if (stream)
    *stream = NULL;
  if (!client || !stream)
    return oy_fail_null_given(error);
  const ProtobufCMethodDescriptor *known = oy_method(service, method, request, error);
  if (!known)
    return OY_INVALID_ARGUMENT;
  oy_error own = OY_ERROR_INIT;
  oy_error *told = error ? error : &own;
  oy_request opening = oy_request_make(service->name, method, request, OY_REMOTE_CLOSED, timeout_ms, told);
  oy_stream *made = calloc(1, sizeof *made);
  oy_result code = told->code;
  if (made)
    *made = (oy_stream){.fd = -1, .type = known->output, .deadline = opening.deadline};
  if (opening.frame && made)
    code = begin(made, oy_client_path(client), &opening, connecting, told);
  else if (opening.frame)
    code = oy_fail_no_memory_unsent(told);
  oy_request_clear(&opening);
  if (code == OY_OK)
    *stream = made;
  else
    oy_stream_free(made);
  oy_error_clear(&own);
  return code;
}

/* What the frame says. *message stays NULL at the end, and for a frame that says nothing. */
static oy_result read_frame(oy_stream *stream, oy_frame *frame, ProtobufCMessage **message, oy_error *error) {
  if (frame->oversized || frame->kind == OY_RESPONSE) {
    stream->ended = true;
    return oy_answer_read(frame, NULL, message, error);
  }
  stream->ended = frame->flags & OY_REMOTE_CLOSED;
  oy_result code = OY_OK;
  /* Without flags, nothing at all is a real, empty message. */
  if (frame->length > 0 || frame->flags == 0) {
    *message = protobuf_c_message_unpack(stream->type, NULL, frame->length, frame->content);
    if (!*message) {
      stream->ended = true;
      code = oy_fail_unreadable(error);
    }
  }
  free(frame->content);
  return code;
}

/* Reads a frame. Late: the wait is over, or `wake` can be read. */
static oy_read wait_for_frame(oy_stream *stream, oy_deadline wait, int wake, oy_frame *frame) {
  oy_deadline at_once = oy_deadline_after_ms(0);
  for (;;) {
    oy_read read = oy_reader_next(&stream->reader, stream->fd, at_once, frame);
    if (read != OY_READ_LATE || !oy_deadline_poll(wait, stream->fd, POLLIN, wake))
      return read;
  }
}

/* Whether it is the stream's, and a message, an error or the end. All other frames are passed over. */
static bool says_something(const oy_frame *frame) {
  bool is_empty = frame->length == 0 && !frame->oversized;
  bool is_message_or_end = !is_empty || frame->flags == 0 || frame->flags & OY_REMOTE_CLOSED;
  return frame->stream_id == STREAM_ID &&
         (frame->kind == OY_RESPONSE || (frame->kind == OY_DATA && is_message_or_end));
}

/* The next frame that says something. Late: the wait is over, or `wake` can be read, even while others keep coming. */
static oy_read next_frame(oy_stream *stream, oy_deadline wait, int wake, oy_frame *frame) {
  for (;;) {
    oy_read read = wait_for_frame(stream, wait, wake, frame);
    if (read != OY_READ_FRAME || says_something(frame))
      return read;
    free(frame->content);
    if (oy_deadline_left_ms(wait) == 0 || oy_readable(wake))
      return OY_READ_LATE;
  }
}

/* The next message; NULL at the end. */
static oy_result receive(oy_stream *stream, ProtobufCMessage **message, oy_deadline wait, int wake, oy_error *error) {
  oy_frame frame;
  oy_read read = next_frame(stream, wait, wake, &frame);
  if (read == OY_READ_FRAME)
    return read_frame(stream, &frame, message, error);
  if (read == OY_READ_LATE && oy_deadline_left_ms(stream->deadline) != 0)
    return oy_fail(error, OY_DEADLINE_EXCEEDED, "NOTHING_YET", "no message came in time; the stream goes on");
  stream->ended = true;
  return read == OY_READ_LATE ? oy_fail_deadline_passed(error) : oy_fail_connection_lost(error, stream->reader.cause);
}

oy_result oy_stream_next(oy_stream *stream, ProtobufCMessage **message, int wait_ms, oy_error *error) {
  oy_deadline wait = wait_ms < 0 ? oy_deadline_none() : oy_deadline_after_ms(wait_ms);
  return oy_stream_next_until(stream, message, wait, -1, error);
}

oy_result oy_stream_next_until(oy_stream *stream, ProtobufCMessage **message, oy_deadline wait, int wake,
                               oy_error *error) {
  oy_error_clear(error);
  if (message)
    *message = NULL;
  if (!stream || !message)
    return oy_fail_null_given(error);
  oy_result code = OY_OK;
  if (!stream->ended)
    code = receive(stream, message, oy_deadline_earlier(stream->deadline, wait), wake, error);
  if (__atomic_load_n(&stream->cancelled, __ATOMIC_ACQUIRE) && !*message) {
    stream->ended = true;
    oy_error_clear(error);
    return OY_OK;
  }
  return code;
}

void oy_stream_cancel(oy_stream *stream) {
  if (!stream)
    return;
  __atomic_store_n(&stream->cancelled, true, __ATOMIC_RELEASE);
  shutdown(stream->fd, SHUT_RDWR);
}

void oy_stream_free(oy_stream *stream) {
  if (!stream)
    return;
  if (stream->fd >= 0)
    close(stream->fd);
  oy_reader_clear(&stream->reader);
  free(stream);
}
