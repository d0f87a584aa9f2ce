#include "CHost.h"

#include <sys/stat.h>
#include <sys/types.h>
#include <sys/xattr.h>

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
            .device = from->st_dev, .inode = from->st_ino, .size = from->st_size,
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
