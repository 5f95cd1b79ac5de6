/* Parses the EDTF strings that standard input gives, a line each, again and again for about half a
 * second of one core; prints how many a second as JSON. With an argument, prints those of the
 * strings that can be read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dateline/date.h"

static const double long_enough_s = 0.5;
static const size_t max_strings = 100000;

static double now_s(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    (void)argv;
    dl_buf all = {0};
    char block[4096];
    size_t size, count = 0;
    while ((size = fread(block, 1, sizeof block, stdin)) > 0)
        dl_buf_append(&all, block, size);
    dl_str *strings = calloc(max_strings, sizeof *strings);
    dl_str rest = dl_buf_str(&all);
    while (strings && rest.size && count < max_strings) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        if (line.size)
            strings[count++] = line;
    }
    dl_date date;
    for (size_t i = 0; argc > 1 && i < count; i++) {
        if (dl_date_parse(strings[i], &date, NULL) == 0)
            printf("%.*s\n", DL_STR_ARG(strings[i]));
    }
    size_t parses = 0, failures = 0;
    double start = now_s(), took = 0;
    while (argc == 1 && count && took < long_enough_s) {
        for (size_t i = 0; i < count; i++)
            failures += dl_date_parse(strings[i], &date, NULL) != 0;
        parses += count;
        took = now_s() - start;
    }
    if (argc == 1)
        printf("{\"strings\": %zu, \"failures\": %zu, \"per_second\": %.0f, \"date_bytes\": %zu}\n",
               count, failures, took > 0 ? (double)parses / took : 0, sizeof date);
    free(strings);
    dl_buf_clear(&all);
    return count == 0;
}
