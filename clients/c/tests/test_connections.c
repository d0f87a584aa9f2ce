/* When connections are made, kept and given up, and what calls that share one owe each other. Needs OY_PEER. */
#include <fcntl.h>
#include <oy/events.h>
#include <unistd.h>

#include "play.h"

enum { FILLERS = 32, FILLER = 16384 }; /* such a frame goes out whole or not at all */

/* Makes a client of another socket the one that plays, until put_back. */
static oy_client *peers;

static void put_back(void) {
  oy_client_free(client);
  client = peers;
}

static void use(const char *path) {
  peers = client;
  client = oy_client_new(path);
}

static void says_what_kept_it_from_connecting(void) {
  use(path_of("away.sock"));
  check_refused("success", OY_UNAVAILABLE, "CONNECT_FAILED", false);
  char expected[200];
  snprintf(expected, sizeof expected, "%s: No such file or directory; nothing was sent for this call", path_of("away.sock"));
  CHECK(strstr(error.message, expected) == error.message);
  check_unsent();
  put_back();

  close(open(path_of("no-socket"), O_CREAT | O_WRONLY, 0600));
  use(path_of("no-socket"));
  check_refused("success", OY_UNAVAILABLE, "CONNECT_FAILED", false);
  CHECK(strstr(error.message, "/no-socket: Connection refused"));
  put_back();

  char *path = filler(200);
  use(path);
  check_refused("success", OY_INVALID_ARGUMENT, "PATH_TOO_LONG", false);
  check_unsent();
  put_back();
  free(path);
}

static void the_client_may_be_there_before_the_gateway(void) {
  use(path_of("later.sock"));
  check_refused("success", OY_UNAVAILABLE, "CONNECT_FAILED", false);
  CHECK(symlink(getenv("OY_PEER"), path_of("later.sock")) == 0);
  check_serves();
  put_back();
}

static void no_client_is_an_error_of_each_call(void) {
  CHECK(oy_client_new(NULL) == NULL);
  use(NULL);
  check_refused("success", OY_INVALID_ARGUMENT, "NULL_GIVEN", false);
  check_unsent();
  Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
  oy_stream *stream = NULL;
  CHECK(oy_health_watch(NULL, &request, &stream, 0, &error) == OY_INVALID_ARGUMENT && !stream);
  CHECK_TEXT(error.reason, "NULL_GIVEN");
  CHECK(oy_health_watch(NULL, &request, &stream, 0, NULL) == OY_INVALID_ARGUMENT);
  Grpc__Health__V1__HealthCheckResponse *message = NULL;
  CHECK(oy_health_watch_next(NULL, &message, 0, &error) == OY_INVALID_ARGUMENT && !message);
  put_back();
}

static void check_null_given(oy_result code) {
  CHECK(code == OY_INVALID_ARGUMENT && error.code == code);
  CHECK_TEXT(error.reason, "NULL_GIVEN");
  check_unsent();
}

/* Each of these crashed a program, or would have. */
static void nothing_where_something_is_needed_is_an_error(void) {
  const ProtobufCServiceDescriptor *service = &oy__v1__gateway_service__descriptor;
  Oy__V1__WhoAmIRequest request = OY__V1__WHO_AM_IREQUEST__INIT;
  Oy__V1__InquireAccountResponse *holder = NULL;
  ProtobufCMessage *message = NULL;
  oy_stream *stream = NULL;
  check_null_given(oy_disbursement_inquire_account(client, NULL, &holder, 0, &error));
  check_null_given(oy_health_watch(client, NULL, &stream, 0, &error));
  Oy__V1__InquireAccountRequest inquiry = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  inquiry.recipient_bank = "success";
  check_null_given(oy_disbursement_inquire_account(client, &inquiry, NULL, 0, &error));
  Grpc__Health__V1__HealthCheckRequest watched = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
  watched.service = "stream-stalls";
  check_null_given(oy_health_watch(client, &watched, NULL, 0, &error));
  CHECK(oy_health_watch(client, &watched, &stream, 10000, &error) == OY_OK);
  check_null_given(oy_health_watch_next(stream, NULL, 0, &error));
  oy_stream_free(stream);
  stream = NULL;
  check_null_given(oy_call(client, NULL, "WhoAmI", &request.base, &message, 0, &error));
  check_null_given(oy_call(client, service, NULL, &request.base, &message, 0, &error));
  check_null_given(oy_call(client, service, "WhoAmI", &request.base, NULL, 0, &error));
  check_null_given(oy_stream_open(client, service, "WhoAmI", &request.base, 0, NULL, &error));
  check_null_given(oy_stream_next(NULL, &message, 0, &error));
  const ProtobufCMessageDescriptor *type = &oy__v1__who_am_iresponse__descriptor;
  check_null_given(oy_call_named(client, NULL, "WhoAmI", &request.base, type, &message, 0, &error));
  check_null_given(oy_call_named(client, service->name, NULL, &request.base, type, &message, 0, &error));
  check_null_given(oy_call_named(client, service->name, "WhoAmI", NULL, type, &message, 0, &error));
  check_null_given(oy_call_named(client, service->name, "WhoAmI", &request.base, NULL, &message, 0, &error));
  CHECK(oy_disbursement_inquire_account(client, NULL, &holder, 0, NULL) == OY_INVALID_ARGUMENT && !holder);
  CHECK(oy_events_open(client, NULL, NULL, 0, 0) == NULL);
  CHECK(oy_events_open(client, "events", NULL, 1, 0) == NULL);
  CHECK(!oy_error_not_paid(NULL) && !oy_error_metadata(NULL, "state") && !oy_error_metadata(&error, NULL));
  oy_stream_cancel(NULL);
  oy_stream_free(NULL);
  oy_error_clear(NULL);
}

