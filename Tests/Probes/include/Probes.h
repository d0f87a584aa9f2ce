/* What a process asks of the system, seen by a test. To be preloaded (LD_PRELOAD) into a program under test: the functions here take the
 * place of the C library's, note the call in a file that the test has mapped as well, and hand it on. Each probe is off unless the
 * environment names its file. */
#ifndef OY_PROBES_H
#define OY_PROBES_H

#include <stddef.h>
#include <stdint.h>

/* MARK: Allocations (Allocations.c) */

/* Names the file whose first eight bytes count what was asked of malloc, as a native integer. */
#define OY_ALLOCATIONS_VARIABLE "OY_ALLOCATIONS"

/* MARK: The order of syncs and sends (SyncJournal.c) */

/* Names the file that a `struct oy_sync_journal` stands in. */
#define OY_SYNC_JOURNAL_VARIABLE "OY_SYNC_JOURNAL"
/* What the paths of the files begin with whose writes and syncs are noted: the database's, so that its log is among them. */
#define OY_SYNCED_FILES_VARIABLE "OY_SYNCED_FILES"

enum { OY_SYNC_JOURNAL_CAPACITY = 64 * 1024 };

/* What happened, in order, a letter for each call:
 *
 *   w  bytes are about to be written to one of the files
 *   s  one of them has been synced
 *   f  a sync has failed, since the test wanted it to
 *   t  bytes are about to be written to a TCP connection
 *   u  bytes are about to be written to a connection on a Unix socket */
struct oy_sync_journal {
    int64_t count;    /* of all letters; those beyond the capacity are lost */
    int64_t failures; /* how many syncs are still to fail, with EIO; written by the test */
    char letters[OY_SYNC_JOURNAL_CAPACITY];
};

/* MARK: Lines in the system's log (SystemLog.c) */

/* Names the file whose first eight bytes count the calls of syslog(3), as a native integer. They reach no log. */
#define OY_SYSTEM_LOG_VARIABLE "OY_SYSTEM_LOG"

/* MARK: Between probes (SharedFile.c) */

/* Maps the first `size` bytes of the file that the environment names; NULL where it names none. Ends the process where that file can't be
 * mapped, since a test that sees nothing would pass. */
void *oy_map_shared_file(const char *variable, size_t size);

#endif
