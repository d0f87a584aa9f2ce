/* Goes through the rows of a list until each is paid, is not paid, or is for a person; or until it is over. */
#ifndef RUN_H
#define RUN_H

#include <oy/pay.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "row.h"

enum {
  TRIES = 3, /* of one row before the others have their turn again */
  MOST_WORKERS = 8,
  LOOK_MS = 50 /* how soon an interruption is seen */
};

/* What a run asks: functions that may be called from many threads at once. */
typedef struct gateway {
  /* Whether an earlier run, or an earlier try, has asked for it: OY_OK or OY_NOT_FOUND. */
  oy_result (*look_up)(void *context, const row *asked, oy_error *error);
  oy_result (*inquire)(void *context, const row *asked, oy_error *error);
  oy_result (*remit)(void *context, const row *asked, Oy__V1__PayoutState *state, oy_error *error);
  void *context;
} gateway;

typedef struct run {
  const gateway *gateway;
  row *rows;
  size_t count;
  int64_t ends_ms;                        /* of the monotonic clock */
  const volatile sig_atomic_t *interrupted;
  int workers;                            /* calls at once, MOST_WORKERS at most */
  int shortest_pause_ms, longest_pause_ms; /* between two passes */
  pthread_mutex_t lock;                   /* guards what follows */
  size_t next;                            /* row of this pass */
  char held[300];                         /* why nothing new is asked for any more; empty if it is */
  bool *left;                             /* which rows have a turn in this pass */
} run;

static inline int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static inline bool is_over(const run *of) {
  return *of->interrupted || now_ms() >= of->ends_ms;
}

/* Waits. False: it is over, or would be before the end of the pause. */
static inline bool rest(const run *of, int64_t pause_ms) {
  int64_t until = now_ms() + pause_ms;
  if (until > of->ends_ms)
    return false;
  for (int64_t left = pause_ms; left > 0 && !*of->interrupted; left = until - now_ms()) {
    int64_t nap = left < LOOK_MS ? left : LOOK_MS;
    nanosleep(&(struct timespec){0, nap * 1000000}, NULL);
  }
  return !*of->interrupted;
}

static inline bool is_held(run *of) {
  pthread_mutex_lock(&of->lock);
  bool held = *of->held;
  pthread_mutex_unlock(&of->lock);
  return held;
}

static inline void hold(run *of, const char *why) {
  pthread_mutex_lock(&of->lock);
  snprintf(of->held, sizeof of->held, "%s", why);
  pthread_mutex_unlock(&of->lock);
}

static inline bool is_left(run *of, const row *one) {
  return one->standing == OPEN || (one->standing == NOT_ASKED_FOR && !is_held(of));
}

/* What became of a row that met an error. Gives how long to wait before it is asked for again in this pass; 0: it is not. */
static inline int64_t failed(run *of, row *one, const oy_error *error, bool is_new) {
  snprintf(one->word, sizeof one->word, "%s: %s", *error->reason ? error->reason : oy_result_name(error->code),
           error->message);
  /* Each would end the next new row REJECTED too, and its name with it. */
  if (is_new && (strcmp(error->reason, "BALANCE_NOT_ENOUGH") == 0 ||
                 strcmp(error->reason, "UPSTREAM_CREDENTIALS_REJECTED") == 0))
    hold(of, one->word);
  if (oy_error_not_paid(error)) {
    one->standing = NOT_PAID;
    return 0;
  }
  if (oy_error_for_a_person(error) || error->code == OY_NOT_FOUND) { /* of the inquiry */
    size_t length = strlen(one->word);
    if (is_new && one->standing == NOT_ASKED_FOR)
      snprintf(one->word + length, sizeof one->word - length, " (nothing was asked for)");
    one->standing = FOR_A_PERSON;
    return 0;
  }
  return error->retry_delay_ms > of->shortest_pause_ms ? error->retry_delay_ms : of->shortest_pause_ms;
}

