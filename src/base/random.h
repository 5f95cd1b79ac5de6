/* Random bytes that nobody can guess, from the system. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

#include "dateline/error.h"

/* Writes bytes of them as 2 * bytes hex digits and a NUL; at most 64. */
int dl_random_hex(char *hex, size_t bytes, dl_error *error);

#endif
