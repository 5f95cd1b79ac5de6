/*
 * What a page offers to embed: oEmbed 1.0 (oembed.com). The page names its provider's endpoint by
 * <link rel="alternate" type="application/json+oembed"> or text/xml+oembed (§4), or the endpoint is
 * given (§2.2). Types are photo, video, link and rich; an answer has no date of its own, but for
 * what providers add, and the date that a quoted post ends with.
 */
#include <stdio.h>
#include <string.h>

#include "extract/html.h"
#include "extract/link.h"
#include "fetch/source_xml.h"
#include "fetch/weblink.h"

typedef enum format { JSON, XML } format;

/* §2.3.4, and what providers add of dates. */
static const char *const names[] = {"type",
                                    "version",
                                    "title",
                                    "author_name",
                                    "author_url",
                                    "provider_name",
                                    "provider_url",
                                    "cache_age",
                                    "thumbnail_url",
                                    "thumbnail_width",
                                    "thumbnail_height",
                                    "url",
                                    "html",
                                    "width",
                                    "height",
                                    "upload_date",
                                    "published_at",
                                    "created_at",
                                    "published",
                                    "date",
                                    "license"};
enum { NAMES = sizeof names / sizeof *names };

typedef struct embed {
    dl_str values[NAMES];
} embed;

static dl_str *value_of(embed *e, const char *name)
{
    for (size_t i = 0; i < NAMES; i++)
        if (strcmp(names[i], name) == 0)
            return &e->values[i];
    return NULL;
}

static bool is_oembed(dl_str type, format *as)
{
    dl_str rest, name = dl_str_trim(dl_str_cut(type, ';', &rest));
    *as = dl_str_equal(name, DL_STR("application/json+oembed")) ? JSON : XML;
    return *as == JSON || dl_str_equal(name, DL_STR("text/xml+oembed")) ||
           dl_str_equal(name, DL_STR("application/xml+oembed"));
}

/* §4: also as a Link header. */
static dl_str offered_in_headers(source *s, const dl_snapshot *page, format *as)
{
    dl_str rest = page->headers, line, found = {"", 0};
    dl_weblink link;
    while (rest.size && found.size == 0) {
        line = dl_str_cut(rest, '\n', &rest);
        if (!dl_str_starts(line, DL_STR("Link:")) && !dl_str_starts(line, DL_STR("link:")))
            continue;
        line = dl_str_slice(line, 5, line.size);
        while (found.size == 0 && dl_weblink_next(&line, &link)) {
            dl_buf type = {0};
            dl_weblink_param(&link, "type", &type);
            if (is_oembed(dl_buf_str(&type), as))
                found = source_copy(s, link.target);
            dl_buf_clear(&type);
        }
    }
    return found;
}

/* JSON is taken before XML where both are offered. */
static dl_str offered_in_page(source *s, const dl_snapshot *page, format *as, dl_error *error)
{
    dl_html html = {0};
    dl_str found = {"", 0};
    if (dl_html_parse(&html, page->body, error) != 0) {
        dl_html_clear(&html);
        return found;
    }
    for (const GumboNode *node = html.document; node; node = dl_html_next(node, html.document)) {
        format this;
        if (!dl_html_is(node, GUMBO_TAG_LINK))
            continue;
        dl_str href = dl_html_attribute(node, "href");
        if (href.size == 0 || !is_oembed(dl_html_attribute(node, "type"), &this))
            continue;
        if (found.size && !(this == JSON && *as == XML))
            continue;
        dl_buf url = {0};
        dl_link_resolve(page->final_url, href, &url);
        found = source_take(s, &url);
        *as = this;
    }
    dl_html_clear(&html);
    return found;
}

static int discover(source *s, dl_str url, dl_str *endpoint, format *as, dl_error *error)
{
    dl_snapshot page;
    s->service = "the page";
    s->for_readers = true;
    int rc = source_need(s, url, NULL, 0, &page, error);
    if (rc)
        return rc;
    dl_error ignored;
    *endpoint = offered_in_headers(s, &page, as);
    if (endpoint->size == 0)
        *endpoint = offered_in_page(s, &page, as, &ignored);
    s->service = "the embed provider";
    s->for_readers = false;
    if (dl_link_is_web(*endpoint))
        return 0;
    rc = dl_error_set(error, DL_ERR_NOT_FOUND, "%.300s offers nothing to embed (oEmbed)", url.data);
    dl_error_hint(error, "give the provider's endpoint: fetch.embed(url, {endpoint = \"...\"})");
    return rc;
}

/* §2.2: endpoint?url=...&format=json, in addition to what the endpoint has. */
static dl_str given(source *s, dl_str url, format *as)
{
    dl_buf text = {0};
    dl_str endpoint = s->options->endpoint;
    bool has_query = dl_str_find(endpoint, DL_STR("?"), 0) < endpoint.size;
    *as = dl_str_equal(s->options->form, DL_STR("xml")) ? XML : JSON;
    dl_buf_add(&text, endpoint);
    dl_buf_puts(&text, has_query ? "&url=" : "?url=");
    source_encode(url, &text);
    dl_buf_puts(&text, *as == XML ? "&format=xml" : "&format=json");
    return source_take(s, &text);
}

