/* The client against the scripted peer of clients/testing: what the worst server does to it. Needs OY_PEER. */
#include <oy/events.h>
#include <oy/oy.h>
#include <oy/rpcs.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "play.h"

/* The peer tells what it was sent: of the timeout, what is left of it. */
static void check_mirror(void) {
  Oy__V1__InquireAccountResponse *mirror = play_for("mirror", 10000);
  long long told = 0;
  int length = 0;
  CHECK(mirror && sscanf(mirror->recipient_name, "oy.v1.DisbursementService/InquireAccount flags=0 timeout=%lld metadata=%n",
                         &told, &length) == 1);
  CHECK(mirror && length > 0 && mirror->recipient_name[length] == 0);
  CHECK(told > 0 && told <= 10000000000);
  done(mirror);
}

static void unary(void) {
  check_serves();
  check_mirror();
  check_name("empty", "");
  check_name("bytes", "one byte at a time");
  check_name("stray", "yours");
  check_name("stray-kind", "yours");
  check_name("twice", "first");
  check_serves();
  Oy__V1__InquireAccountResponse *largest = play("largest");
  CHECK(largest && strlen(largest->recipient_name) == (4 << 20) - 200);
  done(largest);
  Oy__V1__InquireAccountResponse *unlimited = play_for("mirror", OY_NO_DEADLINE);
  CHECK(unlimited && strstr(unlimited->recipient_name, " timeout=0 "));
  done(unlimited);
}

