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

/* Whether the stream may be had again: the gateway is away, or took this reader for one that stays away. */
static bool passes(const oy_error *error) {
  if (error->code == OY_RESOURCE_EXHAUSTED)
    return !*error->reason;
  return error->code == OY_UNAVAILABLE || error->code == OY_CANCELLED;
}

/* Waits before the next try; false where the deadline comes first. */
static bool rest(oy_events *events, oy_deadline deadline) {
  int left = oy_deadline_left_ms(deadline);
  int pause = left >= 0 && left < events->pause_ms ? left : events->pause_ms;
  struct timespec time = {pause / 1000, (long)(pause % 1000) * 1000000};
  while (nanosleep(&time, &time) != 0) {
  }
  events->pause_ms = events->pause_ms * 2 > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : events->pause_ms * 2;
  return left < 0 || pause < left;
}

oy_result oy_events_next(oy_events *events, Oy__V1__Event **event, int wait_ms, oy_error *error) {
  oy_error own = OY_ERROR_INIT;
  oy_error *told = error ? error : &own;
  oy_deadline deadline = wait_ms < 0 ? oy_deadline_none() : oy_deadline_after_ms(wait_ms);
  *event = NULL;
  for (;;) {
    oy_result code = events->stream ? OY_OK : open_stream(events, told);
    Oy__V1__WatchResponse *response = NULL;
    if (code == OY_OK)
      code = oy_event_watch_next(events->stream, &response, oy_deadline_left_ms(deadline), told);
    if (response && response->event) {
      *event = response->event;
      response->event = NULL;
      oy__v1__watch_response__free_unpacked(response, NULL);
      events->after = (*event)->cursor;
      events->pause_ms = FIRST_PAUSE_MS;
      oy_error_clear(&own);
      return OY_OK;
    }
    oy__v1__watch_response__free_unpacked(response, NULL);
    bool is_late = code == OY_DEADLINE_EXCEEDED && strcmp(told->reason, "NOTHING_YET") == 0;
    bool is_over = is_late || (code != OY_OK && !passes(told));
    if (!is_late)
      close_stream(events);
    if (!is_over && rest(events, deadline))
      continue;
    if (!is_over)
      code = oy_fail(told, OY_DEADLINE_EXCEEDED, "NOTHING_YET", "no event came in time");
    oy_error_clear(&own);
    return code;
  }
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
