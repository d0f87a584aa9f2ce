#include "frames.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <ttrpc/ttrpc.pb-c.h>
#include <unistd.h>

static uint32_t big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void put_big_endian(uint8_t *bytes, uint32_t number) {
  for (int i = 0; i < 4; i++)
    bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* Reads what is there into `bytes`. Zero: ended or broken, with *cause as of oy_reader, or ETIMEDOUT where it is late. */
static size_t receive(int fd, uint8_t *bytes, size_t room, oy_deadline deadline, int *cause) {
  for (;;) {
    ssize_t got = recv(fd, bytes, room, 0);
    if (got >= 0) {
      *cause = 0;
      return (size_t)got;
    }
    if (errno == EINTR)
      continue;
    *cause = errno;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
      return 0;
    *cause = ETIMEDOUT;
    if (!oy_deadline_poll(deadline, fd, POLLIN, -1))
      return 0;
  }
}

/* Takes the header off the buffer, if it is there. False: no memory. */
static bool take_header(oy_reader *reader) {
  const uint8_t *header = reader->buffer + reader->start;
  oy_frame *frame = &reader->frame;
  *frame = (oy_frame){.length = big_endian(header), .stream_id = big_endian(header + 4), .kind = header[8],
                      .flags = header[9]};
  frame->oversized = frame->length > OY_LARGEST;
  reader->start += OY_HEADER;
  reader->in_frame = true;
  reader->got = 0;
  if (frame->oversized || frame->length == 0)
    return true;
  frame->content = malloc(frame->length);
  return frame->content != NULL;
}

/* Moves what the buffer has of the content to its place. */
static void take_content(oy_reader *reader) {
  size_t there = reader->end - reader->start, wanted = reader->frame.length - reader->got;
  size_t taken = there < wanted ? there : wanted;
  if (reader->frame.content && taken > 0)
    memcpy(reader->frame.content + reader->got, reader->buffer + reader->start, taken);
  reader->start += taken;
  reader->got += (uint32_t)taken;
}

oy_read oy_reader_next(oy_reader *reader, int fd, oy_deadline deadline, oy_frame *frame) {
  for (;;) {
    if (!reader->in_frame && reader->end - reader->start >= OY_HEADER && !take_header(reader)) {
      reader->cause = ENOMEM;
      return OY_READ_LOST;
    }
    if (reader->in_frame) {
      take_content(reader);
      if (reader->got == reader->frame.length) {
        *frame = reader->frame;
        if (frame->oversized)
          frame->length = 0;
        reader->in_frame = false;
        reader->frame.content = NULL;
        return OY_READ_FRAME;
      }
    }
    size_t got, wanted = reader->in_frame ? reader->frame.length - reader->got : 0;
    if (reader->in_frame && reader->frame.content && wanted >= sizeof reader->buffer) {
      /* The rest of a large content goes straight to its place; the buffer is empty. */
      got = receive(fd, reader->frame.content + reader->got, wanted, deadline, &reader->cause);
      reader->got += (uint32_t)got;
    } else {
      memmove(reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
      reader->end -= reader->start;
      reader->start = 0;
      got = receive(fd, reader->buffer + reader->end, sizeof reader->buffer - reader->end, deadline, &reader->cause);
      reader->end += got;
    }
    if (got == 0)
      return reader->cause == ETIMEDOUT ? OY_READ_LATE : OY_READ_LOST;
  }
}

void oy_reader_clear(oy_reader *reader) {
  free(reader->frame.content);
  reader->frame.content = NULL;
}

int oy_connect(const char *path, oy_deadline deadline, oy_error *error) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    oy_fail_unsent(error, OY_INVALID_ARGUMENT, "PATH_TOO_LONG", "the socket's path is too long; " OY_UNSENT);
    return -1;
  }
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  while (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
    /* EAGAIN: the gateway's queue is full at this moment, and nothing on the socket would tell when it no longer is. */
    int cause = errno;
    bool come_again = cause == EINTR || (cause == EAGAIN && oy_deadline_left_ms(deadline) != 0);
    if (cause == EAGAIN && come_again)
      nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    if (!come_again) {
      close(fd);
      fd = -1;
      errno = cause;
    }
  }
  if (fd < 0)
    oy_fail_connect(error, path, errno);
  return fd;
}

