/* A program of somebody else's, that has libdateline from `pkg-config --cflags --libs dateline`: an
 * interval without Lua, then a notebook in a worker of its own, as Markdown. */
#include <stdio.h>

#include <dateline/date.h>
#include <dateline/report.h>
#include <dateline/runner.h>
#include <dateline/timeline.h>

static const char text[] =
    "---\ndateline: 1\n---\n"
    "It took `{lua} date(\"2024-02-15\"):distance(date(\"2024-12-09\"))`.\n\n"
    "```lua\n6 * 7\n```\n";

static int say(const dl_error *error)
{
    fprintf(stderr, "lag: %s\n", error->message);
    return 1;
}

static int days_between(dl_error *error)
{
    dl_date announced, opened;
    if (dl_date_parse(DL_STR("2024-02-15"), &announced, error) != 0 ||
        dl_date_parse(DL_STR("2024-12-09"), &opened, error) != 0)
        return -1;
    dl_buf words;
    dl_buf_init(&words);
    dl_span_words(dl_date_distance(&announced, &opened), &words);
    printf("%.*s\n", DL_STR_ARG(dl_buf_str(&words)));
    dl_buf_clear(&words);
    return 0;
}

static int run_steps(dl_runner *runner, const dl_notebook *notebook, dl_result *results,
                     dl_error *error)
{
    for (size_t i = 0; i < dl_notebook_step_count(notebook); i++) {
        const dl_step *step = dl_notebook_step(notebook, i);
        dl_result_init(&results[i]);
        if (dl_runner_run(runner, step, 10, &results[i], error) != 0)
            return -1;
    }
    return 0;
}

static int report(dl_runner *runner, const dl_notebook *notebook, dl_error *error)
{
    dl_result results[2];
    dl_buf out;
    dl_buf_init(&out);
    if (run_steps(runner, notebook, results, error) != 0)
        return -1;
    dl_run run = {.notebook = notebook, .results = results, .as_of = DL_STR("2024-12-31")};
    int failed = dl_report_markdown(&run, &out, error);
    if (!failed)
        printf("%.*s", DL_STR_ARG(dl_buf_str(&out)));
    dl_buf_clear(&out);
    dl_result_clear(&results[0]);
    dl_result_clear(&results[1]);
    return failed;
}

int main(void)
{
    dl_error error;
    dl_notebook *notebook = NULL;
    dl_runner *runner = NULL;
    dl_runner_options options = dl_runner_defaults();
    options.engine.name = "lag.md";
    options.engine.folder = ".";
    options.engine.as_of = DL_STR("2024-12-31");
    int failed = days_between(&error) ||
                 dl_notebook_parse(&notebook, dl_str_of(text), "lag.md", &error) ||
                 dl_runner_open(&runner, &options, &error) || report(runner, notebook, &error);
    dl_runner_close(runner);
    dl_notebook_free(notebook);
    return failed ? say(&error) : 0;
}
