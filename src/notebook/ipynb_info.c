#include "notebook/ipynb_info.h"

#include <stdlib.h>
#include <string.h>

#include "notebook/ipynb_json.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           dl_one_of(c, "-_.:");
}

/* --- reading --- */

/* One attribute at *at, which moves past it. */
static bool read_one(dl_str info, size_t *at, json_t *into)
{
    char name[128];
    size_t start = *at;
    while (*at < info.size && is_name_byte(info.data[*at]))
        (*at)++;
    dl_str word = dl_str_slice(info, start, *at);
    if (word.size == 0 || word.size >= sizeof name)
        return false;
    memcpy(name, word.data, word.size);
    name[word.size] = '\0';
    if (json_object_get(into, name))
        return false;
    if (*at == info.size || info.data[*at] != '=')
        return ipynb_json_set(into, name, json_true());
    dl_str rest = dl_str_slice(info, *at + 1, info.size);
    rest = dl_str_slice(rest, 0, ipynb_json_extent(rest));
    json_t *value;
    if (rest.size == 0 || ipynb_json_read(rest, &value, NULL) != 0)
        return false;
    *at += 1 + rest.size;
    return ipynb_json_set(into, name, value);
}

json_t *ipynb_info_read(dl_str info)
{
    json_t *attributes = json_object();
    for (size_t at = 0; attributes;) {
        size_t from = at;
        while (at < info.size && is_space(info.data[at]))
            at++;
        if (at == info.size)
            return attributes;
        if ((at == from && at > 0) || !read_one(info, &at, attributes))
            break;
    }
    json_decref(attributes);
    return NULL;
}

/* --- fences --- */

/* The design's own attributes; each goes to metadata.dateline under its name, if it is good. */
typedef struct own_row {
    const char *name;
    bool (*good)(const json_t *value);
} own_row;

static bool is_flag(const json_t *value)
{
    return json_is_boolean(value);
}

static bool is_yes(const json_t *value)
{
    return json_is_true(value);
}

static bool is_text(const json_t *value)
{
    return json_is_string(value) && !ipynb_json_is_number(value);
}

static bool is_expected(const json_t *value)
{
    return dl_str_equal(ipynb_json_text(value), DL_STR("expected"));
}

static bool is_seconds(const json_t *value)
{
    double seconds = ipynb_json_double(value);
    return seconds > 0 && seconds <= 86400;
}

static const own_row own[] = {
    {"caption", is_text}, {"echo", is_flag},   {"error", is_expected},
    {"noeval", is_yes},   {"output", is_flag}, {"timeout", is_seconds},
};
enum { OWN = sizeof own / sizeof *own };

static const own_row *find_own(const char *name, const json_t *value)
{
    for (size_t i = 0; i < OWN; i++)
        if (strcmp(own[i].name, name) == 0)
            return own[i].good(value) ? &own[i] : NULL;
    return NULL;
}

/* x-words that are the author's; x-cell and x-jupyter are ours. */
static bool is_free(const char *name)
{
    if (strncmp(name, "x-", 2) != 0 || strcmp(name, "x-cell") == 0 ||
        strcmp(name, "x-jupyter") == 0)
        return false;
    for (const char *c = name; *c; c++)
        if (!is_name_byte(*c))
            return false;
    return strlen(name) < 100;
}

static bool is_tags(const json_t *value)
{
    size_t i;
    json_t *tag;
    if (!json_is_array(value))
        return false;
    json_array_foreach((json_t *)value, i, tag) if (!is_text(tag)) return false;
    return true;
}

static json_t *dateline_of(json_t *metadata)
{
    json_t *found = json_object_get(metadata, "dateline");
    if (json_is_object(found))
        return found;
    ipynb_json_set(metadata, "dateline", json_object());
    return json_object_get(metadata, "dateline");
}

static void take_id(const json_t *value, ipynb *notebook, ipynb_cell *cell)
{
    if (ipynb_good_id(ipynb_json_text(value)))
        cell->id = dl_arena_copy(&notebook->arena, ipynb_json_text(value));
}

