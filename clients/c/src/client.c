/*
 * Unary calls, side by side on one connection, without a thread of the library's own: of the threads that wait for an
 * answer, one leads. It reads from the socket, hands each answer to whom it belongs, and when it has its own, or its
 * deadline has passed, another that waits takes the lead.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "client.h"

/* Past this stream id a new connection is made; between it and the last id is room for calls under way. */
#define LAST_STREAM_ID (UINT32_C(1) << 31)

/* A call that waits for its answer. Lives on its thread's stack, and in its connection's list under the client's lock. */
typedef struct waiter {
  uint32_t stream_id;
  bool done;      /* `frame` is the answer */
  oy_frame frame;
  pthread_cond_t woken; /* done, or lost, or asked to lead */
  struct waiter *next;
} waiter;

typedef struct connection {
  int fd;
  unsigned users; /* the client, and every call that is on it */
  bool lost;
  bool sending; /* a thread is writing a frame */
  bool reading; /* a thread leads; `reader` is its alone */
  uint32_t next_stream_id;
  pthread_cond_t turn; /* `sending` has become false */
  waiter *waiters;
  oy_reader reader;
} connection;

struct oy_client {
  pthread_mutex_t lock; /* guards everything below but the reader and the bytes on the sockets */
  pthread_condattr_t monotonic;
  connection *current; /* NULL before the first call after a loss */
  char *path;
};

static connection *connection_open(oy_client *client, oy_deadline deadline, oy_error *error) {
  connection *made = calloc(1, sizeof *made);
  if (!made) {
    oy_fail_no_memory_unsent(error);
    return NULL;
  }
  made->fd = oy_connect(client->path, deadline, error);
  if (made->fd < 0) {
    free(made);
    return NULL;
  }
  made->users = 1;
  made->next_stream_id = 1;
  pthread_cond_init(&made->turn, &client->monotonic);
  return made;
}

static void connection_release(connection *used) {
  if (--used->users > 0)
    return;
  close(used->fd);
  oy_reader_clear(&used->reader);
  pthread_cond_destroy(&used->turn);
  free(used);
}

/* Nothing more can be sent or read: tells everyone, and leaves the place to a new connection. */
static void connection_lose(oy_client *client, connection *lost) {
  if (!lost->lost) {
    lost->lost = true;
    shutdown(lost->fd, SHUT_RDWR);
    for (waiter *each = lost->waiters; each; each = each->next)
      pthread_cond_signal(&each->woken);
    pthread_cond_broadcast(&lost->turn);
  }
  if (client->current == lost) {
    client->current = NULL;
    connection_release(lost);
  }
}

