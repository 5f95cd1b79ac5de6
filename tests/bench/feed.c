/*
 * Reads feeds again and again, from memory, and says how long one round takes.
 * Usage: feed ROUNDS FILE... Prints one line of JSON: feeds, bytes, entries, and the median
 * milliseconds of a round over all files, of the processor's time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/heap.h"
#include "dateline/feed.h"

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b)
{
    const double *first = a, *second = b;
    return (*first > *second) - (*first < *second);
}

/* Entries read; a file that is no feed has none. */
static size_t read_all(const dl_buf *bodies, size_t count)
{
    size_t entries = 0;
    for (size_t i = 0; i < count; i++) {
        dl_feed feed;
        dl_feed_init(&feed);
        dl_feed_read(&feed, dl_buf_str(&bodies[i]), DL_STR("application/xml"),
                     DL_STR("http://127.0.0.1/feed"), NULL);
        entries += feed.entry_count;
        dl_feed_clear(&feed);
    }
    return entries;
}

int main(int argc, char **argv)
{
    const size_t most = (size_t)64 << 20;
    if (argc < 3)
        return 2;
    dl_heap_keep(); /* as dateline does */
    size_t rounds = strtoul(argv[1], NULL, 10), count = (size_t)argc - 2, bytes = 0, entries = 0;
    dl_buf *bodies = calloc(count, sizeof *bodies);
    double *took = calloc(rounds + 1, sizeof *took);
    int rc = bodies && took && rounds ? 0 : 2;
    for (size_t i = 0; !rc && i < count; i++) {
        dl_error error;
        if (dl_file_read(argv[i + 2], most, &bodies[i], &error) != 0) {
            fprintf(stderr, "%s\n", error.message);
            rc = 2;
        }
        bytes += bodies[i].size;
    }
    for (size_t round = 0; !rc && round < rounds; round++) {
        double start = now_ms();
        entries = read_all(bodies, count);
        took[round] = now_ms() - start;
    }
    if (!rc) {
        qsort(took, rounds, sizeof *took, ascending);
        printf("{\"feeds\": %zu, \"bytes\": %zu, \"entries\": %zu, \"ms\": %.3f}\n", count, bytes,
               entries, took[rounds / 2]);
    }
    for (size_t i = 0; bodies && i < count; i++)
        dl_buf_clear(&bodies[i]);
    free(bodies);
    free(took);
    return rc;
}
