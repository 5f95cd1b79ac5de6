/*
 * What ten thousand cells in one session leave behind: resident memory of an engine's process, of
 * a runner's and of its worker's, after a thousand to warm up; one in twenty fetches a page. And
 * how long an interrupt takes, of cells in Lua, of one that waits in SQLite, and of one that is
 * stuck in C.
 *
 *   growth [CELLS]
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/server.h"
#include "runner/internal.h"

static const char *const cells[] = {
    "x = 1 + 1",
    "print('a line of words')",
    "local t = {} for i = 1, 200 do t[i] = ('x'):rep(i) end\n#t",
    "date('2024-05~'):words()",
    "store.put('t', {{a = 1, b = 'x'}}, {key = 'a'}) store.query('SELECT * FROM t')",
    "pcall(error, {code = 1})",
    "nothing.at.all = 1",
    "x = = 1",
    "local t = timeline{} t:add{id = 'a', actor = 'A', kind = 'k', date = '2024', what = 'w'} t",
    "table.show({{a = 1}, {a = 2}})",
    "display(md('*a* <b>, and [a link](http://a.example/)'))",
    "chart.bar({{x = 'a', y = 1}, {x = 'b', y = 2}}, {x = 'x', y = 'y'})",
};
/* Of what is asked of the network: each captures a page, and shows of it. */
static char fetches[2][160];
enum { FETCH_EVERY = 20 };

static const char *cell_of(size_t i)
{
    if (i % FETCH_EVERY == FETCH_EVERY - 1)
        return fetches[i / FETCH_EVERY % 2];
    return cells[i % (sizeof cells / sizeof *cells)];
}

static void answer(int fd, const char *path, const char *request)
{
    char text[1024];
    (void)request;
    snprintf(text, sizeof text,
             "<html><head><title>Page %s</title></head><body><p>On 15 February 2024 the company "
             "showed a model to %ld people.</p></body></html>",
             path, (long)getpid());
    char head[256];
    snprintf(head, sizeof head,
             "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n"
             "Connection: close\r\n\r\n",
             strlen(text));
    puts_to(fd, head);
    puts_to(fd, text);
}

