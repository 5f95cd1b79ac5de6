/*
 * What ten thousand cells in one session leave behind: resident memory of an engine's process, of
 * a runner's and of its worker's, after a thousand to warm up. And how long an interrupt takes, of
 * cells in Lua, of one that waits in SQLite, and of one that is stuck in C.
 *
 *   growth [CELLS]
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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
};

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

static long growth_of_engine(size_t count, const char *store)
{
    dl_engine *engine;
    dl_engine_options options = dl_engine_defaults();
    long warm = 0;
    options.store_path = store;
    options.as_of = DL_STR("2024-12-31");
    if (dl_engine_new(&engine, &options, NULL) != 0)
        return -1;
    for (size_t i = 0; i < count + count / 10; i++) {
        dl_step step = step_of(cells[i % (sizeof cells / sizeof *cells)]);
        dl_result result;
        dl_result_init(&result);
        dl_engine_run(engine, &step, &result, NULL);
        dl_result_clear(&result);
        if (i == count / 10)
            warm = resident_kb(getpid());
    }
    long grown = resident_kb(getpid()) - warm;
    dl_engine_free(engine);
    return grown;
}

static void growth_of_runner(dl_runner *runner, size_t count, long *own, long *workers)
{
    long warm = 0, worker_warm = 0;
    for (size_t i = 0; i < count + count / 10; i++) {
        dl_step step = step_of(cells[i % (sizeof cells / sizeof *cells)]);
        dl_result result;
        dl_result_init(&result);
        dl_runner_run(runner, &step, 0, &result, NULL);
        dl_result_clear(&result);
        if (i == count / 10) {
            warm = resident_kb(getpid());
            worker_warm = resident_kb(runner->worker);
        }
    }
    *own = resident_kb(getpid()) - warm;
    *workers = resident_kb(runner->worker) - worker_warm;
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

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 10000;
    char folder[] = "/tmp/dateline-growth-XXXXXX", store[64], command[64];
    dl_runner *runner;
    dl_cancel cancel = {0};
    dl_runner_options options = dl_runner_defaults();
    long own = 0, workers = 0;
    if (!mkdtemp(folder))
        return 1;
    snprintf(store, sizeof store, "%s/dateline.db", folder);
    options.engine.folder = folder;
    options.engine.as_of = DL_STR("2024-12-31");
    options.engine.store_path = store;
    options.engine.cancel = &cancel;
    int failures = 0;
    long grown = growth_of_engine(count, ":memory:");
    failures += tell(grown >= 0 && grown < 1024, "an engine grows", (double)grown, "kB", 1024);
    if (dl_runner_open(&runner, &options, NULL) != 0)
        return 1;
    growth_of_runner(runner, count, &own, &workers);
    failures += tell(own < 1024, "a runner grows", (double)own, "kB", 1024);
    failures += tell(workers < 1024, "its worker grows", (double)workers, "kB", 1024);
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