/* As `failed`, also where there is no error. */
static inline int64_t ask(run *of, row *one, oy_error *error) {
  const gateway *asked = of->gateway;
  bool is_new = false;
  if (one->state == 0) {
    is_new = asked->look_up(asked->context, one, error) == OY_NOT_FOUND;
    if (!is_new && error->code != OY_OK)
      return failed(of, one, error, false);
  }
  if (is_new && is_held(of))
    return 0;
  /* OY! wants it before a payout. What it refuses is not asked for, and keeps its name. */
  if (is_new && asked->inquire(asked->context, one, error) != OY_OK)
    return failed(of, one, error, true);
  one->standing = OPEN;
  Oy__V1__PayoutState state = one->state;
  if (asked->remit(asked->context, one, &state, error) != OY_OK)
    return failed(of, one, error, is_new);
  one->state = state;
  snprintf(one->word, sizeof one->word, "%s%s", oy_payout_state_name(state),
           state == OY__V1__PAYOUT_STATE__PAYOUT_STATE_AWAITING_APPROVAL ? ": another person has to approve it" : "");
  if (state == OY__V1__PAYOUT_STATE__PAYOUT_STATE_COMPLETED)
    one->standing = PAID;
  else if (state == OY__V1__PAYOUT_STATE__PAYOUT_STATE_RECORDED && is_new)
    hold(of, "OY! is out of reach, or too busy");
  return 0;
}

/* One row's turn in a pass. */
static inline void settle(run *of, row *one) {
  oy_error error = OY_ERROR_INIT;
  for (int tries = 0; tries < TRIES && !is_over(of); tries++) {
    int64_t again_ms = ask(of, one, &error);
    if (again_ms == 0 || !rest(of, again_ms))
      break;
  }
  oy_error_clear(&error);
}

/* The next row that has a turn; NULL: there is none. */
static inline row *next_row(run *of) {
  pthread_mutex_lock(&of->lock);
  while (of->next < of->count && !of->left[of->next])
    of->next++;
  row *next = of->next < of->count ? &of->rows[of->next++] : NULL;
  pthread_mutex_unlock(&of->lock);
  return next;
}

static inline void *work(void *argument) {
  run *of = argument;
  for (row *one = next_row(of); one; one = next_row(of))
    settle(of, one);
  return NULL;
}

/* Gives each row that is left its turn. */
static inline void pass(run *of) {
  for (size_t i = 0; i < of->count; i++)
    of->left[i] = is_left(of, &of->rows[i]);
  of->next = 0;
  pthread_t threads[MOST_WORKERS];
  int started = 0;
  while (started < of->workers - 1 && pthread_create(&threads[started], NULL, work, of) == 0)
    started++;
  work(of);
  while (started > 0)
    pthread_join(threads[--started], NULL);
}

/* Whether another pass may change anything. An approval is not waited for. */
static inline bool waits(run *of) {
  for (size_t i = 0; i < of->count; i++)
    if (is_left(of, &of->rows[i]) && of->rows[i].state != OY__V1__PAYOUT_STATE__PAYOUT_STATE_AWAITING_APPROVAL)
      return true;
  return false;
}

/* False: there is no memory, and nothing was asked for. `passed`, which may be NULL, is called after each pass. */
static inline bool go_through(run *of, void (*passed)(const row *rows, size_t count)) {
  of->left = calloc(of->count, sizeof *of->left);
  if (!of->left)
    return false;
  pthread_mutex_init(&of->lock, NULL);
  int pause_ms = of->shortest_pause_ms;
  bool goes_on = true;
  while (goes_on) {
    pass(of);
    if (passed)
      passed(of->rows, of->count);
    goes_on = waits(of) && rest(of, pause_ms);
    pause_ms = 2 * pause_ms < of->longest_pause_ms ? 2 * pause_ms : of->longest_pause_ms;
  }
  pthread_mutex_destroy(&of->lock);
  free(of->left);
  return true;
}

#endif
