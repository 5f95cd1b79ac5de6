#include "extract/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/grow.h"
#include "base/utf8.h"
#include "extract/text.h"

/* Unicode's Stream-Safe Text Format allows 30 marks in a row (UAX #15 §13); a cluster of more
 * characters than this is taken in pieces, which bounds the sorting of its marks. */
enum { CLUSTER_MOST = 64, DECOMPOSED_MOST = CLUSTER_MOST * 18 };

/* --- single characters --- */

typedef struct folding {
    uint32_t first, last, code; /* code 0: dropped */
} folding;

/* By code point. Marks and dashes of one meaning become one; before NFKC, which would make the
 * acute accent a space and a combining mark. Dropped: controls, soft hyphen, zero width space and
 * marks of direction (UAX #9 §2), variation selectors. The zero width joiners stay. */
static const folding foldings[] = {
    {0x00, 0x08, 0},        {0x0E, 0x1F, 0},        {'`', '`', '\''},       {0x7F, 0x84, 0},
    {0x86, 0x9F, 0},        {0xAB, 0xAB, '"'},      {0xAD, 0xAD, 0},        {0xB4, 0xB4, '\''},
    {0xBB, 0xBB, '"'},      {0x2BC, 0x2BC, '\''},   {0x61C, 0x61C, 0},      {0x200B, 0x200B, 0},
    {0x200E, 0x200F, 0},    {0x2010, 0x2015, '-'},  {0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'},
    {0x202A, 0x202E, 0},    {0x2032, 0x2032, '\''}, {0x2033, 0x2033, '"'},  {0x2039, 0x203A, '\''},
    {0x2060, 0x2060, 0},    {0x2066, 0x2069, 0},    {0x2212, 0x2212, '-'},  {0xFE00, 0xFE0F, 0},
    {0xFE58, 0xFE58, '-'},  {0xFE63, 0xFE63, '-'},  {0xFEFF, 0xFEFF, 0},    {0xFF02, 0xFF02, '"'},
    {0xFF07, 0xFF07, '\''}, {0xFF0D, 0xFF0D, '-'}};

static uint32_t fold_code(uint32_t code)
{
    if (dl_text_is_space(code))
        return ' ';
    size_t low = 0, high = sizeof foldings / sizeof *foldings;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code < foldings[middle].first)
            high = middle;
        else if (code > foldings[middle].last)
            low = middle + 1;
        else
            return foldings[middle].code;
    }
    return code;
}

static bool is_digit(uint32_t code)
{
    return code < 0x80 ? code >= '0' && code <= '9'
                       : utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_ND;
}

/* --- clusters --- */

typedef struct cluster {
    utf8proc_int32_t codes[CLUSTER_MOST];
    int count;
    size_t end; /* byte after it */
} cluster;

static bool stands_alone(dl_str text, size_t at)
{
    return (unsigned char)text.data[at] < 0x80 && text.data[at] != '\r' &&
           (at + 1 == text.size || (unsigned char)text.data[at + 1] < 0x80);
}

static void read_cluster(dl_str text, size_t at, cluster *c)
{
    utf8proc_int32_t state = 0;
    c->count = 0;
    c->end = at;
    while (c->end < text.size && c->count < CLUSTER_MOST) {
        size_t next = c->end;
        utf8proc_int32_t code = (utf8proc_int32_t)dl_utf8_next(text, &next);
        if (c->count > 0 && utf8proc_grapheme_break_stateful(c->codes[c->count - 1], code, &state))
            return;
        c->codes[c->count++] = code;
        c->end = next;
    }
}

static int combining_class(utf8proc_int32_t code)
{
    return utf8proc_get_property(code)->combining_class;
}

/* Canonical order (Unicode §3.11): marks by their class, stably. */
static void order_marks(utf8proc_int32_t *codes, int count)
{
    for (int i = 1; i < count; i++) {
        utf8proc_int32_t code = codes[i];
        int own = combining_class(code), to = i;
        while (own > 0 && to > 0 && combining_class(codes[to - 1]) > own) {
            codes[to] = codes[to - 1];
            to--;
        }
        codes[to] = code;
    }
}

