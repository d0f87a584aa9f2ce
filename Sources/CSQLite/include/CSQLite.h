/* What SQLite offers and Swift cannot call: variadic functions. */
#ifndef OY_CSQLITE_H
#define OY_CSQLITE_H

/* Keeps SQLite from counting the memory that it uses, for which it takes a lock with each piece: nobody reads the count, and nothing of
   the ledger's is bounded by it. To be called before SQLite is used for the first time in the process, and not beside another thread
   that uses it; later it is refused, and nothing is lost but time. Returns SQLite's code, 0 where it was done.
   <https://www.sqlite.org/c3ref/c_config_covering_index_scan.html#sqliteconfigmemstatus> */
int oy_sqlite_stop_counting_memory(void);

#endif
