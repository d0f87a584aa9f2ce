/* SQLite, set up as the ledger's writer wants it, in C: variadic functions, which Swift cannot call, and a VFS, which is a table of C
   functions. */
#ifndef OY_CSQLITE_H
#define OY_CSQLITE_H

struct sqlite3; /* a connection, <https://www.sqlite.org/c3ref/sqlite3.html> */

/* Keeps SQLite from counting the memory that it uses, for which it takes a lock with each piece: nobody reads the count, and nothing of
   the ledger's is bounded by it. To be called before SQLite is used for the first time in the process, and not beside another thread
   that uses it; later it is refused, and nothing is lost but time. Returns SQLite's code, 0 where it was done.
   <https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus> */
int oy_sqlite_stop_counting_memory(void);

/* Makes SQLite write a commit's pages to the write-ahead log with two system calls instead of two for each page: registers a VFS over
   the default one and makes it the default of the process (GatheringVFS.c). Call it once, while no other thread uses SQLite; later
   calls do nothing. Returns SQLite's code, 0 if it was done; otherwise SQLite writes as before. */
int oy_sqlite_gather_log_writes(void);

/* Whether SQLite, as it closes this connection and it is the last one, carries the write-ahead log over into the database and removes it.
   By default it does. Returns SQLite's code, 0 where it was done.
   <https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfignockptonclose> */
int oy_sqlite_carry_over_at_close(struct sqlite3 *connection, int does);

/* The name of that VFS. */
#define OY_SQLITE_GATHERING_VFS "oy-gathering"

#endif