/* A client of a socket whose queue has no place left, as of a gateway that is too busy to take anyone on. */
static void use_full_queue(void) {
  Oy__V1__InquireAccountResponse *made = play("full-queue");
  use(made ? made->recipient_name : NULL);
  done(made);
}

/* Has the peer do something with the last such queue. */
static void has_full_queue(const char *scene) {
  oy_client *busy = client;
  client = peers;
  check_name(scene, "John Doe");
  client = busy;
}

static void nobody_waits_for_another_to_connect(void) {
  use_full_queue();
  job patient = {.scene = "success", .timeout_ms = 10000};
  pthread_t thread;
  pthread_create(&thread, NULL, run_job, &patient);
  nap_ms(100); /* nobody sees that it connects; if it comes second, the test only sees less */
  check_refused_for("success", 100, OY_UNAVAILABLE, "CONNECT_FAILED", false);
  has_full_queue("full-queue-closes");
  pthread_join(thread, NULL);
  CHECK_TEXT(patient.reason, "CONNECT_FAILED");
  CHECK(strstr(patient.message, "Connection refused")); /* one that is refused need not wait */
  put_back();
}

enum { TIMEOUT_MS = 10000, CONNECTING_MS = 600 }; /* the queue moves after a second, less what it takes to get there */

/* Whether the text says that the gateway was told less than the timeout, by the time that connecting took. */
static bool tells_what_is_left(const char *text) {
  const char *told = text ? strstr(text, "timeout=") : NULL;
  long long nanoseconds = told ? atoll(told + strlen("timeout=")) : 0;
  return nanoseconds > 0 && nanoseconds <= (TIMEOUT_MS - CONNECTING_MS) * 1000000LL;
}

static void a_call_tells_the_gateway_what_connecting_has_left(void) {
  use_full_queue();
  has_full_queue("full-queue-moves");
  Oy__V1__InquireAccountResponse *mirror = play_for("mirror", TIMEOUT_MS);
  CHECK(mirror && tells_what_is_left(mirror->recipient_name));
  done(mirror);
  put_back();
}

static void a_stream_tells_the_gateway_what_connecting_has_left(void) {
  use_full_queue();
  has_full_queue("full-queue-moves");
  Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
  request.service = "stream-timeout";
  oy_stream *stream = NULL;
  Grpc__Health__V1__HealthCheckResponse *message = NULL;
  CHECK(oy_health_watch(client, &request, &stream, TIMEOUT_MS, &error) == OY_OK);
  CHECK(oy_health_watch_next(stream, &message, -1, &error) == OY_UNAVAILABLE && !message);
  CHECK(tells_what_is_left(error.message));
  oy_stream_free(stream);
  put_back();
}

/* The first leads and gives up. The third is still being sent then, so the second has to read its own answer. */
static void the_lead_passes_to_one_that_waits(void) {
  check_serves();
  job leader = {.scene = "never", .timeout_ms = 50};
  job waiting = {.scene = "pause", .timeout_ms = 1200};
  job sending = {.scene = "success", .account = filler(LARGE), .timeout_ms = 10000};
  pthread_t threads[] = {start_job(&leader), start_job(&waiting)};
  run_jobs(&sending, 1);
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  CHECK_TEXT(leader.reason, "DEADLINE_PASSED");
  CHECK_TEXT(waiting.name, "after a pause");
  CHECK_TEXT(sending.name, "John Doe");
  free(sending.account);
}

