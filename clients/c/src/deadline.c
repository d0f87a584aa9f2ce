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

int oy_deadline_left_ms(oy_deadline deadline) {
  if (!deadline.set)
    return -1;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t nanoseconds =
      (int64_t)(deadline.at.tv_sec - now.tv_sec) * 1000000000 + (deadline.at.tv_nsec - now.tv_nsec);
  if (nanoseconds <= 0)
    return 0;
  int64_t milliseconds = (nanoseconds + 999999) / 1000000;
  return milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;
}

int oy_deadline_poll(oy_deadline deadline, int fd, short events) {
  for (;;) {
    struct pollfd waiting = {.fd = fd, .events = events};
    int left = oy_deadline_left_ms(deadline);
    int ready = poll(&waiting, 1, left);
    if (ready > 0)
      return 1;
    if (ready == 0 && left >= 0 && oy_deadline_left_ms(deadline) == 0)
      return 0;
    if (ready < 0 && errno != EINTR && errno != EAGAIN && errno != ENOMEM)
      return 1; /* let the read or write that follows say what is wrong */
  }
}
