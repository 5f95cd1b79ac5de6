/* What fuzz targets share. A target is one function that takes any bytes, and ends the process
 * where something that must hold of what was made of them does not. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "dateline/str.h"

/* libFuzzer's name; tests/fuzz/replay.c builds each target under a name of its own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert, in every build. */
#define hold(truth) ((truth) ? (void)0 : fuzz_fail(#truth, __FILE__, __LINE__))

static inline void fuzz_fail(const char *truth, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, truth);
    abort();
}

/* An empty input has no address that memcpy and its like would take. */
static inline dl_str fuzz_bytes(const uint8_t *data, size_t size)
{
    return size ? (dl_str){(const char *)data, size} : (dl_str){"", 0};
}

/* Cuts what is before the next separator off *rest; all, where there is none. Never NULL. */
static inline dl_str fuzz_take(dl_str *rest, char separator)
{
    dl_str part = dl_str_cut(*rest, separator, rest);
    if (!rest->data)
        *rest = (dl_str){"", 0};
    return part.data ? part : (dl_str){"", 0};
}

/* The text, with each of some controls replaced by what a target names by it. */
static inline void fuzz_fill_in(dl_str text, const char *const *names, size_t count, dl_buf *out)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 1 && byte <= count)
            dl_buf_puts(out, names[byte - 1]);
        else
            dl_buf_putc(out, text.data[i]);
    }
}

#endif
