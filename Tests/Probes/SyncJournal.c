#define _GNU_SOURCE
#include "Probes.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static struct oy_sync_journal *journal;
static const char *files;

static ssize_t (*next_write)(int, const void *, size_t);
static ssize_t (*next_writev)(int, const struct iovec *, int);
static ssize_t (*next_pwrite64)(int, const void *, size_t, off64_t);
static int (*next_fsync)(int);
static int (*next_fdatasync)(int);

/* The C library's function of that name. */
static void *next(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (function == NULL) abort();
    return function;
}

static void find_functions(void) {
    next_write = next("write");
    next_writev = next("writev");
    next_pwrite64 = next("pwrite64");
    next_fsync = next("fsync");
    next_fdatasync = next("fdatasync");
}

__attribute__((constructor)) static void map_journal(void) {
    find_functions();
    files = getenv(OY_SYNCED_FILES_VARIABLE);
    if (files != NULL) journal = oy_map_shared_file(OY_SYNC_JOURNAL_VARIABLE, sizeof *journal);
}

static void note(char letter) {
    int64_t at = atomic_fetch_add((_Atomic int64_t *)&journal->count, 1);
    if (at < OY_SYNC_JOURNAL_CAPACITY) journal->letters[at] = letter;
}

static bool is_one_of_the_files(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return false;
    path[length] = '\0';
    return strncmp(path, files, strlen(files)) == 0;
}

/* The letter for a write to that descriptor; 0 where it is of no interest. */
static char letter_of_write(int descriptor) {
    struct stat status;
    /* A test may have sockets for standard output and error. */
    if (descriptor <= STDERR_FILENO || fstat(descriptor, &status) != 0) return 0;
    if (S_ISREG(status.st_mode)) return is_one_of_the_files(descriptor) ? 'w' : 0;
    int domain, type;
    socklen_t size = sizeof domain;
    if (!S_ISSOCK(status.st_mode) || getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0) return 0;
    size = sizeof type;
    if (getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) return 0;
    return domain == AF_UNIX ? 'u' : 't';
}

static void note_write(int descriptor) {
    if (journal == NULL) return;
    int error = errno;
    char letter = letter_of_write(descriptor);
    if (letter != 0) note(letter);
    errno = error;
}

/* Takes one of the failures that are left. */
static bool is_to_fail(void) {
    _Atomic int64_t *failures = (_Atomic int64_t *)&journal->failures;
    int64_t left = atomic_load(failures);
    while (left > 0)
        if (atomic_compare_exchange_weak(failures, &left, left - 1)) return true;
    return false;
}

static int noted_sync(int descriptor, int (*sync)(int)) {
    if (journal == NULL || !is_one_of_the_files(descriptor)) return sync(descriptor);
    if (is_to_fail()) {
        note('f');
        errno = EIO;
        return -1;
    }
    int result = sync(descriptor);
    if (result == 0) note('s');
    return result;
}

/* Others' constructors may write before the one above has run. */
ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (next_write == NULL) find_functions();
    note_write(descriptor);
    return next_write(descriptor, bytes, count);
}

ssize_t writev(int descriptor, const struct iovec *pieces, int count) {
    if (next_writev == NULL) find_functions();
    note_write(descriptor);
    return next_writev(descriptor, pieces, count);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at) {
    if (next_pwrite64 == NULL) find_functions();
    note_write(descriptor);
    return next_pwrite64(descriptor, bytes, count, at);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t at) { return pwrite64(descriptor, bytes, count, at); }

int fsync(int descriptor) {
    if (next_fsync == NULL) find_functions();
    return noted_sync(descriptor, next_fsync);
}

int fdatasync(int descriptor) {
    if (next_fdatasync == NULL) find_functions();
    return noted_sync(descriptor, next_fdatasync);
}
