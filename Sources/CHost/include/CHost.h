/* What the kernel offers and Swift cannot call by itself: variadic system calls, and structs that it imports twice. */
#ifndef OY_CHOST_H
#define OY_CHOST_H

#include <stdint.h>
#include <sys/prctl.h>
#include <time.h>

/* Makes the process undumpable: no core files, and no ptrace or /proc/PID/mem by others of its uid. 0 on success. */
static inline int oy_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/* The host's clock, in milliseconds since 1970. Beside Hummingbird's C modules Swift does not find timespec's members. */
static inline int64_t oy_wall_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

#endif