static void errors(void) {
  check_refused("not-found", OY_NOT_FOUND, "UPSTREAM_REJECTED", true);
  CHECK_TEXT(error.domain, "oyindonesia.com");
  CHECK_TEXT(error.oy_code, "209");
  CHECK_TEXT(error.oy_message, "Bank Account is not found");
  CHECK_TEXT(oy_error_metadata(&error, "attempts"), "1");
  CHECK(oy_error_metadata(&error, "absent") == NULL);
  CHECK(!error.unsent);
  CHECK(error.n_metadata == 3);

  check_refused("violations", OY_INVALID_ARGUMENT, "REQUEST_INVALID", true);
  CHECK(error.n_violations == 2);
  if (error.n_violations == 2) {
    CHECK_TEXT(error.violations[0]->field, "recipient_bank");
    CHECK_TEXT(error.violations[1]->description, "holds a NUL");
  }

  check_refused("retry", OY_RESOURCE_EXHAUSTED, "RATE_LIMITED", true);
  CHECK(error.retry_delay_ms == 1500);
  check_refused("retry-empty", OY_RESOURCE_EXHAUSTED, "RATE_LIMITED", true);
  CHECK(error.retry_delay_ms == -1);
  check_refused("retry-huge", OY_RESOURCE_EXHAUSTED, "RATE_LIMITED", true);
  CHECK(error.retry_delay_ms == 24 * 60 * 60 * 1000);
  check_refused("retry-negative", OY_RESOURCE_EXHAUSTED, "RATE_LIMITED", true);
  CHECK(error.retry_delay_ms == 0);
  check_refused("two-infos", OY_UNAVAILABLE, "FIRST", true);
  CHECK_TEXT(error.domain, "oy-gateway");
  CHECK_TEXT(error.oy_code, "209");
  CHECK(!oy_error_not_paid(&error));
  CHECK(error.n_violations == 1 && strcmp(error.violations[0]->field, "amount") == 0 && error.retry_delay_ms == 1500);
  check_refused("strange-details", OY_UNAVAILABLE, "STRANGE", true);
  check_refused("no-details", OY_DEADLINE_EXCEEDED, "", true);
  CHECK(error.retry_delay_ms == -1);
  check_refused("strange-code", OY_UNKNOWN, "", true);
  check_refused("oversized", OY_RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE", false);
  check_refused("unreadable-envelope", OY_INTERNAL, "ANSWER_UNREADABLE", false);
  check_refused("unreadable-payload", OY_INTERNAL, "ANSWER_UNREADABLE", false);
  check_refused("data-for-unary", OY_INTERNAL, "ANSWER_UNREADABLE", false);
  check_serves();
  CHECK(error.code == OY_OK);
}

static void check_not_paid(const char *scene, bool not_paid) {
  done(play(scene));
  CHECK(error.code != OY_OK);
  CHECK(oy_error_not_paid(&error) == not_paid);
}

static void only_the_gateway_says_not_paid(void) {
  check_not_paid("payout-rejected", true);
  check_not_paid("payout-failed", true);
  check_not_paid("payout-cancelled", true);
  check_not_paid("payout-duplicate", false);
  check_not_paid("payout-decided", false);
  check_not_paid("payout-still-recording", false);
  check_not_paid("no-details", false);
  check_not_paid("retry", false);
  check_not_paid("close", false);
  check_serves();
  CHECK(!oy_error_not_paid(&error));
}

static void errors_without_a_place_to_put_them(void) {
  Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  Oy__V1__InquireAccountResponse *response = NULL;
  request.recipient_bank = "not-found";
  CHECK(oy_disbursement_inquire_account(client, &request, &response, 5000, NULL) == OY_NOT_FOUND);
  CHECK(response == NULL);
}

static void requests_that_are_not_sent(void) {
  char *large = malloc((4 << 20) + 1);
  memset(large, 'x', 4 << 20);
  large[4 << 20] = 0;
  check_refused(large, OY_RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE", false);
  check_unsent();
  free(large);
  check_refused_for("success", -1, OY_INVALID_ARGUMENT, "TIMEOUT_NEGATIVE", false);
  check_unsent();

  Oy__V1__GetBalanceRequest other = OY__V1__GET_BALANCE_REQUEST__INIT;
  ProtobufCMessage *response = NULL;
  CHECK(oy_call(client, &oy__v1__disbursement_service__descriptor, "Remit", &other.base, &response, 0, &error) ==
        OY_INVALID_ARGUMENT);
  CHECK_TEXT(error.reason, "METHOD_MISTAKEN");
  check_unsent();
  CHECK(oy_call(client, &oy__v1__disbursement_service__descriptor, "None", &other.base, &response, 0, &error) ==
        OY_INVALID_ARGUMENT);
  check_serves();
}

static void deadlines(void) {
  check_refused_for("never", 20, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED", false);
  CHECK(!error.unsent);
  check_serves();
  CHECK(!error.unsent);
  check_refused_for("late", 20, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED", false);
  check_name("after-late", "in time");
}

static void deadline_while_writing(void) {
  char *large = filler(LARGE);
  check_name("stop-reading", "John Doe");
  check_refused_for(large, 20, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED", false);
  free(large);
  check_serves();
}

/* With SIGPIPE as it is by default, which would end the program. */
static void connection_lost_while_writing(void) {
  char *large = filler(LARGE);
  check_name("stop-reading", "John Doe");
  check_refused(large, OY_UNAVAILABLE, "CONNECTION_LOST", false);
  CHECK(strstr(error.message, "Broken pipe") || strstr(error.message, "Connection reset"));
  free(large);
  check_serves();
}

static void connections(void) {
  static const char *const scenes[] = {"close", "close-in-header", "close-in-body"};
  for (size_t i = 0; i < 3; i++) {
    check_refused(scenes[i], OY_UNAVAILABLE, "CONNECTION_LOST", false);
    CHECK(!error.unsent);
    check_serves();
  }
  for (int i = 0; i < 20; i++) {
    check_name("close-after", "the last word");
    ask_aside("closed", ""); /* the peer closes right after its answer */
  }
  check_serves();
}

static void fifty_calls_at_once_each_get_their_own_answer(void) {
  job jobs[50];
  bool seen[101] = {false};
  for (size_t i = 0; i < 50; i++)
    jobs[i] = (job){.scene = "reversed", .timeout_ms = 10000};
  oy_client_free(client); /* a fresh connection, so that the stream ids begin at 1 */
  client = client_of_peer();
  run_jobs(jobs, 50);
  for (size_t i = 0; i < 50; i++) {
    int id = 0;
    CHECK(jobs[i].code == OY_OK);
    CHECK(sscanf(jobs[i].name, "stream %d", &id) == 1 && id > 0 && id < 100 && !seen[id]);
    seen[id > 0 && id < 100 ? id : 100] = true;
  }
}

static void lead_passes_on_when_the_leader_gives_up(void) {
  job jobs[40];
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < 40; i++)
      jobs[i] = i % 2 ? (job){.scene = "never", .timeout_ms = 1 + (int)i}
                      : (job){.scene = i % 4 ? "bytes" : "success", .timeout_ms = 10000};
    run_jobs(jobs, 40);
    for (size_t i = 0; i < 40; i++)
      CHECK(jobs[i].code == (i % 2 ? OY_DEADLINE_EXCEEDED : OY_OK));
  }
}

static void every_waiting_call_hears_that_the_connection_is_lost(void) {
  job jobs[10];
  for (size_t i = 0; i < 10; i++)
    jobs[i] = (job){.scene = "never", .timeout_ms = 300};
  jobs[9].scene = "close";
  run_jobs(jobs, 10);
  CHECK_TEXT(jobs[9].reason, "CONNECTION_LOST");
  for (size_t i = 0; i < 9; i++) /* those that were sent after the loss wait in vain on the next connection */
    CHECK(strcmp(jobs[i].reason, "CONNECTION_LOST") == 0 || strcmp(jobs[i].reason, "DEADLINE_PASSED") == 0);
  check_serves();
}

static oy_stream *watch(const char *scene, int timeout_ms) {
  Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
  request.service = (char *)scene;
  oy_stream *stream = NULL;
  CHECK(oy_health_watch(client, &request, &stream, timeout_ms, &error) == OY_OK);
  return stream;
}

/* Checks the statuses that come, written as digits, and how the stream ends. */
static void check_stream_for(const char *scene, int timeout_ms, const char *statuses, oy_result code,
                             const char *reason) {
  oy_stream *stream = watch(scene, timeout_ms);
  char seen[16] = "";
  Grpc__Health__V1__HealthCheckResponse *message = NULL;
  while (stream && oy_health_watch_next(stream, &message, -1, &error) == OY_OK && message) {
    size_t length = strlen(seen);
    if (length < sizeof seen - 1)
      seen[length] = (char)('0' + message->status);
    grpc__health__v1__health_check_response__free_unpacked(message, NULL);
  }
  CHECK_TEXT(seen, statuses);
  CHECK(error.code == code);
  CHECK_TEXT(error.reason, reason);
  CHECK(oy_health_watch_next(stream, &message, -1, &error) == OY_OK && message == NULL);
  oy_stream_free(stream);
}

static void check_stream(const char *scene, const char *statuses, oy_result code, const char *reason) {
  check_stream_for(scene, 10000, statuses, code, reason);
}

static void streams(void) {
  check_stream("stream", "102", OY_OK, "");
  check_stream("stream-none", "", OY_OK, "");
  check_stream("stream-bytes", "10", OY_OK, "");
  check_stream("stream-last-with-data", "12", OY_OK, "");
  check_stream("stream-response-ends", "1", OY_OK, "");
  check_stream("stream-error", "1", OY_UNAVAILABLE, "DRAINING");
  check_stream("stream-refused", "", OY_PERMISSION_DENIED, "METHOD_NOT_ALLOWED");
  check_stream("stream-close", "1", OY_UNAVAILABLE, "CONNECTION_LOST");
  check_stream("stream-unreadable", "", OY_INTERNAL, "ANSWER_UNREADABLE");
  check_stream("stream-oversized", "", OY_RESOURCE_EXHAUSTED, "ANSWER_TOO_LARGE");
  check_stream("stream-flood", "111111111111111", OY_OK, "");
  check_stream_for("stream-stalls", 20, "1", OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED");
}

static void stream_goes_on_after_a_wait_in_vain(void) {
  oy_stream *stream = watch("stream-stalls", OY_NO_DEADLINE);
  Grpc__Health__V1__HealthCheckResponse *message = NULL;
  CHECK(oy_health_watch_next(stream, &message, 5000, &error) == OY_OK && message && message->status == 1);
  grpc__health__v1__health_check_response__free_unpacked(message, NULL);
  for (int i = 0; i < 2; i++) {
    CHECK(oy_health_watch_next(stream, &message, 10, &error) == OY_DEADLINE_EXCEEDED && message == NULL);
    CHECK_TEXT(error.reason, "NOTHING_YET");
  }
  oy_stream_free(stream);
}

static void *cancel(void *stream) {
  nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
  oy_stream_cancel(stream);
  return NULL;
}

static void cancelled_stream_ends_for_who_waits(void) {
  oy_stream *stream = watch("stream-stalls", OY_NO_DEADLINE);
  Grpc__Health__V1__HealthCheckResponse *message = NULL;
  CHECK(oy_health_watch_next(stream, &message, -1, &error) == OY_OK && message);
  grpc__health__v1__health_check_response__free_unpacked(message, NULL);
  pthread_t thread;
  pthread_create(&thread, NULL, cancel, stream);
  CHECK(oy_health_watch_next(stream, &message, -1, &error) == OY_OK && message == NULL);
  pthread_join(thread, NULL);
  oy_stream_free(stream);
}

static void on_alarm(int signal) {
  (void)signal;
}

/* Everything once more while a signal interrupts system calls every millisecond. */
static void interrupted(void) {
  struct sigaction action = {.sa_handler = on_alarm};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval often = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
  setitimer(ITIMER_REAL, &often, NULL);
  check_name("bytes", "one byte at a time");
  check_refused_for("never", 20, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED", false);
  check_stream("stream-bytes", "10", OY_OK, "");
  check_refused("close", OY_UNAVAILABLE, "CONNECTION_LOST", false);
  check_serves();
  setitimer(ITIMER_REAL, &never, NULL);
}

/* One event a connection, and each connection ends in another way. */
static void events_go_on(void) {
  oy_events *events = oy_events_open(client, "events", NULL, 0, 0);
  for (int64_t cursor = 1; cursor <= 7; cursor++) {
    Oy__V1__Event *event = NULL;
    /* Each event makes the pauses short again: without that the one before the seventh would be longer than this. */
    CHECK(oy_events_next(events, &event, 2500, &error) == OY_OK);
    CHECK(event && event->cursor == cursor);
    oy__v1__event__free_unpacked(event, NULL);
  }
  Oy__V1__Event *event = NULL;
  CHECK(oy_events_next(events, &event, 10000, &error) == OY_OUT_OF_RANGE);
  CHECK(!event);
  CHECK_TEXT(error.reason, "EVENTS_GONE");
  oy_events_free(events);

  Oy__V1__EventKind kinds[] = {OY__V1__EVENT_KIND__EVENT_KIND_PAYOUT};
  events = oy_events_open(client, "events-stall", kinds, 1, OY_AFTER_ACKNOWLEDGED);
  for (int round = 0; round < 2; round++) {
    CHECK(oy_events_next(events, &event, 20, &error) == OY_DEADLINE_EXCEEDED);
    CHECK_TEXT(error.reason, "NOTHING_YET");
  }
  CHECK(oy_events_next(events, &event, 20, NULL) == OY_DEADLINE_EXCEEDED);
  oy_events_free(events);
}

static void an_event_is_acknowledged_by_its_own_cursor(void) {
  oy_events *events = oy_events_open(client, "events-acknowledged", NULL, 0, OY_AFTER_ACKNOWLEDGED);
  Oy__V1__Event *event = NULL;
  CHECK(oy_events_next(events, &event, 10000, &error) == OY_OK && event);
  CHECK(oy_events_ack(events, event, 10000, &error) == OY_OK);
  CHECK_TEXT(error.reason, "");
  oy__v1__event__free_unpacked(event, NULL);
  oy_events_free(events);
}

/* What has no event in it is passed over, on the same stream. */
static void events_pass_over_a_message_without_one(void) {
  oy_events *events = oy_events_open(client, "events-without-one", NULL, 0, 6);
  Oy__V1__Event *event = NULL;
  CHECK(oy_events_next(events, &event, 5000, &error) == OY_OK);
  CHECK(event && event->cursor == 7);
  if (event)
    oy__v1__event__free_unpacked(event, NULL);
  CHECK(oy_events_next(events, &event, 300, &error) == OY_DEADLINE_EXCEEDED);
  CHECK(!event);
  CHECK_TEXT(error.reason, "NOTHING_YET");
  oy_events_free(events);
}

/* The peer takes a Watch that comes before the delay it gave as an error: also the next call waits it out. */
static void events_wait_out_what_exhausts(void) {
  oy_events *events = oy_events_open(client, "events-exhausted", NULL, 0, 0);
  Oy__V1__Event *event = NULL;
  oy_result code = OY_DEADLINE_EXCEEDED;
  for (int tries = 0; tries < 60 && code == OY_DEADLINE_EXCEEDED; tries++)
    code = oy_events_next(events, &event, 150, &error);
  CHECK(code == OY_OK);
  CHECK_TEXT(error.reason, "");
  CHECK(event && event->cursor == 1);
  if (event)
    oy__v1__event__free_unpacked(event, NULL);
  CHECK(oy_events_next(events, &event, 10000, &error) == OY_RESOURCE_EXHAUSTED);
  CHECK_TEXT(error.reason, "TOO_MANY_CONSUMERS");
  oy_events_free(events);
}

/* Who waits hears why nothing comes, and goes on when the gateway is there. */
static void events_say_that_the_gateway_is_away(void) {
  oy_client *later = oy_client_new(path_of("oyd.sock"));
  oy_events *events = oy_events_open(later, "events-without-one", NULL, 0, 6);
  Oy__V1__Event *event = NULL;
  for (int i = 0; i < 4; i++) {
    CHECK(oy_events_next(events, &event, 100, &error) == OY_DEADLINE_EXCEEDED);
    CHECK_TEXT(error.reason, "NOTHING_YET");
    CHECK(strstr(error.message, "/oyd.sock: No such file or directory"));
  }
  CHECK(symlink(getenv("OY_PEER"), path_of("oyd.sock")) == 0);
  CHECK(oy_events_next(events, &event, 10000, &error) == OY_OK);
  CHECK(event && event->cursor == 7);
  if (event)
    oy__v1__event__free_unpacked(event, NULL);
  CHECK(oy_events_next(events, &event, 50, &error) == OY_DEADLINE_EXCEEDED);
  CHECK(!strstr(error.message, "No such file"));
  oy_events_free(events);
  oy_client_free(later);
  unlink(path_of("oyd.sock"));
}

static void check_no_way(const char *path, oy_result code, const char *reason) {
  oy_client *nowhere = oy_client_new(path);
  oy_events *events = oy_events_open(nowhere, "events", NULL, 0, 0);
  Oy__V1__Event *event = NULL;
  CHECK(oy_events_next(events, &event, 5000, &error) == code && !event);
  CHECK_TEXT(error.reason, reason);
  oy_events_free(events);
  oy_client_free(nowhere);
}

static void events_fail_where_there_is_no_way_to_the_socket(void) {
  int closed = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strcpy(address.sun_path, path_of("closed.sock"));
  CHECK(bind(closed, (struct sockaddr *)&address, sizeof address) == 0 && chmod(address.sun_path, 0) == 0);
  uid_t self = geteuid();
  if (self == 0) /* who may open every socket */
    CHECK(seteuid(65534) == 0);
  check_no_way(address.sun_path, OY_UNAVAILABLE, "CONNECT_FAILED");
  CHECK(seteuid(self) == 0);
  check_no_way(path_of("closed.sock/oyd.sock"), OY_UNAVAILABLE, "CONNECT_FAILED");
  char *longer = filler(200);
  check_no_way(longer, OY_INVALID_ARGUMENT, "PATH_TOO_LONG");
  free(longer);
  close(closed);
  unlink(address.sun_path);
}

static void states_have_names(void) {
  CHECK_TEXT(oy_payout_state_name(OY__V1__PAYOUT_STATE__PAYOUT_STATE_COMPLETED), "COMPLETED");
  CHECK_TEXT(oy_payout_state_name(OY__V1__PAYOUT_STATE__PAYOUT_STATE_AWAITING_APPROVAL), "AWAITING_APPROVAL");
  CHECK_TEXT(oy_payout_state_name(OY__V1__PAYOUT_STATE__PAYOUT_STATE_UNSPECIFIED), "UNSPECIFIED");
  CHECK_TEXT(oy_payout_state_name((Oy__V1__PayoutState)99), "UNRECOGNIZED");
}

static oy_events *cancelled_by_signal;

static void on_alarm_cancel(int signal) {
  (void)signal;
  oy_events_cancel(cancelled_by_signal);
}

static void *cancel_events(void *events) {
  nap_ms(100);
  oy_events_cancel(events);
  return NULL;
}

static void check_cancelled(oy_events *events) {
  Oy__V1__Event *event = NULL;
  for (int i = 0; i < 2; i++) { /* the second time without a wait */
    CHECK(oy_events_next(events, &event, -1, &error) == OY_CANCELLED && !event);
    CHECK(error.code == OY_CANCELLED);
    CHECK_TEXT(error.reason, "EVENTS_CANCELLED");
  }
}

static void cancelled_events_end_for_who_waits(void) {
  oy_client *nowhere = oy_client_new("/nonexistent/oyd.sock");
  oy_events *waiting[] = {oy_events_open(client, "events-stall", NULL, 0, 0), oy_events_open(nowhere, "any", NULL, 0, 0)};
  for (int i = 0; i < 2; i++) { /* in the midst of a stream, and in the pause before the next */
    pthread_t thread;
    pthread_create(&thread, NULL, cancel_events, waiting[i]);
    check_cancelled(waiting[i]);
    pthread_join(thread, NULL); /* until then it may be in oy_events_cancel */
    oy_events_free(waiting[i]);
  }
  cancelled_by_signal = oy_events_open(client, "events-stall", NULL, 0, 0);
  sigaction(SIGALRM, &(struct sigaction){.sa_handler = on_alarm_cancel}, NULL);
  setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {0, 100000}}, NULL);
  check_cancelled(cancelled_by_signal);
  oy_events_free(cancelled_by_signal);
  oy_events_cancel(NULL);
  oy_client_free(nowhere);
}

static void events_without_memory_are_an_error(void) {
  Oy__V1__Event *event = NULL;
  CHECK(oy_events_next(NULL, &event, -1, &error) == OY_INVALID_ARGUMENT && !event);
  CHECK_TEXT(error.reason, "NULL_GIVEN");
  CHECK(oy_events_ack(NULL, NULL, 0, NULL) == OY_INVALID_ARGUMENT);
}

int main(void) {
  make_folder();
  client = client_of_peer();
  unary();
  errors();
  only_the_gateway_says_not_paid();
  errors_without_a_place_to_put_them();
  requests_that_are_not_sent();
  deadlines();
  deadline_while_writing();
  connection_lost_while_writing();
  connections();
  fifty_calls_at_once_each_get_their_own_answer();
  lead_passes_on_when_the_leader_gives_up();
  every_waiting_call_hears_that_the_connection_is_lost();
  streams();
  stream_goes_on_after_a_wait_in_vain();
  cancelled_stream_ends_for_who_waits();
  interrupted();
  events_go_on();
  an_event_is_acknowledged_by_its_own_cursor();
  events_pass_over_a_message_without_one();
  events_wait_out_what_exhausts();
  events_say_that_the_gateway_is_away();
  events_fail_where_there_is_no_way_to_the_socket();
  cancelled_events_end_for_who_waits();
  events_without_memory_are_an_error();
  states_have_names();
  oy_error_clear(&error);
  oy_client_free(client);
  rmdir(folder);
  return report("C client against the scripted peer");
}