/* What x-jupyter holds goes to the metadata; a dateline in it meets ours. */
static void take_rest(const json_t *rest, json_t *metadata)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)rest, name, value)
    {
        if (strcmp(name, "dateline") == 0 && json_is_object(value))
            json_object_update(dateline_of(metadata), value);
        else
            json_object_set(metadata, name, value);
    }
}

void ipynb_fence_take(const json_t *attributes, ipynb *notebook, ipynb_cell *cell)
{
    const char *name;
    json_t *value, *rest = json_object_get(attributes, "x-jupyter");
    if (json_is_object(rest))
        take_rest(rest, cell->metadata);
    json_object_foreach((json_t *)attributes, name, value)
    {
        const char *known = strcmp(name, ".noeval") == 0 ? "noeval" : name;
        if (strcmp(name, "id") == 0)
            take_id(value, notebook, cell);
        else if (strcmp(name, "tags") == 0 && is_tags(value))
            json_object_set(cell->metadata, "tags", value);
        else if (strcmp(name, "noeval") != 0 && (find_own(known, value) || is_free(name)))
            json_object_set(dateline_of(cell->metadata), known, value);
    }
}

/* In a fence's line no backtick may stand. */
static void fence_value(const char *name, const json_t *value, dl_buf *out)
{
    dl_buf line;
    dl_buf_init(&line);
    ipynb_json_write_line(value, &line);
    dl_buf_printf(out, " %s=", name);
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] == '`')
            dl_buf_puts(out, "\\u0060");
        else
            dl_buf_putc(out, line.data[i]);
    }
    out->failed = out->failed || line.failed;
    dl_buf_clear(&line);
}

/* metadata.dateline without what stands as attributes of its own; a new reference. */
static json_t *rest_of_own(const json_t *dateline)
{
    json_t *rest = json_object();
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)dateline, name,
                        value) if (!find_own(name, value) && !is_free(name))
        json_object_set(rest, name, value);
    return rest;
}

/* Metadata without what stands as attributes of its own; NULL where nothing is left. */
static json_t *rest_of(const json_t *metadata)
{
    json_t *rest = json_copy((json_t *)metadata);
    const json_t *dateline = json_object_get(rest, "dateline");
    if (is_tags(json_object_get(rest, "tags")))
        json_object_del(rest, "tags");
    if (json_is_object(dateline) && json_object_size(dateline) > 0) {
        ipynb_json_set(rest, "dateline", rest_of_own(dateline));
        if (json_object_size(json_object_get(rest, "dateline")) == 0)
            json_object_del(rest, "dateline");
    }
    if (json_object_size(rest) > 0)
        return rest;
    json_decref(rest);
    return NULL;
}

static void write_free(const json_t *dateline, dl_buf *out)
{
    const char **names = ipynb_json_keys(dateline);
    out->failed = out->failed || !names;
    for (size_t i = 0; names && names[i]; i++)
        if (is_free(names[i]))
            fence_value(names[i], json_object_get(dateline, names[i]), out);
    free(names);
}

void ipynb_fence_write(const ipynb_cell *cell, size_t ticks, dl_buf *out)
{
    const json_t *dateline = json_object_get(cell->metadata, "dateline");
    const json_t *tags = json_object_get(cell->metadata, "tags");
    for (size_t i = 0; i < ticks; i++)
        dl_buf_putc(out, '`');
    dl_buf_add(out, cell->language);
    if (!ipynb_runs(cell->language))
        dl_buf_puts(out, " x-cell");
    if (cell->id.size)
        dl_buf_printf(out, " id=\"%.*s\"", DL_STR_ARG(cell->id));
    if (is_tags(tags))
        fence_value("tags", tags, out);
    for (size_t i = 0; i < OWN; i++) {
        const json_t *value = json_object_get(dateline, own[i].name);
        if (!value || !own[i].good(value))
            continue;
        if (strcmp(own[i].name, "noeval") == 0)
            dl_buf_puts(out, " .noeval");
        else
            fence_value(own[i].name, value, out);
    }
    write_free(dateline, out);
    json_t *rest = rest_of(cell->metadata);
    if (rest)
        fence_value("x-jupyter", rest, out);
    json_decref(rest);
}

