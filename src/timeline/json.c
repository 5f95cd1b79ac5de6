/* Timelines as JSON: {"dateline": 1, "events": [...], "constraints": [...]}, or a list of events.
 */
#include "timeline/json.h"

#include <inttypes.h>
#include <string.h>

#include "base/escape.h"
#include "timeline/held.h"
#include "timeline/json_place.h"

dl_str json_text(const json_t *value)
{
    return json_is_string(value) ? (dl_str){json_string_value(value), json_string_length(value)}
                                 : (dl_str){"", 0};
}

int json_fault(const json_reader *r, const char *key, size_t into)
{
    int line, column;
    size_t at = r->event_at;
    if (key) {
        size_t member = json_place_member(r->text, at, dl_str_of(key));
        at = member < r->text.size ? member + into : at;
    }
    json_place_line(r->text, at < r->text.size ? at : 0, &line, &column);
    return table_fault(r->in, line, column);
}

int json_expected(const json_reader *r, const char *key, const char *expected)
{
    dl_error_set(r->in->error, DL_ERR_SYNTAX, "%s was expected for '%s'", expected, key);
    return json_fault(r, key, 0);
}

/* --- an event of ours --- */

static int list_of(json_reader *r, const field_row *field, const json_t *value, dl_event *event)
{
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    dl_str *items = dl_arena_alloc(&r->in->arena, (count + 1) * sizeof *items);
    if (!items)
        return dl_error_set(r->in->error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_array(value) ? json_array_get(value, i) : value;
        bool unknown = field->kind == FIELD_PUBLISHED && json_is_null(item);
        if (!json_is_string(item) && !unknown)
            return json_expected(r, field->name, "a list of strings");
        items[i] = json_text(item);
    }
    const dl_str *list = items;
    if (field->kind == FIELD_LIST) {
        memcpy((char *)event + field->offset, &list, sizeof(void *));
        memcpy((char *)event + field->count_offset, &count, sizeof count);
        return 0;
    }
    if (count != event->source_count)
        return json_expected(r, field->name, "one date (or null) for each source");
    event->published = items;
    return 0;
}

static int member_of(json_reader *r, const field_row *field, const json_t *value, dl_event *event)
{
    if (!value || (json_is_null(value) && !field->required)) {
        if (!field->required)
            return 0;
        dl_error_set(r->in->error, DL_ERR_SYNTAX, "the event's %s is missing", field->name);
        return json_fault(r, NULL, 0);
    }
    if (field->kind == FIELD_LIST || field->kind == FIELD_PUBLISHED)
        return list_of(r, field, value, event);
    if (!json_is_string(value))
        return json_expected(r, field->name, "a string");
    int rc = fields_take(event, field, json_text(value), &r->in->arena, r->in->error);
    if (rc == 0)
        return 0;
    dl_error *error = r->in->error;
    return json_fault(r, field->name, error && error->column ? (size_t)error->column : 0);
}

static int check_members(const json_reader *r, json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        dl_str name = dl_str_of(key);
        if (fields_find(name) || dl_str_starts(name, DL_STR("x-")))
            continue;
        const char *near = fields_nearest(name);
        dl_error_set(r->in->error, DL_ERR_SYNTAX, "'%.100s' is no field of an event", key);
        dl_error_hint(r->in->error, "%s%sfields of your own begin with x-",
                      dl_str_propose(&near, 1, NULL).text, near ? " " : "");
        return json_fault(r, key, 0);
    }
    return 0;
}

int json_event(json_reader *r, json_t *object, dl_event *event)
{
    int rc = check_members(r, object);
    for (size_t i = 0; i < TIMELINE_FIELDS && rc == 0; i++)
        rc = member_of(r, &timeline_fields[i], json_object_get(object, timeline_fields[i].name),
                       event);
    return rc;
}

/* --- constraints --- */

static int constraint_of(json_reader *r, const json_t *object)
{
    dl_timeline *into = r->in->into;
    dl_error *error = r->in->error;
    dl_constraint c = {.why = json_text(json_object_get(object, "why"))};
    const json_t *seconds = json_object_get(object, "seconds");
    int rc = dl_timeline_need(into, json_text(json_object_get(object, "a")), &c.a, error);
    if (rc == 0)
        rc = dl_ordering_of(json_text(json_object_get(object, "is")), &c.ordering, error);
    if (rc == 0 && json_object_get(object, "b"))
        rc = dl_timeline_need(into, json_text(json_object_get(object, "b")), &c.b, error);
    else if (rc == 0)
        rc = dl_date_parse(json_text(json_object_get(object, "date")), &c.date, error);
    c.seconds = json_is_integer(seconds) ? json_integer_value(seconds) : 0;
    if (rc == 0)
        rc = dl_timeline_constrain(into, &c, error);
    return rc == 0 ? 0 : json_fault(r, NULL, 0);
}

static int constraints_of(json_reader *r, const json_t *root)
{
    const json_t *list = json_object_get(root, "constraints");
    size_t at = json_place_member(r->text, json_place_root(r->text), DL_STR("constraints"));
    int rc = 0;
    for (size_t i = 0; i < json_array_size(list) && rc == 0; i++) {
        r->event_at = json_place_item(r->text, at, i);
        rc = constraint_of(r, json_array_get(list, i));
    }
    return rc;
}

/* --- the document --- */

