/* Has the scripted peer of clients/testing play a scene: one call, or many at once. */
#ifndef PLAY_H
#define PLAY_H

#include <oy/oy.h>
#include <oy/rpcs.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static oy_client *client;
static oy_error error = OY_ERROR_INIT;

static inline oy_client *client_of_peer(void) {
  if (!getenv("OY_PEER")) {
    fprintf(stderr, "OY_PEER must name the scripted peer's socket\n");
    exit(EXIT_FAILURE);
  }
  return oy_client_new(getenv("OY_PEER"));
}

static inline Oy__V1__InquireAccountResponse *play_for(const char *scene, int timeout_ms) {
  Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  request.recipient_bank = (char *)scene;
  Oy__V1__InquireAccountResponse *response = NULL;
  oy_result code = oy_disbursement_inquire_account(client, &request, &response, timeout_ms, &error);
  CHECK(code == error.code);
  CHECK((code == OY_OK) == (response != NULL));
  return response;
}

static inline Oy__V1__InquireAccountResponse *play(const char *scene) {
  return play_for(scene, 10000);
}

static inline void done(Oy__V1__InquireAccountResponse *response) {
  oy__v1__inquire_account_response__free_unpacked(response, NULL);
}

static inline void check_name(const char *scene, const char *name) {
  Oy__V1__InquireAccountResponse *response = play(scene);
  CHECK(response != NULL);
  if (response)
    CHECK_TEXT(response->recipient_name, name);
  done(response);
}

static inline void check_serves(void) {
  check_name("success", "John Doe");
}

static inline void check_refused_for(const char *scene, int timeout_ms, oy_result code, const char *reason,
                                     bool answered) {
  done(play_for(scene, timeout_ms));
  CHECK(error.code == code);
  CHECK_TEXT(error.reason, reason);
  CHECK(error.answered == answered);
  if (!answered)
    CHECK_TEXT(error.domain, OY_CLIENT_DOMAIN);
}

static inline void check_refused(const char *scene, oy_result code, const char *reason, bool answered) {
  check_refused_for(scene, 10000, code, reason, answered);
}

/* That the last call can't have done anything, so that a program and a person both know. */
static inline void check_unsent(void) {
  CHECK(error.unsent);
  CHECK(strstr(error.message, "nothing was sent for this call"));
}

/* More than the socket's buffers hold, so that writing it takes a reader. */
enum { LARGE = 4000000 };

static inline char *filler(size_t length) {
  char *text = malloc(length + 1);
  memset(text, 'y', length);
  text[length] = 0;
  return text;
}

/* A folder for sockets, and a path in it that holds until the next. */
static char folder[] = "/tmp/oy-test-XXXXXX";

static inline void make_folder(void) {
  if (!mkdtemp(folder)) {
    perror(folder);
    exit(EXIT_FAILURE);
  }
}

static inline const char *path_of(const char *name) {
  static char path[128];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static inline void nap_ms(long milliseconds) {
  nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000}, NULL);
}

typedef struct job {
  const char *scene;
  char *account; /* so that the call is as large as it should be */
  char mark[16]; /* the account of one that has none, by which the peer knows it */
  int timeout_ms;
  oy_result code;
  char name[64];
  char reason[32];
  char message[256];
  bool unsent;
} job;

static inline void *run_job(void *argument) {
  job *own = argument;
  oy_error mine = OY_ERROR_INIT;
  Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  request.recipient_bank = (char *)own->scene;
  if (own->account)
    request.recipient_account = own->account;
  Oy__V1__InquireAccountResponse *response = NULL;
  own->code = oy_disbursement_inquire_account(client, &request, &response, own->timeout_ms, &mine);
  CHECK(own->code == mine.code);
  snprintf(own->name, sizeof own->name, "%s", response ? response->recipient_name : "");
  snprintf(own->reason, sizeof own->reason, "%s", mine.reason);
  snprintf(own->message, sizeof own->message, "%s", mine.message);
  own->unsent = mine.unsent;
  oy_error_clear(&mine);
  done(response);
  return NULL;
}

/* Asks the peer on a connection of its own, beside the calls that are under way. */
static inline void ask_aside(const char *scene, char *account) {
  oy_client *aside = client_of_peer();
  Oy__V1__InquireAccountRequest request = OY__V1__INQUIRE_ACCOUNT_REQUEST__INIT;
  request.recipient_bank = (char *)scene;
  request.recipient_account = account;
  Oy__V1__InquireAccountResponse *response = NULL;
  CHECK(oy_disbursement_inquire_account(aside, &request, &response, 10000, NULL) == OY_OK);
  done(response);
  oy_client_free(aside);
}

/* Starts a job without an account, and waits until the peer has it. */
static inline pthread_t start_job(job *own) {
  static int number;
  snprintf(own->mark, sizeof own->mark, "job %d", ++number);
  own->account = own->mark;
  pthread_t thread;
  pthread_create(&thread, NULL, run_job, own);
  ask_aside("arrived", own->mark);
  return thread;
}

static inline void run_jobs(job *jobs, size_t count) {
  pthread_t threads[64];
  for (size_t i = 0; i < count; i++)
    pthread_create(&threads[i], NULL, run_job, &jobs[i]);
  for (size_t i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
}

#endif