static void a_call_that_did_not_begin_harms_no_other(void) {
  check_serves();
  job waiting = {.scene = "pause", .timeout_ms = 10000}, jobs[FILLERS];
  char *account = filler(FILLER);
  for (int i = 0; i < FILLERS; i++)
    jobs[i] = (job){.scene = "never", .account = account, .timeout_ms = 1};
  pthread_t thread = start_job(&waiting);
  run_jobs(jobs, FILLERS);
  int unsent = 0;
  for (int i = 0; i < FILLERS; i++) {
    CHECK_TEXT(jobs[i].reason, "DEADLINE_PASSED");
    CHECK(jobs[i].unsent == (strstr(jobs[i].message, "could not be sent in time; nothing was sent for this call") != NULL));
    unsent += jobs[i].unsent;
  }
  CHECK(unsent > 0 && unsent < FILLERS);
  pthread_join(thread, NULL);
  CHECK_TEXT(waiting.name, "after a pause");
  check_serves();
  free(account);
}

static void half_a_call_leaves_the_others_their_answers(void) {
  check_serves();
  job waiting = {.scene = "pause", .timeout_ms = 10000};
  job half = {.scene = "success", .account = filler(LARGE), .timeout_ms = 20};
  pthread_t thread = start_job(&waiting);
  run_jobs(&half, 1);
  CHECK_TEXT(half.reason, "DEADLINE_PASSED");
  CHECK(strstr(half.message, "may have been carried out"));
  CHECK(!half.unsent);
  check_serves(); /* on a connection of its own: nothing can follow half a frame */
  pthread_join(thread, NULL);
  CHECK_TEXT(waiting.name, "after a pause");
  free(half.account);
}

static void a_call_that_could_not_begin_takes_a_new_connection(void) {
  check_name("deaf", "John Doe");
  check_serves();
}

/* Nobody waits for the large answer any more, and the peer reads nothing before somebody has taken it. */
static void a_call_that_is_being_sent_reads_what_stops_it(void) {
  char *account = filler(LARGE);
  check_serves();
  job late = {.scene = "late-largest", .timeout_ms = 20};
  job sending = {.scene = "success", .account = account, .timeout_ms = 10000};
  run_jobs(&late, 1);
  run_jobs(&sending, 1);
  CHECK_TEXT(late.reason, "DEADLINE_PASSED");
  CHECK_TEXT(sending.name, "John Doe");
  free(account);
}

/* The same where another reads at first, and gives up while the large call is being sent. */
static void a_call_that_is_being_sent_takes_the_lead(void) {
  char *account = filler(LARGE);
  check_serves();
  job late = {.scene = "late-largest", .timeout_ms = 20};
  job sending = {.scene = "success", .account = account, .timeout_ms = 10000};
  pthread_t thread = start_job(&late);
  run_jobs(&sending, 1);
  pthread_join(thread, NULL);
  CHECK_TEXT(late.reason, "DEADLINE_PASSED");
  CHECK_TEXT(sending.name, "John Doe");
  free(account);
}

static void an_idle_connection_that_has_ended_is_seen(void) {
  check_refused_for("late-close", 20, OY_DEADLINE_EXCEEDED, "DEADLINE_PASSED", false);
  ask_aside("closed", ""); /* now the late answer lies there, and the end behind it */
  check_serves();
}

/* The first reads the answer for the second, whose request then can't be sent to its end. */
static void an_answer_counts_even_if_sending_fails(void) {
  check_serves();
  job leader = {.scene = "never", .timeout_ms = 10000};
  job early = {.scene = "success", .account = filler(LARGE), .timeout_ms = 10000};
  pthread_t thread = start_job(&leader);
  check_name("answer-early", "John Doe");
  run_jobs(&early, 1);
  CHECK(early.code == OY_OK);
  CHECK_TEXT(early.name, "early");
  CHECK_TEXT(early.reason, "");
  pthread_join(thread, NULL);
  CHECK_TEXT(leader.reason, "CONNECTION_LOST");
  free(early.account);
}

static void remove_folder(void) {
  static const char *const names[] = {"no-socket", "later.sock"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    unlink(path_of(names[i]));
  rmdir(folder);
}

int main(void) {
  make_folder();
  client = client_of_peer();
  says_what_kept_it_from_connecting();
  the_client_may_be_there_before_the_gateway();
  no_client_is_an_error_of_each_call();
  nothing_where_something_is_needed_is_an_error();
  nobody_waits_for_another_to_connect();
  a_call_tells_the_gateway_what_connecting_has_left();
  a_stream_tells_the_gateway_what_connecting_has_left();
  the_lead_passes_to_one_that_waits();
  a_call_that_did_not_begin_harms_no_other();
  half_a_call_leaves_the_others_their_answers();
  a_call_that_could_not_begin_takes_a_new_connection();
  a_call_that_is_being_sent_reads_what_stops_it();
  a_call_that_is_being_sent_takes_the_lead();
  an_idle_connection_that_has_ended_is_seen();
  an_answer_counts_even_if_sending_fails();
  oy_error_clear(&error);
  oy_client_free(client);
  remove_folder();
  return report("C client's connections");
}
