/* The notebook and the lock that an HTML report carries: one element of JSON, which no browser
 * runs and no reader sees. Its writer is src/report/html_carried.c. */
#include <jansson.h>

#include "base/json.h"
#include "dateline/bundle.h"

static const char opening[] = "<template id=\"dateline-carried\">";

static dl_str text_of(const json_t *object, const char *key, dl_arena *arena)
{
    const json_t *value = json_object_get(object, key);
    dl_str text = {json_is_string(value) ? json_string_value(value) : "",
                   json_is_string(value) ? json_string_length(value) : 0};
    return dl_arena_copy(arena, text);
}

int dl_report_carried(dl_str html, dl_arena *arena, dl_str *name, dl_str *notebook, dl_str *lock,
                      dl_error *error)
{
    json_t *object = NULL;
    size_t from = dl_str_find(html, DL_STR(opening), 0);
    size_t start = from + sizeof opening - 1;
    size_t end = from == html.size ? from : dl_str_find(html, DL_STR("</template>"), start);
    if (end == html.size)
        return dl_error_set(error, DL_ERR_NOT_FOUND, "there is no notebook in this report");
    int rc = dl_json_read(dl_str_slice(html, start, end), &object, error);
    if (rc) {
        dl_error_at(error, "", 0, 0); /* a line of the JSON is none of the report */
        return dl_error_wrap(error, "the notebook in the report cannot be read");
    }
    *name = text_of(object, "name", arena);
    *notebook = text_of(object, "notebook", arena);
    *lock = text_of(object, "lock", arena);
    json_decref(object);
    if (!name->data || !notebook->data || !lock->data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return name->size
               ? 0
               : dl_error_set(error, DL_ERR_NOT_FOUND, "there is no notebook in this report");
}
