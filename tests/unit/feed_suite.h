/* What the tests over other people's feeds share: unpacking a suite, reading a feed of it, and
 * comparing markup by what it means. */
#ifndef TESTS_FEED_SUITE_H
#define TESTS_FEED_SUITE_H

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "dateline/feed.h"
#include "extract/feed_xml.h"

typedef struct feed_suite {
    char folder[64]; /* where the feeds were unpacked */
    char source[512];
} feed_suite;

static inline void feed_suite_open(feed_suite *s, const char *name, const char *archive)
{
    const char *shared = getenv("DATELINE_SHARED");
    char command[1400];
    snprintf(s->source, sizeof s->source, "%s/suites/%s", shared ? shared : "../shared", name);
    snprintf(command, sizeof command, "%s/%s", s->source, archive);
    if (access(command, R_OK) != 0) {
        print_message("# skipped: %s is not there\n", command);
        skip();
    }
    strcpy(s->folder, "/tmp/dateline-feeds-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    snprintf(command, sizeof command, "tar -C '%s' -xJf '%s/%s'", s->folder, s->source, archive);
    assert_int_equal(system(command), 0);
}

static inline void feed_suite_close(const feed_suite *s)
{
    char command[256];
    snprintf(command, sizeof command, "chmod -R u+w '%s' && rm -r '%s'", s->folder, s->folder);
    assert_int_equal(system(command), 0);
}

static inline json_t *feed_text_json(dl_str text)
{
    return json_stringn(text.data ? text.data : "", text.size);
}

/* object[key] = text, when there is any */
static inline void feed_put(json_t *object, const char *key, dl_str text)
{
    if (text.size)
        json_object_set_new(object, key, feed_text_json(text));
}

/* A moment in UTC, a date without a zone taken as UTC; false when there is none. */
static inline bool feed_moment(const dl_feed_date *date, int64_t *seconds)
{
    dl_bounds bounds = dl_date_bounds(&date->date);
    *seconds = bounds.start_earliest.seconds;
    return date->known && bounds.start_earliest.kind == DL_BOUND_FINITE;
}

/* --- markup by its meaning: attribute order, quotes, case of names and spelling of references are
 * the writer's own affair --------------------------------------------------------------------- */

static inline int feed_by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static inline void feed_put_tag(dl_str tag, dl_buf *out)
{
    enum { MOST = 64 };
    char *attributes[MOST];
    size_t count = 0, at = 0;
    at += tag.size && tag.data[0] == '/';
    while (at < tag.size && !strchr(" \t\n/", tag.data[at]))
        at++;
    dl_buf_putc(out, '<');
    dl_buf_append(out, tag.data, at);
    while (at < tag.size && count < MOST) {
        size_t start = at;
        while (start < tag.size && strchr(" \t\n/", tag.data[start]))
            start++;
        size_t end = start;
        char quote = '\0';
        for (; end < tag.size && (quote || !strchr(" \t\n", tag.data[end])); end++) {
            char c = tag.data[end];
            if (quote)
                quote = c == quote ? '\0' : quote;
            else if ((c == '"' || c == '\'') && end > start && tag.data[end - 1] == '=')
                quote = c;
        }
        dl_buf plain = {0};
        dl_str whole = dl_str_slice(tag, start, end), value;
        dl_str name = dl_str_cut(whole, '=', &value);
        if (value.size >= 2 && strchr("\"'", value.data[0]) &&
            value.data[value.size - 1] == value.data[0])
            value = dl_str_slice(value, 1, value.size - 1);
        dl_buf_add(&plain, name);
        dl_buf_putc(&plain, '=');
        dl_xml_unescape(value.data ? value : (dl_str){"", 0}, &plain);
        if (whole.size)
            attributes[count++] = dl_buf_take(&plain, &end);
        at = (size_t)(whole.data - tag.data) + whole.size;
        dl_buf_clear(&plain);
    }
    qsort(attributes, count, sizeof *attributes, feed_by_text);
    for (size_t i = 0; i < count; i++) {
        dl_buf_putc(out, ' ');
        dl_buf_puts(out, attributes[i]);
        free(attributes[i]);
    }
    dl_buf_putc(out, '>');
}

static inline size_t feed_tag_end(dl_str html, size_t at)
{
    char quote = '\0';
    for (; at < html.size; at++) {
        char c = html.data[at];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if ((c == '"' || c == '\'') && html.data[at - 1] == '=')
            quote = c;
        else if (c == '>')
            return at;
    }
    return html.size;
}

static inline void feed_canonical(dl_str html, dl_buf *out)
{
    size_t at = 0;
    while (at < html.size) {
        size_t next = dl_str_find(html, DL_STR("<"), at);
        dl_xml_unescape(dl_str_slice(html, at, next), out);
        if (next == html.size)
            return;
        bool tag = next + 1 < html.size &&
                   (html.data[next + 1] == '/' || isalpha((unsigned char)html.data[next + 1]));
        if (!tag) {
            dl_buf_putc(out, '<');
            at = next + 1;
            continue;
        }
        size_t end = feed_tag_end(html, next + 1);
        if (end == html.size) {
            dl_buf_add(out, dl_str_slice(html, next, end));
            return;
        }
        feed_put_tag(dl_str_slice(html, next + 1, end), out);
        /* <x/> is <x></x>, but for what never has an end */
        if (html.data[end - 1] == '/') {
            size_t stop = next + 1;
            while (isalnum((unsigned char)html.data[stop]))
                stop++;
            dl_str name = dl_str_slice(html, next + 1, stop);
            if (!dl_word_is(name, "br") && !dl_word_is(name, "img") && !dl_word_is(name, "hr")) {
                dl_buf_puts(out, "</");
                dl_buf_add(out, name);
                dl_buf_putc(out, '>');
            }
        }
        at = end + 1;
    }
}

static inline bool feed_same_markup(const char *a, const char *b)
{
    dl_buf x = {0}, y = {0};
    feed_canonical(dl_str_trim(dl_str_of(a)), &x);
    feed_canonical(dl_str_trim(dl_str_of(b)), &y);
    bool same = strcmp(a, b) == 0 || dl_str_equal(dl_buf_str(&x), dl_buf_str(&y));
    dl_buf_clear(&x);
    dl_buf_clear(&y);
    return same;
}

#endif
