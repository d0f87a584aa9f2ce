#include "deadline.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>

oy_deadline oy_deadline_none(void) {
  return (oy_deadline){.set = false};
}

oy_deadline oy_deadline_after_ms(int64_t milliseconds) {
  oy_deadline deadline = {.set = true};
  clock_gettime(CLOCK_MONOTONIC, &deadline.at);
  deadline.at.tv_sec += milliseconds / 1000;
  deadline.at.tv_nsec += milliseconds % 1000 * 1000000;
  if (deadline.at.tv_nsec >= 1000000000) {
    deadline.at.tv_sec += 1;
    deadline.at.tv_nsec -= 1000000000;
  }
  return deadline;
}

oy_deadline oy_deadline_earlier(oy_deadline a, oy_deadline b) {
  if (!a.set || !b.set)
    return a.set ? a : b;
  bool a_first = a.at.tv_sec != b.at.tv_sec ? a.at.tv_sec < b.at.tv_sec : a.at.tv_nsec < b.at.tv_nsec;
  return a_first ? a : b;
}

int64_t oy_deadline_left_ns(oy_deadline deadline) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t left = (int64_t)(deadline.at.tv_sec - now.tv_sec) * 1000000000 + (deadline.at.tv_nsec - now.tv_nsec);
  return left > 0 ? left : 0;
}

int oy_deadline_left_ms(oy_deadline deadline) {
  if (!deadline.set)
    return -1;
  int64_t milliseconds = (oy_deadline_left_ns(deadline) + 999999) / 1000000;
  return milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;
}

bool oy_deadline_poll(oy_deadline deadline, int fd, short events, int wake) {
  for (int left = oy_deadline_left_ms(deadline); left != 0; left = oy_deadline_left_ms(deadline)) {
    struct pollfd waiting[] = {{.fd = fd, .events = events}, {.fd = wake, .events = POLLIN}};
    int ready = poll(waiting, 2, left);
    if (ready > 0)
      return waiting[0].revents != 0;
    if (ready < 0 && errno != EINTR && errno != EAGAIN && errno != ENOMEM)
      return true; /* let the read or write that follows say what is wrong */
  }
  return false;
}

bool oy_readable(int fd) {
  return poll(&(struct pollfd){.fd = fd, .events = POLLIN}, 1, 0) > 0;
}

void oy_condition_init(pthread_cond_t *condition) {
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &monotonic);
  pthread_condattr_destroy(&monotonic);
}

bool oy_deadline_wait(oy_deadline deadline, pthread_cond_t *condition, pthread_mutex_t *lock) {
  if (!deadline.set)
    pthread_cond_wait(condition, lock);
  else
    pthread_cond_timedwait(condition, lock, &deadline.at);
  return oy_deadline_left_ms(deadline) != 0;
}
