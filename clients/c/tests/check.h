/* Just enough of a test framework: a check that fails says where, and the program goes on and fails in the end. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks, failures;

#define CHECK(condition)                                                          \
  do {                                                                            \
    __atomic_add_fetch(&checks, 1, __ATOMIC_RELAXED);                             \
    if (!(condition)) {                                                           \
      __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);                         \
      fprintf(stderr, "%s:%d: %s: not so: %s\n", __FILE__, __LINE__, __func__, #condition); \
    }                                                                             \
  } while (0)

#define CHECK_TEXT(is, should_be)                                                 \
  do {                                                                            \
    const char *is_ = (is), *should_ = (should_be);                               \
    __atomic_add_fetch(&checks, 1, __ATOMIC_RELAXED);                             \
    if (!is_ || strcmp(is_, should_) != 0) {                                      \
      __atomic_add_fetch(&failures, 1, __ATOMIC_RELAXED);                         \
      fprintf(stderr, "%s:%d: %s: \"%s\", not \"%s\"\n", __FILE__, __LINE__, __func__, is_ ? is_ : "(null)", should_); \
    }                                                                             \
  } while (0)

static inline int report(const char *what) {
  printf("%s: %d checks, %d failures\n", what, checks, failures);
  return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
