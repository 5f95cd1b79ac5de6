#include "store/functions.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dateline/str.h"

/* A set of characters to trim is a handful; a width or precision is a column's. */
enum { MOST_TRIMMED = 100, MOST_WIDTH = 1000 };

/* --- text --- */

static dl_str text_of(sqlite3_value *value)
{
    const unsigned char *data = sqlite3_value_text(value);
    return (dl_str){data ? (const char *)data : "", (size_t)sqlite3_value_bytes(value)};
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

static bool any_null(int count, sqlite3_value **values)
{
    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL)
            return true;
    return false;
}

/* The failure links of Knuth, Morris and Pratt, which keep a search linear; word is not empty. */
static size_t *make_links(dl_str word)
{
    if (word.size > SIZE_MAX / sizeof(size_t))
        return NULL;
    size_t *links = malloc(word.size * sizeof *links);
    if (!links)
        return NULL;
    links[0] = 0;
    for (size_t i = 1, matched = 0; i < word.size; i++) {
        while (matched && word.data[i] != word.data[matched])
            matched = links[matched - 1];
        if (word.data[i] == word.data[matched])
            matched++;
        links[i] = matched;
    }
    return links;
}

/* The next place at or after from where word begins; text.size when there is none. */
static size_t find(dl_str text, dl_str word, const size_t *links, size_t from)
{
    size_t matched = 0;
    for (size_t i = from; i < text.size; i++) {
        while (matched && text.data[i] != word.data[matched])
            matched = links[matched - 1];
        if (text.data[i] == word.data[matched])
            matched++;
        if (matched == word.size)
            return i + 1 - matched;
    }
    return text.size;
}

/* --- the functions --- */

static void f_instr(sqlite3_context *result, int count, sqlite3_value **values)
{
    if (any_null(count, values))
        return;
    bool bytes = sqlite3_value_type(values[0]) == SQLITE_BLOB &&
                 sqlite3_value_type(values[1]) == SQLITE_BLOB;
    dl_str text = text_of(values[0]), word = text_of(values[1]);
    if (word.size == 0) {
        sqlite3_result_int(result, 1);
        return;
    }
    size_t *links = make_links(word);
    if (!links) {
        sqlite3_result_error_nomem(result);
        return;
    }
    size_t at = find(text, word, links, 0), place = 1;
    free(links);
    for (size_t i = 0; i < at && at < text.size; i++)
        place += bytes || !is_continuation(text.data[i]);
    sqlite3_result_int64(result, at < text.size ? (sqlite3_int64)place : 0);
}

