#include "oy/events.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "client.h"
#include "error.h"
#include "oy/rpcs.h"

enum { FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 5000, LONGEST_WHY = 400 };

struct oy_events {
  oy_client *client;
  char *consumer;
  Oy__V1__EventKind *kinds;
  size_t n_kinds;
  int64_t after; /* OY_AFTER_ACKNOWLEDGED until there was an event */
  oy_stream *stream;
  int pause_ms;
  oy_deadline opens; /* the stream is not opened again before */
  char why[LONGEST_WHY]; /* no stream is open; empty while one is */
  bool cancelled;    /* atomic: another thread or a signal handler may set it */
  int wake;          /* can be read once it is cancelled, so that no wait is longer than that */
};

oy_events *oy_events_open(oy_client *client, const char *consumer, const Oy__V1__EventKind *kinds, size_t n_kinds,
                          int64_t after) {
  bool is_given = consumer && (kinds || n_kinds == 0);
  oy_events *events = is_given ? calloc(1, sizeof *events) : NULL;
  if (!events)
    return NULL;
  events->client = client;
  events->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  events->consumer = strdup(consumer);
  events->kinds = malloc(n_kinds ? n_kinds * sizeof *kinds : 1);
  if (!events->consumer || !events->kinds || events->wake < 0) {
    oy_events_free(events);
    return NULL;
  }
  if (n_kinds)
    memcpy(events->kinds, kinds, n_kinds * sizeof *kinds);
  events->n_kinds = n_kinds;
  events->after = after;
  events->pause_ms = FIRST_PAUSE_MS;
  events->opens = oy_deadline_after_ms(0);
  return events;
}

static bool is_cancelled(const oy_events *events) {
  return __atomic_load_n(&events->cancelled, __ATOMIC_ACQUIRE);
}

void oy_events_cancel(oy_events *events) {
  if (!events)
    return;
  int interrupted = errno; /* a signal handler leaves it as it was */
  __atomic_store_n(&events->cancelled, true, __ATOMIC_RELEASE);
  ssize_t written = write(events->wake, &(uint64_t){1}, sizeof(uint64_t));
  (void)written; /* it fails only where so much was written before that it can be read */
  errno = interrupted;
}

static oy_result open_stream(oy_events *events, oy_deadline deadline, oy_error *error) {
  Google__Protobuf__Int64Value after = GOOGLE__PROTOBUF__INT64_VALUE__INIT;
  Oy__V1__WatchRequest request = OY__V1__WATCH_REQUEST__INIT;
  request.consumer = events->consumer;
  request.kinds = events->kinds;
  request.n_kinds = events->n_kinds;
  if (events->after != OY_AFTER_ACKNOWLEDGED) {
    after.value = events->after;
    request.after = &after;
  }
  oy_result code = oy_stream_open_until(events->client, &oy__v1__event_service__descriptor, "Watch", &request.base,
                                        OY_NO_DEADLINE, deadline, &events->stream, error);
  if (code == OY_OK)
    events->why[0] = 0;
  return code;
}

static void close_stream(oy_events *events) {
  oy_stream_free(events->stream);
  events->stream = NULL;
}

/*
 * Whether there is no way to the socket: no permission, or a file in a folder's place. Only the second time in a row: a
 * daemon that starts makes its socket before it lets others in.
 */
static bool is_no_way(const char *before, const oy_error *error) {
  int cause = oy_error_cause(error);
  return (cause == EACCES || cause == ENOTDIR) && strncmp(before, error->message, LONGEST_WHY - 1) == 0;
}

/* Whether the stream may be had again: the gateway is away, took this reader for one that stays away, or is busy. */
static bool passes(const oy_events *events, const oy_error *error) {
  if (is_no_way(events->why, error))
    return false;
  if (error->code == OY_RESOURCE_EXHAUSTED)
    return !*error->reason || error->retry_delay_ms >= 0 || strcmp(error->reason, "TOO_MANY_WATCHES") == 0;
  return error->code == OY_UNAVAILABLE || error->code == OY_CANCELLED;
}

