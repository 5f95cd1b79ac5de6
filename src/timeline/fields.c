#include "timeline/fields.h"

#include <string.h>

#define TEXT(name) #name, FIELD_TEXT, offsetof(dl_event, name), 0, 0
#define LIST(name, count, separator)                                                               \
#name, FIELD_LIST, offsetof(dl_event, name), offsetof(dl_event, count), separator

const field_row timeline_fields[TIMELINE_FIELDS] = {
    {TEXT(id), true},
    {TEXT(actor), true},
    {TEXT(speaker), false},
    {TEXT(kind), false},
    {"date", FIELD_DATE, 0, 0, 0, true},
    {"reading", FIELD_READING, 0, 0, 0, false},
    {TEXT(what), false},
    {TEXT(label), false},
    {"due", FIELD_DUE, 0, 0, 0, false},
    {TEXT(due_said), false},
    {TEXT(settles), false},
    {TEXT(revises), false},
    {TEXT(supersedes), false},
    {TEXT(disputes), false},
    {TEXT(chosen), false},
    {TEXT(reason), false},
    {LIST(sources, source_count, ' '), false},
    {"published", FIELD_PUBLISHED, offsetof(dl_event, published), offsetof(dl_event, source_count),
     ' ', false},
    {LIST(evidence, evidence_count, '|'), false},
    {LIST(tags, tag_count, ','), false},
    {TEXT(publisher), false},
    {TEXT(confidence), false},
    {TEXT(note), false},
};

const field_row *fields_find(dl_str name)
{
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        if (dl_str_equal(name, dl_str_of(timeline_fields[i].name)))
            return &timeline_fields[i];
    }
    return NULL;
}

const char *fields_nearest(dl_str name)
{
    const char *names[TIMELINE_FIELDS];
    for (size_t i = 0; i < TIMELINE_FIELDS; i++)
        names[i] = timeline_fields[i].name;
    return dl_str_nearest(name, names, TIMELINE_FIELDS);
}

const dl_str *fields_text(const dl_event *event, const field_row *field)
{
    return (const dl_str *)(const void *)((const char *)event + field->offset);
}

const dl_str *fields_list(const dl_event *event, const field_row *field, size_t *count)
{
    const dl_str *list;
    memcpy(&list, (const char *)event + field->offset, sizeof(void *));
    memcpy(count, (const char *)event + field->count_offset, sizeof *count);
    if (!list)
        *count = 0;
    return list;
}

/* --- writing --- */

static void put_item(dl_str item, char separator, dl_buf *out)
{
    for (size_t i = 0; i < item.size; i++) {
        if (item.data[i] == separator || item.data[i] == '\\')
            dl_buf_putc(out, '\\');
        dl_buf_putc(out, item.data[i]);
    }
}

static void put_list(const dl_event *event, const field_row *field, dl_buf *out)
{
    size_t count, first_size = out->size;
    const dl_str *list = fields_list(event, field, &count);
    bool any = field->kind == FIELD_LIST;
    for (size_t i = 0; i < count && !any; i++)
        any = list[i].size > 0;
    for (size_t i = 0; i < count && any; i++) {
        if (out->size > first_size) {
            if (field->separator == '|')
                dl_buf_putc(out, ' ');
            dl_buf_putc(out, field->separator);
            if (field->separator != ' ')
                dl_buf_putc(out, ' ');
        }
        if (list[i].size)
            put_item(list[i], field->separator, out);
        else
            dl_buf_putc(out, '-');
    }
}

void fields_put(const dl_event *event, const field_row *field, dl_buf *out)
{
    switch (field->kind) {
    case FIELD_TEXT:
        dl_buf_add(out, *fields_text(event, field));
        break;
    case FIELD_DATE:
        dl_date_print(event->date, out);
        break;
    case FIELD_READING:
        dl_buf_puts(out, event->spans ? "spans" : "");
        break;
    case FIELD_DUE:
        if (event->has_due)
            dl_date_print(event->due, out);
        break;
    case FIELD_LIST:
    case FIELD_PUBLISHED:
        put_list(event, field, out);
        break;
    }
}

/* --- reading --- */

/* One item of a list into memory at *space, without its backslashes; moves *at past it. */
static dl_str take_item(dl_str text, char separator, size_t *at, char **space)
{
    char *start = *space, *end = start;
    for (; *at < text.size && text.data[*at] != separator; ++*at) {
        bool escaped = text.data[*at] == '\\' && *at + 1 < text.size &&
                       (text.data[*at + 1] == separator || text.data[*at + 1] == '\\');
        *at += escaped;
        *end++ = text.data[*at];
    }
    ++*at;
    *space = end;
    return dl_str_trim((dl_str){start, (size_t)(end - start)});
}

static int take_list(const field_row *field, dl_str text, dl_arena *arena, const dl_str **list,
                     size_t *count, dl_error *error)
{
    size_t most = 1;
    for (size_t i = 0; i < text.size; i++)
        most += text.data[i] == field->separator;
    dl_str *items = dl_arena_alloc(arena, most * sizeof *items + text.size + 1);
    if (!items)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    char *space = (char *)(items + most);
    *count = 0;
    for (size_t at = 0; at < text.size;) {
        dl_str item = take_item(text, field->separator, &at, &space);
        if (item.size)
            items[(*count)++] = item;
    }
    *list = items;
    return 0;
}