static long resident_kb(pid_t pid)
{
    char path[64], line[128];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            kb = strtol(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return kb;
}

static dl_step step_of(const char *code)
{
    return (dl_step){
        .id = DL_STR("1"), .code = dl_str_of(code), .line = 1, .column = 1, .output = true};
}

/* The most that a process rose from any moment after it was warm: never less than nothing, and a
 * process that is not there has no figure. */
typedef struct rise {
    long least, most;
    bool lost;
} rise;

static void look(rise *of, pid_t pid)
{
    long kb = resident_kb(pid);
    of->lost = of->lost || kb <= 0;
    if (!of->least || kb < of->least)
        of->least = kb;
    if (kb - of->least > of->most)
        of->most = kb - of->least;
}

typedef int run_function(void *with, const dl_step *step, dl_result *result);

static int run_in_engine(void *with, const dl_step *step, dl_result *result)
{
    return dl_engine_run(with, step, result, NULL);
}

static int run_in_runner(void *with, const dl_step *step, dl_result *result)
{
    return dl_runner_run(with, step, 0, result, NULL);
}

/* Runs a tenth of the cells to warm up, then all; gives how many that fetch went wrong. */
static size_t run_cells(size_t count, run_function *run, void *with, rise *own, dl_runner *runner,
                        rise *workers)
{
    size_t wrong = 0, often = count / 50 ? count / 50 : 1;
    for (size_t i = 0; i < count + count / 10; i++) {
        dl_step step = step_of(cell_of(i));
        dl_result result;
        dl_result_init(&result);
        int rc = run(with, &step, &result);
        if (i % FETCH_EVERY == FETCH_EVERY - 1 && (rc != 0 || result.state == DL_STATE_FAILED)) {
            if (!wrong++)
                printf("# a fetch went wrong: %s\n", result.error.message);
        }
        dl_result_clear(&result);
        if (i < count / 10 || i % often)
            continue;
        look(own, getpid());
        if (runner)
            look(workers, runner->worker);
    }
    return wrong;
}

/* --- interrupts --- */

typedef struct ctrl_c {
    dl_runner *runner;
    long after_ms;
    double at;
} ctrl_c;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *interrupt(void *with)
{
    ctrl_c *it = with;
    const struct timespec pause = {.tv_nsec = it->after_ms * 1000000L};
    nanosleep(&pause, NULL);
    it->at = now_s();
    dl_runner_interrupt(it->runner);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

static double answer_ms(dl_runner *runner, dl_cancel *cancel, const char *code, size_t times)
{
    double took[200];
    for (size_t i = 0; i < times; i++) {
        ctrl_c it = {runner, 20 + (long)(i * 7 % 30), 0};
        pthread_t thread;
        dl_result result;
        dl_step step = step_of(code), nothing = step_of("x = 1");
        dl_result_init(&result);
        dl_runner_run(runner, &nothing, 0, &result, NULL); /* a worker is there */
        dl_result_clear(&result);
        dl_result_init(&result);
        if (pthread_create(&thread, NULL, interrupt, &it) != 0)
            return -1;
        dl_runner_run(runner, &step, 0, &result, NULL);
        took[i] = (now_s() - it.at) * 1e3;
        pthread_join(thread, NULL);
        dl_result_clear(&result);
        dl_cancel_reset(cancel);
    }
    qsort(took, times, sizeof *took, by_size);
    return took[times - 1 - times / 100];
}

static int number;

static int tell(bool good, const char *what, double figure, const char *unit, double most)
{
    printf("%s %d - %s: %.1f %s, at most %.0f\n", good ? "ok" : "not ok", ++number, what, figure,
           unit, most);
    fflush(stdout);
    return !good;
}

static int tell_rise(const rise *of, const char *what)
{
    return tell(!of->lost && of->least > 0 && of->most < 1024, what, (double)of->most, "kB", 1024);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
    char folder[] = "/tmp/dateline-growth-XXXXXX", store[64], command[64];
    dl_runner *runner;
    dl_cancel cancel = {0};
    dl_runner_options options = dl_runner_defaults();
    server pages;
    if (!mkdtemp(folder) || !server_start(&pages, answer))
        return 1;
    for (int i = 0; i < 2; i++)
        snprintf(fetches[i], sizeof fetches[i],
                 "local p = fetch('http://127.0.0.1:%d/%d') display(md('*' .. p.title .. '*')) "
                 "table.show(p:dates())",
                 pages.port, i);
    snprintf(store, sizeof store, "%s/dateline.db", folder);
    options.engine.folder = folder;
    options.engine.as_of = DL_STR("2024-12-31");
    options.engine.store_path = store;
    options.engine.cancel = &cancel;
    options.engine.fetch.mode = DL_FETCH_REFRESH;
    options.engine.fetch.any_host = options.engine.fetch.any_private = true;
    options.engine.fetch.ignore_robots = true;
    options.engine.fetch.max_requests = 0;
    int failures = 0;
    rise engines = {0}, own = {0}, workers = {0};
    dl_engine *engine;
    if (dl_engine_new(&engine, &options.engine, NULL) != 0)
        return 1;
    size_t wrong = run_cells(count, run_in_engine, engine, &engines, NULL, NULL);
    dl_engine_free(engine);
    failures += tell_rise(&engines, "an engine grows");
    if (dl_runner_open(&runner, &options, NULL) != 0)
        return 1;
    wrong += run_cells(count, run_in_runner, runner, &own, runner, &workers);
    failures += tell_rise(&own, "a runner grows");
    failures += tell_rise(&workers, "its worker grows");
    failures += tell(wrong == 0, "cells that fetch and fail", (double)wrong, "cells", 0);
    server_stop(&pages);
    double lua = answer_ms(runner, &cancel, "while true do pcall(error) end", 200);
    failures += tell(lua <= 200, "an interrupt in Lua, 99 of 100", lua, "ms", 200);
    double sql =
        answer_ms(runner, &cancel,
                  "store.query('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
                  "n) SELECT count(*) FROM n')",
                  100);
    failures += tell(sql <= 200, "an interrupt in SQL, 99 of 100", sql, "ms", 200);
    double stuck =
        answer_ms(runner, &cancel, "string.find(('a'):rep(200), ('a*'):rep(30) .. 'b')", 10);
    failures +=
        tell(stuck <= 1200, "an interrupt of what is stuck in C, the worst", stuck, "ms", 1200);
    dl_runner_close(runner);
    printf("1..%d\n", number);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command) != 0 || failures != 0;
}
