/* JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "extract/feed_markup.h"
#include "extract/feed_reader.h"
#include "extract/link.h"

static const dl_str none = {"", 0};

static dl_str text_of(dl_reader *reader, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_string(value))
        return dl_str_trim(
            dl_reader_keep(reader, (dl_str){json_string_value(value), json_string_length(value)}));
    /* ids, sizes and durations are written as numbers too */
    char number[32] = "";
    if (json_is_integer(value))
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(number, sizeof number, "%.15g", json_real_value(value));
    return dl_reader_keep(reader, dl_str_of(number));
}

static dl_str url_of(dl_reader *reader, const json_t *object, const char *key, dl_str base)
{
    dl_str reference = text_of(reader, object, key);
    if (reference.size == 0 || dl_link_is_web(reference))
        return reference;
    dl_buf absolute = {0};
    dl_link_resolve(base, reference, &absolute);
    dl_str kept = dl_reader_keep_buf(reader, &absolute);
    dl_buf_clear(&absolute);
    return kept;
}

static void add_link(dl_reader *reader, dl_feed_about *about, const char *rel, dl_str href)
{
    dl_feed_link link = {href, dl_str_of(rel), none, none, none, none};
    if (href.size)
        dl_reader_link(reader, about, &link);
}

static void add_author(dl_reader *reader, const json_t *object, dl_str base, dl_feed_about *about)
{
    dl_feed_person person = {text_of(reader, object, "name"), none,
                             url_of(reader, object, "url", base),
                             url_of(reader, object, "avatar", base)};
    if (person.name.size == 0 && person.uri.size == 0 && person.avatar.size == 0)
        return;
    dl_feed_person *added =
        dl_reader_append(reader, &about->authors, &about->author_count, sizeof *added);
    if (added)
        *added = person;
}

/* authors (1.1) takes the place of author (1.0), which may be beside it for old readers. */
static void read_authors(dl_reader *reader, const json_t *object, dl_str base, dl_feed_about *about)
{
    const json_t *list = json_object_get(object, "authors");
    for (size_t i = 0; i < json_array_size(list); i++)
        add_author(reader, json_array_get(list, i), base, about);
    if (about->author_count == 0)
        add_author(reader, json_object_get(object, "author"), base, about);
}

static void set_text(dl_reader *reader, dl_feed_text *text, dl_str value, const char *type,
                     dl_str base)
{
    *text = (dl_feed_text){value, dl_str_of(type), base, none, none};
    if (!dl_word_is(text->type, "text/html") || base.size == 0)
        return;
    dl_buf resolved = {0};
    dl_markup_resolve(value, base, &resolved);
    text->value = dl_reader_keep_buf(reader, &resolved);
    dl_buf_clear(&resolved);
}

static void add_content(dl_reader *reader, dl_feed_entry *entry, dl_str value, const char *type,
                        dl_str base)
{
    dl_feed_text *added = value.size ? dl_reader_append(reader, &entry->contents,
                                                        &entry->content_count, sizeof *added)
                                     : NULL;
    if (added)
        set_text(reader, added, value, type, base);
}

static void read_attachments(dl_reader *reader, const json_t *item, dl_str base,
                             dl_feed_about *about)
{
    const json_t *list = json_object_get(item, "attachments");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *object = json_array_get(list, i);
        dl_feed_link link = {.href = url_of(reader, object, "url", base),
                             .rel = DL_STR("enclosure"),
                             .type = text_of(reader, object, "mime_type"),
                             .title = text_of(reader, object, "title"),
                             .length = text_of(reader, object, "size_in_bytes"),
                             .hreflang = none};
        if (link.href.size == 0)
            continue;
        dl_reader_link(reader, about, &link);
        if (about->itunes.duration.size == 0)
            about->itunes.duration = text_of(reader, object, "duration_in_seconds");
    }
}