/* "10²" is not 102, nor "2½" 21/2: a digit of another kind beside a digit stays what it is. */
static bool joins_number(const dl_fold *fold, const cluster *c)
{
    if (c->count != 1 || utf8proc_category(c->codes[0]) != UTF8PROC_CATEGORY_NO)
        return false;
    bool before = fold->count > 0 && is_digit(fold->codes[fold->count - 1]);
    size_t next = c->end;
    return before || (next < fold->text.size && is_digit(dl_utf8_next(fold->text, &next)));
}

static int decompose(const dl_fold *fold, const cluster *c, utf8proc_int32_t *out)
{
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
    if (!joins_number(fold, c))
        options |= UTF8PROC_COMPAT;
    int count = 0, class = 0;
    for (int i = 0; i < c->count; i++) {
        uint32_t code = fold_code((uint32_t)c->codes[i]);
        if (code == 0)
            continue;
        utf8proc_ssize_t size = utf8proc_decompose_char((utf8proc_int32_t)code, out + count,
                                                        DECOMPOSED_MOST - count, options, &class);
        if (size > 0 && size <= DECOMPOSED_MOST - count)
            count += (int)size;
    }
    order_marks(out, count);
    return (int)utf8proc_normalize_utf32(out, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

/* --- the whole --- */

static void add(dl_fold *fold, uint32_t code, size_t start)
{
    bool after_space = fold->count == 0 || fold->codes[fold->count - 1] == ' ';
    if (code == 0 || (code == ' ' && after_space))
        return;
    fold->codes[fold->count] = code;
    fold->starts[fold->count++] = (uint32_t)start;
}

static int make_room(dl_fold *fold, size_t more, dl_error *error)
{
    size_t capacity = fold->capacity;
    if (fold->count + more <= capacity)
        return 0;
    int rc = dl_grow(&fold->starts, &capacity, fold->count + more, sizeof *fold->starts, error);
    if (rc != 0)
        return rc;
    uint32_t *codes = realloc(fold->codes, capacity * sizeof *codes);
    if (!codes)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    fold->codes = codes;
    fold->capacity = capacity;
    return 0;
}

int dl_fold_text(dl_fold *fold, dl_str text, dl_error *error)
{
    utf8proc_int32_t codes[DECOMPOSED_MOST];
    cluster c;
    memset(fold, 0, sizeof *fold);
    fold->text = text;
    if (text.size > DL_FOLD_MOST)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE,
                            "a text of more than %d MiB is not searched for quotations",
                            DL_FOLD_MOST >> 20);
    for (size_t at = 0; at < text.size; at = c.end) {
        int rc = make_room(fold, DECOMPOSED_MOST, error);
        if (rc != 0)
            return rc;
        if (stands_alone(text, at)) {
            add(fold, fold_code((unsigned char)text.data[at]), at);
            c.end = at + 1;
            continue;
        }
        read_cluster(text, at, &c);
        int count = decompose(fold, &c, codes);
        for (int i = 0; i < count; i++)
            add(fold, fold_code((uint32_t)codes[i]), at);
    }
    if (fold->count > 0 && fold->codes[fold->count - 1] == ' ')
        fold->count--;
    return 0;
}

void dl_fold_clear(dl_fold *fold)
{
    free(fold->codes);
    free(fold->starts);
    memset(fold, 0, sizeof *fold);
}

bool dl_fold_is_boundary(const dl_fold *fold, size_t i)
{
    return i == 0 || i >= fold->count || fold->starts[i] != fold->starts[i - 1];
}

dl_str dl_fold_source(const dl_fold *fold, size_t start, size_t end)
{
    if (start >= end)
        return dl_str_slice(fold->text, 0, 0);
    cluster c;
    size_t last = fold->starts[end - 1];
    c.end = last + 1;
    if (fold->codes[end - 1] == ' ') /* as long as its run of white space */
        c.end = end < fold->count ? fold->starts[end] : fold->text.size;
    else if (!stands_alone(fold->text, last))
        read_cluster(fold->text, last, &c);
    return dl_str_slice(fold->text, fold->starts[start], c.end);
}

size_t dl_fold_index(const dl_fold *fold, size_t at)
{
    size_t low = 0, high = fold->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (fold->starts[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void dl_fold_print(const dl_fold *fold, size_t start, size_t end, dl_buf *out)
{
    for (size_t i = start; i < end; i++)
        dl_utf8_put(out, fold->codes[i]);
}