static int read_json(source *s, const dl_snapshot *answer, embed *e, dl_error *error)
{
    json_t *json = NULL;
    int rc = source_json(s, answer, &json, error);
    if (rc)
        return rc;
    if (!json_is_object(json))
        rc = source_wrong_shape(s, answer, "an object with a type", error);
    for (size_t i = 0; !rc && i < NAMES; i++) {
        const json_t *value = json_object_get(json, names[i]);
        char number[40];
        int size =
            json_is_integer(value)
                ? snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value))
            : json_is_real(value) ? snprintf(number, sizeof number, "%g", json_real_value(value))
                                  : 0;
        e->values[i] = source_copy(s, size > 0 ? (dl_str){number, (size_t)size}
                                               : source_string(json, names[i]));
    }
    json_decref(json);
    return rc;
}

static int read_xml(source *s, const dl_snapshot *answer, embed *e, dl_error *error)
{
    bool is_embed = false;
    int more;
    dl_buf clean = {0};
    xmlTextReaderPtr reader = source_xml_open(answer->body, &clean);
    if (!reader) {
        dl_buf_clear(&clean);
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading an embed");
    }
    while ((more = xmlTextReaderRead(reader)) == 1) {
        is_embed = is_embed || source_xml_is(reader, "oembed");
        if (!is_embed || xmlTextReaderDepth(reader) != 1)
            continue;
        for (size_t i = 0; i < NAMES; i++) {
            if (e->values[i].size || !source_xml_is(reader, names[i]))
                continue;
            dl_buf text = {0};
            source_xml_text(reader, &text);
            e->values[i] = source_copy(s, dl_str_trim(dl_buf_str(&text)));
            dl_buf_clear(&text);
            break;
        }
    }
    xmlFreeTextReader(reader);
    dl_buf_clear(&clean);
    if (is_embed && more == 0)
        return 0;
    int rc = dl_error_set(error, DL_ERR_SYNTAX, "%s answered with XML that is no whole oembed",
                          s->service);
    dl_error_at(error, answer->url.data, 0, 0);
    return rc;
}

/* The last link of a quoted post is its date, as a reader sees it. */
static void date_of_quote(source *s, dl_record *record, dl_str markup)
{
    dl_html html = {0};
    dl_buf text = {0};
    const GumboNode *last = NULL;
    if (markup.size && dl_html_parse(&html, markup, NULL) == 0) {
        for (const GumboNode *node = html.document; node; node = dl_html_next(node, html.document))
            if (dl_html_is(node, GUMBO_TAG_A))
                last = node;
        if (last)
            dl_html_text(last, 100, &text);
        record->has_date = source_read_date(dl_buf_str(&text), &record->date);
        if (record->has_date)
            source_fact(s, &record->facts, "date_from", DL_STR("html"));
    }
    dl_buf_clear(&text);
    dl_html_clear(&html);
}

static void fill(source *s, embed *e, dl_str url)
{
    static const char *const dates[] = {"upload_date", "published_at", "created_at", "published",
                                        "date"};
    dl_record *record = source_add(s);
    record->kind = *value_of(e, "type");
    record->title = *value_of(e, "title");
    record->actor = *value_of(e, "author_name");
    if (record->actor.size == 0)
        record->actor = *value_of(e, "provider_name");
    record->url = source_copy(s, url);
    record->text = source_html_text(s, *value_of(e, "html"));
    for (size_t i = 0; i < NAMES; i++)
        source_fact(s, &record->facts, names[i], e->values[i]);
    for (size_t i = 0; i < sizeof dates / sizeof *dates && !record->has_date; i++) {
        dl_str told = *value_of(e, dates[i]);
        record->has_date = source_read_date(told, &record->date);
        if (record->has_date)
            source_fact(s, &record->facts, "date_from", dl_str_of(dates[i]));
        else
            source_fact(s, &record->facts, "date_raw", told);
    }
    if (!record->has_date)
        date_of_quote(s, record, *value_of(e, "html"));
}

static int refused(source *s, const dl_snapshot *answer, dl_error *error)
{
    int rc = source_refused(s, answer, error); /* §2.3.4.5 */
    if (answer->status == 404)
        dl_error_hint(error, "the provider has nothing to embed for this address");
    else if (answer->status == 501)
        dl_error_hint(error, "ask for the other form: form = \"xml\" or \"json\"");
    else if (answer->status == 401)
        dl_error_hint(error, "what this address has is private");
    return rc;
}

int dl_source_embed(dl_fetch *fetch, dl_str url, const dl_source_options *options, dl_arena *arena,
                    dl_records *out, dl_error *error)
{
    source s;
    dl_snapshot answer;
    embed e;
    format as = JSON;
    dl_str endpoint = {"", 0};
    source_begin(&s, fetch, options, arena, out, "the embed provider", 1);
    memset(&e, 0, sizeof e);
    for (size_t i = 0; i < NAMES; i++)
        e.values[i] = (dl_str){"", 0};
    url = source_copy(&s, dl_str_trim(url));
    int rc = 0;
    if (options->endpoint.size)
        endpoint = given(&s, url, &as);
    else
        rc = discover(&s, url, &endpoint, &as, error);
    if (!rc)
        rc = source_get(&s, endpoint, NULL, 0, &answer, error);
    if (!rc && answer.status >= 400)
        rc = refused(&s, &answer, error);
    if (!rc)
        rc = as == JSON ? read_json(&s, &answer, &e, error) : read_xml(&s, &answer, &e, error);
    if (!rc && value_of(&e, "type")->size == 0)
        rc = dl_error_set(error, DL_ERR_SYNTAX,
                          "the embed has no type: photo, video, link or rich "
                          "was expected");
    if (!rc)
        fill(&s, &e, url);
    return rc ? rc : source_end(&s, error);
}
