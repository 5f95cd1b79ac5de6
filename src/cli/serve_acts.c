#include "cli/serve_acts.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "serve/accept.h"

void acts_clear(serve_acts *acts)
{
    json_decref(acts->files);
    json_decref(acts->offers);
    json_decref(acts->rejected);
    memset(acts, 0, sizeof *acts);
}

void acts_set_files(serve_acts *acts, json_t *files)
{
    json_decref(acts->files);
    acts->files = json_incref(files);
}

void acts_set_offers(serve_acts *acts, dl_str json)
{
    dl_error error;
    json_t *read;
    if (dl_json_read(json, &read, &error) != 0)
        return; /* what was offered before stays */
    json_decref(acts->offers);
    acts->offers = read;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

void acts_offers(const serve_acts *acts, dl_buf *out)
{
    json_t *shown = json_object(), *offers = json_array(), *each;
    size_t i;
    json_array_foreach(json_object_get(acts->offers, "offers"), i, each)
    {
        if (!json_object_get(acts->rejected, text_of(each, "id")))
            json_array_append(offers, each);
    }
    json_t *files = json_object_get(acts->offers, "files");
    json_object_set_new(shown, "files", files ? json_incref(files) : json_array());
    json_object_set_new(shown, "offers", offers);
    char *text = json_dumps(shown, JSON_COMPACT);
    dl_buf_puts(out, text ? text : "{\"files\":[],\"offers\":[]}");
    free(text);
    json_decref(shown);
}

static unsigned refuse(unsigned status, const char *why, dl_buf *answer)
{
    dl_buf_puts(answer, "{\"error\":");
    dl_escape_json(dl_str_of(why), answer);
    dl_buf_putc(answer, '}');
    return status;
}

static const json_t *find_offer(const serve_acts *acts, const char *id)
{
    json_t *each;
    size_t i;
    json_array_foreach(json_object_get(acts->offers, "offers"), i, each)
    {
        if (strcmp(text_of(each, "id"), id) == 0)
            return each;
    }
    return NULL;
}

static bool lists(const json_t *files, const char *file)
{
    json_t *each;
    size_t i;
    json_array_foreach(files, i, each)
    {
        const char *name = json_string_value(each);
        if (name && strcmp(name, file) == 0)
            return true;
    }
    return false;
}

static void drop(serve_acts *acts, const char *id)
{
    if (!acts->rejected)
        acts->rejected = json_object();
    json_object_set_new(acts->rejected, id, json_true());
}

/* What the person who accepts typed, or what was offered. */
static dl_str field(const json_t *asked, const json_t *offered, const char *name)
{
    const char *typed = text_of(asked, name);
    return dl_str_trim(dl_str_of(*typed ? typed : text_of(offered, name)));
}

static unsigned accept_offer(serve_acts *acts, const json_t *asked, const json_t *offered,
                             dl_buf *answer)
{
    const char *file = text_of(asked, "file");
    json_t *tables = json_object_get(acts->offers, "files");
    if (!*file && json_array_size(tables) == 1)
        file = json_string_value(json_array_get(tables, 0));
    if (!lists(tables, file) || !lists(acts->files, file))
        return refuse(409, "that is no data file that the notebook loads", answer);
    serve_row row = {.actor = field(asked, offered, "actor"),
                     .kind = field(asked, offered, "kind"),
                     .date = field(asked, offered, "date"),
                     .what = field(NULL, offered, "what"),
                     .due = field(NULL, offered, "due"),
                     .due_said = field(NULL, offered, "due_said"),
                     .url = field(NULL, offered, "url"),
                     .published = field(NULL, offered, "published")};
    dl_buf text = {0};
    dl_error error;
    int rc = serve_accept(acts->folder, dl_str_of(file), &row, &text, &error);
    if (rc == 0) {
        dl_buf_puts(answer, "{\"file\":");
        dl_escape_json(dl_str_of(file), answer);
        dl_buf_puts(answer, ",\"row\":");
        dl_escape_json(dl_buf_str(&text), answer);
        dl_buf_putc(answer, '}');
    }
    dl_buf_clear(&text);
    return rc ? refuse(409, error.message, answer) : 200;
}

unsigned acts_do(serve_acts *acts, dl_str name, dl_str body, dl_buf *answer, bool *changed)
{
    dl_error error;
    json_t *asked = NULL;
    bool accepts = dl_str_equal(name, DL_STR("accept"));
    unsigned status = 200;
    if (!accepts && !dl_str_equal(name, DL_STR("reject")))
        return refuse(404, "nothing of that name can be done", answer);
    if (dl_json_read(body, &asked, &error) != 0)
        return refuse(400, error.message, answer);
    const char *id = text_of(asked, "id");
    const json_t *offered = find_offer(acts, id);
    if (!offered)
        status = refuse(404, "that is not offered any more", answer);
    else if (accepts)
        status = accept_offer(acts, asked, offered, answer);
    else
        dl_buf_puts(answer, "{}");
    if (status == 200) {
        drop(acts, id);
        *changed = true;
    }
    json_decref(asked);
    return status;
}
