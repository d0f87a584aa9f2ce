/* What SQLite offers as variadic functions, which Swift cannot call: where it takes its memory from. */
#ifndef OY_CLEDGER_H
#define OY_CLEDGER_H

struct sqlite3;

/* Lets SQLite keep no count of the memory it uses, for which every malloc and every free of the whole process's ledgers
 * takes a lock. To be called before the first use of SQLite; later it does nothing, and gives an error code. */
int oy_sqlite_stop_counting_memory(void);

/* Gives a connection `slots` pieces of `bytes` for what it needs for moments only. To be called before its first
 * statement; later it does nothing, and gives an error code. */
int oy_sqlite_reserve(struct sqlite3 *connection, int bytes, int slots);

#endif