static void f_replace(sqlite3_context *result, int count, sqlite3_value **values)
{
    if (any_null(count, values))
        return;
    dl_str text = text_of(values[0]), word = text_of(values[1]), with = text_of(values[2]);
    if (word.size == 0) {
        sqlite3_result_text64(result, text.data, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
        return;
    }
    size_t limit =
        (size_t)sqlite3_limit(sqlite3_context_db_handle(result), SQLITE_LIMIT_LENGTH, -1);
    size_t *links = make_links(word);
    dl_buf out = {0};
    for (size_t from = 0; links && from <= text.size && out.size <= limit;) {
        size_t at = find(text, word, links, from);
        dl_buf_add(&out, dl_str_slice(text, from, at));
        if (at == text.size)
            break;
        dl_buf_add(&out, with);
        from = at + word.size;
    }
    if (!links || out.failed)
        sqlite3_result_error_nomem(result);
    else if (out.size > limit)
        sqlite3_result_error_toobig(result);
    else
        sqlite3_result_text64(result, out.size ? out.data : "", out.size, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    free(links);
    dl_buf_clear(&out);
}

static size_t character(dl_str text, size_t at)
{
    size_t size = 1;
    while (at + size < text.size && is_continuation(text.data[at + size]))
        size++;
    return size;
}

static bool in_set(dl_str set, dl_str one)
{
    for (size_t i = 0; i < set.size;) {
        size_t size = character(set, i);
        if (size == one.size && memcmp(set.data + i, one.data, size) == 0)
            return true;
        i += size;
    }
    return false;
}

static dl_str trim_start(dl_str text, dl_str set)
{
    size_t at = 0;
    while (at < text.size) {
        size_t size = character(text, at);
        if (!in_set(set, dl_str_slice(text, at, at + size)))
            break;
        at += size;
    }
    return dl_str_slice(text, at, text.size);
}

static dl_str trim_end(dl_str text, dl_str set)
{
    while (text.size > 0) {
        size_t at = text.size - 1;
        while (at > 0 && is_continuation(text.data[at]))
            at--;
        if (!in_set(set, dl_str_slice(text, at, text.size)))
            break;
        text.size = at;
    }
    return text;
}

/* The user data says which ends: "l", "r" or "lr". */
static void f_trim(sqlite3_context *result, int count, sqlite3_value **values)
{
    if (any_null(count, values))
        return;
    const char *ends = sqlite3_user_data(result);
    dl_str text = text_of(values[0]), set = count > 1 ? text_of(values[1]) : DL_STR(" ");
    if (set.size > MOST_TRIMMED) {
        sqlite3_result_error(result, "trim takes at most 100 bytes of characters to remove", -1);
        return;
    }
    if (strchr(ends, 'l'))
        text = trim_start(text, set);
    if (strchr(ends, 'r'))
        text = trim_end(text, set);
    sqlite3_result_text64(result, text.data, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* --- printf --- */

/* One conversion: % flags width . precision letter, without length marks. */
typedef struct conversion {
    char form[40]; /* as sqlite3_str_appendf takes it, "ll" put in for integers */
    char letter;
} conversion;

static bool read_number(const char **at, char *form, size_t *used)
{
    long value = 0;
    for (; isdigit((unsigned char)**at); (*at)++) {
        value = 10 * value + (**at - '0');
        if (value > MOST_WIDTH)
            return false;
        if (*used > 30)
            return false;
        form[(*used)++] = **at;
    }
    return true;
}

/* *at stands after the %; false for a form that is not taken. */
static bool read_conversion(const char **at, conversion *out)
{
    size_t used = 0;
    out->form[used++] = '%';
    while (dl_one_of(**at, "-+ 0#,!") && used < 10)
        out->form[used++] = *(*at)++;
    if (!read_number(at, out->form, &used))
        return false;
    if (**at == '.') {
        out->form[used++] = *(*at)++;
        if (!read_number(at, out->form, &used))
            return false;
    }
    while (**at == 'l')
        (*at)++;
    out->letter = **at;
    if (!dl_one_of(out->letter, "diuxXofeEgGsqQwc%"))
        return false;
    (*at)++;
    if (dl_one_of(out->letter, "diuxXo")) {
        out->form[used++] = 'l';
        out->form[used++] = 'l';
    }
    out->form[used++] = out->letter == 'c' ? 's' : out->letter == 'i' ? 'd' : out->letter;
    out->form[used] = '\0';
    return true;
}

/* value NULL: fewer were given than the format names; SQLite takes 0 or nothing then. */
static void append_one(sqlite3_str *out, const conversion *one, sqlite3_value *value)
{
    if (one->letter == '%') {
        sqlite3_str_appendchar(out, 1, '%');
    } else if (dl_one_of(one->letter, "diuxXo")) {
        sqlite3_str_appendf(out, one->form, value ? sqlite3_value_int64(value) : 0);
    } else if (dl_one_of(one->letter, "feEgG")) {
        sqlite3_str_appendf(out, one->form, value ? sqlite3_value_double(value) : 0.0);
    } else if (one->letter == 'c') {
        dl_str text = value ? text_of(value) : (dl_str){"", 0};
        char first[8] = "";
        size_t size = text.size ? character(text, 0) : 0;
        memcpy(first, text.data, size < sizeof first ? size : sizeof first - 1);
        sqlite3_str_appendf(out, one->form, first);
    } else {
        const char *text = value ? (const char *)sqlite3_value_text(value) : NULL;
        sqlite3_str_appendf(out, one->form, text || one->letter == 'Q' ? text : "");
    }
}

static void f_printf(sqlite3_context *result, int count, sqlite3_value **values)
{
    if (count == 0 || sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    const char *at = (const char *)sqlite3_value_text(values[0]);
    sqlite3_str *out = sqlite3_str_new(sqlite3_context_db_handle(result));
    int next = 1;
    while (at && *at) {
        size_t plain = strcspn(at, "%");
        sqlite3_str_append(out, at, (int)plain);
        at += plain;
        if (!*at)
            break;
        at++;
        conversion one;
        if (!read_conversion(&at, &one)) {
            sqlite3_free(sqlite3_str_finish(out));
            sqlite3_result_error(result,
                                 "printf takes % with flags, a width and a precision (the limit "
                                 "is 1000), and one of diuxXofeEgGsqQwc",
                                 -1);
            return;
        }
        append_one(out, &one, one.letter != '%' && next < count ? values[next++] : NULL);
    }
    int code = sqlite3_str_errcode(out);
    char *text = sqlite3_str_finish(out);
    if (code == SQLITE_OK)
        sqlite3_result_text(result, text ? text : "", -1, SQLITE_TRANSIENT);
    else
        sqlite3_result_error_code(result, code);
    sqlite3_free(text);
}

int store_functions(sqlite3 *connection)
{
    static const struct {
        const char *name;
        int count;
        void (*call)(sqlite3_context *, int, sqlite3_value **);
        const char *data;
    } rows[] = {{"instr", 2, f_instr, NULL},    {"replace", 3, f_replace, NULL},
                {"trim", 1, f_trim, "lr"},      {"trim", 2, f_trim, "lr"},
                {"ltrim", 1, f_trim, "l"},      {"ltrim", 2, f_trim, "l"},
                {"rtrim", 1, f_trim, "r"},      {"rtrim", 2, f_trim, "r"},
                {"printf", -1, f_printf, NULL}, {"format", -1, f_printf, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int code = sqlite3_create_function_v2(connection, rows[i].name, rows[i].count,
                                              SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                              (void *)rows[i].data, rows[i].call, NULL, NULL, NULL);
        if (code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}
