/* What unit tests share: cmocka, the folder of other people's test sets, random numbers with a
 * printed seed. A test that needs ../shared skips with a clear line where it is absent. */
#ifndef TESTS_SUPPORT_H
#define TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* The path of a file in the test sets; skips the test when it is not there. */
static inline const char *shared_file(const char *name)
{
    static char path[512];
    const char *root = getenv("DATELINE_SHARED");
    snprintf(path, sizeof path, "%s/%s", root ? root : "../shared", name);
    if (access(path, R_OK) != 0) {
        print_message("# skipped: %s is not here\n", path);
        skip();
    }
    return path;
}

/* A seed from DATELINE_SEED, or the clock; printed, so that a failure can be repeated. */
static inline uint64_t random_seed(void)
{
    const char *given = getenv("DATELINE_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    print_message("# DATELINE_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* xorshift64*: enough for making cases. */
static inline uint32_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545F4914F6CDD1Du) >> 32);
}

static inline int random_below(uint64_t *state, int limit)
{
    return (int)(random_next(state) % (uint32_t)limit);
}

#endif
