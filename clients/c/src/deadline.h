/* A moment on the monotonic clock, or none, and what is waited for until then. */
#ifndef OY_DEADLINE_H
#define OY_DEADLINE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

typedef struct oy_deadline {
  bool set;
  struct timespec at;
} oy_deadline;

oy_deadline oy_deadline_none(void);
oy_deadline oy_deadline_after_ms(int64_t milliseconds);
oy_deadline oy_deadline_earlier(oy_deadline a, oy_deadline b);

/* Nanoseconds left, never below zero. For a deadline that is set. */
int64_t oy_deadline_left_ns(oy_deadline deadline);

/* Milliseconds left, rounded up, never below zero; -1 for none: as poll() takes it. */
int oy_deadline_left_ms(oy_deadline deadline);

/*
 * Waits until `events` happen on the socket. False: the deadline passed first, or `wake` could be read. Without a
 * socket, or without `wake`: -1.
 */
bool oy_deadline_poll(oy_deadline deadline, int fd, short events, int wake);

/* Whether it can be read from at this moment. -1 never can. */
bool oy_readable(int fd);

/* A condition that oy_deadline_wait may wait on. */
void oy_condition_init(pthread_cond_t *condition);

/* Waits for the condition. False: the deadline has passed. */
bool oy_deadline_wait(oy_deadline deadline, pthread_cond_t *condition, pthread_mutex_t *lock);

#endif