static int one_event(json_reader *r, json_t *object, size_t index)
{
    dl_event event = {0};
    int column, rc;
    dl_arena_clear(&r->in->arena);
    if (!json_is_object(object)) {
        dl_error_set(r->in->error, DL_ERR_SYNTAX, "an event, { ... }, was expected");
        return json_fault(r, NULL, 0);
    }
    bool theirs = json_object_get(object, "start_date") != NULL;
    rc = theirs ? timelinejs_event(r, object, index, &event) : json_event(r, object, &event);
    if (rc != 0)
        return rc;
    /* the place is looked for when there is a fault: counting lines for each event is slow */
    if (dl_timeline_add(r->in->into, &event, r->in->error) == 0)
        return 0;
    json_place_line(r->text, r->event_at, &event.line, &column);
    return table_fault(r->in, event.line, column);
}

/* The events of a list that begins at `at`. */
static int list_read(json_reader *r, const json_t *list, size_t at)
{
    int rc = 0;
    for (size_t i = 0; i < json_array_size(list) && rc == 0; i++) {
        at = i ? json_place_next(r->text, at) : json_place_item(r->text, at, 0);
        r->event_at = at;
        rc = one_event(r, json_array_get(list, i), i);
    }
    return rc;
}

static int read_root(table_reader *in, dl_str text, const json_t *root)
{
    json_reader r = {.in = in, .text = text};
    const json_t *events = json_is_array(root) ? root : json_object_get(root, "events");
    const json_t *eras = json_is_array(root) ? NULL : json_object_get(root, "eras");
    size_t start = json_place_root(text), at = start;
    if (!json_is_array(events)) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "a list called \"events\" was expected");
        return table_fault(in, 1, 1);
    }
    if (!json_is_array(root))
        at = json_place_member(text, start, DL_STR("events"));
    int rc = list_read(&r, events, at);
    r.eras = true;
    if (rc == 0 && json_is_array(eras))
        rc = list_read(&r, eras, json_place_member(text, start, DL_STR("eras")));
    return rc == 0 ? constraints_of(&r, root) : rc;
}

int json_read(table_reader *in, dl_str text)
{
    json_error_t fault;
    json_t *root = json_loadb(text.data ? text.data : "", text.size,
                              JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);
    if (!root) {
        dl_error_set(in->error, DL_ERR_SYNTAX, "no JSON: %s", fault.text);
        return table_fault(in, fault.line > 0 ? fault.line : 1,
                           fault.column > 0 ? fault.column : 1);
    }
    int rc = read_root(in, text, root);
    json_decref(root);
    return rc;
}

/* --- writing --- */

static void put_list(const dl_event *event, const field_row *field, dl_buf *out)
{
    size_t count;
    const dl_str *list = fields_list(event, field, &count);
    dl_buf_putc(out, '[');
    for (size_t i = 0; i < count; i++) {
        dl_buf_puts(out, i ? ", " : "");
        if (field->kind == FIELD_PUBLISHED && list[i].size == 0)
            dl_buf_puts(out, "null");
        else
            dl_escape_json(list[i], out);
    }
    dl_buf_putc(out, ']');
}

static bool has_field(const dl_event *event, const field_row *field, dl_buf *cell)
{
    dl_buf_truncate(cell, 0);
    fields_put(event, field, cell);
    return field->required || cell->size > 0;
}

void json_put_event(const dl_event *event, dl_buf *out)
{
    dl_buf cell;
    bool first = true;
    dl_buf_init(&cell);
    dl_buf_putc(out, '{');
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        const field_row *field = &timeline_fields[i];
        if (!has_field(event, field, &cell))
            continue;
        dl_buf_printf(out, "%s\"%s\": ", first ? "" : ", ", field->name);
        first = false;
        if (field->kind == FIELD_LIST || field->kind == FIELD_PUBLISHED)
            put_list(event, field, out);
        else
            dl_escape_json(dl_buf_str(&cell), out);
    }
    dl_buf_putc(out, '}');
    out->failed = out->failed || cell.failed;
    dl_buf_clear(&cell);
}

static void put_constraint(const dl_constraint *c, dl_buf *out)
{
    dl_buf date;
    dl_buf_init(&date);
    dl_buf_puts(out, "{\"a\": ");
    dl_escape_json(c->a->id, out);
    dl_buf_printf(out, ", \"is\": \"%s\", \"%s\": ", dl_ordering_word(c->ordering),
                  c->b ? "b" : "date");
    if (!c->b)
        dl_date_print(&c->date, &date);
    dl_escape_json(c->b ? c->b->id : dl_buf_str(&date), out);
    if (c->seconds)
        dl_buf_printf(out, ", \"seconds\": %" PRId64, c->seconds);
    if (c->why.size) {
        dl_buf_puts(out, ", \"why\": ");
        dl_escape_json(c->why, out);
    }
    dl_buf_putc(out, '}');
    dl_buf_clear(&date);
}

void json_put_constraints(const dl_timeline *timeline, dl_buf *out)
{
    size_t count = dl_timeline_constraint_count(timeline);
    for (size_t i = 0; i < count; i++) {
        dl_buf_puts(out, i ? ",\n  " : ",\n \"constraints\": [\n  ");
        put_constraint(dl_timeline_constraint(timeline, i), out);
    }
    dl_buf_puts(out, count ? "]" : "");
}

int json_write(const dl_timeline *timeline, dl_buf *out)
{
    dl_buf_puts(out, "{\"dateline\": 1, \"events\": [");
    for (size_t i = 0; i < dl_timeline_count(timeline); i++) {
        dl_buf_puts(out, i ? ",\n  " : "\n  ");
        json_put_event(dl_timeline_at(timeline, i), out);
    }
    dl_buf_puts(out, "]");
    json_put_constraints(timeline, out);
    dl_buf_puts(out, "}\n");
    return 0;
}