static int take_published(dl_event *event, const field_row *field, dl_str text, dl_arena *arena,
                          dl_error *error)
{
    const dl_str *list = NULL;
    size_t count = 0;
    int rc = take_list(field, text, arena, &list, &count, error);
    if (rc != 0 || count == 0)
        return rc;
    if (count > event->source_count) {
        rc = dl_error_set(error, DL_ERR_SYNTAX,
                          "%zu dates of publication for %zu sources: one a source was expected, "
                          "- where it is unknown",
                          count, event->source_count);
        dl_error_at(error, "", 0, 1);
        return rc;
    }
    dl_str *all = dl_arena_alloc(arena, event->source_count * sizeof *all);
    if (!all)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < count; i++) {
        if (!dl_str_equal(list[i], DL_STR("-")))
            all[i] = list[i];
    }
    event->published = all;
    return 0;
}

int fields_date(dl_str text, const dl_date **date, dl_arena *arena, dl_error *error)
{
    dl_date *made = dl_arena_alloc(arena, sizeof *made);
    if (!made)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    *date = made;
    return dl_date_parse(dl_str_trim(text), made, error);
}

static int take_reading(dl_event *event, dl_str text, dl_error *error)
{
    dl_str word = dl_str_trim(text);
    event->spans = dl_str_equal(word, DL_STR("spans"));
    if (event->spans || word.size == 0 || dl_str_equal(word, DL_STR("sometime")))
        return 0;
    int rc = dl_error_set(error, DL_ERR_SYNTAX,
                          "'%.*s' is no reading: spans or sometime was expected", DL_STR_ARG(word));
    dl_error_at(error, "", 0, 1);
    return rc;
}

int fields_take(dl_event *event, const field_row *field, dl_str text, dl_arena *arena,
                dl_error *error)
{
    if (field->required && dl_str_trim(text).size == 0) {
        int rc = dl_error_set(error, DL_ERR_SYNTAX, "the event's %s is missing", field->name);
        dl_error_at(error, "", 0, 1);
        return rc;
    }
    switch (field->kind) {
    case FIELD_TEXT:
        memcpy((char *)event + field->offset, &text, sizeof text);
        return 0;
    case FIELD_DATE:
        return fields_date(text, &event->date, arena, error);
    case FIELD_READING:
        return take_reading(event, text, error);
    case FIELD_DUE:
        event->has_due = dl_str_trim(text).size > 0;
        return event->has_due ? fields_date(text, &event->due, arena, error) : 0;
    case FIELD_LIST: {
        const dl_str *list = NULL;
        size_t count = 0;
        int rc = take_list(field, text, arena, &list, &count, error);
        memcpy((char *)event + field->offset, &list, sizeof(void *));
        memcpy((char *)event + field->count_offset, &count, sizeof count);
        return rc;
    }
    case FIELD_PUBLISHED:
        return take_published(event, field, text, arena, error);
    }
    return 0;
}

/* --- comparing and copying --- */

const char *fields_differ(const dl_event *a, const dl_event *b, size_t *at, bool *memory_ran_out)
{
    dl_buf first, second;
    const char *name = NULL;
    dl_buf_init(&first);
    dl_buf_init(&second);
    while (*at < TIMELINE_FIELDS && !name) {
        const field_row *field = &timeline_fields[(*at)++];
        dl_buf_truncate(&first, 0);
        dl_buf_truncate(&second, 0);
        fields_put(a, field, &first);
        fields_put(b, field, &second);
        if (!dl_str_equal(dl_buf_str(&first), dl_buf_str(&second)))
            name = field->name;
    }
    *memory_ran_out = first.failed || second.failed;
    dl_buf_clear(&first);
    dl_buf_clear(&second);
    return name;
}

/* How many bytes an event's texts take, with a NUL after each, and its lists. */
static void measure(const dl_event *event, size_t *texts, size_t *items)
{
    *texts = *items = 0;
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        const field_row *field = &timeline_fields[i];
        size_t count = 0;
        const dl_str *list = NULL;
        if (field->kind == FIELD_TEXT) {
            list = fields_text(event, field);
            count = 1;
        } else if (field->kind == FIELD_LIST || field->kind == FIELD_PUBLISHED) {
            list = fields_list(event, field, &count);
            *items += count;
        }
        for (size_t k = 0; k < count; k++)
            *texts += list[k].size ? list[k].size + 1 : 0;
    }
}

static dl_str copy_text(dl_str text, char **space)
{
    if (text.size == 0)
        return (dl_str){"", 0};
    dl_str copy = {*space, text.size};
    memcpy(*space, text.data, text.size);
    *space += text.size + 1; /* the memory is zeroed: a NUL follows */
    return copy;
}

void *fields_copy(const dl_event *event, size_t size, dl_arena *arena)
{
    size_t texts, items;
    measure(event, &texts, &items);
    char *memory = dl_arena_alloc(arena, size + items * sizeof(dl_str) + texts);
    if (!memory)
        return NULL;
    memcpy(memory, event, sizeof *event);
    dl_str *item = (dl_str *)(void *)(memory + size);
    char *space = (char *)(item + items);
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        const field_row *field = &timeline_fields[i];
        if (field->kind == FIELD_TEXT) {
            dl_str copy = copy_text(*fields_text(event, field), &space);
            memcpy(memory + field->offset, &copy, sizeof copy);
        } else if (field->kind == FIELD_LIST || field->kind == FIELD_PUBLISHED) {
            size_t count;
            const dl_str *list = fields_list(event, field, &count), *start = count ? item : NULL;
            for (size_t k = 0; k < count; k++)
                *item++ = copy_text(list[k], &space);
            /* cppcheck-suppress pointerSize */
            memcpy(memory + field->offset, &start, sizeof(void *));
            if (field->kind == FIELD_LIST)
                memcpy(memory + field->count_offset, &count, sizeof count);
        }
    }
    return memory;
}
