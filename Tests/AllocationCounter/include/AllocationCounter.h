/* Counts what a process asks of malloc. To be preloaded (LD_PRELOAD) into a program under test: it takes the place of the C
 * library's allocating functions, counts each call, and hands it on.
 *
 * The count stands in the first eight bytes of the file that the environment's OY_ALLOCATIONS names, as a native integer
 * that others may map and read at any time. */
#ifndef OY_ALLOCATION_COUNTER_H
#define OY_ALLOCATION_COUNTER_H

/* The name of that variable. */
#define OY_ALLOCATIONS_VARIABLE "OY_ALLOCATIONS"

#endif
