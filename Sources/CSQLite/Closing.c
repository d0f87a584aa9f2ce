#include "CSQLite.h"

#include <sqlite3.h>

int oy_sqlite_carry_over_at_close(struct sqlite3 *connection, int does)
{
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !does, (int *)0);
}
