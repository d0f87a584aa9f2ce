#define _GNU_SOURCE
#include "CHost.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

long oy_get_acl(int descriptor, void *list, unsigned long size)
{
    return fgetxattr(descriptor, "system.posix_acl_access", list, size);
}

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int told(int result, const struct stat *from, struct oy_file_status *to)
{
    if (result == 0)
        *to = (struct oy_file_status){
            .mode = from->st_mode, .uid = from->st_uid, .gid = from->st_gid,
            .device = from->st_dev, .inode = from->st_ino, .names = from->st_nlink, .size = from->st_size,
            .modified_nanoseconds = nanoseconds(from->st_mtim), .changed_nanoseconds = nanoseconds(from->st_ctim),
        };
    return result;
}

int oy_lstat(const char *path, struct oy_file_status *status)
{
    struct stat found;
    return told(lstat(path, &found), &found, status);
}

int oy_fstat(int descriptor, struct oy_file_status *status)
{
    struct stat found;
    return told(fstat(descriptor, &found), &found, status);
}

int64_t oy_file_birth(int descriptor)
{
    struct statx found;
    if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BTIME, &found) != 0 || !(found.stx_mask & STATX_BTIME))
        return 0;
    return found.stx_btime.tv_sec * 1000000000 + found.stx_btime.tv_nsec;
}

int64_t oy_realtime_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int oy_send_datagram(const void *name, unsigned long name_length, const void *bytes, unsigned long count)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (name_length >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(address.sun_path, name, name_length);
    int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return -1;
    struct timeval patience = {.tv_sec = 1};
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    /* An abstract name is as long as it is said to be; zeros behind it would be part of it. */
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + name_length;
    ssize_t sent;
    do
        sent = sendto(descriptor, bytes, count, MSG_NOSIGNAL, (struct sockaddr *)&address, length);
    while (sent < 0 && errno == EINTR);
    int failure = errno;
    close(descriptor);
    errno = failure;
    return sent < 0 ? -1 : 0;
}

/* Whether the linker has written relocations among an object's code: no file has them. */
static int has_relocated_code(const struct dl_phdr_info *object)
{
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type != PT_DYNAMIC)
            continue;
        for (const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + segment->p_vaddr); entry->d_tag != DT_NULL; entry++)
            if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)))
                return 1;
    }
    return 0;
}

static int give_back_pages(struct dl_phdr_info *object, size_t size, void *page_size)
{
    (void)size;
    if (has_relocated_code(object))
        return 0;
    const uintptr_t mask = *(const uintptr_t *)page_size - 1;
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        /* What may be written holds relocations and data. */
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W))
            continue;
        uintptr_t start = (object->dlpi_addr + segment->p_vaddr) & ~mask;
        uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz + mask) & ~mask;
        /* Breakpoints that were put into code before are lost: probe a daemon that serves. Of the kernel's own object, of no file, pages are mapped
           again as well. */
        (void)madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void oy_give_back_memory(void)
{
    malloc_trim(0);
    uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    dl_iterate_phdr(give_back_pages, &page_size);
}
