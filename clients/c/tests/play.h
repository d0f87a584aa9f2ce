/* Has the scripted peer of clients/testing play a scene: one call, or many at once. */
#ifndef PLAY_H
#define PLAY_H

#include <oy/oy.h>
#include <oy/rpcs.h>
#include <pthread.h>
#include <time.h>

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

static inline void nap_ms(long milliseconds) {
  nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000}, NULL);
}

typedef struct job {
  const char *scene;
  char *account; /* so that the call is as large as it should be */
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

/* Starts a job, and gives it the time to be on its way. */
static inline pthread_t start_job(job *own) {
  pthread_t thread;
  pthread_create(&thread, NULL, run_job, own);
  nap_ms(100);
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
