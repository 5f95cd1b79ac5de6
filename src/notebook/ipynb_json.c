#include "notebook/ipynb_json.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static const char number_mark[] = {'\0', '#'};

/* --- numbers --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(dl_str text, size_t at)
{
    size_t from = at;
    while (at < text.size && is_digit(text.data[at]))
        at++;
    return at - from;
}

/* RFC 8259 §6, and the three words that Python's writer adds. *plain: an int64_t holds it and gives
 * the same text back. */
static bool is_number(dl_str text, bool *plain)
{
    static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
    *plain = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dl_str_equal(text, dl_str_of(words[i])))
            return true;
    size_t at = text.size && text.data[0] == '-';
    size_t whole = digits(text, at);
    if (whole == 0 || (whole > 1 && text.data[at] == '0'))
        return false;
    at += whole;
    if (at == text.size) {
        *plain = whole <= 18 && !dl_str_equal(text, DL_STR("-0"));
        return true;
    }
    if (text.data[at] == '.') {
        size_t part = digits(text, at + 1);
        if (part == 0)
            return false;
        at += 1 + part;
    }
    if (at < text.size && (text.data[at] == 'e' || text.data[at] == 'E')) {
        at++;
        at += at < text.size && (text.data[at] == '+' || text.data[at] == '-');
        size_t part = digits(text, at);
        if (part == 0)
            return false;
        at += part;
    }
    return at == text.size;
}

static bool is_number_byte(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '+' || c == '.';
}

/* Copies text with every number that jansson cannot hold as a marked string. */
static void mark_numbers(dl_str text, dl_buf *out)
{
    size_t at = 0;
    while (at < text.size) {
        size_t from = at;
        char c = text.data[at++];
        if (c == '"') {
            while (at < text.size && text.data[at] != '"')
                at += text.data[at] == '\\' ? 2 : 1;
            at = at < text.size ? at + 1 : text.size;
        } else if (is_number_byte(c)) {
            while (at < text.size && is_number_byte(text.data[at]))
                at++;
            dl_str token = dl_str_slice(text, from, at);
            bool plain;
            if (is_number(token, &plain) && !plain) {
                dl_buf_printf(out, "\"\\u0000#%.*s\"", DL_STR_ARG(token));
                continue;
            }
        }
        dl_buf_add(out, dl_str_slice(text, from, at));
    }
}

static bool is_marked(const json_t *value, dl_str *token)
{
    bool plain;
    dl_str text = ipynb_json_text(value);
    if (text.size <= sizeof number_mark || memcmp(text.data, number_mark, sizeof number_mark) != 0)
        return false;
    *token = dl_str_slice(text, sizeof number_mark, text.size);
    return is_number(*token, &plain) && !plain;
}

bool ipynb_json_is_number(const json_t *value)
{
    dl_str token;
    return json_is_number(value) || is_marked(value, &token);
}

double ipynb_json_double(const json_t *value)
{
    dl_str token;
    if (json_is_number(value))
        return json_number_value(value);
    return is_marked(value, &token) ? strtod(token.data, NULL) : 0;
}

int ipynb_json_read(dl_str text, json_t **value, dl_error *error)
{
    dl_buf marked;
    *value = NULL;
    dl_buf_init(&marked);
    mark_numbers(text, &marked);
    int rc = dl_buf_ok(&marked, error);
    if (rc == 0)
        rc = dl_json_read(dl_buf_str(&marked), value, error);
    if (rc == DL_ERR_SYNTAX)
        rc = dl_json_read(text, value, error); /* marks move what is after them to the right */
    dl_buf_clear(&marked);
    return rc;
}

size_t ipynb_json_extent(dl_str text)
{
    size_t at = 0, depth = 0;
    while (at < text.size) {
        char c = text.data[at];
        if (c == '"') {
            for (at++; at < text.size && text.data[at] != '"'; at++)
                at += text.data[at] == '\\';
            if (at >= text.size)
                return 0;
            at++;
        } else if (c == '{' || c == '[') {
            depth++;
            at++;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return 0;
            depth--;
            at++;
        } else if (is_number_byte(c)) {
            while (at < text.size && is_number_byte(text.data[at]))
                at++;
        } else if (depth > 0) {
            at++;
            continue;
        } else {
            return 0;
        }
        if (depth == 0)
            return at;
    }
    return 0;
}

/* --- writing --- */

