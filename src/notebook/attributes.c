/* A cell's attributes, as Jupytext's Markdown writes them: key=JSON, a bare word, .noeval. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "notebook/internal.h"

typedef struct attribute_reader {
    dl_notebook *notebook;
    dl_str info;
    size_t at;     /* in info */
    size_t offset; /* of info in the text */
    dl_step *step;
    dl_error *error;
} attribute_reader;

static int fault(const attribute_reader *in, size_t at, const char *what)
{
    return notebook_fault(in->notebook, in->error, in->offset + at, "%s", what);
}

static int take_text(attribute_reader *in, json_t *value, size_t at, dl_str *text)
{
    if (!json_is_string(value))
        return fault(in, at, "this attribute is text in quotes, key=\"...\"");
    *text = dl_arena_copy(&in->notebook->arena,
                          (dl_str){json_string_value(value), json_string_length(value)});
    return text->data ? 0 : dl_error_set(in->error, DL_ERR_MEMORY, "memory ran out");
}

/* Cell ids are those of nbformat 4.5. */
static int take_id(attribute_reader *in, json_t *value, size_t at)
{
    int rc = take_text(in, value, at, &in->step->id);
    if (rc != 0)
        return rc;
    bool good = in->step->id.size > 0 && in->step->id.size <= 64;
    for (size_t i = 0; i < in->step->id.size && good; i++) {
        unsigned char c = (unsigned char)in->step->id.data[i];
        good = isalnum(c) || c == '-' || c == '_';
    }
    return good ? 0 : fault(in, at, "an id is 1 to 64 letters, digits, - or _");
}

static int take_tags(attribute_reader *in, json_t *value, size_t at)
{
    if (!json_is_array(value))
        return fault(in, at, "tags is a list, tags=[\"a\", \"b\"]");
    size_t count = json_array_size(value);
    dl_str *tags = dl_arena_alloc(&in->notebook->arena, (count + 1) * sizeof *tags);
    if (!tags)
        return dl_error_set(in->error, DL_ERR_MEMORY, "memory ran out");
    in->step->tags = tags;
    for (size_t i = 0; i < count; i++) {
        int rc = take_text(in, json_array_get(value, i), at, &tags[i]);
        if (rc != 0)
            return rc;
    }
    in->step->tag_count = count;
    return 0;
}

static int take_boolean(attribute_reader *in, json_t *value, size_t at, bool *flag)
{
    if (!json_is_boolean(value))
        return fault(in, at, "this attribute is true or false");
    *flag = json_is_true(value);
    return 0;
}

static int take_error(attribute_reader *in, json_t *value, size_t at)
{
    const char *word = json_string_value(value);
    if (!word || strcmp(word, "expected") != 0)
        return fault(in, at, "error=\"expected\" is what there is");
    in->step->error_expected = true;
    return 0;
}

static int take_timeout(attribute_reader *in, json_t *value, size_t at)
{
    double seconds = json_number_value(value);
    if (!json_is_number(value) || !(seconds > 0 && seconds <= 86400))
        return fault(in, at, "timeout is a number of seconds above 0");
    in->step->timeout_s = seconds;
    return 0;
}

static const char *const names[] = {"id", "tags", "echo", "output", "error", "timeout", "caption"};
enum { NAMES = sizeof names / sizeof *names };

static int take(attribute_reader *in, size_t name, json_t *value, size_t at)
{
    switch (name) {
    case 0:
        return take_id(in, value, at);
    case 1:
        return take_tags(in, value, at);
    case 2:
        return take_boolean(in, value, at, &in->step->echo);
    case 3:
        return take_boolean(in, value, at, &in->step->output);
    case 4:
        return take_error(in, value, at);
    case 5:
        return take_timeout(in, value, at);
    default:
        return take_text(in, value, at, &in->step->caption);
    }
}

static int unknown(const attribute_reader *in, dl_str name, size_t at)
{
    const char *near = dl_str_nearest(name, names, NAMES);
    int rc = notebook_fault(in->notebook, in->error, in->offset + at,
                            "cells have no attribute '%.*s'", DL_STR_ARG(name));
    dl_error_hint(
        in->error, "%s names of your own begin with x-",
        dl_str_propose(&near, 1, "there are id, tags, echo, output, error, timeout, caption;")
            .text);
    return rc;
}

/* After "key=": a JSON value; jansson says where it ends. A bare word as in echo=false is JSON
 * too; JSON text without quotes is told as a fault. */
static int read_value(attribute_reader *in, dl_str name, size_t name_at)
{
    json_error_t problem;
    size_t at = in->at;
    json_t *value = json_loadb(in->info.data + at, in->info.size - at,
                               JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, &problem);
    if (!value)
        return notebook_fault(in->notebook, in->error, in->offset + at,
                              "%.*s= needs a JSON value: text in double quotes, a number, true, "
                              "false or a list",
                              DL_STR_ARG(name));
    in->at += (size_t)problem.position;
    size_t known = 0;
    while (known < NAMES && !dl_str_equal(name, dl_str_of(names[known])))
        known++;
    int rc = 0;
    if (known < NAMES)
        rc = take(in, known, value, at);
    else if (!dl_str_starts(name, DL_STR("x-")))
        rc = unknown(in, name, name_at);
    json_decref(value);
    return rc;
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.' || c == ':';
}

static int read_attribute(attribute_reader *in)
{
    size_t start = in->at;
    while (in->at < in->info.size && is_name_byte(in->info.data[in->at]))
        in->at++;
    dl_str name = dl_str_slice(in->info, start, in->at);
    if (name.size == 0)
        return fault(in, start, "an attribute was expected: key=value");
    if (in->at < in->info.size && in->info.data[in->at] == '=') {
        in->at++;
        return read_value(in, name, start);
    }
    if (dl_str_equal(name, DL_STR(".noeval"))) {
        in->step->noeval = true;
        return 0;
    }
    /* a bare word is true; classes (.name) and x- words are the author's own */
    bool echo = dl_str_equal(name, DL_STR("echo"));
    if (echo || dl_str_equal(name, DL_STR("output"))) {
        *(echo ? &in->step->echo : &in->step->output) = true;
        return 0;
    }
    if (name.data[0] == '.' || dl_str_starts(name, DL_STR("x-")))
        return 0;
    for (size_t i = 0; i < NAMES; i++) {
        if (dl_str_equal(name, dl_str_of(names[i])))
            return fault(in, in->at, "a value was expected: key=value");
    }
    return unknown(in, name, start);
}

int attributes_read(dl_notebook *notebook, dl_str info, size_t at, dl_step *step, dl_error *error)
{
    attribute_reader in = {
        .notebook = notebook, .info = info, .offset = at, .step = step, .error = error};
    int rc = 0;
    while (rc == 0) {
        while (in.at < info.size && isspace((unsigned char)info.data[in.at]))
            in.at++;
        if (in.at == info.size)
            break;
        rc = read_attribute(&in);
    }
    return rc;
}
