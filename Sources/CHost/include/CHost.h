/* What the kernel offers and Swift cannot call by itself: variadic system calls. */
#ifndef OY_CHOST_H
#define OY_CHOST_H

#include <sys/prctl.h>

/* Makes the process undumpable: no core files, and no ptrace or /proc/PID/mem by others of its uid. 0 on success. */
static inline int oy_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

#endif