/* Waits until the stream may be opened again; false where the deadline comes first, or it is cancelled. */
static bool rest(const oy_events *events, oy_deadline deadline) {
  oy_deadline_poll(oy_deadline_earlier(events->opens, deadline), -1, 0, events->wake);
  return oy_deadline_left_ms(events->opens) == 0;
}

/* The next stream is opened after the usual pause, or as late as the gateway asked for. */
static void put_off(oy_events *events, oy_result code, const oy_error *error) {
  int64_t retry_delay_ms = error->retry_delay_ms;
  snprintf(events->why, sizeof events->why, "%s", code == OY_OK ? "the gateway ended it" : error->message);
  events->opens = oy_deadline_after_ms(retry_delay_ms > events->pause_ms ? retry_delay_ms : events->pause_ms);
  events->pause_ms = events->pause_ms * 2 > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : events->pause_ms * 2;
}

/* The next message; *response stays NULL where the stream has ended or could not be had. */
static oy_result receive(oy_events *events, Oy__V1__WatchResponse **response, oy_deadline deadline, oy_error *error) {
  if (!events->stream) {
    if (!rest(events, deadline))
      return oy_fail_nothing_yet(error, events->why);
    oy_result code = open_stream(events, deadline, error);
    if (code != OY_OK)
      return code;
  }
  ProtobufCMessage *message = NULL;
  oy_result code = oy_stream_next_until(events->stream, &message, deadline, events->wake, error);
  *response = (Oy__V1__WatchResponse *)message;
  return code;
}

/* Takes the event out of the message, which it frees. NULL: a message without one, which says nothing. */
static Oy__V1__Event *take_event(Oy__V1__WatchResponse *response) {
  Oy__V1__Event *event = response->event;
  response->event = NULL;
  oy__v1__watch_response__free_unpacked(response, NULL);
  return event;
}

oy_result oy_events_next(oy_events *events, Oy__V1__Event **event, int wait_ms, oy_error *error) {
  oy_error own = OY_ERROR_INIT;
  oy_error *told = error ? error : &own;
  oy_deadline deadline = wait_ms < 0 ? oy_deadline_none() : oy_deadline_after_ms(wait_ms);
  oy_result code = OY_OK;
  if (event)
    *event = NULL;
  if (!events || !event)
    return oy_fail_null_given(error);
  for (bool is_over = false; !is_over && !is_cancelled(events);) {
    Oy__V1__WatchResponse *response = NULL;
    code = receive(events, &response, deadline, told);
    if (response) {
      *event = take_event(response);
      is_over = *event != NULL;
      if (!is_over && oy_deadline_left_ms(deadline) == 0) {
        code = oy_fail_nothing_yet(told, events->why);
        is_over = true;
      }
    } else if (code == OY_DEADLINE_EXCEEDED && strcmp(told->reason, "NOTHING_YET") == 0) {
      is_over = true;
    } else {
      is_over = code != OY_OK && !passes(events, told);
      close_stream(events);
      put_off(events, code, told);
    }
  }
  if (!*event && is_cancelled(events))
    code = oy_fail(told, OY_CANCELLED, "EVENTS_CANCELLED", "the reading of events was cancelled");
  if (*event) {
    events->after = (*event)->cursor;
    events->pause_ms = FIRST_PAUSE_MS;
  }
  oy_error_clear(&own);
  return code;
}

oy_result oy_events_ack(oy_events *events, const Oy__V1__Event *event, int timeout_ms, oy_error *error) {
  if (!events || !event)
    return oy_fail_null_given(error);
  Oy__V1__AckRequest request = OY__V1__ACK_REQUEST__INIT;
  request.consumer = events->consumer;
  request.cursor = event->cursor;
  Oy__V1__AckResponse *response = NULL;
  oy_result code = oy_event_ack(events->client, &request, &response, timeout_ms, error);
  oy__v1__ack_response__free_unpacked(response, NULL);
  return code;
}

void oy_events_free(oy_events *events) {
  if (!events)
    return;
  close_stream(events);
  if (events->wake >= 0)
    close(events->wake);
  free(events->consumer);
  free(events->kinds);
  free(events);
}
