/*
 * Dates in prose over repeated pieces that invite to look far: milliseconds of CPU for a MB, and
 * the time of 1 MB over that of half of it, which is 2 where the time is linear. Last, prose. The
 * least of several runs, whose memory stays for the next: what the system takes to give it is not
 * the finder's.
 */
#define _POSIX_C_SOURCE 200809L
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dateline/find.h"

enum { MEGABYTE = 1 << 18, ROUNDS = 3 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double find_ms(const char *piece, size_t size, const dl_find_options *options)
{
    dl_buf text;
    double best = 1e9;
    dl_buf_init(&text);
    while (text.size < size)
        dl_buf_puts(&text, piece);
    for (int i = 0; i < ROUNDS; i++) {
        dl_arena arena;
        dl_found *found;
        size_t count;
        dl_error error;
        dl_arena_init(&arena);
        double start = now_ms();
        if (dl_date_find(dl_buf_str(&text), options, &arena, &found, &count, &error) != 0) {
            fprintf(stderr, "%s\n", error.message);
            exit(2);
        }
        double took = now_ms() - start;
        best = took < best ? took : best;
        dl_arena_clear(&arena);
    }
    dl_buf_clear(&text);
    return best;
}

int main(void)
{
    static const char *const pieces[] = {"the ",
                                         "1/1/1/1 ",
                                         "and ",
                                         "9",
                                         "9 ",
                                         "first ",
                                         "1:1:1 ",
                                         "last ",
                                         "on Tuesday ",
                                         "1-",
                                         "about ",
                                         "between May and ",
                                         "\n\n",
                                         "'",
                                         "hundred ",
                                         "two and a half ",
                                         "1 year, ",
                                         "the end of the ",
                                         "over just ",
                                         "early to mid ",
                                         ("It said on Tuesday that it would ship the thing by the "
                                          "end of the year, after two weeks. ")};
    dl_date published;
    dl_find_options options = {.timezone = DL_STR("America/New_York")};
    double worst = 0;
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, INT_MAX);
    if (dl_date_parse(DL_STR("2024-11-27"), &published, NULL) == 0)
        options.published = &published;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        double one = 4 * find_ms(pieces[i], MEGABYTE, &options);
        double ratio =
            find_ms(pieces[i], 4 * MEGABYTE, &options) / find_ms(pieces[i], 2 * MEGABYTE, &options);
        worst = ratio > worst ? ratio : worst;
        printf("dates in 1 MB of \"%.16s\" %*s %8.1f ms, doubled %5.2f\n",
               pieces[i][0] == '\n' ? "(blank lines)" : pieces[i], 1, "", one, ratio);
    }
    printf("dates in prose: the worst time for twice the text is %.2f of that for once\n", worst);
    return 0;
}
