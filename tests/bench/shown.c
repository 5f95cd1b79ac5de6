/* The first page of a value of 100,000 rows that is there already, as the person at the prompt
 * waits for it: asked of a worker, shown on a terminal. Prints the median and the worst time. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dateline/report.h"
#include "dateline/runner.h"

enum { ROUNDS = 51 };
static const char make[] =
    "rows = {}\n"
    "for i = 1, 100000 do\n"
    "  rows[i] = {id = i, name = 'row ' .. i, url = 'https://example.org/' .. i, share = i / 7}\n"
    "end";

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int by_size(const void *first, const void *second)
{
    double a = *(const double *)first, b = *(const double *)second;
    return (a > b) - (a < b);
}

static int run(dl_runner *runner, const char *code, int number, size_t *bytes)
{
    dl_step step = {.id = DL_STR("input"),
                    .code = dl_str_of(code),
                    .line = 1,
                    .column = 1,
                    .output = true,
                    .typed = {.number = number, .page_rows = 20, .width = 80}};
    dl_terminal_options terminal = {.width = 80};
    dl_result result;
    dl_error error;
    dl_buf out;
    dl_buf_init(&out);
    dl_result_init(&result);
    int rc = dl_runner_run(runner, &step, 60, &result, &error);
    rc = rc || result.state == DL_STATE_FAILED;
    for (size_t i = 0; !rc && i < result.view_count; i++)
        rc = dl_view_terminal(result.views[i], &terminal, &out, &error);
    *bytes = out.size;
    dl_buf_clear(&out);
    dl_result_clear(&result);
    return rc;
}

static int more(dl_runner *runner)
{
    dl_arena arena;
    dl_error error;
    const dl_view *view;
    dl_arena_init(&arena);
    int rc = dl_runner_page(runner, 0, 60, &arena, &view, &error);
    rc = rc || !view || view->rows != 20;
    dl_arena_clear(&arena);
    return rc;
}

int main(void)
{
    double first[ROUNDS], next[ROUNDS];
    size_t bytes;
    dl_runner *runner;
    dl_runner_options options = dl_runner_defaults();
    dl_error error;
    options.engine.as_of = DL_STR("2024-12-31");
    if (dl_runner_open(&runner, &options, &error) != 0 || run(runner, make, 1, &bytes) != 0)
        return 1;
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_ms();
        if (run(runner, "rows", i + 2, &bytes) != 0 || bytes == 0)
            return 1;
        first[i] = now_ms() - start;
        start = now_ms();
        if (more(runner) != 0)
            return 1;
        next[i] = now_ms() - start;
    }
    qsort(first, ROUNDS, sizeof *first, by_size);
    qsort(next, ROUNDS, sizeof *next, by_size);
    printf("{\"bench\":\"a page of 100,000 rows\",\"first_ms\":%.2f,\"first_worst_ms\":%.2f,"
           "\"more_ms\":%.2f,\"bytes\":%zu}\n",
           first[ROUNDS / 2], first[ROUNDS - 1], next[ROUNDS / 2], bytes);
    dl_runner_close(runner);
    return 0;
}
