#include "Probes.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

static _Atomic int64_t nowhere;
static _Atomic int64_t *count = &nowhere;

__attribute__((constructor)) static void map_count(void) {
    void *shared = oy_map_shared_file(OY_SYSTEM_LOG_VARIABLE, sizeof nowhere);
    if (shared != NULL) count = shared;
}

/* Not handed on: nothing that a test starts has anything to say in the log of the machine that tests. */
static void counted(void) { atomic_fetch_add_explicit(count, 1, memory_order_relaxed); }

void syslog(int priority, const char *format, ...) {
    (void)priority;
    (void)format;
    counted();
}

void vsyslog(int priority, const char *format, va_list arguments) {
    (void)priority;
    (void)format;
    (void)arguments;
    counted();
}
