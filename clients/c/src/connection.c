/*
 * Without a thread of the library's own: of the threads that wait for an answer, one leads. It reads from the socket,
 * hands each answer to whom it belongs, and when it has its own, or its deadline has passed, another that waits takes
 * the lead.
 */
#include "connection.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Who waits to send more, while another leads, looks this often whether that one has left. */
enum { LOOK_MS = 20 };

/* Past this stream id a new connection is made; between it and the last id is room for calls under way. A test has fewer. */
#ifndef OY_LAST_STREAM_ID
#define OY_LAST_STREAM_ID (UINT32_C(1) << 31)
#endif

/* A call under way. Lives on its thread's stack, and in its connection's list. */
typedef struct call {
  uint32_t stream_id;
  bool done;  /* `frame` is the answer */
  bool waits; /* on `woken`: only such a thread hears that it should lead; one that is still sending does not */
  oy_frame frame;
  pthread_cond_t woken; /* done, or lost, or asked to lead */
  struct call *next;
} call;

struct oy_connection {
  pthread_mutex_t *lock; /* guards everything below but the reader and the bytes on the socket */
  int fd;
  unsigned users;
  bool mute; /* nothing more can be sent; answers may still come */
  bool lost; /* nor read */
  int cause; /* of the loss, as oy_fail_connection_lost takes it */
  bool sending; /* a thread is writing a frame */
  bool reading; /* a thread leads; `reader` is its alone */
  uint32_t next_stream_id;
  pthread_cond_t turn; /* `sending` has become false, or `mute` true */
  call *calls;
  oy_reader reader;
};

oy_connection *oy_connection_new(int fd, pthread_mutex_t *lock) {
  oy_connection *made = calloc(1, sizeof *made);
  if (!made) {
    close(fd);
    return NULL;
  }
  made->fd = fd;
  made->lock = lock;
  made->users = 1;
  made->next_stream_id = 1;
  oy_condition_init(&made->turn);
  return made;
}

void oy_connection_hold(oy_connection *connection) {
  connection->users++;
}

void oy_connection_release(oy_connection *connection) {
  if (--connection->users > 0)
    return;
  close(connection->fd);
  oy_reader_clear(&connection->reader);
  pthread_cond_destroy(&connection->turn);
  free(connection);
}

static void become_mute(oy_connection *connection) {
  connection->mute = true;
  pthread_cond_broadcast(&connection->turn);
}

/* No answer can come any more: tells everyone. */
static void lose(oy_connection *connection, int cause) {
  connection->lost = true;
  connection->cause = cause;
  become_mute(connection);
  shutdown(connection->fd, SHUT_RDWR); /* for who is writing */
  for (call *each = connection->calls; each; each = each->next)
    pthread_cond_signal(&each->woken);
}

/* Gives a frame to the call that it answers. One whose caller has given up, or that nobody asked for, is dropped. */
static void deliver(oy_connection *connection, oy_frame *frame) {
  if (frame->kind == OY_RESPONSE || frame->kind == OY_DATA)
    for (call *each = connection->calls; each; each = each->next)
      if (each->stream_id == frame->stream_id && !each->done) {
        each->frame = *frame;
        each->done = true;
        pthread_cond_signal(&each->woken);
        return;
      }
  free(frame->content);
}

/* Reads one frame for whoever it belongs to. False: the deadline passed. */
static bool lead(oy_connection *connection, oy_deadline deadline) {
  oy_frame frame;
  connection->reading = true;
  pthread_mutex_unlock(connection->lock);
  oy_read read = oy_reader_next(&connection->reader, connection->fd, deadline, &frame);
  pthread_mutex_lock(connection->lock);
  connection->reading = false;
  if (read == OY_READ_FRAME)
    deliver(connection, &frame);
  else if (read == OY_READ_LOST)
    lose(connection, connection->reader.cause);
  return read != OY_READ_LATE;
}

/* Who has led and leaves names the next. A call that is still being sent takes the lead by itself, if it is free then. */
static void pass_the_lead(oy_connection *connection) {
  if (connection->reading)
    return;
  for (call *each = connection->calls; each; each = each->next)
    if (each->waits && !each->done) {
      pthread_cond_signal(&each->woken);
      return;
    }
}

static bool idle(const oy_connection *connection) {
  return !connection->reading && !connection->sending && !connection->calls;
}

/* Reads what is there, while nobody else does. */
static void read_what_is_there(oy_connection *connection, oy_deadline deadline) {
  oy_deadline at_once = oy_deadline_after_ms(0);
  bool more = true;
  while (more && !connection->reading && !connection->lost && oy_deadline_left_ms(deadline) != 0)
    more = lead(connection, at_once);
}

