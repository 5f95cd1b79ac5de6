/* JSON and JSON Lines as rows. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "store/rows.h"

/* *column: of name, added where it is new. columns: an object from names to places. */
static int find_column(rows_draft *draft, json_t *columns, dl_str name, size_t *column,
                       dl_error *error)
{
    const json_t *known = json_object_getn(columns, name.data, name.size);
    if (known) {
        *column = (size_t)json_integer_value(known);
        return 0;
    }
    if (draft->columns == ROWS_MOST_COLUMNS)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "more than %d columns", ROWS_MOST_COLUMNS);
    *column = draft->columns;
    draft->names[*column] = dl_arena_copy(draft->arena, name);
    bool kept = draft->names[*column].data &&
                json_object_setn_new_nocheck(columns, name.data, name.size,
                                             json_integer((json_int_t)*column)) == 0;
    draft->columns += kept;
    return kept ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

static int nested(rows_draft *draft, const json_t *from, dl_value *value, dl_error *error)
{
    char *text = json_dumps(from, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text)
        value->text = dl_arena_copy(draft->arena, dl_str_of(text));
    free(text);
    value->kind = DL_VALUE_TEXT;
    return value->text.data ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
}

static int take_value(rows_draft *draft, const json_t *from, dl_value *value, dl_error *error)
{
    *value = (dl_value){.kind = DL_VALUE_NULL};
    switch (json_typeof(from)) {
    case JSON_NULL:
        return 0;
    case JSON_TRUE:
    case JSON_FALSE:
        *value = (dl_value){.kind = DL_VALUE_INTEGER, .integer = json_is_true(from)};
        return 0;
    case JSON_INTEGER:
        *value = (dl_value){.kind = DL_VALUE_INTEGER, .integer = json_integer_value(from)};
        return 0;
    case JSON_REAL:
        *value = (dl_value){.kind = DL_VALUE_REAL, .real = json_real_value(from)};
        return 0;
    case JSON_STRING:
        value->kind = DL_VALUE_TEXT;
        value->text = dl_arena_copy(draft->arena,
                                    (dl_str){json_string_value(from), json_string_length(from)});
        return value->text.data ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    case JSON_OBJECT:
    case JSON_ARRAY:
        break;
    }
    return nested(draft, from, value, error);
}

/* --- in two passes: the columns, then the values --- */

static int read_objects(rows_draft *draft, json_t *columns, json_t *const *objects, size_t count,
                        dl_error *error)
{
    const char *key;
    json_t *item;
    size_t column, size;
    int rc = 0;
    for (size_t i = 0; i < count; i++) {
        if (!json_is_object(objects[i]))
            return dl_error_set(error, DL_ERR_SYNTAX, "row %zu is no object of named values",
                                i + 1);
        json_object_keylen_foreach(objects[i], key, size, item)
        {
            rc = find_column(draft, columns, (dl_str){key, size}, &column, error);
            if (rc != 0)
                return rc;
        }
    }
    for (size_t i = 0; i < count; i++) {
        dl_value *values = rows_add(draft, error);
        if (!values)
            return error->kind;
        json_object_keylen_foreach(objects[i], key, size, item)
        {
            rc = find_column(draft, columns, (dl_str){key, size}, &column, error);
            if (rc == 0)
                rc = take_value(draft, item, &values[column], error);
            if (rc != 0)
                return rc;
        }
    }
    return rc;
}

/* --- lines --- */

/* Every line that is not blank as a value of the array. */
static int read_lines(dl_str text, json_t *array, dl_error *error)
{
    int line = 0;
    for (dl_str rest = text; rest.data;) {
        dl_str one = dl_str_trim(dl_str_cut(rest, '\n', &rest));
        json_t *value;
        line++;
        if (one.size == 0)
            continue;
        int rc = dl_json_read(one, &value, error);
        if (rc != 0) {
            dl_error_at(error, "", line, error->column);
            return rc;
        }
        if (json_array_append_new(array, value) != 0)
            return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    return 0;
}

int rows_read_json(dl_str text, bool lines, dl_arena *arena, dl_rows *rows, dl_error *error)
{
    json_t *root = NULL;
    json_t **objects = NULL;
    rows_draft *draft = dl_arena_alloc(arena, sizeof *draft);
    json_t *columns = json_object();
    int rc = draft && columns ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    if (rc == 0 && lines) {
        root = json_array();
        rc = root ? read_lines(text, root, error)
                  : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    } else if (rc == 0) {
        rc = dl_json_read(text, &root, error);
    }
    if (rc == 0 && !json_is_array(root))
        rc = dl_error_set(error, DL_ERR_SYNTAX, "a list of objects was expected: [{...}, ...]");
    size_t count = rc == 0 ? json_array_size(root) : 0;
    if (rc == 0) {
        objects = dl_arena_alloc(arena, (count + 1) * sizeof(json_t *));
        rc = objects ? 0 : dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    }
    for (size_t i = 0; objects && i < count; i++)
        objects[i] = json_array_get(root, i);
    if (rc == 0) {
        draft->arena = arena;
        rc = read_objects(draft, columns, objects, count, error);
    }
    if (rc == 0)
        rows_finish(draft, rows);
    json_decref(root);
    json_decref(columns);
    return rc;
}
