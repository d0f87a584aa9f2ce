#include "CLedger.h"

#include <sqlite3.h>
#include <stddef.h>

int oy_sqlite_stop_counting_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

int oy_sqlite_reserve(sqlite3 *connection, int bytes, int slots) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_LOOKASIDE, NULL, bytes, slots);
}