bool oy_connection_usable(oy_connection *connection, oy_deadline deadline) {
  /* While nobody was reading, late answers may have come, and the gateway may have gone away after them. */
  if (idle(connection))
    read_what_is_there(connection, deadline);
  pass_the_lead(connection);
  return !connection->mute && connection->next_stream_id < OY_LAST_STREAM_ID;
}

/* Waits until the call is done, the connection lost, or the deadline passed. */
static void wait_for_answer(oy_connection *connection, call *own, oy_deadline deadline) {
  bool in_time = true;
  while (!own->done && !connection->lost && in_time) {
    if (!connection->reading) {
      in_time = lead(connection, deadline) && oy_deadline_left_ms(deadline) != 0;
    } else {
      own->waits = true;
      in_time = oy_deadline_wait(deadline, &own->woken, connection->lock);
      own->waits = false;
    }
  }
}

/* Waits until nobody else sends. False: the deadline passed first. */
static bool take_turn(oy_connection *connection, oy_deadline deadline) {
  bool in_time = true;
  while (connection->sending && !connection->mute && in_time)
    in_time = oy_deadline_wait(deadline, &connection->turn, connection->lock);
  return !connection->sending || connection->mute;
}

/*
 * Waits a while until more can be sent, and leads meanwhile unless another does: a gateway whose answers nobody reads stops
 * reading, too. False: the deadline passed.
 */
static bool wait_to_send(oy_connection *connection, oy_deadline deadline) {
  bool leads = !connection->reading;
  oy_deadline until = leads ? deadline : oy_deadline_earlier(deadline, oy_deadline_after_ms(LOOK_MS));
  connection->reading = true; /* this thread, or the one that led before */
  pthread_mutex_unlock(connection->lock);
  oy_deadline_poll(until, connection->fd, leads ? POLLOUT | POLLIN : POLLOUT, -1);
  pthread_mutex_lock(connection->lock);
  if (leads) {
    connection->reading = false;
    read_what_is_there(connection, deadline);
  }
  return oy_deadline_left_ms(deadline) != 0;
}

/* How many bytes went out. Fewer than all: *cause says why, EAGAIN where the deadline passed. */
static size_t send_frame(oy_connection *connection, call *own, oy_request *request, int *cause) {
  size_t sent = 0;
  bool in_time = true;
  connection->sending = true;
  own->stream_id = connection->next_stream_id;
  oy_request_address(request, own->stream_id);
  while (in_time && sent < request->length) {
    pthread_mutex_unlock(connection->lock);
    sent += oy_send_at_once(connection->fd, request->frame + sent, request->length - sent, cause);
    pthread_mutex_lock(connection->lock);
    if (sent < request->length)
      in_time = *cause == EAGAIN && wait_to_send(connection, request->deadline);
  }
  connection->sending = false;
  if (sent > 0)
    connection->next_stream_id += 2; /* otherwise the id is as good as new */
  if (sent < request->length && (sent > 0 || *cause != EAGAIN))
    become_mute(connection); /* nothing may follow half a frame */
  else
    pthread_cond_signal(&connection->turn);
  return sent;
}

static void add(oy_connection *connection, call *own) {
  own->next = connection->calls;
  connection->calls = own;
}

static void take_out(oy_connection *connection, call *own) {
  for (call **link = &connection->calls; *link; link = &(*link)->next)
    if (*link == own) {
      *link = own->next;
      return;
    }
}

/* What became of a call of which `sent` bytes are out, and that got no answer. */
static oy_outcome unanswered(oy_connection *connection, size_t sent, size_t length, int cause, oy_error *error) {
  if (sent == 0 && cause != EAGAIN)
    return OY_NOT_BEGUN;
  if (sent == 0)
    oy_fail_deadline_passed_unsent(error);
  else if (sent < length && cause != EAGAIN)
    oy_fail_connection_lost(error, cause);
  else if (sent == length && connection->lost)
    oy_fail_connection_lost(error, connection->cause);
  else
    oy_fail_deadline_passed(error);
  return OY_FAILED;
}

oy_outcome oy_connection_call(oy_connection *connection, oy_request *request, oy_frame *answer, oy_error *error) {
  if (!take_turn(connection, request->deadline)) {
    oy_fail_deadline_passed_unsent(error);
    return OY_FAILED;
  }
  if (connection->mute)
    return OY_NOT_BEGUN;
  call own = {.done = false};
  int cause = 0;
  oy_condition_init(&own.woken);
  add(connection, &own);
  size_t sent = send_frame(connection, &own, request, &cause);
  if (sent == request->length)
    wait_for_answer(connection, &own, request->deadline);
  take_out(connection, &own);
  pass_the_lead(connection);
  pthread_cond_destroy(&own.woken);
  *answer = own.frame;
  return own.done ? OY_ANSWERED : unanswered(connection, sent, request->length, cause, error);
}
