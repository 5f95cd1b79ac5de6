/*
 * Runs a notebook whose cells are tests, and tells each in TAP: a cell's caption is the sentence
 * that is true. A cell that raises fails; one with error="expected" that does not, fails too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dateline/engine.h"

static void tell(int number, const dl_step *step, const dl_result *result)
{
    bool failed = result->state == DL_STATE_FAILED;
    bool good = failed == step->error_expected;
    printf("%s %d - %.*s\n", good ? "ok" : "not ok", number,
           DL_STR_ARG(step->caption.size ? step->caption : step->id));
    if (!good)
        printf("# %s:%d: %s\n", result->error.place, step->line, result->error.message);
}

static int run_all(const dl_notebook *notebook, dl_engine *engine)
{
    int number = 0, failures = 0;
    for (size_t i = 0; i < dl_notebook_step_count(notebook); i++) {
        const dl_step *step = dl_notebook_step(notebook, i);
        dl_result result;
        dl_error error;
        dl_result_init(&result);
        if (dl_engine_run(engine, step, &result, &error) != 0) {
            result.state = DL_STATE_FAILED;
            result.error = error;
        }
        tell(++number, step, &result);
        failures += (result.state == DL_STATE_FAILED) != step->error_expected;
        dl_result_clear(&result);
    }
    printf("1..%d\n", number);
    return failures;
}

int main(int argc, char **argv)
{
    dl_error error;
    dl_notebook *notebook;
    dl_engine *engine = NULL;
    char store[] = "/tmp/dateline-test-XXXXXX";
    if (argc != 2 || !mkdtemp(store))
        return 2;
    char path[64];
    snprintf(path, sizeof path, "%s/test.db", store);
    if (dl_notebook_read(&notebook, argv[1], &error) != 0) {
        printf("not ok 1 - %s:%d: %s\n1..1\n", error.place, error.line, error.message);
        return 1;
    }
    dl_engine_options options = dl_engine_defaults();
    options.name = dl_notebook_name(notebook);
    options.folder = "tests/lua";
    options.store_path = path;
    options.as_of = DL_STR("2024-12-31");
    options.params = dl_notebook_front(notebook)->params;
    options.param_count = dl_notebook_front(notebook)->param_count;
    options.fetch.mode = DL_FETCH_OFFLINE;
    int failures = 1;
    if (dl_engine_new(&engine, &options, &error) == 0)
        failures = run_all(notebook, engine);
    else
        printf("not ok 1 - the engine starts: %s\n1..1\n", error.message);
    dl_engine_free(engine);
    dl_notebook_free(notebook);
    const char *const endings[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        char file[80];
        snprintf(file, sizeof file, "%s%s", path, endings[i]);
        unlink(file);
    }
    rmdir(store);
    return failures != 0;
}
