#include "dateline/change_view.h"

/* More rows than this are counted, not shown; a longer text is cut. */
static const size_t most_rows = 400, longest_text = 4000;

/* A text as it is read, and as it is drawn, made side by side. */
typedef struct changed_text {
    dl_buf plain, marked;
} changed_text;

/* Controls in what a page says would be marks, or break the line. */
static void put_plain(changed_text *to, dl_str text)
{
    bool cut = text.size > longest_text;
    if (cut)
        text = dl_str_slice(text, 0, longest_text);
    while (cut && text.size && (text.data[text.size] & 0xC0) == 0x80)
        text.size--; /* not within a character */
    for (size_t i = 0; i < text.size; i++) {
        char byte = (unsigned char)text.data[i] < ' ' ? ' ' : text.data[i];
        dl_buf_putc(&to->plain, byte);
        dl_buf_putc(&to->marked, byte);
    }
    dl_buf_puts(&to->plain, cut ? "…" : "");
    dl_buf_puts(&to->marked, cut ? "…" : "");
}

/* Words under a mark; the white space after them stands outside it. */
static void put_marked(changed_text *to, char mark, dl_str text)
{
    dl_str words = dl_str_trim(text);
    if (words.size == 0) {
        put_plain(to, text);
        return;
    }
    dl_buf_puts(&to->plain, mark == DL_MARK_REMOVED ? "[-" : "{+");
    dl_buf_putc(&to->marked, mark);
    put_plain(to, words);
    dl_buf_puts(&to->plain, mark == DL_MARK_REMOVED ? "-]" : "+}");
    dl_buf_putc(&to->marked, DL_MARK_END);
}

static bool ends_with_space(dl_str text)
{
    return text.size && dl_one_of(text.data[text.size - 1], " \t\n\r");
}

/* Old before new; one space between the two, and after them where either had one. */
static void put_pieces(changed_text *to, const dl_diff_item *item)
{
    for (size_t i = 0; i < item->piece_count; i++) {
        const dl_diff_piece *piece = &item->pieces[i];
        if (piece->kind == DL_DIFF_SAME) {
            put_plain(to, piece->after);
            continue;
        }
        bool removed = piece->kind == DL_DIFF_REMOVED;
        dl_str text = removed ? piece->before : piece->after;
        bool pair =
            removed && i + 1 < item->piece_count && item->pieces[i + 1].kind == DL_DIFF_ADDED;
        put_marked(to, removed ? DL_MARK_REMOVED : DL_MARK_ADDED, text);
        if (pair || ends_with_space(text))
            put_plain(to, DL_STR(" "));
    }
}

void dl_change_print_pieces(const dl_diff_item *item, dl_buf *out)
{
    changed_text text = {0};
    put_pieces(&text, item);
    dl_buf_add(out, dl_buf_str(&text.plain));
    out->failed = out->failed || text.plain.failed;
    dl_buf_clear(&text.plain);
    dl_buf_clear(&text.marked);
}

void dl_change_print_flags(unsigned flags, dl_buf *out)
{
    bool first = true;
    for (size_t i = 0; i < DL_CHANGE_FLAGS; i++) {
        if (!(flags & 1u << i))
            continue;
        dl_buf_printf(out, "%s%s", first ? "" : "; ", dl_change_flag_word(1u << i));
        first = false;
    }
}

typedef struct card {
    dl_view *view;
    dl_arena *arena;
    size_t count, left_out;
    bool failed;
} card;

static dl_str copy(card *to, dl_str text)
{
    dl_str kept = dl_arena_copy(to->arena, text);
    to->failed = to->failed || !kept.data;
    return kept;
}

static void put_row(card *to, const char *name, dl_cell_kind kind, dl_str text, dl_str value)
{
    if (to->count == most_rows) {
        to->left_out++;
        return;
    }
    dl_field *row = &dl_view_fields(to->view)[2 * to->count++];
    row[0] = (dl_field){.kind = DL_CELL_TEXT, .text = copy(to, dl_str_of(name))};
    row[1] = (dl_field){.kind = kind, .text = copy(to, text), .value = copy(to, value)};
}

static void put_changed(card *to, const char *name, changed_text *text)
{
    put_row(to, name, DL_CELL_CHANGE, dl_buf_str(&text->plain), dl_buf_str(&text->marked));
    to->failed = to->failed || text->plain.failed || text->marked.failed;
    dl_buf_clear(&text->plain);
    dl_buf_clear(&text->marked);
}

static const char *name_of(const dl_diff_item *item)
{
    if (item->marks & DL_DIFF_EVIDENCE)
        return "evidence";
    if (item->marks & DL_DIFF_COUNTER)
        return "counter";
    if (item->kind == DL_DIFF_MOVED_HERE)
        return "moved";
    return dl_diff_kind_word(item->kind);
}

static void put_words(changed_text *to, const dl_diff_item *item)
{
    if (item->kind == DL_DIFF_REWORDED)
        put_pieces(to, item);
    else if (item->kind == DL_DIFF_ADDED)
        put_marked(to, DL_MARK_ADDED, item->now);
    else if (item->kind == DL_DIFF_REMOVED)
        put_marked(to, DL_MARK_REMOVED, item->old);
    else
        put_plain(to, item->now);
}

