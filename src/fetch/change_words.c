/* A change in one sentence, that is never empty. */
#include <stdio.h>
#include <string.h>

#include "fetch/change_internal.h"

const char *dl_change_class_word(dl_change_class class)
{
    static const char *const words[] = {"none",        "cosmetic", "counters", "metadata",
                                        "substantive", "evidence", "gone",     "blocked",
                                        "failing",     "back"};
    return words[class];
}

bool dl_change_matters(dl_change_class class)
{
    return class >= DL_CHANGE_METADATA;
}

const char *dl_change_flag_word(unsigned flag)
{
    static const char *const words[DL_CHANGE_FLAGS] = {
        "silent edit",      "publication date changed",
        "backdated",        "modified date changed, text did not",
        "redirected",       "number changed",
        "negation changed", "as it was before",
        "alternates",       "coarse",
        "no text",          "back"};
    for (size_t i = 0; i < DL_CHANGE_FLAGS; i++) {
        if (flag == 1u << i)
            return words[i];
    }
    return NULL;
}

size_t dl_change_count(const dl_change *change, dl_diff_kind kind)
{
    return dl_diff_count(&change->diff, kind, DL_CHANGE_APART);
}

/* Begins the next part of the sentence. */
static void part(dl_buf *out)
{
    if (out->size)
        dl_buf_puts(out, "; ");
}

static const dl_diff_item *only_reworded(const dl_change *change)
{
    const dl_diff_item *found = NULL;
    for (size_t i = 0; i < change->diff.count; i++) {
        const dl_diff_item *item = &change->diff.items[i];
        if (item->kind != DL_DIFF_REWORDED || item->marks & DL_CHANGE_APART)
            continue;
        if (found)
            return NULL;
        found = item;
    }
    return found;
}

/* Of one reworded sentence, its words, when they are few: (“paying” became “all”). */
static void put_words(const dl_change *change, dl_buf *out)
{
    static const size_t few = 60; /* bytes */
    const dl_diff_item *item = only_reworded(change);
    dl_str gone = {"", 0}, came = {"", 0};
    size_t pieces = 0;
    for (size_t i = 0; item && i < item->piece_count; i++) {
        const dl_diff_piece *piece = &item->pieces[i];
        if (piece->kind == DL_DIFF_SAME)
            continue;
        dl_str *side = piece->kind == DL_DIFF_REMOVED ? &gone : &came;
        pieces += side->size ? 2 : 1; /* two runs of one side are more than is said here */
        *side = dl_str_trim(piece->kind == DL_DIFF_REMOVED ? piece->before : piece->after);
    }
    if (pieces == 0 || pieces > 2 || gone.size > few || came.size > few ||
        (pieces == 2 && (!gone.size || !came.size)))
        return;
    if (gone.size && came.size)
        dl_buf_printf(out, " (“%.*s” became “%.*s”)", DL_STR_ARG(gone), DL_STR_ARG(came));
    else if (came.size)
        dl_buf_printf(out, " (“%.*s” came in)", DL_STR_ARG(came));
    else
        dl_buf_printf(out, " (“%.*s” was taken out)", DL_STR_ARG(gone));
}

static void put_counts(const dl_change *change, dl_buf *out)
{
    static const struct {
        dl_diff_kind kind;
        const char *word;
    } kinds[] = {{DL_DIFF_REWORDED, "reworded"},
                 {DL_DIFF_ADDED, "added"},
                 {DL_DIFF_REMOVED, "removed"},
                 {DL_DIFF_MOVED_HERE, "moved"}};
    bool first = true;
    for (size_t i = 0; i < 4; i++) {
        size_t count = dl_change_count(change, kinds[i].kind);
        if (count == 0)
            continue;
        if (first)
            part(out);
        else
            dl_buf_puts(out, ", ");
        dl_buf_printf(out, "%zu ", count);
        if (first)
            dl_buf_puts(out, count == 1 ? "sentence " : "sentences ");
        dl_buf_puts(out, kinds[i].word);
        if (kinds[i].kind == DL_DIFF_REWORDED)
            put_words(change, out);
        first = false;
    }
}

static void put_counters(const dl_change *change, dl_buf *out)
{
    for (size_t i = 0; i < change->diff.count; i++) {
        const dl_diff_item *item = &change->diff.items[i];
        if (!(item->marks & DL_DIFF_COUNTER) || item->marks & DL_DIFF_VOLATILE)
            continue;
        part(out);
        dl_buf_printf(out, "%.*s: %.*s to %.*s", DL_STR_ARG(item->what), DL_STR_ARG(item->from),
                      DL_STR_ARG(item->to));
    }
}