/* --- markers --- */

/* What in a marker is not metadata; metadata with such a name stands under `metadata`. */
static bool is_reserved(const char *name)
{
    static const char *const names[] = {"id", "pad", "shift", "metadata", "attachments", "source"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* A metadata key that may stand by itself in a marker. */
static bool is_plain_key(const char *name)
{
    if (is_reserved(name))
        return false;
    size_t size = strlen(name);
    for (size_t i = 0; i < size; i++)
        if (!is_name_byte(name[i]))
            return false;
    return size > 0 && size < 100;
}

/* One attribute that is not of the metadata; *known: there is one of this name. */
static bool take_reserved(const char *name, json_t *value, ipynb *notebook, ipynb_cell *cell,
                          dl_str *source, ipynb_form *form)
{
    if (strcmp(name, "id") == 0) {
        take_id(value, notebook, cell);
        return cell->id.size > 0;
    }
    if (strcmp(name, "pad") == 0)
        return form->padded = json_is_true(value);
    if (strcmp(name, "shift") == 0) {
        form->shift = json_is_array(value) ? json_incref(value) : NULL;
        return form->shift != NULL;
    }
    if (strcmp(name, "source") == 0) {
        form->inside = json_is_string(value);
        *source = dl_arena_copy(&notebook->arena, ipynb_json_text(value));
        return form->inside && source->data;
    }
    if (!json_is_object(value))
        return false;
    if (strcmp(name, "metadata") == 0)
        return json_object_update(cell->metadata, value) == 0;
    cell->attached = json_incref(value);
    return true;
}

bool ipynb_marker_take(const json_t *attributes, ipynb *notebook, ipynb_cell *cell, dl_str *source,
                       ipynb_form *form)
{
    const char *name;
    json_t *value;
    *source = (dl_str){NULL, 0};
    *form = (ipynb_form){0};
    json_object_foreach((json_t *)attributes, name, value)
    {
        bool good = is_reserved(name) ? take_reserved(name, value, notebook, cell, source, form)
                                      : json_object_set(cell->metadata, name, value) == 0;
        if (!good)
            return false;
    }
    return true;
}

void ipynb_comment_value(const json_t *value, dl_buf *out)
{
    dl_buf line;
    dl_buf_init(&line);
    ipynb_json_write_line(value, &line);
    for (size_t i = 0; i < line.size; i++) { /* only strings hold one */
        if (line.data[i] == '>')
            dl_buf_puts(out, "\\u003e");
        else
            dl_buf_putc(out, line.data[i]);
    }
    out->failed = out->failed || line.failed;
    dl_buf_clear(&line);
}

static void marker_value(const char *name, const json_t *value, dl_buf *out)
{
    dl_buf_printf(out, " %s=", name);
    ipynb_comment_value(value, out);
}

void ipynb_marker_write(const ipynb_cell *cell, const ipynb_form *form, dl_buf *out)
{
    dl_buf_printf(out, "<!-- #%s", cell->kind == IPYNB_RAW ? "raw" : "md");
    if (cell->id.size)
        dl_buf_printf(out, " id=\"%.*s\"", DL_STR_ARG(cell->id));
    if (form->padded)
        dl_buf_puts(out, " pad=true");
    if (form->shift)
        marker_value("shift", form->shift, out);
    json_t *rest = json_copy(cell->metadata);
    const char **names = ipynb_json_keys(cell->metadata);
    out->failed = out->failed || !names || !rest;
    for (size_t i = 0; names && names[i]; i++) {
        if (!is_plain_key(names[i]))
            continue;
        marker_value(names[i], json_object_get(cell->metadata, names[i]), out);
        json_object_del(rest, names[i]);
    }
    free(names);
    if (json_object_size(rest) > 0)
        marker_value("metadata", rest, out);
    json_decref(rest);
    if (cell->attached)
        marker_value("attachments", cell->attached, out);
    if (form->inside) {
        json_t *text = ipynb_json_string(cell->source);
        out->failed = out->failed || !text;
        if (text)
            marker_value("source", text, out);
        json_decref(text);
    }
    dl_buf_puts(out, " -->");
}
