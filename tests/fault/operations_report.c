/* Reports in all their forms, results between processes, and pages of the notebook itself. */
#include "fault.h"

#include "dateline/bundle.h"
#include "dateline/wire.h"

static int in_form(fault_world *world, const char *form, dl_buf *out, dl_error *error)
{
    return dl_report_by_name(form)(&world->run, out, error);
}

static int report_html(fault_world *world, dl_buf *out, dl_error *error)
{
    return in_form(world, "html", out, error);
}

static int report_markdown(fault_world *world, dl_buf *out, dl_error *error)
{
    return in_form(world, "md", out, error);
}

static int report_json(fault_world *world, dl_buf *out, dl_error *error)
{
    return in_form(world, "json", out, error);
}

static int report_ipynb(fault_world *world, dl_buf *out, dl_error *error)
{
    return in_form(world, "ipynb", out, error);
}

static int report_terminal(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_terminal_options options = {.width = 80, .color = true};
    return dl_report_terminal(&world->run, &options, out, error);
}

static int report_index(fault_world *world, dl_buf *out, dl_error *error)
{
    static const char *const reports[] = {"a.html", "b.md"};
    const dl_index_entry entries[] = {{.label = DL_STR("a"), .reports = reports, .report_count = 2},
                                      {.label = DL_STR("b"), .status = 5, .message = DL_STR("no")}};
    (void)world;
    return dl_report_index(entries, 2, "index.html", out, error);
}

static int report_carried(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_buf html = {0};
    dl_arena arena = {0};
    dl_str name, notebook, lock;
    int rc = dl_report_html(&world->run, &html, error);
    if (!rc)
        rc = dl_report_carried(dl_buf_str(&html), &arena, &name, &notebook, &lock, error);
    if (!rc) {
        dl_buf_add(out, name);
        dl_buf_add(out, notebook);
        dl_buf_add(out, lock);
    }
    dl_arena_clear(&arena);
    dl_buf_clear(&html);
    return rc ? rc : dl_buf_ok(out, error);
}

static int markdown_html(fault_world *world, dl_buf *out, dl_error *error)
{
    return dl_markdown_html(world->notebook, out, error);
}

static int result_on_the_wire(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_buf message = {0};
    dl_result result;
    char hash[65];
    dl_result_init(&result);
    int rc = dl_wire_put_result(&world->run.results[1], &message, error);
    if (!rc)
        rc = dl_wire_result(dl_buf_str(&message), &result, error);
    if (!rc)
        rc = dl_result_add_file(&result, DL_STR("a.txt"), DL_STR("bytes"), error);
    if (!rc)
        rc = dl_result_hash(&result, hash, error);
    if (!rc)
        dl_buf_puts(out, hash);
    dl_result_clear(&result);
    dl_buf_clear(&message);
    return rc ? rc : dl_buf_ok(out, error);
}

static int sources_on_the_wire(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_buf message = {0};
    dl_arena arena = {0};
    dl_source *sources;
    size_t count;
    int rc = dl_wire_put_sources(world->run.sources, 1, &message, error);
    if (!rc)
        rc = dl_wire_sources(dl_buf_str(&message), &arena, &sources, &count, error);
    if (!rc)
        dl_buf_add(out, sources[0].authors);
    dl_arena_clear(&arena);
    dl_buf_clear(&message);
    return rc ? rc : dl_buf_ok(out, error);
}

const operation report_operations[] = {
    {"report: HTML", report_html, NULL},
    {"report: Markdown", report_markdown, NULL},
    {"report: JSON", report_json, NULL},
    {"report: ipynb", report_ipynb, "an attribute that finds no memory is kept as it is written"},
    {"report: terminal", report_terminal, NULL},
    {"report: index", report_index, NULL},
    {"report: what it carries", report_carried, NULL},
    {"Markdown to HTML", markdown_html, NULL},
    {"wire: a result", result_on_the_wire, NULL},
    {"wire: sources", sources_on_the_wire, NULL},
    {NULL, NULL, NULL}};
