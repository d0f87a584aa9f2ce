#include <stdlib.h>

/* Dispatch wants other priorities for some of its threads than the program has, which only root may give, and tells the system's log each time
   that it can't: a line for each call of a tool by anybody else, which nobody can act on. Before main, since Dispatch looks when it first
   has something to say. Whoever sets the variable is obeyed. */
__attribute__((constructor)) static void silence_dispatch(void)
{
    (void)setenv("LIBDISPATCH_LOG", "NO", 0);
}