static void read_item(dl_reader *reader, const json_t *item, dl_str base)
{
    dl_feed_entry *entry = json_is_object(item) ? dl_reader_entry(reader) : NULL;
    if (!entry)
        return;
    dl_feed_about *about = &entry->about;
    about->id = text_of(reader, item, "id");
    about->lang = text_of(reader, item, "language");
    set_text(reader, &about->title, text_of(reader, item, "title"), "text/plain", base);
    about->title_text = dl_reader_line(reader, &about->title);
    set_text(reader, &about->summary, text_of(reader, item, "summary"), "text/plain", base);
    add_content(reader, entry, text_of(reader, item, "content_html"), "text/html", base);
    add_content(reader, entry, text_of(reader, item, "content_text"), "text/plain", base);
    add_link(reader, about, "alternate", url_of(reader, item, "url", base));
    add_link(reader, about, "related", url_of(reader, item, "external_url", base));
    about->link = url_of(reader, item, "url", base);
    if (about->link.size == 0)
        about->link = url_of(reader, item, "external_url", base);
    dl_reader_date(reader, text_of(reader, item, "date_published"), &about->published);
    dl_reader_date(reader, text_of(reader, item, "date_modified"), &about->updated);
    about->image.url = url_of(reader, item, "image", base);
    if (about->image.url.size == 0)
        about->image.url = url_of(reader, item, "banner_image", base);
    read_authors(reader, item, base, about);
    const json_t *tags = json_object_get(item, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        if (json_is_string(tag))
            dl_reader_category(reader, about,
                               dl_reader_keep(reader, dl_str_of(json_string_value(tag))), none,
                               none);
    }
    read_attachments(reader, item, base, about);
}

/* "https://jsonfeed.org/version/1.1" is 1.1. */
static dl_str version_of(const json_t *root)
{
    dl_str version = dl_str_of(json_string_value(json_object_get(root, "version")));
    for (size_t i = version.size; i > 0; i--)
        if (version.data[i - 1] == '/')
            return dl_str_slice(version, i, version.size);
    return version;
}

static bool is_feed(const json_t *root)
{
    dl_str version = dl_str_of(json_string_value(json_object_get(root, "version")));
    bool named = dl_str_find(version, DL_STR("jsonfeed.org"), 0) < version.size;
    return json_is_object(root) && (named || json_is_array(json_object_get(root, "items")));
}

static void read_feed(dl_reader *reader, const json_t *root, dl_str base)
{
    dl_feed *feed = reader->feed;
    dl_feed_about *about = &feed->about;
    dl_buf format = {0};
    dl_buf_puts(&format, "json ");
    dl_buf_add(&format, version_of(root));
    feed->format = dl_str_trim(dl_reader_keep_buf(reader, &format));
    dl_buf_clear(&format);
    set_text(reader, &about->title, text_of(reader, root, "title"), "text/plain", base);
    about->title_text = dl_reader_line(reader, &about->title);
    set_text(reader, &about->summary, text_of(reader, root, "description"), "text/plain", base);
    about->link = url_of(reader, root, "home_page_url", base);
    add_link(reader, about, "alternate", about->link);
    add_link(reader, about, "self", url_of(reader, root, "feed_url", base));
    about->lang = text_of(reader, root, "language");
    about->logo = url_of(reader, root, "icon", base);
    about->icon = url_of(reader, root, "favicon", base);
    about->image.url = about->logo;
    feed->next = url_of(reader, root, "next_url", base);
    feed->expired = json_is_true(json_object_get(root, "expired"));
    const json_t *hubs = json_object_get(root, "hubs");
    feed->hub = url_of(reader, json_array_get(hubs, 0), "url", base);
    read_authors(reader, root, base, about);
    const json_t *items = json_object_get(root, "items");
    for (size_t i = 0; i < json_array_size(items); i++)
        read_item(reader, json_array_get(items, i), base);
}

int dl_feed_of_json(dl_reader *reader, dl_str text, dl_str url, dl_error *error)
{
    json_t *root;
    int rc = dl_json_read(text, &root, error);
    if (rc) {
        dl_json_say_where(error);
        return dl_error_wrap(error, "this is no feed");
    }
    if (is_feed(root))
        read_feed(reader, root, dl_reader_keep(reader, url));
    else
        rc = dl_error_set(error, DL_ERR_SYNTAX,
                          "this is no feed: its JSON has neither a version of JSON Feed nor items");
    json_decref(root);
    return rc;
}
