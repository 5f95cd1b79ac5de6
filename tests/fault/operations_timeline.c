/* Timelines: their files, their figures, their pictures. */
#include "fault.h"

#include <stdlib.h>

#include "dateline/constraints.h"
#include "dateline/timeline_files.h"
#include "draw/chart.h"
#include "draw/draw.h"

static int read_as(dl_str text, dl_timeline_format format, dl_buf *out, dl_error *error)
{
    dl_timeline *timeline;
    int rc = dl_timeline_new(&timeline, error);
    if (rc)
        return rc;
    rc = dl_timeline_read(timeline, format, text, "file", error);
    if (!rc)
        rc = dl_timeline_write(timeline, DL_TIMELINE_TSV, out, error);
    dl_timeline_free(timeline);
    return rc;
}

static int read_tsv(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_as(world->tsv, DL_TIMELINE_TSV, out, error);
}

static int read_csv(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_as(world->csv, DL_TIMELINE_CSV, out, error);
}

static int read_json(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_as(world->json, DL_TIMELINE_JSON, out, error);
}

static int read_timelinejs(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_as(world->timelinejs, DL_TIMELINE_TIMELINEJS, out, error);
}

static int read_ical(fault_world *world, dl_buf *out, dl_error *error)
{
    return read_as(world->ical, DL_TIMELINE_ICAL, out, error);
}

static int write_all(fault_world *world, dl_buf *out, dl_error *error)
{
    int rc = 0;
    for (int format = DL_TIMELINE_CSV; rc == 0 && format <= DL_TIMELINE_MARKDOWN; format++)
        rc = dl_timeline_write(world->timeline, (dl_timeline_format)format, out, error);
    return rc;
}

/* Each figure is asked for and freed. */
static int figures(fault_world *world, dl_buf *out, dl_error *error)
{
    const dl_timeline *on = world->timeline;
    dl_date as_of = dl_date_of_day(20088);
    const dl_event *first = dl_timeline_at(on, 0);
    size_t count = 0;
    dl_slip *slips = NULL;
    dl_comparison *compared = NULL;
    dl_score *scores = NULL;
    dl_overlap *overlaps = NULL;
    dl_gap *gaps = NULL;
    dl_duration *durations = NULL;
    dl_extreme *extremes = NULL;
    dl_fault *faults = NULL;
    int rc = dl_timeline_slips(on, &as_of, &slips, &count, error);
    dl_buf_printf(out, "%zu ", count);
    rc = rc ? rc : dl_timeline_compare(on, first->kind, first, &compared, &count, error);
    dl_buf_printf(out, "%zu ", count);
    rc = rc ? rc : dl_timeline_scoreboard(on, &as_of, true, &scores, &count, error);
    dl_buf_printf(out, "%zu ", count);
    rc = rc ? rc : dl_timeline_overlaps(on, &overlaps, &count, error);
    dl_buf_printf(out, "%zu ", count);
    rc = rc ? rc : dl_timeline_gaps(on, 1, &gaps, &count, error);
    dl_buf_printf(out, "%zu ", count);
    rc = rc ? rc
            : dl_timeline_durations(on, DL_STR("announce"), DL_STR("release"), &durations, &count,
                                    error);
    dl_buf_printf(out, "%zu ", count);
    rc = rc ? rc : dl_timeline_extremes(on, DL_STR(""), DL_STR(""), true, &extremes, &count, error);
    dl_buf_printf(out, "%zu ", count);
    rc = rc ? rc : dl_timeline_check(on, &faults, &count, error);
    dl_buf_printf(out, "%zu", count);
    free(slips);
    free(compared);
    free(scores);
    free(overlaps);
    free(gaps);
    free(durations);
    free(extremes);
    free(faults);
    return rc ? rc : dl_buf_ok(out, error);
}

static int versions(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_timeline *early = NULL, *merged = NULL;
    dl_difference *rows = NULL;
    size_t count;
    dl_date day = dl_date_of_day(19900);
    int rc = dl_timeline_as_of(world->timeline, &day, &early, error);
    if (!rc)
        rc = dl_timeline_new(&merged, error);
    if (!rc)
        rc = dl_timeline_merge(merged, world->other, error);
    if (!rc)
        rc = dl_timeline_merge_claims(merged, world->timeline, error);
    if (!rc)
        rc = dl_timeline_diff(world->other, merged, &rows, &count, error);
    if (!rc)
        dl_buf_printf(out, "%zu %zu %zu", dl_timeline_count(early), dl_timeline_count(merged),
                      count);
    free(rows);
    dl_timeline_free(early);
    dl_timeline_free(merged);
    return rc ? rc : dl_buf_ok(out, error);
}