/* A connection that can take a call, whose user the caller has become. NULL: there is none to be had. */
static connection *connection_take(oy_client *client, oy_deadline deadline, oy_error *error) {
  connection *current = client->current;
  if (current && !current->reading && !current->waiters && !current->sending) {
    /* Nobody has been reading, so nobody knows yet if the gateway went away since the last call. */
    uint8_t byte;
    ssize_t peeked = recv(current->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (peeked == 0 || (peeked < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
      connection_lose(client, current);
  }
  if (client->current && client->current->next_stream_id >= LAST_STREAM_ID) {
    connection_release(client->current); /* its calls end on it */
    client->current = NULL;
  }
  if (!client->current)
    client->current = connection_open(client, deadline, error);
  if (client->current)
    client->current->users++;
  return client->current;
}

/* Waits for the connection's sending side. False: the deadline passed, or the connection was lost before the call began. */
static bool connection_take_turn(oy_client *client, connection *used, oy_deadline deadline) {
  while (used->sending && !used->lost) {
    if (!deadline.set)
      pthread_cond_wait(&used->turn, &client->lock);
    else if (pthread_cond_timedwait(&used->turn, &client->lock, &deadline.at) != 0 && used->sending)
      return false;
  }
  return !used->lost;
}

static void waiter_remove(connection *used, waiter *call) {
  for (waiter **link = &used->waiters; *link; link = &(*link)->next)
    if (*link == call) {
      *link = call->next;
      return;
    }
}

/* Gives a frame to the call that waits for it. One whose caller has given up, or that nobody asked for, is dropped. */
static void deliver(connection *used, oy_frame *frame) {
  if (frame->kind == OY_RESPONSE || frame->kind == OY_DATA)
    for (waiter *each = used->waiters; each; each = each->next)
      if (each->stream_id == frame->stream_id && !each->done) {
        each->frame = *frame;
        each->done = true;
        pthread_cond_signal(&each->woken);
        return;
      }
  free(frame->content);
}

/* Reads one frame for whoever it belongs to. False: the deadline passed. */
static bool lead(oy_client *client, connection *used, oy_deadline deadline) {
  oy_frame frame;
  used->reading = true;
  pthread_mutex_unlock(&client->lock);
  oy_read read = oy_reader_next(&used->reader, used->fd, deadline, &frame);
  pthread_mutex_lock(&client->lock);
  used->reading = false;
  if (read == OY_READ_FRAME)
    deliver(used, &frame);
  else if (read == OY_READ_LOST)
    connection_lose(client, used);
  return read != OY_READ_LATE;
}

/* Waits until the call is done, the connection lost, or the deadline passed. */
static void wait_for_answer(oy_client *client, connection *used, waiter *call, oy_deadline deadline) {
  bool in_time = true;
  while (!call->done && !used->lost && in_time) {
    if (!used->reading)
      in_time = lead(client, used, deadline);
    else if (!deadline.set)
      pthread_cond_wait(&call->woken, &client->lock);
    else if (pthread_cond_timedwait(&call->woken, &client->lock, &deadline.at) != 0)
      in_time = oy_deadline_left_ms(deadline) != 0;
  }
}

/* Sends the frame and waits. OY_OK: call->frame is the answer. */
static oy_result exchange(oy_client *client, connection *used, waiter *call, uint8_t *frame, size_t length,
                        oy_deadline deadline, oy_error *error) {
  call->stream_id = used->next_stream_id;
  used->next_stream_id += 2;
  call->next = used->waiters;
  used->waiters = call;
  used->sending = true;
  pthread_mutex_unlock(&client->lock);
  oy_request_frame_set_stream_id(frame, call->stream_id);
  oy_result code = oy_send(used->fd, frame, length, deadline, error);
  pthread_mutex_lock(&client->lock);
  used->sending = false;
  pthread_cond_signal(&used->turn);
  if (code == OY_OK)
    wait_for_answer(client, used, call, deadline);
  else
    connection_lose(client, used); /* part of a frame may be out, and nothing can follow it */
  waiter_remove(used, call);
  if (!used->reading && used->waiters)
    pthread_cond_signal(&used->waiters->woken); /* to lead */
  if (code != OY_OK || call->done)
    return call->done ? OY_OK : code;
  return used->lost ? oy_fail_connection_lost(error) : oy_fail_deadline_passed(error);
}

static oy_result call_with_frame(oy_client *client, uint8_t *frame, size_t length, oy_deadline deadline,
                               waiter *call, oy_error *error) {
  oy_result code = OY_OK;
  bool begun = false;
  pthread_mutex_lock(&client->lock);
  while (code == OY_OK && !begun) {
    connection *used = connection_take(client, deadline.set ? deadline : oy_deadline_after_ms(OY_CONNECT_MS), error);
    if (!used) {
      code = error->code;
    } else {
      begun = connection_take_turn(client, used, deadline);
      if (begun)
        code = exchange(client, used, call, frame, length, deadline, error);
      else if (!used->lost)
        code = oy_fail(error, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED",
                       "the call waited too long for its turn; " OY_UNSENT);
      connection_release(used);
    }
  }
  pthread_mutex_unlock(&client->lock);
  return code;
}

oy_client *oy_client_connect(const char *path, int timeout_ms, oy_error *error) {
  oy_error_clear(error);
  oy_client *client = calloc(1, sizeof *client);
  char *copy = strdup(path);
  if (!client || !copy) {
    oy_fail_no_memory_unsent(error);
    free(client);
    free(copy);
    return NULL;
  }
  client->path = copy;
  pthread_mutex_init(&client->lock, NULL);
  pthread_condattr_init(&client->monotonic);
  pthread_condattr_setclock(&client->monotonic, CLOCK_MONOTONIC);
  client->current = connection_open(client, oy_deadline_after_ms(timeout_ms > 0 ? timeout_ms : OY_CONNECT_MS), error);
  if (!client->current) {
    oy_client_free(client);
    return NULL;
  }
  return client;
}

void oy_client_free(oy_client *client) {
  if (!client)
    return;
  if (client->current)
    connection_release(client->current);
  pthread_condattr_destroy(&client->monotonic);
  pthread_mutex_destroy(&client->lock);
  free(client->path);
  free(client);
}

const char *oy_client_path(const oy_client *client) {
  return client->path;
}

oy_result oy_call_named(oy_client *client, const char *service, const char *method, const ProtobufCMessage *request,
                      const ProtobufCMessageDescriptor *response_type, ProtobufCMessage **response, int timeout_ms,
                      oy_error *error) {
  oy_error own = OY_ERROR_INIT;
  oy_error *told = error ? error : &own;
  oy_error_clear(told);
  *response = NULL;
  size_t length = 0;
  uint8_t *frame = oy_request_frame(service, method, request, 0, timeout_ms, &length, told);
  oy_result code = told->code;
  if (frame) {
    oy_deadline deadline =
        timeout_ms == OY_NO_DEADLINE ? oy_deadline_none() : oy_deadline_after_ms((int64_t)timeout_ms + OY_GRACE_MS);
    waiter call = {.done = false};
    pthread_cond_init(&call.woken, &client->monotonic);
    code = call_with_frame(client, frame, length, deadline, &call, told);
    pthread_cond_destroy(&call.woken);
    free(frame);
    if (code == OY_OK && call.frame.kind == OY_DATA) {
      free(call.frame.content);
      code = oy_fail_unreadable(told);
    } else if (code == OY_OK) {
      code = oy_answer_read(&call.frame, response_type, response, told);
    }
  }
  oy_error_clear(&own);
  return code;
}

oy_result oy_call(oy_client *client, const ProtobufCServiceDescriptor *service, const char *method,
                const ProtobufCMessage *request, ProtobufCMessage **response, int timeout_ms, oy_error *error) {
  const ProtobufCMethodDescriptor *known = oy_method(service, method, request, error);
  *response = NULL;
  if (!known)
    return OY_INVALID_ARGUMENT;
  return oy_call_named(client, service->name, method, request, known->output, response, timeout_ms, error);
}

const ProtobufCMethodDescriptor *oy_method(const ProtobufCServiceDescriptor *service, const char *method,
                                           const ProtobufCMessage *request, oy_error *error) {
  const ProtobufCMethodDescriptor *known = protobuf_c_service_descriptor_get_method_by_name(service, method);
  if (known && request->descriptor == known->input)
    return known;
  oy_fail(error, OY_INVALID_ARGUMENT, "METHOD_MISTAKEN",
          "the service has no such method, or it takes another message; " OY_UNSENT);
  return NULL;
}
