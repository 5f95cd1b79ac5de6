/*
 * Comments behind "more" stubs: GET /api/morechildren (www.reddit.com/dev/api) takes up to a
 * hundred ids at once, and answers json.data.things, flat, stubs among them. An answer in an AMA
 * stands as often behind one as not.
 */
#include <string.h>

#include "fetch/reddit.h"

enum {
    BUCKETS = 4096,
    IDS_AT_ONCE = 100,     /* the documented limit of one request */
    MOST_HIDDEN = 100000,  /* more than one call's requests could ask for */
    MOST_COUNTED = 1000000 /* what a stub may claim to hide */
};
/* Words of a parent that an answer carries with it, for a reader to know the question. */
static const size_t parent_words = 500;

static size_t bucket_of(dl_str name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
    return hash % BUCKETS;
}

dl_heard *dl_thread_find(const dl_thread *thread, dl_str name)
{
    if (!thread->heard || name.size == 0)
        return NULL;
    dl_heard *heard = thread->heard[bucket_of(name)];
    while (heard && !dl_str_equal(heard->name, name))
        heard = heard->next;
    return heard;
}

dl_heard *dl_thread_hear(dl_thread *thread, const json_t *data, bool *known)
{
    source *s = thread->s;
    dl_str name = source_string(data, "name");
    dl_str words = source_string(data, "body");
    dl_heard *heard = dl_thread_find(thread, name);
    *known = heard != NULL;
    if (heard)
        return heard;
    if (!thread->heard)
        thread->heard = dl_arena_alloc(s->arena, BUCKETS * sizeof(dl_heard *));
    heard = dl_arena_alloc(s->arena, sizeof *heard);
    if (!heard || !thread->heard) {
        s->failed = true;
        return NULL;
    }
    heard->name = source_copy(s, name);
    heard->author = source_copy(s, source_string(data, "author"));
    heard->words =
        source_copy(s, source_cut(words.size ? words : source_string(data, "title"), parent_words));
    if (name.size) {
        dl_heard **bucket = &thread->heard[bucket_of(name)];
        heard->next = *bucket;
        *bucket = heard;
    }
    return heard;
}

static void add_hidden(dl_thread *thread, dl_str id)
{
    if (thread->hidden_count == thread->hidden_room) {
        size_t wanted = thread->hidden_room ? 2 * thread->hidden_room : 64;
        dl_str *larger = dl_arena_alloc(thread->s->arena, wanted * sizeof *larger);
        if (!larger) {
            thread->s->failed = true;
            return;
        }
        if (thread->hidden_count)
            memcpy(larger, thread->hidden, thread->hidden_count * sizeof *larger);
        thread->hidden = larger;
        thread->hidden_room = wanted;
    }
    thread->hidden[thread->hidden_count++] = source_copy(thread->s, id);
}

void dl_thread_stub(dl_thread *thread, const json_t *data)
{
    const json_t *count = json_object_get(data, "count");
    const json_t *children = json_object_get(data, "children");
    int64_t told = json_is_integer(count) ? json_integer_value(count) : 0;
    size_t named = json_array_size(children);
    bool room = thread->hidden_count + named <= MOST_HIDDEN;
    if (thread->ask_more && named && room) {
        for (size_t i = 0; i < named; i++) {
            const json_t *id = json_array_get(children, i);
            if (json_is_string(id) && json_string_length(id) <= 20)
                add_hidden(thread, (dl_str){json_string_value(id), json_string_length(id)});
        }
        return;
    }
    thread->stubs++;
    thread->missing += told > 0 && told < MOST_COUNTED ? told : (int64_t)named;
}

static int ask_some(dl_thread *thread, dl_str root, const dl_str *headers, size_t count,
                    dl_error *error)
{
    source *s = thread->s;
    dl_snapshot snapshot;
    dl_buf url = {0};
    json_t *json = NULL;
    dl_buf_add(&url, root);
    dl_buf_puts(&url, "/api/morechildren?api_type=json&raw_json=1&link_id=");
    source_encode(thread->post->name, &url);
    for (size_t i = 0; i < IDS_AT_ONCE && thread->asked < thread->hidden_count; i++) {
        dl_buf_puts(&url, i ? "," : "&children=");
        source_encode(thread->hidden[thread->asked++], &url);
    }
    int rc = source_need(s, source_take(s, &url), headers, count, &snapshot, error);
    if (!rc)
        rc = source_json(s, &snapshot, &json, error);
    if (rc)
        return rc;
    const json_t *things =
        json_object_get(json_object_get(json_object_get(json, "json"), "data"), "things");
    if (json_is_array(things))
        dl_reddit_things(thread, things);
    else
        rc = source_wrong_shape(s, &snapshot, "json.data.things", error);
    json_decref(json);
    return rc;
}

int dl_thread_ask_hidden(dl_thread *thread, dl_str root, const dl_str *headers, size_t count,
                         dl_error *error)
{
    int rc = 0;
    if (!thread->post)
        return 0;
    while (!rc && thread->asked < thread->hidden_count && !source_full(thread->s)) {
        size_t before = thread->asked;
        rc = ask_some(thread, root, headers, count, error);
        if (rc)
            thread->asked = before;
    }
    size_t left = thread->hidden_count - thread->asked;
    thread->missing += (int64_t)left;
    thread->stubs += left > 0;
    return rc && source_go_on(thread->s, error) ? 0 : rc;
}

void dl_thread_tell_missing(dl_thread *thread)
{
    if (thread->stubs)
        source_missing(thread->s, "%lld comment%s behind %zu \"more\" stub%s",
                       (long long)thread->missing, thread->missing == 1 ? "" : "s", thread->stubs,
                       thread->stubs == 1 ? "" : "s");
}