/* Dates say from what to what; of other fields the names tell enough. */
static void put_metadata(const dl_change *change, dl_buf *out)
{
    for (size_t i = 0; i < change->metadata_count; i++) {
        const dl_change_field *field = &change->metadata[i];
        part(out);
        if (field->before.size == 0)
            dl_buf_printf(out, "%.*s now told: %.*s", DL_STR_ARG(field->name),
                          DL_STR_ARG(dl_str_slice(field->after, 0, 200)));
        else if (field->after.size == 0)
            dl_buf_printf(out, "%.*s no longer told (was %.*s)", DL_STR_ARG(field->name),
                          DL_STR_ARG(dl_str_slice(field->before, 0, 200)));
        else if (dl_str_equal(field->name, DL_STR("title")) ||
                 dl_str_equal(field->name, DL_STR("authors")))
            dl_buf_printf(out, "%.*s changed", DL_STR_ARG(field->name));
        else
            dl_buf_printf(out, "%.*s from %.*s to %.*s", DL_STR_ARG(field->name),
                          DL_STR_ARG(dl_str_slice(field->before, 0, 200)),
                          DL_STR_ARG(dl_str_slice(field->after, 0, 200)));
    }
}

/* What differs where no word does: each kind once. */
static void put_ignored(const dl_change *change, dl_buf *out)
{
    size_t kinds = 0;
    part(out);
    dl_buf_puts(out, "the text is the same; what differs is ");
    for (size_t i = 0; i < change->ignored_count; i++) {
        dl_str name = change->ignored[i].name;
        bool told = false;
        for (size_t k = 0; k < i && !told; k++)
            told = dl_str_equal(change->ignored[k].name, name);
        if (told)
            continue;
        dl_buf_printf(out, "%s%.*s", kinds++ ? ", " : "", DL_STR_ARG(name));
    }
    if (kinds == 0)
        dl_buf_puts(out, "the bytes alone");
}

static void put_date(int64_t us, dl_buf *out)
{
    dl_date date = dl_date_of_utc(us);
    dl_date_words(&date, out);
}

static void put_flags(const dl_change *change, dl_buf *out)
{
    if (change->flags & DL_FLAG_SILENT_EDIT) {
        part(out);
        dl_buf_puts(out, "its own modified date did not change");
    }
    if (change->flags & DL_FLAG_BACKDATED) {
        part(out);
        dl_buf_puts(out, "its publication date moved back");
    }
    if (change->flags & DL_FLAG_MODIFIED_ONLY) {
        part(out);
        dl_buf_puts(out, "the text did not change with it");
    }
    if (change->flags & (DL_FLAG_RESTORED | DL_FLAG_ALTERNATES)) {
        part(out);
        dl_buf_puts(out, change->flags & DL_FLAG_RESTORED ? "as it was on "
                                                          : "goes back and forth; as it was on ");
        put_date(change->as_it_was_us, out);
    }
    if (change->flags & DL_FLAG_NO_TEXT) {
        part(out);
        dl_buf_puts(out, "there is no text to compare");
    }
}

static void put_absence(const dl_change *change, dl_buf *out)
{
    const char *word =
        change->class == DL_CHANGE_NONE ? "still not there" : dl_change_class_word(change->class);
    dl_buf_printf(out, "%s: %.*s", word, DL_STR_ARG(change->reason));
}

static void put_page(const dl_change *change, dl_buf *out)
{
    if (change->flags & DL_FLAG_BACK)
        dl_buf_puts(out, "back");
    put_counts(change, out);
    put_counters(change, out);
    put_metadata(change, out);
    if (change->class == DL_CHANGE_COSMETIC ||
        (change->class == DL_CHANGE_BACK && change->ignored_count))
        put_ignored(change, out);
    put_flags(change, out);
    if (out->size == 0)
        dl_buf_puts(out, change->after.revalidated ? "not changed, as its server confirms"
                                                   : "not changed: the same bytes");
}

int dl_change_summarise(dl_change *change, dl_error *error)
{
    dl_buf out;
    dl_buf_init(&out);
    if (change->reason.size)
        put_absence(change, &out);
    else
        put_page(change, &out);
    int rc = dl_buf_ok(&out, error);
    if (rc == 0)
        change->summary = dl_arena_copy(&change->arena, dl_buf_str(&out));
    if (rc == 0 && !change->summary.data)
        rc = dl_change_memory(error);
    dl_buf_clear(&out);
    return rc;
}
