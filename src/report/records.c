#include "report/records.h"

#include <stdlib.h>

#include "base/grow.h"
#include "report/common.h"

/* Where text stands, or would stand, among count sorted ones. */
static size_t place_of(const dl_str *sorted, size_t count, dl_str text, bool *there)
{
    size_t low = 0, high = count;
    *there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dl_str_compare(sorted[middle], text);
        if (order == 0) {
            *there = true;
            return middle;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return low;
}

/* The run's sources are sorted by the address that was asked; a feed or a page may be known by the
 * one that it had in the end. */
static size_t number_in_run(const dl_run *run, dl_str source)
{
    size_t low = 0, high = run->source_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dl_str_compare(run->sources[middle].url, source);
        if (order == 0)
            return middle + 1;
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    for (size_t i = 0; i < run->source_count; i++)
        if (dl_str_equal(run->sources[i].final_url, source))
            return i + 1;
    return 0;
}

static int name(report_records *records, dl_str source, dl_error *error)
{
    bool there;
    if (source.size == 0)
        return 0;
    size_t at = place_of(records->named, records->named_count, source, &there);
    if (there || number_in_run(records->run, source) != 0)
        return 0;
    int rc = dl_grow(&records->named, &records->named_capacity, records->named_count + 1,
                     sizeof *records->named, error);
    if (rc != 0)
        return rc;
    for (size_t i = records->named_count++; i > at; i--)
        records->named[i] = records->named[i - 1];
    records->named[at] = source;
    return 0;
}

static int name_all(report_records *records, const dl_view *view, dl_error *error)
{
    int rc = 0;
    size_t fields = view->fields ? view->columns * view->rows : 0;
    for (size_t i = 0; i < fields && rc == 0; i++)
        rc = name(records, view->fields[i].source, error);
    for (size_t i = 0; i < view->child_count && rc == 0; i++)
        rc = name_all(records, view->children[i], error);
    return rc;
}

int records_init(report_records *records, const dl_run *run, dl_error *error)
{
    *records = (report_records){.run = run};
    int rc = 0;
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook) && rc == 0; i++) {
        const dl_step *step = dl_notebook_step(run->notebook, i);
        const dl_result *result = &run->results[i];
        if (step->inlined)
            rc = name(records, result->inline_source, error);
        for (size_t v = 0; v < result->view_count && report_shows(step, result) && rc == 0; v++)
            rc = name_all(records, result->views[v], error);
    }
    records->used = calloc(records_count(records) + 1, sizeof *records->used);
    if (rc == 0 && !records->used)
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return rc;
}

void records_clear(report_records *records)
{
    free(records->named);
    free(records->used);
    *records = (report_records){0};
}

size_t records_count(const report_records *records)
{
    return records->run->source_count + records->named_count;
}

size_t records_number(const report_records *records, dl_str source)
{
    bool there;
    if (source.size == 0)
        return 0;
    size_t at = place_of(records->named, records->named_count, source, &there);
    return there ? records->run->source_count + at + 1 : number_in_run(records->run, source);
}

bool records_use(report_records *records, size_t number)
{
    bool first = !records->used[number];
    records->used[number] = true;
    return first;
}

dl_str records_named(const report_records *records, size_t number)
{
    return records->named[number - records->run->source_count - 1];
}
