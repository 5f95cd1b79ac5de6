/* Posts and comments out of Reddit's JSON, in the order of the page, without recursion. */
#include <math.h>
#include <string.h>

#include "extract/link.h"
#include "fetch/reddit.h"

/* A listing that is being read; those that hold it lie below it. */
typedef struct level {
    const json_t *children;
    const dl_heard *parent; /* what these answer; NULL at the top */
    size_t next;
} level;

typedef struct walk {
    dl_thread *thread;
    source *s;
    level *levels;
    size_t depth, room;
} walk;

/* children: an array of things. */
static void push(walk *w, const json_t *children, const dl_heard *parent)
{
    if (!json_is_array(children))
        return;
    if (w->depth == w->room) {
        size_t wanted = w->room ? 2 * w->room : 32;
        level *larger = dl_arena_alloc(w->s->arena, wanted * sizeof *larger);
        if (!larger) {
            w->s->failed = true;
            return;
        }
        if (w->depth)
            memcpy(larger, w->levels, w->depth * sizeof *larger);
        w->levels = larger;
        w->room = wanted;
    }
    w->levels[w->depth++] = (level){.children = children, .parent = parent};
}

static void unix_fact(source *s, dl_record *record, const json_t *value)
{
    /* the API may write a number or, in old saves, a string of one */
    double seconds = json_is_number(value) ? json_number_value(value) : -1;
    char text[40];
    record->has_date = source_unix_date(seconds, &record->date);
    if (record->has_date || !value)
        return;
    snprintf(text, sizeof text, "%.17g", seconds);
    source_fact(s, &record->facts, "date_raw",
                json_is_string(value) ? dl_str_of(json_string_value(value)) : dl_str_of(text));
}

/* Deleted by its author, or removed by others: the words stand in the place of what was said. */
static void mark_taken(source *s, dl_record *record, const json_t *data)
{
    dl_str by = source_string(data, "removed_by_category");
    bool removed = dl_str_equal(record->text, DL_STR("[removed]")) || by.size;
    bool deleted = dl_str_equal(record->text, DL_STR("[deleted]")) ||
                   dl_str_equal(record->actor, DL_STR("[deleted]"));
    if (removed)
        source_fact(s, &record->facts, "taken", DL_STR("removed"));
    else if (deleted)
        source_fact(s, &record->facts, "taken", DL_STR("deleted"));
    source_fact(s, &record->facts, "taken_by", by);
}

static void mark_parent(source *s, dl_record *record, const json_t *data, const dl_heard *parent)
{
    source_fact(s, &record->facts, "parent", source_string(data, "parent_id"));
    if (!parent)
        return;
    source_fact(s, &record->facts, "parent_author", parent->author);
    source_fact(s, &record->facts, "parent_text", parent->words);
}

static void add_thing(source *s, const json_t *data, bool post, const dl_heard *parent)
{
    dl_buf url = {0};
    dl_record *record = source_add(s);
    record->kind = post ? DL_STR("post") : DL_STR("comment");
    record->id = source_copy(s, source_string(data, "name"));
    record->actor = source_copy(s, source_string(data, "author"));
    record->title = source_copy(s, source_string(data, "title"));
    record->text = source_copy(s, source_string(data, post ? "selftext" : "body"));
    dl_link_resolve(DL_STR("https://www.reddit.com/"), source_string(data, "permalink"), &url);
    record->url = source_take(s, &url);
    unix_fact(s, record, json_object_get(data, "created_utc"));
    const json_t *edited = json_object_get(data, "edited"); /* false, or the time of the edit */
    if (json_is_number(edited))
        record->has_ended = source_unix_date(json_number_value(edited), &record->ended);
    if (json_is_number(edited) || json_is_true(edited))
        source_fact(s, &record->facts, "edited", DL_STR("true"));
    const json_t *score = json_object_get(data, "score");
    if (json_is_integer(score))
        source_fact_int(s, &record->facts, "score", json_integer_value(score));
    if (json_is_true(json_object_get(data, "is_submitter")))
        source_fact(s, &record->facts, "by_poster", DL_STR("true"));
    source_fact(s, &record->facts, "subreddit", source_string(data, "subreddit"));
    mark_taken(s, record, data);
    if (!post)
        mark_parent(s, record, data, parent);
}

static const json_t *children_of(const json_t *listing)
{
    return json_object_get(json_object_get(listing, "data"), "children");
}

static void read_thing(walk *w, const json_t *thing, const dl_heard *parent)
{
    dl_thread *thread = w->thread;
    const json_t *data = json_object_get(thing, "data");
    dl_str kind = source_string(thing, "kind");
    bool post = dl_str_equal(kind, DL_STR("t3")), known;
    if (dl_str_equal(kind, DL_STR("more")))
        dl_thread_stub(thread, data);
    if (!post && !dl_str_equal(kind, DL_STR("t1")))
        return;
    dl_heard *heard = dl_thread_hear(thread, data, &known);
    if (post && !thread->post)
        thread->post = heard;
    if (!parent)
        parent = dl_thread_find(thread, source_string(data, "parent_id"));
    if (!known && dl_reddit_wants(w->s, source_string(data, "author")) && !source_full(w->s))
        add_thing(w->s, data, post, parent ? parent : thread->post);
    push(w, children_of(json_object_get(data, "replies")), heard);
}

static void read_all(walk *w)
{
    while (w->depth && !w->s->failed) {
        level *top = &w->levels[w->depth - 1];
        if (top->next == json_array_size(top->children)) {
            w->depth--;
            continue;
        }
        const dl_heard *parent = top->parent;
        read_thing(w, json_array_get(top->children, top->next++), parent);
    }
}

void dl_reddit_things(dl_thread *thread, const json_t *things)
{
    walk w = {.thread = thread, .s = thread->s};
    push(&w, things, NULL);
    read_all(&w);
}

int dl_reddit_json(dl_thread *thread, const dl_snapshot *snapshot, dl_str *after, dl_error *error)
{
    source *s = thread->s;
    json_t *json = NULL;
    *after = (dl_str){"", 0};
    int rc = source_json(s, snapshot, &json, error);
    if (rc)
        return rc;
    bool whole = json_is_array(json) && json_is_array(children_of(json_array_get(json, 0)));
    if (!whole && !json_is_array(children_of(json)))
        rc = source_wrong_shape(s, snapshot, "a Listing, or a post's and its comments' Listings",
                                error);
    for (size_t i = 0; !rc && whole && i < json_array_size(json); i++)
        dl_reddit_things(thread, children_of(json_array_get(json, i)));
    if (!rc && !whole)
        dl_reddit_things(thread, children_of(json));
    *after = source_copy(s, source_string(json_object_get(json, "data"), "after"));
    json_decref(json);
    return rc;
}