static void write_text(dl_str text, dl_buf *out)
{
    static const char short_forms[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    dl_buf_putc(out, '"');
    size_t from = 0;
    for (size_t at = 0; at < text.size; at++) {
        unsigned char c = (unsigned char)text.data[at];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        dl_buf_add(out, dl_str_slice(text, from, at));
        from = at + 1;
        const char *form = NULL;
        for (const char *pair = short_forms; *pair && !form; pair += 2)
            form = (unsigned char)pair[0] == c ? pair + 1 : NULL;
        if (form)
            dl_buf_printf(out, "\\%c", *form);
        else
            dl_buf_printf(out, "\\u%04x", c);
    }
    dl_buf_add(out, dl_str_slice(text, from, text.size));
    dl_buf_putc(out, '"');
}

static int by_name(const void *first, const void *second)
{
    return strcmp(*(const char *const *)first, *(const char *const *)second);
}

const char **ipynb_json_keys(const json_t *object)
{
    size_t count = 0;
    const char **keys = calloc(json_object_size(object) + 1, sizeof *keys);
    const char *key;
    json_t *value;
    if (!keys)
        return NULL;
    json_object_foreach((json_t *)object, key, value) keys[count++] = key;
    qsort(keys, count, sizeof *keys, by_name);
    return keys;
}

/* depth < 0: all on one line. */
static void separate(bool first, int depth, dl_buf *out)
{
    if (depth < 0) {
        dl_buf_puts(out, first ? "" : ", ");
        return;
    }
    dl_buf_puts(out, first ? "\n" : ",\n");
    for (int i = 0; i < depth; i++)
        dl_buf_putc(out, ' ');
}

static void end(int depth, char bracket, dl_buf *out)
{
    if (depth >= 0)
        separate(true, depth, out);
    dl_buf_putc(out, bracket);
}

static void write_value(const json_t *value, int depth, dl_buf *out);

static void write_object(const json_t *object, int depth, dl_buf *out)
{
    const char **keys = ipynb_json_keys(object);
    out->failed = out->failed || !keys;
    dl_buf_putc(out, '{');
    for (size_t i = 0; keys && keys[i]; i++) {
        separate(i == 0, depth < 0 ? -1 : depth + 1, out);
        write_text(dl_str_of(keys[i]), out);
        dl_buf_puts(out, ": ");
        write_value(json_object_get(object, keys[i]), depth < 0 ? -1 : depth + 1, out);
    }
    end(json_object_size(object) ? depth : -1, '}', out);
    free(keys);
}

static void write_array(const json_t *array, int depth, dl_buf *out)
{
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < json_array_size(array); i++) {
        separate(i == 0, depth < 0 ? -1 : depth + 1, out);
        write_value(json_array_get(array, i), depth < 0 ? -1 : depth + 1, out);
    }
    end(json_array_size(array) ? depth : -1, ']', out);
}

/* Recurses as deep as dl_json_read lets values nest, and the few levels that we put around them. */
static void write_value(const json_t *value, int depth, dl_buf *out)
{
    dl_str token;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        write_object(value, depth, out);
        break;
    case JSON_ARRAY:
        write_array(value, depth, out);
        break;
    case JSON_STRING:
        if (is_marked(value, &token))
            dl_buf_add(out, token);
        else
            write_text(ipynb_json_text(value), out);
        break;
    case JSON_INTEGER:
        dl_buf_printf(out, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        dl_buf_printf(out, "%.17g", json_real_value(value));
        break;
    default:
        dl_buf_puts(out, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null");
    }
}

void ipynb_json_write_line(const json_t *value, dl_buf *out)
{
    write_value(value, -1, out);
}

void ipynb_json_write_file(const json_t *value, dl_buf *out)
{
    write_value(value, 0, out);
    dl_buf_putc(out, '\n');
}

/* --- values --- */

dl_str ipynb_json_text(const json_t *value)
{
    if (!json_is_string(value))
        return (dl_str){"", 0};
    return (dl_str){json_string_value(value), json_string_length(value)};
}

json_t *ipynb_json_string(dl_str text)
{
    return json_stringn(text.data ? text.data : "", text.size);
}

json_t *ipynb_json_lines(dl_str text)
{
    json_t *lines = json_array();
    for (size_t at = 0; at < text.size && lines;) {
        size_t next = dl_str_find(text, DL_STR("\n"), at) + 1;
        json_t *line = ipynb_json_string(dl_str_slice(text, at, next));
        if (!line || json_array_append_new(lines, line) != 0) {
            json_decref(lines);
            lines = NULL;
        }
        at = next;
    }
    return lines;
}

bool ipynb_json_set(json_t *object, const char *key, json_t *value)
{
    return value && json_object_set_new(object, key, value) == 0;
}
