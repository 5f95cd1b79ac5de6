/*
 * One cell of a thousand is edited: how long until its page is there again, from the notebook's
 * bytes (parse, plan, run, HTML). Prints one line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dateline/engine.h"
#include "dateline/report.h"

#include "thousand.h"

enum { ROUNDS = 41 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID,
                  &now); /* alone on its core, it is the time a person waits */
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void die(const dl_error *error)
{
    fprintf(stderr, "%s\n", error->message);
    exit(1);
}

typedef struct times {
    double parse, update, html, all;
    size_t ran;
} times;

static times round_once(dl_engine *engine, const dl_buf *text, dl_buf *page)
{
    static const dl_step *steps[2 * CELLS];
    static dl_result results[2 * CELLS];
    dl_notebook *notebook;
    dl_error error;
    dl_update update;
    dl_update_options options = {0};
    double start = now_ms();
    if (dl_notebook_parse(&notebook, dl_buf_str(text), "bench.md", &error) != 0)
        die(&error);
    double parsed = now_ms();
    size_t count = dl_notebook_step_count(notebook);
    for (size_t i = 0; i < count; i++)
        steps[i] = dl_notebook_step(notebook, i);
    if (dl_engine_update(engine, steps, count, &options, &update, &error) != 0)
        die(&error);
    double updated = now_ms();
    for (size_t i = 0; i < count; i++)
        results[i] = *update.results[i];
    dl_run run = {.notebook = notebook, .results = results, .as_of = DL_STR("2024-12-31")};
    dl_buf_truncate(page, 0);
    if (dl_report_html(&run, page, &error) != 0)
        die(&error);
    double end = now_ms();
    dl_notebook_free(notebook);
    return (times){parsed - start, updated - parsed, end - updated, end - start, update.ran_count};
}

static int by_all(const void *a, const void *b)
{
    double x = ((const times *)a)->all, y = ((const times *)b)->all;
    return (x > y) - (x < y);
}

int main(void)
{
    dl_error error;
    dl_engine *engine;
    dl_buf text = {0}, page = {0};
    times taken[ROUNDS];
    dl_engine_options options = dl_engine_defaults();
    options.name = "bench.md";
    options.as_of = DL_STR("2024-12-31");
    if (dl_engine_new(&engine, &options, &error) != 0)
        die(&error);
    thousand_cells(&text, -1, 0);
    times full = round_once(engine, &text, &page);
    for (int i = 0; i < ROUNDS; i++) {
        thousand_cells(&text, (i * 37) % CELLS, 100 + i);
        taken[i] = round_once(engine, &text, &page);
    }
    qsort(taken, ROUNDS, sizeof *taken, by_all);
    const times *median = &taken[ROUNDS / 2];
    printf("{\"full_ms\": %.2f, \"full_ran\": %zu, \"median_ms\": %.2f, \"worst_ms\": %.2f, "
           "\"parse_ms\": %.2f, \"update_ms\": %.2f, \"html_ms\": %.2f, \"ran\": %zu, "
           "\"page_bytes\": %zu}\n",
           full.all, full.ran, median->all, taken[ROUNDS - 1].all, median->parse, median->update,
           median->html, median->ran, page.size);
    dl_engine_free(engine);
    dl_buf_clear(&text);
    dl_buf_clear(&page);
    return 0;
}