static void put_item(card *to, const dl_diff_item *item)
{
    changed_text text = {0};
    put_words(&text, item);
    put_changed(to, name_of(item), &text);
}

/* What counts of the text; then, of the same text, the counters. */
static void put_items(card *to, const dl_diff *diff, bool counters)
{
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        bool evidence = item->marks & DL_DIFF_EVIDENCE;
        bool counter = item->marks & DL_DIFF_COUNTER && !evidence;
        bool apart = item->kind == DL_DIFF_SAME || item->kind == DL_DIFF_FORM ||
                     item->kind == DL_DIFF_MOVED_AWAY ||
                     item->marks & (DL_DIFF_RELATIVE | DL_DIFF_VOLATILE);
        if (counter == counters && (evidence || !apart))
            put_item(to, item);
    }
}

static void put_field(card *to, const char *name, const char *lead, const dl_change_field *field)
{
    changed_text text = {0};
    put_plain(&text, dl_str_of(lead));
    if (lead[0])
        put_plain(&text, DL_STR(": "));
    if (field->before.size)
        put_marked(&text, DL_MARK_REMOVED, field->before);
    if (field->before.size && field->after.size)
        put_plain(&text, DL_STR(" "));
    if (field->after.size)
        put_marked(&text, DL_MARK_ADDED, field->after);
    put_changed(to, name, &text);
}

/* Of a sentence that is ignored, just the words that differ stand out. */
static void put_ignored_items(card *to, const dl_diff *diff)
{
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        const char *why = dl_change_why_ignored(item);
        if (!why || item->kind == DL_DIFF_MOVED_AWAY)
            continue;
        changed_text text = {0};
        put_plain(&text, dl_str_of(why));
        put_plain(&text, DL_STR(": "));
        put_words(&text, item);
        put_changed(to, "ignored", &text);
    }
}

/* Whether a field tells of an item of the text, which is shown with its words. */
static bool is_of_item(const dl_change *change, const dl_change_field *field)
{
    for (size_t i = 0; i < change->diff.count; i++) {
        const char *why = dl_change_why_ignored(&change->diff.items[i]);
        if (why && dl_str_equal(dl_str_of(why), field->name))
            return true;
    }
    return false;
}

static void put_ignored(card *to, const dl_change *change)
{
    put_ignored_items(to, &change->diff);
    for (size_t i = 0; i < change->ignored_count; i++) {
        const dl_change_field *field = &change->ignored[i];
        if (!is_of_item(change, field))
            put_field(to, "ignored", field->name.data, field);
    }
}

static void put_when(card *to, const dl_change *change)
{
    dl_buf words, edtf;
    dl_buf_init(&words);
    dl_buf_init(&edtf);
    dl_date_words(&change->when, &words);
    dl_date_print(&change->when, &edtf);
    size_t before = to->count;
    put_row(to, change->when.interval ? "between" : "at", DL_CELL_DATE, dl_buf_str(&words),
            dl_buf_str(&edtf));
    if (to->count > before)
        dl_view_fields(to->view)[2 * to->count - 1].source = copy(to, change->after.url);
    dl_buf_truncate(&words, 0);
    dl_change_print_flags(change->flags, &words);
    if (words.size)
        put_row(to, "note", DL_CELL_TEXT, dl_buf_str(&words), (dl_str){"", 0});
    to->failed = to->failed || words.failed || edtf.failed;
    dl_buf_clear(&words);
    dl_buf_clear(&edtf);
}

static void put_left_out(card *to)
{
    if (to->left_out == 0)
        return;
    dl_buf words;
    dl_buf_init(&words);
    dl_buf_printf(&words, "%zu changes more are not shown", to->left_out);
    dl_field *row = &dl_view_fields(to->view)[2 * to->count++];
    row[0] = (dl_field){.kind = DL_CELL_TEXT, .text = copy(to, DL_STR("more"))};
    row[1] = (dl_field){.kind = DL_CELL_TEXT, .text = copy(to, dl_buf_str(&words))};
    dl_buf_clear(&words);
}

dl_view *dl_change_view(const dl_change *change, dl_arena *arena)
{
    card made = {.view = dl_view_table(arena, 2, most_rows + 1), .arena = arena};
    if (!made.view)
        return NULL;
    made.view->kind = DL_VIEW_CARD;
    made.view->title = copy(&made, change->summary);
    put_row(&made, "source", DL_CELL_URL, change->after.url, change->after.url);
    put_when(&made, change);
    put_items(&made, &change->diff, false);
    put_items(&made, &change->diff, true);
    for (size_t i = 0; i < change->metadata_count; i++)
        put_field(&made, change->metadata[i].name.data, "", &change->metadata[i]);
    put_ignored(&made, change);
    put_left_out(&made);
    made.view->rows = made.count;
    return made.failed ? NULL : made.view;
}
