/* The legend of a timeline's SVG: the kinds, looks and lines that this picture uses, and no more.
 */

#include "draw/timeline_svg.h"

enum { ROW_HEIGHT = 19, SAMPLE_WIDTH = 30, MARK_WIDTH = 14, MOST_KINDS = 32 };

/* What a bar or a mark can say of a date, each with an EDTF that is drawn as its sample. */
typedef enum look {
    SHOWS_SPAN,
    SHOWS_ABOUT,
    SHOWS_OPEN,
    SHOWS_UNKNOWN,
    SHOWS_ONE_OF,
    SHOWS_UNCERTAIN,
    SHOWS_CLAIM,
    SHOWS_CLUSTER,
    LOOKS
} look;

static const struct {
    const char *words, *sample; /* no sample: a mark */
} looks[LOOKS] = {
    [SHOWS_SPAN] = {"some time in it", "2024"},
    [SHOWS_ABOUT] = {"about then", "2024~"},
    [SHOWS_OPEN] = {"open end", "2024/.."},
    [SHOWS_UNKNOWN] = {"end unknown", "2024/"},
    [SHOWS_ONE_OF] = {"one of these", NULL},
    [SHOWS_UNCERTAIN] = {"date uncertain", NULL},
    [SHOWS_CLAIM] = {"another source’s telling", NULL},
    [SHOWS_CLUSTER] = {"several events", NULL},
};

typedef struct legend {
    const timeline_picture *in;
    double x, y;
    dl_buf *out; /* NULL: only measured */
} legend;

/* Whether words with a sample of that width begin in this row, or in a new one. */
static void advance(legend *at, double sample, dl_str words)
{
    double width = sample + svg_text_width(words) + 16;
    if (at->x > at->in->left && at->x + width > at->in->width + 8) {
        at->x = at->in->left;
        at->y += ROW_HEIGHT;
    }
}

static void end_entry(legend *at, double sample, const char *words)
{
    dl_str text = dl_str_of(words);
    if (at->out)
        svg_text(at->out, at->x + sample + 3, at->y + 4, THEME_SOFT, NULL, text);
    at->x += sample + svg_text_width(text) + 16;
}

static void draw_look(legend *at, look which)
{
    const double places[] = {2, 14, 26};
    double sample = looks[which].sample || which == SHOWS_ONE_OF ? SAMPLE_WIDTH : MARK_WIDTH + 8;
    const mark_kind *any = mark_kind_at(mark_kind_count() - 1);
    advance(at, sample, dl_str_of(looks[which].words));
    if (at->out && looks[which].sample) {
        dl_date date;
        dl_event event = {.kind = dl_str_of("other"), .date = &date};
        layout_mark mark = {.event = &event, .to = SAMPLE_WIDTH - 2};
        dl_date_parse(dl_str_of(looks[which].sample), &date, NULL);
        mark.to_open = which == SHOWS_OPEN;
        mark.to_unknown = which == SHOWS_UNKNOWN;
        svg_span(at->out, &mark, at->x, at->y, at->in->options->id);
    } else if (at->out && which == SHOWS_ONE_OF) {
        svg_set(at->out, any, places, 3, at->x, at->y, true);
    } else if (at->out && which == SHOWS_CLUSTER) {
        svg_rect(at->out, at->x, at->y - 7, MARK_WIDTH + 6, 14, THEME_PAPER, THEME_LEAD,
                 "rx=\"7\"");
        svg_text(at->out, at->x + MARK_WIDTH / 2.0 + 3, at->y + 3, THEME_INK, ".count",
                 DL_STR("3"));
    } else if (at->out) {
        const mark_kind *square = mark_kind_of(DL_STR("release"));
        const mark_kind grey = {"", square->shape, THEME_GREY, "", 0};
        svg_mark(at->out, &grey, at->x + 10, at->y,
                 which == SHOWS_CLAIM ? LOOK_DISPUTED : LOOK_UNCERTAIN);
    }
    end_entry(at, sample, looks[which].words);
}

