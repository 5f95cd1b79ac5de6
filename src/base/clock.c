#include "base/clock.h"

double dl_clock_s(void)
{
    return (double)dl_clock_ns(CLOCK_MONOTONIC) / 1e9;
}

int64_t dl_clock_ms(void)
{
    return dl_clock_ns(CLOCK_MONOTONIC) / 1000000;
}

int64_t dl_clock_ns(clockid_t clock)
{
    struct timespec now;
    if (clock_gettime(clock, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
