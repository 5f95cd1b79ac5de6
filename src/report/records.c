#include "report/records.h"

#include <stdlib.h>

#include "base/grow.h"
#include "report/common.h"

/* --- sorted names ------------------------------------------------------------------------------
 */

static int by_name(const void *first, const void *second)
{
    const record_name *a = first, *b = second;
    int order = dl_str_compare(a->name, b->name);
    return order ? order : (a->number > b->number) - (a->number < b->number);
}

static int add_name(record_names *names, dl_str name, size_t number, dl_error *error)
{
    if (name.size == 0)
        return 0;
    int rc = dl_grow(&names->list, &names->capacity, names->count + 1, sizeof *names->list, error);
    if (rc == 0)
        names->list[names->count++] = (record_name){name, number};
    return rc;
}

/* Sorts them, and leaves the first number of each. */
static void settle(record_names *names)
{
    size_t kept = 0;
    if (names->count)
        qsort(names->list, names->count, sizeof *names->list, by_name);
    for (size_t i = 0; i < names->count; i++)
        if (kept == 0 || !dl_str_equal(names->list[kept - 1].name, names->list[i].name))
            names->list[kept++] = names->list[i];
    names->count = kept;
}

/* 0 where it is none of them. */
static size_t find(const record_names *names, dl_str name)
{
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dl_str_compare(names->list[middle].name, name);
        if (order == 0)
            return names->list[middle].number;
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return 0;
}

/* --- what a run has ----------------------------------------------------------------------------
 */

/* A feed or a page may be known by the address that it had in the end. */
static int name_sources(report_records *records, dl_error *error)
{
    const dl_run *run = records->run;
    int rc = 0;
    for (size_t i = 0; i < run->source_count && rc == 0; i++) {
        rc = add_name(&records->asked, run->sources[i].url, i + 1, error);
        if (rc == 0)
            rc = add_name(&records->final, run->sources[i].final_url, i + 1, error);
    }
    settle(&records->asked);
    settle(&records->final);
    return rc;
}

static size_t number_in_run(const report_records *records, dl_str source)
{
    size_t number = find(&records->asked, source);
    return number ? number : find(&records->final, source);
}

static int name_all(report_records *records, const dl_view *view, dl_error *error)
{
    int rc = 0;
    size_t fields = view->fields ? view->columns * view->rows : 0;
    for (size_t i = 0; i < fields && rc == 0; i++)
        rc = add_name(&records->named, view->fields[i].source, 0, error);
    for (size_t i = 0; i < view->child_count && rc == 0; i++)
        rc = name_all(records, view->children[i], error);
    return rc;
}

static int name_shown(report_records *records, dl_error *error)
{
    const dl_run *run = records->run;
    int rc = 0;
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook) && rc == 0; i++) {
        const dl_step *step = dl_notebook_step(run->notebook, i);
        const dl_result *result = &run->results[i];
        if (step->inlined)
            rc = add_name(&records->named, result->inline_source, 0, error);
        for (size_t v = 0; v < result->view_count && report_shows(step, result) && rc == 0; v++)
            rc = name_all(records, result->views[v], error);
    }
    return rc;
}

/* Leaves those that are none of the run's sources, with the numbers after theirs. */
static void number_named(report_records *records)
{
    record_names *named = &records->named;
    size_t kept = 0;
    settle(named);
    for (size_t i = 0; i < named->count; i++) {
        if (number_in_run(records, named->list[i].name) != 0)
            continue;
        named->list[kept] = named->list[i];
        named->list[kept].number = records->run->source_count + kept + 1;
        kept++;
    }
    named->count = kept;
}

int records_init(report_records *records, const dl_run *run, dl_error *error)
{
    *records = (report_records){.run = run};
    int rc = name_sources(records, error);
    if (rc == 0)
        rc = name_shown(records, error);
    number_named(records);
    records->used = calloc(records_count(records) + 1, sizeof *records->used);
    if (rc == 0 && !records->used)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return rc;
}

void records_clear(report_records *records)
{
    free(records->asked.list);
    free(records->final.list);
    free(records->named.list);
    free(records->used);
    *records = (report_records){0};
}

size_t records_count(const report_records *records)
{
    return records->run->source_count + records->named.count;
}

size_t records_number(const report_records *records, dl_str source)
{
    size_t number = source.size ? number_in_run(records, source) : 0;
    return number || source.size == 0 ? number : find(&records->named, source);
}

bool records_use(report_records *records, size_t number)
{
    bool first = !records->used[number];
    records->used[number] = true;
    return first;
}

dl_str records_named(const report_records *records, size_t number)
{
    return records->named.list[number - records->run->source_count - 1].name;
}
