/* What the kernel offers and Swift cannot call by itself: variadic system calls, headers that Glibc's module leaves out, and structures
   that several C modules define, so that Swift can't tell whose they are. */
#ifndef OY_CHOST_H
#define OY_CHOST_H

#include <stdint.h>
#include <sys/prctl.h>

/* Makes the process undumpable: no core files, and no ptrace or /proc/PID/mem by others of its uid. 0 on success. */
static inline int oy_set_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/* The access control list of an open file: its bytes' count, or -1 with errno (ENODATA: it has none). */
long oy_get_acl(int descriptor, void *list, unsigned long size);

/* What stat(2) tells of a file. */
struct oy_file_status {
    uint32_t mode, uid, gid;
    uint64_t device, inode, names;
    int64_t size, modified_nanoseconds, changed_nanoseconds;
};

/* Both: 0, or -1 with errno. */
int oy_lstat(const char *path, struct oy_file_status *status);
int oy_fstat(int descriptor, struct oy_file_status *status);

/* When an open file was made, in nanoseconds since 1970; 0 where the file system does not tell. */
int64_t oy_file_birth(int descriptor);

/* CLOCK_REALTIME, in milliseconds since 1970. NIO's C module defines timespec beside Glibc's, and which of the two Swift sees depends on
   the order of compilation. */
int64_t oy_realtime_milliseconds(void);

/* Sends one datagram to a Unix socket whose address is `name` (a path, or a NUL and a name of the abstract namespace, at most 107
   bytes), waiting a second at the most. 0, or -1 with errno. */
int oy_send_datagram(const void *name, unsigned long name_length, const void *bytes, unsigned long count);

/* Gives back to the kernel what malloc holds free, and unmaps the pages of the program and its libraries that are as they are in their
   files: code, and constants that nothing relocated. Each is mapped again when it is next used, from the page cache as a rule. */
void oy_give_back_memory(void);

#endif