/* Whether a frame can hold it with all of its timeout. *room is what it then takes. */
static bool fits(const Ttrpc__Request *envelope, size_t *room) {
  *room = envelope->payload.len <= OY_LARGEST ? ttrpc__request__get_packed_size(envelope) : SIZE_MAX;
  return *room <= OY_LARGEST;
}

oy_request oy_request_make(const char *service, const char *method, const ProtobufCMessage *message, uint8_t flags,
                           int timeout_ms, oy_error *error) {
  oy_request made = {.deadline = oy_deadline_none()};
  if (timeout_ms < 0) {
    oy_fail_unsent(error, OY_INVALID_ARGUMENT, "TIMEOUT_NEGATIVE", "a timeout is not below zero; " OY_UNSENT);
    return made;
  }
  if (timeout_ms != OY_NO_DEADLINE)
    made.deadline = oy_deadline_after_ms((int64_t)timeout_ms + OY_GRACE_MS);
  Ttrpc__Request envelope = TTRPC__REQUEST__INIT;
  envelope.service = (char *)service;
  envelope.method = (char *)method;
  envelope.payload.len = protobuf_c_message_get_packed_size(message);
  envelope.timeout_nano = (int64_t)timeout_ms * 1000000;
  size_t room = 0;
  if (!fits(&envelope, &room)) {
    oy_fail_unsent(error, OY_RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE", "the request is larger than 4 MiB; " OY_UNSENT);
    return made;
  }
  envelope.payload.data = malloc(envelope.payload.len + 1);
  made.frame = malloc(OY_HEADER + room);
  if (!envelope.payload.data || !made.frame) {
    oy_fail_no_memory_unsent(error);
    oy_request_clear(&made);
  } else {
    protobuf_c_message_pack(message, envelope.payload.data);
    envelope.timeout_nano = 0; /* to be appended */
    made.untimed = OY_HEADER + ttrpc__request__pack(&envelope, made.frame + OY_HEADER);
    made.frame[8] = OY_REQUEST;
    made.frame[9] = flags;
  }
  free(envelope.payload.data);
  return made;
}

/* Zero on the wire would mean that there is no deadline. */
static int64_t timeout_nano(oy_deadline deadline) {
  if (!deadline.set)
    return 0;
  int64_t left = oy_deadline_left_ns(deadline) - OY_GRACE_MS * INT64_C(1000000);
  return left > 0 ? left : 1;
}

void oy_request_address(oy_request *request, uint32_t stream_id) {
  Ttrpc__Request rest = TTRPC__REQUEST__INIT; /* two messages, one behind the other, are one with the fields of both */
  rest.timeout_nano = timeout_nano(request->deadline);
  request->length = request->untimed + ttrpc__request__pack(&rest, request->frame + request->untimed);
  put_big_endian(request->frame, (uint32_t)(request->length - OY_HEADER));
  put_big_endian(request->frame + 4, stream_id);
}

void oy_request_clear(oy_request *request) {
  free(request->frame);
  request->frame = NULL;
}

size_t oy_send_at_once(int fd, const uint8_t *bytes, size_t length, int *cause) {
  size_t out = 0;
  while (out < length) {
    ssize_t sent = send(fd, bytes + out, length - out, MSG_NOSIGNAL);
    if (sent >= 0) {
      out += (size_t)sent;
    } else if (errno != EINTR) {
      *cause = errno == EWOULDBLOCK ? EAGAIN : errno;
      break;
    }
  }
  return out;
}
