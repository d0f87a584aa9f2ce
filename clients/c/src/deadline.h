/* A moment on the monotonic clock, or none. */
#ifndef OY_DEADLINE_H
#define OY_DEADLINE_H

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

/* Milliseconds left, rounded up, never below zero; -1 for none: as poll() takes it. */
int oy_deadline_left_ms(oy_deadline deadline);

/* Waits until `events` happen on the socket. 1: they did. 0: the deadline passed first. */
int oy_deadline_poll(oy_deadline deadline, int fd, short events);

#endif
