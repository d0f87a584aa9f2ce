#include "CSQLite.h"

#include <sqlite3.h>
#include <string.h>

/* The write-ahead log's writes, gathered.

   SQLite writes each page of a commit with two calls, its frame's header and the page. Here they are held in memory until the header of
   the frame that ends the commit, and go to the file with it in one call, and that frame's page in another one.

   Whenever SQLite, or another connection, may look at the log, it holds what it would hold without this:
   - From the header of the frame that ends a commit on, everything is written when SQLite writes it; only then does SQLite sync it and
     tell others of it.
   - Whatever else a connection does with its log, what it holds goes to the file first.
   - A write that fails is forgotten, with what was held: SQLite rolls back then, and what it reads for that must not complete in the
     file what was reported as failed. Where only another call finds out that it fails, what is held is kept: whatever is done
     with the log next in this transaction fails as well, or finds it there.
   - Frames are held only under the lock that lets one connection write. A transaction that is rolled back may have written some already
     (they went out of its cache); what is still held of them when the lock is given back is dropped: the next writer's frames take
     their place.

   The file format and the locks: <https://www.sqlite.org/walformat.html>. Calls of a VFS: <https://www.sqlite.org/c3ref/io_methods.html>. */

enum {
    CAPACITY = 127 * 1024, /* bytes that are held at most, 31 pages: SQLite's VFS for Unix writes less than 128 KiB at once */
    FRAME_HEADER = 24,     /* bytes */
    WRITE_LOCK = 0,        /* among the locks of the wal-index, the one that lets write */
};

/* What is kept of a file, behind what the VFS beneath keeps of it. */
struct extra {
    sqlite3_io_methods methods; /* those beneath, some of them replaced */
    const sqlite3_io_methods *beneath;
    sqlite3_file *other; /* of a log its database, of a database its log while that is open */

    /* Of a log only. */
    unsigned char *held; /* NULL until something is */
    sqlite3_int64 start; /* where in the file it goes */
    int count;           /* bytes */
    int is_writing;      /* the lock that lets one connection write is this one's */
    int ends_commit;     /* the frame that ends the commit has begun */
};

static sqlite3_vfs *beneath;
static sqlite3_vfs gathering;

static int size_beneath(void)
{
    return (beneath->szOsFile + 15) & ~15;
}

static struct extra *extra(sqlite3_file *file)
{
    return (struct extra *)((char *)file + size_beneath());
}

/* What a frame's header says of the size of the database: 0, unless the frame ends a commit. */
static int has_size(const unsigned char *header)
{
    return (header[4] | header[5] | header[6] | header[7]) != 0;
}

/* MARK: The log */

static int write_held(sqlite3_file *log)
{
    struct extra *of = extra(log);
    if (of->count == 0) return SQLITE_OK;
    int code = of->beneath->xWrite(log, of->held, of->count, of->start);
    if (code == SQLITE_OK) of->count = 0;
    return code;
}

static int gather(sqlite3_file *log, const void *bytes, int count, sqlite3_int64 at)
{
    struct extra *of = extra(log);
    /* A piece of a page may look like such a header. Then more is written at once than had to be. */
    if (count == FRAME_HEADER && has_size(bytes)) of->ends_commit = 1;
    if (of->count + count > CAPACITY || at != of->start + of->count) {
        int code = write_held(log);
        if (code != SQLITE_OK) return code;
    }
    if (of->held == NULL && of->is_writing) of->held = sqlite3_malloc(CAPACITY);
    if (of->held == NULL || !of->is_writing || count > CAPACITY) return of->beneath->xWrite(log, bytes, count, at);
    if (of->count == 0) of->start = at;
    memcpy(of->held + of->count, bytes, count);
    of->count += count;
    return of->ends_commit ? write_held(log) : SQLITE_OK;
}

static int log_write(sqlite3_file *log, const void *bytes, int count, sqlite3_int64 at)
{
    int code = gather(log, bytes, count, at);
    if (code != SQLITE_OK) extra(log)->count = 0;
    return code;
}

static int log_read(sqlite3_file *log, void *bytes, int count, sqlite3_int64 at)
{
    int code = write_held(log);
    return code != SQLITE_OK ? code : extra(log)->beneath->xRead(log, bytes, count, at);
}

static int log_truncate(sqlite3_file *log, sqlite3_int64 size)
{
    int code = write_held(log);
    return code != SQLITE_OK ? code : extra(log)->beneath->xTruncate(log, size);
}

static int log_sync(sqlite3_file *log, int flags)
{
    int code = write_held(log);
    return code != SQLITE_OK ? code : extra(log)->beneath->xSync(log, flags);
}

static int log_size(sqlite3_file *log, sqlite3_int64 *size)
{
    int code = write_held(log);
    return code != SQLITE_OK ? code : extra(log)->beneath->xFileSize(log, size);
}

static int log_close(sqlite3_file *log)
{
    struct extra *of = extra(log);
    extra(of->other)->other = NULL;
    sqlite3_free(of->held);
    return of->beneath->xClose(log);
}

/* MARK: The database */

static int database_lock(sqlite3_file *database, int first, int count, int flags)
{
    struct extra *of = extra(database);
    struct extra *log = of->other != NULL && first == WRITE_LOCK && (flags & SQLITE_SHM_EXCLUSIVE) ? extra(of->other) : NULL;
    if (log != NULL && (flags & SQLITE_SHM_UNLOCK)) log->is_writing = log->count = 0;
    int code = of->beneath->xShmLock(database, first, count, flags);
    if (log != NULL && (flags & SQLITE_SHM_LOCK) && code == SQLITE_OK) {
        log->is_writing = 1;
        log->ends_commit = 0;
    }
    return code;
}

/* MARK: The VFS */

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *granted)
{
    (void)vfs;
    int code = beneath->xOpen(beneath, name, file, flags, granted);
    int is_log = flags & SQLITE_OPEN_WAL, is_database = flags & SQLITE_OPEN_MAIN_DB;
    if (code != SQLITE_OK || file->pMethods == NULL || !(is_log || is_database)) return code;

    struct extra *of = extra(file);
    sqlite3_file *database = is_log ? sqlite3_database_file_object(name) : NULL;
    /* With another VFS above this one, SQLite's file is that one's. */
    if (database != NULL && database->pMethods != &extra(database)->methods) return code;
    *of = (struct extra){.methods = *file->pMethods, .beneath = file->pMethods, .other = database};
    file->pMethods = &of->methods;
    if (is_log) {
        extra(database)->other = file;
        of->methods.xClose = log_close;
        of->methods.xRead = log_read;
        of->methods.xWrite = log_write;
        of->methods.xTruncate = log_truncate;
        of->methods.xSync = log_sync;
        of->methods.xFileSize = log_size;
    } else if (of->methods.iVersion >= 2) {
        of->methods.xShmLock = database_lock;
    }
    return code;
}

int oy_sqlite_gather_log_writes(void)
{
    int code = sqlite3_initialize();
    if (code != SQLITE_OK || beneath != NULL) return code;
    beneath = sqlite3_vfs_find(NULL);
    if (beneath == NULL) return SQLITE_ERROR;
    /* All but opening is done by the one beneath, which is no wiser. */
    gathering = *beneath;
    gathering.zName = OY_SQLITE_GATHERING_VFS;
    gathering.szOsFile = size_beneath() + (int)sizeof(struct extra);
    gathering.xOpen = open_file;
    gathering.pNext = NULL;
    code = sqlite3_vfs_register(&gathering, 1);
    if (code != SQLITE_OK) beneath = NULL;
    return code;
}
