/* Frames that say nothing, faster than anyone can read them: no wait gets longer by them. Needs OY_PEER. */
#include <oy/events.h>
#include <stdint.h>
#include <sys/socket.h>

#include "play.h"

enum { FLOOD_MS = 3000, STREAM_MS = 500, WAIT_MS = 20 };

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const uint8_t *stray; /* the header of a frame without content */
static int64_t flood_ends;

/* Comes before libc's: until the flood ends, such a frame is always there to be read. */
ssize_t recv(int fd, void *bytes, size_t room, int flags) {
  if (now_ms() >= flood_ends)
    return recvfrom(fd, bytes, room, flags, NULL, NULL);
  memcpy(bytes, stray, 10);
  return 10;
}

/* An answer to nobody, a kind that does not exist, and what may follow on a stream without saying anything. */
static const uint8_t strays[][10] = {{[6] = 9, [7] = 9, [8] = 2}, {[7] = 1, [8] = 9}, {[7] = 1, [8] = 3, [9] = 4}};

static void flood(size_t kind) {
  stray = strays[kind];
  flood_ends = now_ms() + FLOOD_MS;
}

/* The answer would come after the flood. */
static void a_call_is_late(void) {
  flood(0);
  check_refused_for("success", WAIT_MS, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED", false);
  flood_ends = 0;
}

static void a_stream_is_late(size_t kind) {
  Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
  request.service = "stream";
  oy_stream *stream = NULL;
  Grpc__Health__V1__HealthCheckResponse *message = NULL;
  CHECK(oy_health_watch(client, &request, &stream, STREAM_MS, &error) == OY_OK);
  flood(kind);
  CHECK(oy_health_watch_next(stream, &message, WAIT_MS, &error) == OY_DEADLINE_EXCEEDED && !message);
  CHECK_TEXT(error.reason, "NOTHING_YET");
  CHECK(oy_health_watch_next(stream, &message, -1, &error) == OY_DEADLINE_EXCEEDED && !message);
  CHECK_TEXT(error.reason, "DEADLINE_PASSED");
  flood_ends = 0;
  oy_stream_free(stream);
}

static void *cancel(void *events) {
  oy_events_cancel(events);
  return NULL;
}

/* The event would come after the flood. */
static void events_are_cancelled(size_t kind) {
  oy_events *events = oy_events_open(client, "events-counted", NULL, 0, 0);
  Oy__V1__Event *event = NULL;
  CHECK(oy_events_next(events, &event, WAIT_MS, &error) == OY_DEADLINE_EXCEEDED && !event); /* now the stream is open */
  flood(kind);
  pthread_t thread;
  pthread_create(&thread, NULL, cancel, events);
  CHECK(oy_events_next(events, &event, -1, &error) == OY_CANCELLED && !event);
  CHECK_TEXT(error.reason, "EVENTS_CANCELLED");
  pthread_join(thread, NULL);
  flood_ends = 0;
  oy_events_free(events);
}

int main(void) {
  client = client_of_peer();
  check_serves();
  a_call_is_late();
  for (size_t kind = 0; kind < sizeof strays / sizeof *strays; kind++) {
    a_stream_is_late(kind);
    events_are_cancelled(kind);
  }
  check_serves();
  oy_error_clear(&error);
  oy_client_free(client);
  return report("C client in a flood");
}
