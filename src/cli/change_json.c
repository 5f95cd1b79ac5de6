#include "cli/change_json.h"

#include "base/escape.h"
#include "cli/moment.h"
#include "dateline/change_view.h"

void change_json_text(dl_buf *out, const char *key, dl_str text)
{
    dl_buf_printf(out, "\"%s\":", key);
    dl_escape_json(text, out);
    dl_buf_putc(out, ',');
}

/* Takes the last comma away before what closes. */
static void close_list(dl_buf *out, const char *close)
{
    if (out->size && out->data[out->size - 1] == ',')
        dl_buf_truncate(out, out->size - 1);
    dl_buf_puts(out, close);
}

static void put_flags(unsigned flags, dl_buf *out)
{
    dl_buf_puts(out, "\"flags\":[");
    for (size_t i = 0; i < DL_CHANGE_FLAGS; i++) {
        if (!(flags & 1u << i))
            continue;
        dl_escape_json(dl_str_of(dl_change_flag_word(1u << i)), out);
        dl_buf_putc(out, ',');
    }
    close_list(out, "],");
}

static void put_fields(const char *key, const dl_change_field *fields, size_t count, dl_buf *out)
{
    dl_buf_printf(out, "\"%s\":[", key);
    for (size_t i = 0; i < count; i++) {
        dl_buf_putc(out, '{');
        change_json_text(out, "name", fields[i].name);
        change_json_text(out, "before", fields[i].before);
        change_json_text(out, "after", fields[i].after);
        close_list(out, "},");
    }
    close_list(out, "],");
}

static void put_counters(const dl_diff *diff, dl_buf *out)
{
    dl_buf_puts(out, "\"counters\":[");
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        if (!(item->marks & DL_DIFF_COUNTER))
            continue;
        dl_buf_putc(out, '{');
        change_json_text(out, "what", item->what);
        change_json_text(out, "from", item->from);
        change_json_text(out, "to", item->to);
        close_list(out, "},");
    }
    close_list(out, "],");
}

static void put_sentence(const dl_diff_item *item, dl_buf *out)
{
    dl_buf_putc(out, '{');
    if (item->old.size)
        change_json_text(out, "before", item->old);
    if (item->now.size)
        change_json_text(out, "after", item->now);
    if (item->kind == DL_DIFF_REWORDED) {
        dl_buf words = {0};
        dl_change_print_pieces(item, &words);
        change_json_text(out, "words", dl_buf_str(&words));
        dl_buf_clear(&words);
    }
    if (item->marks & DL_DIFF_NUMBER)
        dl_buf_puts(out, "\"number\":true,");
    if (item->marks & DL_DIFF_NEGATION)
        dl_buf_puts(out, "\"negation\":true,");
    close_list(out, "},");
}

static void put_kind(const dl_change *change, const char *key, dl_diff_kind kind, bool sentences,
                     dl_buf *out)
{
    if (!sentences) {
        dl_buf_printf(out, "\"%s\":%zu,", key, dl_change_count(change, kind));
        return;
    }
    dl_buf_printf(out, "\"%s\":[", key);
    for (size_t i = 0; i < change->diff.count; i++) {
        const dl_diff_item *item = &change->diff.items[i];
        if (item->kind == kind && !(item->marks & DL_CHANGE_APART))
            put_sentence(item, out);
    }
    close_list(out, "],");
}

void change_json(const dl_change *change, bool sentences, dl_buf *out)
{
    dl_buf when = {0};
    change_json_text(out, "url", change->after.url);
    dl_buf_printf(out, "\"before\":%lld,\"after\":%lld,", (long long)change->before.id,
                  (long long)change->after.id);
    dl_date_print(&change->when, &when);
    change_json_text(out, "when", dl_buf_str(&when));
    change_json_text(out, "class", dl_str_of(dl_change_class_word(change->class)));
    put_flags(change->flags, out);
    change_json_text(out, "summary", change->summary);
    if (change->reason.size)
        change_json_text(out, "reason", change->reason);
    if (change->as_it_was)
        dl_buf_printf(out, "\"as_it_was\":%lld,", (long long)change->as_it_was);
    put_kind(change, "added", DL_DIFF_ADDED, sentences, out);
    put_kind(change, "removed", DL_DIFF_REMOVED, sentences, out);
    put_kind(change, "reworded", DL_DIFF_REWORDED, sentences, out);
    put_kind(change, "moved", DL_DIFF_MOVED_HERE, sentences, out);
    put_counters(&change->diff, out);
    put_fields("metadata", change->metadata, change->metadata_count, out);
    if (sentences)
        put_fields("ignored", change->ignored, change->ignored_count, out);
    close_list(out, "");
    out->failed = out->failed || when.failed;
    dl_buf_clear(&when);
}
