/*
 * Tab over ten thousand global names, as the REPL asks: through the worker's process. Two cases:
 * every name matches, and one does. Prints one line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "dateline/runner.h"

enum { ROUNDS = 41, NAMES = 10000 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void die(const dl_error *error)
{
    fprintf(stderr, "%s\n", error->message);
    exit(1);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double complete(dl_runner *runner, dl_str code, size_t wanted)
{
    double taken[ROUNDS];
    dl_error error;
    for (int i = 0; i < ROUNDS; i++) {
        dl_arena arena;
        dl_completion found = {0};
        dl_place place = {.code = code, .cursor = code.size, .language = DL_LANGUAGE_LUA};
        dl_arena_init(&arena);
        double began = now_ms();
        if (dl_runner_complete(runner, &place, &arena, &found, &error) != 0)
            die(&error);
        taken[i] = now_ms() - began;
        if (found.count != wanted) {
            fprintf(stderr, "%zu matches, %zu were expected\n", found.count, wanted);
            exit(1);
        }
        dl_arena_clear(&arena);
    }
    qsort(taken, ROUNDS, sizeof *taken, by_value);
    return taken[ROUNDS / 2];
}

int main(void)
{
    dl_error error;
    dl_runner *runner;
    dl_runner_options options = dl_runner_defaults();
    char folder[] = "/tmp/dateline-bench-XXXXXX", store[64];
    if (!mkdtemp(folder))
        return 1;
    snprintf(store, sizeof store, "%s/dateline.db", folder);
    options.engine.name = "bench";
    options.engine.folder = folder;
    options.engine.store_path = store;
    options.engine.as_of = DL_STR("2024-12-31");
    if (dl_runner_open(&runner, &options, &error) != 0)
        die(&error);
    dl_step step = {.language = DL_LANGUAGE_LUA,
                    .id = DL_STR("input"),
                    .code = DL_STR("for i = 1, 10000 do _G['launch_' .. i] = i end"),
                    .line = 1,
                    .column = 1};
    dl_result result;
    dl_result_init(&result);
    if (dl_runner_run(runner, &step, 10, &result, &error) != 0)
        die(&error);
    double all = complete(runner, DL_STR("launch_"), NAMES);
    double one = complete(runner, DL_STR("launch_1000"), 2);
    printf("{\"median_ms\": %.3f, \"one_ms\": %.3f}\n", all, one);
    dl_result_clear(&result);
    dl_runner_close(runner);
    unlink(store);
    rmdir(folder);
    return 0;
}
