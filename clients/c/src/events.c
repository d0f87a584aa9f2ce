#include "oy/events.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "deadline.h"
#include "error.h"
#include "oy/rpcs.h"

enum { FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 5000 };

struct oy_events {
  oy_client *client;
  char *consumer;
  Oy__V1__EventKind *kinds;
  size_t n_kinds;
  int64_t after; /* OY_AFTER_ACKNOWLEDGED until there was an event */
  oy_stream *stream;
  int pause_ms;
  oy_deadline opens; /* the stream is not opened again before */
};

oy_events *oy_events_open(oy_client *client, const char *consumer, const Oy__V1__EventKind *kinds, size_t n_kinds,
                          int64_t after) {
  oy_events *events = calloc(1, sizeof *events);
  if (!events)
    return NULL;
  events->client = client;
  events->consumer = strdup(consumer);
  events->kinds = malloc(n_kinds ? n_kinds * sizeof *kinds : 1);
  if (!events->consumer || !events->kinds) {
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

static oy_result open_stream(oy_events *events, oy_error *error) {
  Google__Protobuf__Int64Value after = GOOGLE__PROTOBUF__INT64_VALUE__INIT;
  Oy__V1__WatchRequest request = OY__V1__WATCH_REQUEST__INIT;
  request.consumer = events->consumer;
  request.kinds = events->kinds;
  request.n_kinds = events->n_kinds;
  if (events->after != OY_AFTER_ACKNOWLEDGED) {
    after.value = events->after;
    request.after = &after;
  }
  return oy_event_watch(events->client, &request, &events->stream, OY_NO_DEADLINE, error);
}

static void close_stream(oy_events *events) {
  oy_stream_free(events->stream);
  events->stream = NULL;
}

/* Whether the stream may be had again: the gateway is away, took this reader for one that stays away, or is busy. */
static bool passes(const oy_error *error) {
  if (error->code == OY_RESOURCE_EXHAUSTED)
    return !*error->reason || error->retry_delay_ms >= 0 || strcmp(error->reason, "TOO_MANY_WATCHES") == 0;
  return error->code == OY_UNAVAILABLE || error->code == OY_CANCELLED;
}

/* Waits until the stream may be opened again; false where the deadline comes first. */
static bool rest(const oy_events *events, oy_deadline deadline) {
  int pause = oy_deadline_left_ms(events->opens), left = oy_deadline_left_ms(deadline);
  bool in_time = left < 0 || pause <= left;
  int shorter = in_time ? pause : left;
  struct timespec time = {shorter / 1000, (long)(shorter % 1000) * 1000000};
  while (nanosleep(&time, &time) != 0) {
  }
  return in_time;
}

/* The next stream is opened after the usual pause, or as late as the gateway asked for. */
static void put_off(oy_events *events, int64_t retry_delay_ms) {
  events->opens = oy_deadline_after_ms(retry_delay_ms > events->pause_ms ? retry_delay_ms : events->pause_ms);
  events->pause_ms = events->pause_ms * 2 > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : events->pause_ms * 2;
}

static oy_result nothing_yet(oy_error *error) {
  return oy_fail(error, OY_DEADLINE_EXCEEDED, "NOTHING_YET", "no event came in time");
}

/* The next message; *response stays NULL where the stream has ended or could not be had. */
static oy_result receive(oy_events *events, Oy__V1__WatchResponse **response, oy_deadline deadline, oy_error *error) {
  if (!events->stream) {
    if (!rest(events, deadline))
      return nothing_yet(error);
    oy_result code = open_stream(events, error);
    if (code != OY_OK)
      return code;
  }
  return oy_event_watch_next(events->stream, response, oy_deadline_left_ms(deadline), error);
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
  *event = NULL;
  for (bool is_over = false; !is_over;) {
    Oy__V1__WatchResponse *response = NULL;
    code = receive(events, &response, deadline, told);
    if (response) {
      *event = take_event(response);
      is_over = *event != NULL;
      if (!is_over && oy_deadline_left_ms(deadline) == 0) {
        code = nothing_yet(told);
        is_over = true;
      }
    } else if (code == OY_DEADLINE_EXCEEDED && strcmp(told->reason, "NOTHING_YET") == 0) {
      is_over = true;
    } else {
      is_over = code != OY_OK && !passes(told);
      close_stream(events);
      put_off(events, told->retry_delay_ms);
    }
  }
  if (*event) {
    events->after = (*event)->cursor;
    events->pause_ms = FIRST_PAUSE_MS;
  }
  oy_error_clear(&own);
  return code;
}

oy_result oy_events_ack(oy_events *events, const Oy__V1__Event *event, int timeout_ms, oy_error *error) {
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
  free(events->consumer);
  free(events->kinds);
  free(events);
}
