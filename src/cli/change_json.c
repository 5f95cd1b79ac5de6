#include "cli/change_json.h"

#include "cli/answer.h"
#include "dateline/change_view.h"

static void put_flags(unsigned flags, dl_buf *out)
{
    answer_open(out, "flags", '[');
    for (size_t i = 0; i < DL_CHANGE_FLAGS; i++)
        if (flags & 1u << i)
            answer_item(out, dl_str_of(dl_change_flag_word(1u << i)));
    dl_buf_putc(out, ']');
}

static void put_fields(const char *key, const dl_change_field *fields, size_t count, dl_buf *out)
{
    answer_open(out, key, '[');
    for (size_t i = 0; i < count; i++) {
        answer_open(out, NULL, '{');
        answer_text(out, "name", fields[i].name);
        answer_text(out, "before", fields[i].before);
        answer_text(out, "after", fields[i].after);
        dl_buf_putc(out, '}');
    }
    dl_buf_putc(out, ']');
}

static void put_counters(const dl_diff *diff, dl_buf *out)
{
    answer_open(out, "counters", '[');
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        if (!(item->marks & DL_DIFF_COUNTER))
            continue;
        answer_open(out, NULL, '{');
        answer_text(out, "what", item->what);
        answer_text(out, "from", item->from);
        answer_text(out, "to", item->to);
        dl_buf_putc(out, '}');
    }
    dl_buf_putc(out, ']');
}

static void put_sentence(const dl_diff_item *item, dl_buf *out)
{
    answer_open(out, NULL, '{');
    if (item->old.size)
        answer_text(out, "before", item->old);
    if (item->now.size)
        answer_text(out, "after", item->now);
    if (item->kind == DL_DIFF_REWORDED) {
        dl_buf words = {0};
        dl_change_print_pieces(item, &words);
        answer_text(out, "words", dl_buf_str(&words));
        dl_buf_clear(&words);
    }
    if (item->marks & DL_DIFF_NUMBER)
        answer_flag(out, "number", true);
    if (item->marks & DL_DIFF_NEGATION)
        answer_flag(out, "negation", true);
    dl_buf_putc(out, '}');
}

static void put_kind(const dl_change *change, const char *key, dl_diff_kind kind, bool sentences,
                     dl_buf *out)
{
    if (!sentences) {
        answer_number(out, key, (long long)dl_change_count(change, kind));
        return;
    }
    answer_open(out, key, '[');
    for (size_t i = 0; i < change->diff.count; i++) {
        const dl_diff_item *item = &change->diff.items[i];
        if (item->kind == kind && !(item->marks & DL_CHANGE_APART))
            put_sentence(item, out);
    }
    dl_buf_putc(out, ']');
}

void change_json(const dl_change *change, bool sentences, dl_buf *out)
{
    dl_buf when = {0};
    answer_text(out, "url", change->after.url);
    answer_number(out, "before", change->before.id);
    answer_number(out, "after", change->after.id);
    dl_date_print(&change->when, &when);
    answer_text(out, "when", dl_buf_str(&when));
    answer_text(out, "class", dl_str_of(dl_change_class_word(change->class)));
    put_flags(change->flags, out);
    answer_text(out, "summary", change->summary);
    if (change->reason.size)
        answer_text(out, "reason", change->reason);
    if (change->as_it_was)
        answer_number(out, "as_it_was", change->as_it_was);
    put_kind(change, "added", DL_DIFF_ADDED, sentences, out);
    put_kind(change, "removed", DL_DIFF_REMOVED, sentences, out);
    put_kind(change, "reworded", DL_DIFF_REWORDED, sentences, out);
    put_kind(change, "moved", DL_DIFF_MOVED_HERE, sentences, out);
    put_counters(&change->diff, out);
    put_fields("metadata", change->metadata, change->metadata_count, out);
    if (sentences)
        put_fields("ignored", change->ignored, change->ignored_count, out);
    out->failed = out->failed || when.failed;
    dl_buf_clear(&when);
}
