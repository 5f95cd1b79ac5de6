/* What differs beside the text: what a page says of itself, and what is left out of account. */
#include <stdio.h>
#include <string.h>

#include "dateline/fetch.h"
#include "fetch/change_internal.h"
#include "fetch/header.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* More of what is ignored is counted, not shown. */
static const size_t most_ignored = 200;
/* So much is shown of markup around the first difference. */
static const size_t shown_markup = 60;

/* Headers that differ from answer to answer, or follow from the bytes. */
static const char *const passing_headers[] = {"date",
                                              "age",
                                              "expires",
                                              "set-cookie",
                                              "etag",
                                              "connection",
                                              "keep-alive",
                                              "content-length",
                                              "transfer-encoding",
                                              "via",
                                              "report-to",
                                              "nel",
                                              "server-timing",
                                              "alt-svc",
                                              "content-encoding",
                                              "retry-after",
                                              "accept-ranges",
                                              "vary",
                                              "cache-control",
                                              "content-security-policy"};

typedef struct list {
    dl_change_field *fields;
    size_t count, room, left_out;
} list;

static int list_make(list *made, dl_arena *arena, size_t room, dl_error *error)
{
    made->fields = dl_arena_alloc(arena, (room + 1) * sizeof *made->fields);
    made->room = room;
    return made->fields ? 0 : dl_change_memory(error);
}

static void put(list *to, dl_arena *arena, const char *name, dl_str before, dl_str after)
{
    if (to->count == to->room) {
        to->left_out++;
        return;
    }
    to->fields[to->count++] =
        (dl_change_field){dl_arena_copy(arena, dl_str_of(name)), dl_arena_copy(arena, before),
                          dl_arena_copy(arena, after)};
}

static bool is_whole(const list *made)
{
    for (size_t i = 0; i < made->count; i++) {
        const dl_change_field *field = &made->fields[i];
        if (!field->name.data || !field->before.data || !field->after.data)
            return false;
    }
    return true;
}

int dl_change_list_metadata(const dl_state_of *before, const dl_state_of *after, dl_change *change,
                            dl_error *error)
{
    const dl_page *was = &before->page, *is = &after->page;
    const struct {
        const char *name;
        dl_str before, after;
    } fields[] = {
        {"title", was->title, is->title},
        {"authors", was->authors, is->authors},
        {"published", before->published, after->published},
        {"modified", before->modified, after->modified},
        {"publisher", was->publisher, is->publisher},
        {"lang", was->lang, is->lang},
        {"address", before->snapshot.final_url, after->snapshot.final_url},
    };
    list made = {0};
    int rc = list_make(&made, &change->arena, COUNT(fields), error);
    for (size_t i = 0; rc == 0 && i < COUNT(fields); i++) {
        if (!dl_str_equal(fields[i].before, fields[i].after))
            put(&made, &change->arena, fields[i].name, fields[i].before, fields[i].after);
    }
    if (rc == 0 && !is_whole(&made))
        rc = dl_change_memory(error);
    change->metadata = made.fields;
    change->metadata_count = made.count;
    return rc;
}

static bool is_passing(dl_str name)
{
    char lower[64];
    if (name.size == 0 || name.size >= sizeof lower)
        return true;
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        lower[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
    }
    lower[name.size] = '\0';
    if (strncmp(lower, "x-", 2) == 0 || strncmp(lower, "cf-", 3) == 0)
        return strcmp(lower, "x-robots-tag") != 0;
    for (size_t i = 0; i < COUNT(passing_headers); i++) {
        if (strcmp(lower, passing_headers[i]) == 0)
            return true;
    }
    return false;
}

/* Headers of block that other has not, or with another value. */
static void put_headers(list *to, dl_arena *arena, dl_str block, dl_str other, bool later)
{
    dl_str line;
    char name[64];
    for (int most = 200; most > 0 && dl_header_next(&block, &line); most--) {
        dl_str key = dl_header_name(line);
        if (is_passing(key))
            continue;
        memcpy(name, key.data, key.size);
        name[key.size] = '\0';
        dl_str value = dl_str_trim(dl_str_slice(line, key.size + 1, line.size));
        dl_str known = dl_header_value(other, name);
        if (later ? known.size != 0 : dl_str_equal(known, value))
            continue;
        char label[80];
        snprintf(label, sizeof label, "header %s", name);
        put(to, arena, label, later ? known : value, later ? value : known);
    }
}

const char *dl_change_why_ignored(const dl_diff_item *item)
{
    if (item->kind == DL_DIFF_SAME || item->marks & DL_DIFF_EVIDENCE)
        return NULL;
    if (item->marks & DL_DIFF_VOLATILE)
        return "changes by itself";
    if (item->marks & DL_DIFF_RELATIVE)
        return "relative time";
    return item->kind == DL_DIFF_FORM ? "white space or signs" : NULL;
}

static void put_items(list *to, const dl_diff *diff, dl_arena *arena)
{
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        const char *why = dl_change_why_ignored(item);
        if (why)
            put(to, arena, why, item->old, item->now);
    }
}

/* The first place where the documents differ, with what stands around it. */
static void put_markup(list *to, dl_str before, dl_str after, dl_arena *arena)
{
    size_t start = 0, less = before.size < after.size ? before.size : after.size, end = 0;
    while (start < less && before.data[start] == after.data[start])
        start++;
    if (start == before.size && start == after.size) {
        put(to, arena, "encoding", DL_STR("other bytes"), DL_STR("for the same characters"));
        return;
    }
    while (end < less - start &&
           before.data[before.size - 1 - end] == after.data[after.size - 1 - end])
        end++;
    size_t from = start > shown_markup / 3 ? start - shown_markup / 3 : 0;
    size_t old_end = before.size - end, now_end = after.size - end;
    while (from < start && (before.data[from] & 0xC0) == 0x80)
        from++; /* not within a character */
    if (old_end > from + shown_markup)
        old_end = from + shown_markup;
    if (now_end > from + shown_markup)
        now_end = from + shown_markup;
    put(to, arena, "markup", dl_str_slice(before, from, old_end),
        dl_str_slice(after, from, now_end));
}

int dl_change_list_ignored(const dl_state_of *before, const dl_state_of *after, dl_change *change,
                           dl_error *error)
{
    list made = {0};
    dl_arena *arena = &change->arena;
    int rc = list_make(&made, arena, most_ignored, error);
    if (rc != 0)
        return rc;
    put_items(&made, &change->diff, arena);
    put_headers(&made, arena, before->snapshot.headers, after->snapshot.headers, false);
    put_headers(&made, arena, after->snapshot.headers, before->snapshot.headers, true);
    bool bytes = !dl_str_equal(before->snapshot.sha256, after->snapshot.sha256);
    if (bytes && dl_str_equal(change->before_text, change->after_text))
        put_markup(&made, before->page.html, after->page.html, arena);
    if (made.left_out)
        put(&made, arena, "more", (dl_str){"", 0}, (dl_str){"", 0});
    change->ignored = made.fields;
    change->ignored_count = made.count;
    return is_whole(&made) ? 0 : dl_change_memory(error);
}
