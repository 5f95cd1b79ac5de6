#include "base/json.h"

/* Nothing that people publish nests deeper; the parser, which recurses, takes ours for granted. */
enum { MOST_DEPTH = 64 };

typedef struct place {
    int line, column;
} place;

static int too_deep(place at, dl_error *error)
{
    int rc =
        dl_error_set(error, DL_ERR_LIMIT_SIZE, "the JSON nests deeper than %d levels", MOST_DEPTH);
    dl_error_at(error, "", at.line, at.column);
    return rc;
}

static int check_depth(dl_str text, dl_error *error)
{
    place at = {1, 1};
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size; i++, at.column++) {
        char c = text.data[i];
        if (c == '\n')
            at = (place){at.line + 1, 0};
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '[') && ++depth > MOST_DEPTH)
            return too_deep(at, error);
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
    }
    return 0;
}

int dl_json_read(dl_str text, json_t **value, dl_error *error)
{
    json_error_t fault;
    *value = NULL;
    if (dl_str_starts(text, DL_STR("\xEF\xBB\xBF")))
        text = dl_str_slice(text, 3, text.size);
    int rc = check_depth(text, error);
    if (rc)
        return rc;
    const char *data = text.data ? text.data : "";
    const size_t flags = JSON_DECODE_ANY | JSON_ALLOW_NUL;
    *value = json_loadb(data, text.size, flags, &fault);
    if (!*value && json_error_code(&fault) == json_error_numeric_overflow)
        *value = json_loadb(data, text.size, flags | JSON_DECODE_INT_AS_REAL, &fault);
    if (*value)
        return 0;
    if (json_error_code(&fault) == json_error_out_of_memory)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading JSON");
    rc = dl_error_set(error, DL_ERR_SYNTAX, "%s", fault.text);
    dl_error_at(error, "", fault.line > 0 ? fault.line : 0, fault.column > 0 ? fault.column : 0);
    return rc;
}

int dl_json_say_where(dl_error *error)
{
    return dl_error_wrap(error, "line %d, column %d", error->line, error->column);
}