static int consistency(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_timeline *copy;
    dl_consistency found = {0};
    int rc = dl_timeline_new(&copy, error);
    if (rc)
        return rc;
    rc = dl_timeline_merge(copy, world->timeline, error);
    for (size_t i = 1; rc == 0 && i < 4 && i < dl_timeline_count(copy); i++) {
        dl_constraint constraint = {.a = dl_timeline_at(copy, i),
                                    .ordering = i == 2 ? DL_ORDER_AFTER : DL_ORDER_BEFORE,
                                    .b = dl_timeline_at(copy, i - 1),
                                    .why = DL_STR("so it was told")};
        rc = dl_timeline_constrain(copy, &constraint, error);
    }
    if (!rc)
        rc = dl_timeline_consistency(copy, &found, error);
    if (!rc)
        dl_buf_printf(out, "%zu %zu", found.limit_count, found.contradiction_count);
    for (size_t i = 0; rc == 0 && i < found.contradiction_count; i++)
        dl_contradiction_words(copy, &found.contradictions[i], out);
    dl_consistency_clear(&found);
    dl_timeline_free(copy);
    return rc ? rc : dl_buf_ok(out, error);
}

static const dl_date *today(void)
{
    static dl_date day;
    day = dl_date_of_day(20088);
    return &day;
}

static int draw_svg(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_draw_options options = {.title = DL_STR("t"), .id = DL_STR("x"), .as_of = today()};
    return dl_draw_timeline_svg(world->timeline, &options, out, error);
}

static int draw_text(fault_world *world, dl_buf *out, dl_error *error)
{
    dl_draw_options options = {.title = DL_STR("t"), .as_of = today(), .width = 80};
    int rc = dl_draw_timeline_text(world->timeline, &options, out, error);
    options.form = DL_PICTURE_LIST;
    if (!rc)
        rc = dl_draw_timeline_text(world->timeline, &options, out, error);
    dl_draw_timeline_describe(world->timeline, out);
    return rc ? rc : dl_buf_ok(out, error);
}

static int draw_chart(fault_world *world, dl_buf *out, dl_error *error)
{
    chart_point points[] = {
        {.label = DL_STR("a"), .y = 1, .y_most = 2, .group = DL_STR("g")},
        {.label = DL_STR("b"), .x = 1, .y = 3, .y_most = 3, .group = DL_STR("h")},
        {.label = DL_STR("c"), .x = 2, .y = 2, .y_most = 2, .group = DL_STR("g")}};
    (void)world;
    int rc = 0;
    for (int kind = 0; rc == 0 && kind < 3; kind++) {
        chart made = {.kind = (chart_kind)kind,
                      .axis = AXIS_WORDS,
                      .title = DL_STR("t"),
                      .x_name = DL_STR("x"),
                      .y_name = DL_STR("y"),
                      .points = points,
                      .count = 3};
        rc = chart_prepare(&made, error);
        if (!rc)
            rc = dl_draw_chart_svg(&made, DL_STR("x"), 0, out, error);
        if (!rc)
            rc = dl_draw_chart_text(&made, 80, false, out, error);
        chart_clear(&made);
    }
    return rc ? rc : dl_buf_ok(out, error);
}

const operation timeline_operations[] = {
    {"timeline: read TSV", read_tsv, NULL},
    {"timeline: read CSV", read_csv, NULL},
    {"timeline: read JSON", read_json, NULL},
    {"timeline: read TimelineJS", read_timelinejs, NULL},
    {"timeline: read iCalendar", read_ical, "a field that finds no memory is told as missing"},
    {"timeline: write each form", write_all, NULL},
    {"timeline: figures", figures, NULL},
    {"timeline: as of, merge, diff", versions, NULL},
    {"timeline: constraints", consistency, NULL},
    {"draw: timeline as SVG", draw_svg, NULL},
    {"draw: timeline as text", draw_text, NULL},
    {"draw: charts", draw_chart, NULL},
    {NULL, NULL, NULL}};
