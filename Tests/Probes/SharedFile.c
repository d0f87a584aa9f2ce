#include "Probes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *oy_map_shared_file(const char *variable, size_t size) {
    const char *path = getenv(variable);
    if (path == NULL) return NULL;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) abort();
    void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared == MAP_FAILED) abort();
    close(file);
    return shared;
}
