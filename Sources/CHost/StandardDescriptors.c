#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* A program that is started with descriptor 0, 1 or 2 closed would get that number for the first file that it opens, perhaps the ledger or a
   caller's connection, and whatever is printed then would be written into it. So each that is closed becomes /dev/null, before main: Swift's
   own start of a program may open files. Where that can't be, nothing is safe, and the process ends. */
__attribute__((constructor)) static void open_standard_descriptors(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0)
            continue;
        /* The lowest that is free is this one: those before it are open. */
        if (open("/dev/null", O_RDWR) != descriptor)
            abort();
    }
}
