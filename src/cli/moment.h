/* A captured-at as text: EDTF with seconds in UTC. */
#ifndef CLI_MOMENT_H
#define CLI_MOMENT_H

#include <stdint.h>

typedef struct cli_moment {
    char text[40];
} cli_moment;

cli_moment cli_moment_of(int64_t utc_us);

#endif
