/* The dated list of a timeline for a terminal. */
#include <stdlib.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "draw/describe.h"
#include "draw/timeline_text.h"

/* Made harmless, and folded. */
static void write_folded(dl_str text, int width, int indent, dl_buf *out)
{
    dl_buf safe;
    dl_buf_init(&safe);
    dl_escape_terminal(text, &safe);
    dl_utf8_wrap(dl_buf_str(&safe), width, indent, out);
    dl_buf_clear(&safe);
}

void text_title(dl_str title, int width, dl_buf *out)
{
    if (title.size == 0)
        return;
    write_folded(title, width, 0, out);
    dl_buf_puts(out, "\n\n");
}

void text_list_mark(const dl_timeline *timeline, const dl_draw_options *options,
                    const layout_mark *mark, int width, dl_buf *out)
{
    const dl_event *event = mark->event;
    const mark_kind *kind = mark_kind_of(event->kind);
    char ascii[2] = {kind->ascii, '\0'};
    dl_buf line;
    dl_buf_init(&line);
    dl_date_words(event->date, &line);
    dl_buf_printf(&line, "  %.*s: %.*s", DL_STR_ARG(event->actor), DL_STR_ARG(event->what));
    describe_conflict(timeline, event, &line);
    if (event->has_due) {
        dl_slip slip = dl_timeline_slip(timeline, event, options->as_of);
        dl_buf_puts(&line, " (due ");
        dl_date_words(event->due, &line);
        dl_buf_puts(&line, ": ");
        describe_slip(&slip, &line);
        dl_buf_putc(&line, ')');
    }
    dl_buf_printf(out, "%4zu %s ", mark->number,
                  options->form == DL_PICTURE_ASCII ? ascii : kind->glyph);
    write_folded(dl_buf_str(&line), width, 7, out);
    dl_buf_putc(out, '\n');
    dl_buf_clear(&line);
}

void text_more(size_t count, dl_buf *out)
{
    if (count > TEXT_MOST_LISTED)
        dl_buf_printf(out, "     and %zu more event%s\n", count - TEXT_MOST_LISTED,
                      count - TEXT_MOST_LISTED == 1 ? "" : "s");
}

int text_list(const dl_timeline *timeline, const dl_draw_options *options, int width, dl_buf *out,
              dl_error *error)
{
    size_t *order, count = dl_timeline_count(timeline);
    int rc = dl_timeline_sorted(timeline, &order, error);
    if (rc != 0)
        return rc;
    dl_buf line;
    dl_buf_init(&line);
    dl_draw_timeline_describe(timeline, &line);
    if (options->as_of) {
        dl_buf_puts(&line, " Seen from ");
        dl_date_words(options->as_of, &line);
        dl_buf_putc(&line, '.');
    }
    write_folded(dl_buf_str(&line), width, 0, out);
    dl_buf_puts(out, "\n\n");
    for (size_t i = 0; i < count && i < TEXT_MOST_LISTED; i++) {
        dl_buf_truncate(&line, 0);
        dl_buf_printf(&line, "%zu. ", i + 1);
        describe_event(timeline, dl_timeline_at(timeline, order[i]), options->as_of, &line);
        dl_buf_putc(&line, '.');
        write_folded(dl_buf_str(&line), width, 0, out);
        dl_buf_putc(out, '\n');
    }
    text_more(count, out);
    dl_buf_clear(&line);
    free(order);
    return 0;
}
