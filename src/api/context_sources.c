/* The sources that a run asked for, and what it quoted from them: of all steps, and of the one that
 * runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/context.h"
#include "base/grow.h"

/* Where url stands, or would stand, in the sorted list. */
static size_t source_place(const dl_source_list *sources, dl_str url, bool *there)
{
    size_t low = 0, high = sources->count;
    *there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dl_str_compare(sources->list[middle].url, url);
        if (order == 0) {
            *there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What cannot be a URL may be of any length: the report names its beginning. */
static dl_str shorten(dl_str url, char room[2052])
{
    size_t size = 2048;
    if (url.size <= size)
        return url;
    while (size > 0 && ((unsigned char)url.data[size] & 0xC0) == 0x80)
        size--;
    memcpy(room, url.data, size);
    memcpy(room + size, "…", 3);
    return (dl_str){room, size + 3};
}

static void fill_source(dl_source *source, dl_arena *arena, const dl_snapshot *snapshot,
                        const dl_source *facts, dl_str missing)
{
    dl_source known = *source;
    *source = (dl_source){.url = known.url,
                          .missing = dl_arena_copy(arena, missing),
                          .quotes = known.quotes,
                          .quote_count = known.quote_count};
    if (snapshot) {
        source->final_url = dl_arena_copy(arena, snapshot->final_url);
        source->status = snapshot->status;
        source->sha256 = dl_arena_copy(arena, snapshot->sha256);
        /* when a file was read says nothing of it, and would differ in every run */
        bool web = dl_str_starts(snapshot->final_url, DL_STR("http"));
        source->captured_at_us = web ? snapshot->captured_at_us : 0;
        source->origin = !web                    ? DL_STR("file")
                         : snapshot->origin.size ? dl_arena_copy(arena, snapshot->origin)
                                                 : DL_STR("live");
    }
    if (facts) {
        source->title = dl_arena_copy(arena, facts->title);
        source->publisher = dl_arena_copy(arena, facts->publisher);
        source->authors = dl_arena_copy(arena, facts->authors);
        source->published = dl_arena_copy(arena, facts->published);
        source->text_sha256 = dl_arena_copy(arena, facts->text_sha256);
    }
}

static int put_source(dl_source_list *sources, dl_arena *arena, dl_str url, dl_source **put,
                      dl_error *error)
{
    bool there;
    size_t at = source_place(sources, url, &there);
    if (!there) {
        int rc = dl_grow(&sources->list, &sources->capacity, sources->count + 1,
                         sizeof *sources->list, error);
        dl_str kept = dl_arena_copy(arena, url);
        if (rc == 0 && !kept.data)
            rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        if (rc != 0)
            return rc;
        memmove(sources->list + at + 1, sources->list + at,
                (sources->count - at) * sizeof *sources->list);
        sources->count++;
        sources->list[at] = (dl_source){.url = kept};
    }
    *put = &sources->list[at];
    return 0;
}

static void use_source(dl_context *context, const dl_source *source)
{
    char value[128];
    if (source->sha256.size)
        snprintf(value, sizeof value, "%.*s@%lld", DL_STR_ARG(source->sha256),
                 (long long)source->captured_at_us);
    else
        snprintf(value, sizeof value, "missing");
    dl_context_use(context, DL_USE_SOURCE, source->url, dl_str_of(value));
}

int dl_context_add_source(dl_context *context, dl_str url, const dl_snapshot *snapshot,
                          const dl_source *facts, dl_str missing, dl_error *error)
{
    dl_source *source;
    char room[2052];
    url = snapshot ? url : shorten(url, room);
    int rc = put_source(&context->sources, &context->source_arena, url, &source, error);
    if (rc == 0)
        fill_source(source, &context->source_arena, snapshot, facts, missing);
    if (rc == 0 && context->events.source)
        context->events.source(context->events.user, source);
    if (rc != 0 || !context->result)
        return rc;
    dl_arena *arena = &context->result->arena;
    rc = put_source(&context->step_sources, arena, url, &source, error);
    if (rc == 0) {
        fill_source(source, arena, snapshot, facts, missing);
        use_source(context, source);
    }
    return rc;
}

int dl_context_know_source(dl_context *context, dl_str url, const dl_snapshot *snapshot,
                           const dl_source *facts, dl_error *error)
{
    bool there;
    dl_context_use(context, DL_USE_CITATIONS, DL_STR(""), DL_STR(""));
    source_place(&context->sources, url, &there);
    return there ? 0 : dl_context_add_source(context, url, snapshot, facts, (dl_str){"", 0}, error);
}

/* Places, then words: quotations stand as they stand in the page. */
static int quote_order(const dl_quoted *a, const dl_quoted *b)
{
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    int order = dl_str_compare(a->sha256, b->sha256);
    return order ? order : dl_str_compare(a->exact, b->exact);
}

/* quote's texts are in the arena. A new list, so that one that was copied stays what it was. */
static int insert_quote(dl_source *source, dl_arena *arena, const dl_quoted *quote, dl_error *error)
{
    size_t at = 0, count = source->quote_count;
    while (at < count && quote_order(&source->quotes[at], quote) < 0)
        at++;
    bool there = at < count && quote_order(&source->quotes[at], quote) == 0;
    dl_quoted *list = dl_arena_alloc(arena, (count + 1) * sizeof *list);
    if (!list)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < at; i++)
        list[i] = source->quotes[i];
    list[at] = *quote;
    for (size_t i = at + there; i < count; i++)
        list[i + !there] = source->quotes[i];
    source->quotes = list;
    source->quote_count = count + !there;
    return 0;
}

/* source: one of the lists', with texts in arena. */
static int put_quote(dl_source *source, dl_arena *arena, const dl_quoted *quote, dl_error *error)
{
    dl_quoted kept = {.exact = dl_arena_copy(arena, quote->exact),
                      .prefix = dl_arena_copy(arena, quote->prefix),
                      .suffix = dl_arena_copy(arena, quote->suffix),
                      .how = dl_arena_copy(arena, quote->how),
                      .verdict = dl_arena_copy(arena, quote->verdict),
                      .sha256 = dl_arena_copy(arena, quote->sha256),
                      .start = quote->start,
                      .end = quote->end};
    if (!kept.exact.data)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    return insert_quote(source, arena, &kept, error);
}

/* What is known of the source, but for what was quoted from it. */
static void copy_facts(dl_source *copy, dl_arena *arena, const dl_source *source)
{
    *copy = (dl_source){.url = copy->url,
                        .final_url = dl_arena_copy(arena, source->final_url),
                        .title = dl_arena_copy(arena, source->title),
                        .publisher = dl_arena_copy(arena, source->publisher),
                        .published = dl_arena_copy(arena, source->published),
                        .authors = dl_arena_copy(arena, source->authors),
                        .status = source->status,
                        .sha256 = dl_arena_copy(arena, source->sha256),
                        .text_sha256 = dl_arena_copy(arena, source->text_sha256),
                        .captured_at_us = source->captured_at_us,
                        .missing = dl_arena_copy(arena, source->missing),
                        .origin = dl_arena_copy(arena, source->origin),
                        .quotes = copy->quotes,
                        .quote_count = copy->quote_count};
}

int dl_context_add_quote(dl_context *context, dl_str url, const dl_quoted *quote, dl_error *error)
{
    bool there;
    size_t at = source_place(&context->sources, url, &there);
    if (!there)
        return 0;
    dl_source *source = &context->sources.list[at], *asked;
    int rc = put_quote(source, &context->source_arena, quote, error);
    if (rc == 0 && context->events.source)
        context->events.source(context->events.user, source);
    if (rc != 0 || !context->result)
        return rc;
    /* a step quotes from what another one fetched: its result tells of the source too */
    dl_arena *arena = &context->result->arena;
    rc = put_source(&context->step_sources, arena, url, &asked, error);
    if (rc != 0)
        return rc;
    copy_facts(asked, arena, source);
    return put_quote(asked, arena, quote, error);
}

void dl_context_forget_sources(dl_context *context)
{
    context->sources.count = 0;
    context->cited_count = 0;
    dl_arena_clear(&context->source_arena);
}

/* told's texts live as long as its result. */
static int recall_source(dl_context *context, dl_source *source, const dl_source *told,
                         dl_error *error)
{
    int rc = 0;
    dl_source quoted = *source;
    *source = *told;
    source->quotes = quoted.quotes;
    source->quote_count = quoted.quote_count;
    for (size_t i = 0; i < told->quote_count && rc == 0; i++)
        rc = insert_quote(source, &context->source_arena, &told->quotes[i], error);
    return rc;
}

int dl_context_recall_sources(dl_context *context, const dl_result *result, dl_error *error)
{
    int rc = 0;
    dl_source *source;
    for (size_t i = 0; i < result->source_count && rc == 0; i++) {
        const dl_source *told = &result->sources[i];
        rc = put_source(&context->sources, &context->source_arena, told->url, &source, error);
        if (rc == 0)
            rc = recall_source(context, source, told, error);
    }
    for (size_t i = 0; i < result->use_count && rc == 0; i++) {
        if (result->uses[i].kind != DL_USE_CITES)
            continue;
        rc = dl_grow(&context->cited, &context->cited_capacity, context->cited_count + 1,
                     sizeof *context->cited, error);
        if (rc == 0)
            context->cited[context->cited_count++] = result->uses[i].value;
    }
    return rc;
}