static void note_looks(const timeline_picture *in, bool *kinds, bool *used)
{
    for (size_t i = 0; i < in->layout.mark_count; i++) {
        const layout_mark *mark = &in->layout.marks[i];
        const dl_date *date = mark->event->date;
        kinds[mark_kind_of(mark->event->kind) - mark_kind_at(0)] = true;
        if (mark->cluster)
            continue;
        bool wide = timeline_is_wide(mark);
        bool about = date->start.approximate || (date->interval && date->end.approximate);
        bool uncertain = date->start.uncertain || (date->interval && date->end.uncertain);
        double places[TIMELINE_MEMBERS];
        bool members = timeline_set_places(in, mark, places) > 0;
        bool one = members && date->set == DL_SET_ONE;
        used[SHOWS_SPAN] = used[SHOWS_SPAN] || (wide && !about && !uncertain && !members);
        used[SHOWS_ABOUT] = used[SHOWS_ABOUT] || (wide && about && !members);
        used[SHOWS_OPEN] = used[SHOWS_OPEN] || (wide && (mark->from_open || mark->to_open));
        used[SHOWS_UNKNOWN] =
            used[SHOWS_UNKNOWN] || (wide && (mark->from_unknown || mark->to_unknown));
        used[SHOWS_ONE_OF] = used[SHOWS_ONE_OF] || one;
        used[SHOWS_UNCERTAIN] = used[SHOWS_UNCERTAIN] || (uncertain && !one);
        used[SHOWS_CLAIM] = used[SHOWS_CLAIM] || !mark->in_use;
    }
    for (size_t i = 0; i < in->layout.cluster_count; i++)
        used[SHOWS_CLUSTER] = used[SHOWS_CLUSTER] || in->layout.clusters[i].count > 1;
}

static void draw_kinds(legend *at, const bool *kinds)
{
    for (size_t k = 0; k < mark_kind_count(); k++) {
        const mark_kind *kind = mark_kind_at(k);
        if (!kinds[k])
            continue;
        advance(at, MARK_WIDTH, dl_str_of(kind->name));
        if (at->out)
            svg_mark(at->out, kind, at->x + 6, at->y, LOOK_PLAIN);
        end_entry(at, MARK_WIDTH, kind->name);
    }
}

/* Lines of promises; what is early looks as what is kept. */
static void draw_verdicts(legend *at)
{
    static const struct {
        dl_verdict verdict;
        const char *words;
    } rows[] = {{DL_VERDICT_KEPT, "promise kept"},
                {DL_VERDICT_LATE, "late"},
                {DL_VERDICT_POSSIBLY_LATE, "possibly late"},
                {DL_VERDICT_OPEN, "no outcome yet"}};
    bool used[4] = {false};
    const layout *made = &at->in->layout;
    for (size_t i = 0; i < made->rail_count; i++) {
        const layout_rail *rail = &made->rails[i];
        dl_verdict verdict = rail->slip.verdict;
        if (rail->hidden || (rail->revised && !rail->has_came))
            continue;
        used[!rail->has_came                       ? 3
             : verdict == DL_VERDICT_LATE          ? 1
             : verdict == DL_VERDICT_POSSIBLY_LATE ? 2
                                                   : 0] = true;
    }
    for (size_t i = 0; i < 4; i++) {
        if (!used[i])
            continue;
        advance(at, SAMPLE_WIDTH, dl_str_of(rows[i].words));
        if (at->out)
            timeline_draw_rail_line(at->out, rows[i].verdict, at->x, at->x + SAMPLE_WIDTH - 6,
                                    at->y + 4);
        end_entry(at, SAMPLE_WIDTH, rows[i].words);
    }
}

double timeline_legend(const timeline_picture *in, double y, dl_buf *out)
{
    bool kinds[MOST_KINDS] = {false}, used[LOOKS] = {false};
    legend at = {.in = in, .x = in->left, .y = y + 10, .out = out};
    if (in->layout.mark_count == 0)
        return 0;
    if (out)
        dl_buf_puts(out, "<g aria-hidden=\"true\">");
    note_looks(in, kinds, used);
    draw_kinds(&at, kinds);
    at.x = in->left;
    at.y += ROW_HEIGHT;
    double begins = at.y;
    for (int i = 0; i < LOOKS; i++) {
        if (used[i])
            draw_look(&at, (look)i);
    }
    draw_verdicts(&at);
    bool empty = at.y == begins && at.x == in->left;
    if (out)
        dl_buf_puts(out, "</g>");
    return at.y - y + (empty ? -ROW_HEIGHT : 0) + ROW_HEIGHT / 2.0;
}
