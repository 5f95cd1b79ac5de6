#include "notebook/lock_cell.h"

#include "base/escape.h"

static dl_str copy_text(const json_t *value, dl_arena *arena)
{
    dl_str text = {"", 0};
    if (json_is_string(value))
        text = (dl_str){json_string_value(value), json_string_length(value)};
    return dl_arena_copy(arena, text);
}

/* What is no text in a list is none of its names. */
static dl_str *read_list(const json_t *object, const char *key, dl_arena *arena, size_t *count)
{
    const json_t *list = json_object_get(object, key);
    dl_str *texts = dl_arena_alloc(arena, (json_array_size(list) + 1) * sizeof *texts);
    *count = 0;
    for (size_t i = 0; texts && i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        if (json_is_string(value))
            texts[(*count)++] = copy_text(value, arena);
    }
    return texts;
}

int lock_line(dl_str line, json_t **object, dl_error *error)
{
    json_error_t fault;
    *object = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, &fault);
    if (json_is_object(*object))
        return 0;
    int rc = dl_error_set(error, DL_ERR_SYNTAX, "a line of the lock is no JSON object: %s",
                          *object ? "another value stands there" : fault.text);
    json_decref(*object);
    *object = NULL;
    return rc;
}

int lock_cell_read(dl_str line, dl_arena *arena, dl_lock_cell *cell, dl_error *error)
{
    json_t *object;
    int rc = lock_line(line, &object, error);
    if (rc != 0)
        return rc;
    *cell = (dl_lock_cell){.id = copy_text(json_object_get(object, "cell"), arena),
                           .code = copy_text(json_object_get(object, "code"), arena),
                           .out = copy_text(json_object_get(object, "out"), arena),
                           .all = json_is_true(json_object_get(object, "all"))};
    cell->reads = read_list(object, "reads", arena, &cell->read_count);
    cell->writes = read_list(object, "writes", arena, &cell->write_count);
    cell->sources = read_list(object, "sources", arena, &cell->source_count);
    json_decref(object);
    if (!cell->reads || !cell->writes || !cell->sources)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a lock");
    if (cell->id.size == 0 || cell->code.size != 64 || cell->out.size != 64)
        return dl_error_set(error, DL_ERR_SYNTAX,
                            "a cell's line needs \"cell\", and \"code\" and \"out\" of 64 digits");
    return 0;
}

static void write_list(const char *key, const dl_str *list, size_t count, dl_buf *out)
{
    dl_buf_puts(out, key);
    for (size_t i = 0; i < count; i++) {
        if (i)
            dl_buf_putc(out, ',');
        dl_escape_json(list[i], out);
    }
    dl_buf_putc(out, ']');
}

void lock_cell_write(const dl_lock_cell *cell, dl_buf *out)
{
    dl_buf_puts(out, "{\"cell\":");
    dl_escape_json(cell->id, out);
    dl_buf_puts(out, ",\"code\":");
    dl_escape_json(cell->code, out);
    write_list(",\"reads\":[", cell->reads, cell->read_count, out);
    write_list(",\"writes\":[", cell->writes, cell->write_count, out);
    if (cell->all)
        dl_buf_puts(out, ",\"all\":true");
    write_list(",\"sources\":[", cell->sources, cell->source_count, out);
    dl_buf_puts(out, ",\"out\":");
    dl_escape_json(cell->out, out);
    dl_buf_puts(out, "}\n");
}
