/* A text as sentences with the keys by which they are compared. */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "extract/diff_internal.h"

/* How one thing is written in several ways; what is folded to nothing is left out. */
static const struct fold {
    uint32_t code;
    const char *to;
} folds[] = {
    {0x00A0, " "},  {0x00AD, ""},   {0x2007, " "},  {0x2009, " "},  {0x200A, " "},   {0x200B, ""},
    {0x200C, ""},   {0x200D, ""},   {0x2010, "-"},  {0x2011, "-"},  {0x2012, "-"},   {0x2013, "-"},
    {0x2014, "-"},  {0x2015, "-"},  {0x2018, "'"},  {0x2019, "'"},  {0x201A, "'"},   {0x201B, "'"},
    {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x201F, "\""}, {0x2026, "..."}, {0x202F, " "},
    {0x2060, ""},   {0x2212, "-"},  {0x3000, " "},  {0xFEFF, ""},
};

static const char *find_fold(uint32_t code)
{
    size_t low = 0, high = sizeof folds / sizeof *folds;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (folds[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof folds / sizeof *folds && folds[low].code == code ? folds[low].to : NULL;
}

static void put_space(dl_buf *out)
{
    if (out->size && out->data[out->size - 1] != ' ')
        dl_buf_putc(out, ' ');
}

/* Folds white space, quotation marks and dashes. */
static void fold(dl_str text, dl_buf *out)
{
    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        uint32_t code = dl_utf8_next(text, &at);
        const char *to = code >= 0x80 ? find_fold(code) : code <= ' ' ? " " : NULL;
        if (!to)
            dl_buf_append(out, text.data + from, at - from);
        else if (*to == ' ')
            put_space(out);
        else
            dl_buf_puts(out, to);
    }
}

static bool is_ascii(dl_str text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] & 0x80)
            return false;
    }
    return true;
}

/* Folded, and composed (NFC): a letter with its accent is one thing however it is written. */
static dl_str make_key(dl_str text, dl_buf *space, dl_arena *scratch)
{
    dl_buf_truncate(space, 0);
    fold(text, space);
    dl_str folded = dl_str_trim(dl_buf_str(space));
    utf8proc_uint8_t *composed = NULL;
    if (!is_ascii(folded)) {
        utf8proc_ssize_t size =
            utf8proc_map((const utf8proc_uint8_t *)folded.data, (utf8proc_ssize_t)folded.size,
                         &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        if (size >= 0)
            folded = (dl_str){(const char *)composed, (size_t)size};
    }
    dl_str key = dl_arena_copy(scratch, folded);
    free(composed);
    return key;
}

int dl_diff_side_make(dl_str text, dl_diff_interned *keys, dl_arena *scratch, dl_diff_side *side,
                      dl_error *error)
{
    size_t *ends;
    int rc = dl_sentences(text, scratch, &ends, &side->count, error);
    if (rc != 0)
        return rc;
    side->text = text;
    side->list = dl_arena_alloc(scratch, (side->count + 1) * sizeof *side->list);
    if (!side->list)
        return dl_diff_memory(error);
    dl_buf space;
    dl_buf_init(&space);
    for (size_t i = 0, from = 0; rc == 0 && i < side->count; from = ends[i++]) {
        dl_str whole = dl_str_slice(text, from, ends[i]);
        dl_str key = make_key(whole, &space, scratch);
        side->list[i] = (dl_diff_sentence){.span = {from, ends[i]},
                                           .text = dl_str_trim(whole),
                                           .key = key,
                                           .id = dl_diff_intern(keys, key),
                                           .partner = SIZE_MAX};
        if (!key.data || side->list[i].id < 0 || space.failed)
            rc = dl_diff_memory(error);
    }
    dl_buf_clear(&space);
    return rc;
}
