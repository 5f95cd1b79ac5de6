/* timeline: lags and promises. */
#include <stdlib.h>

#include "api/record.h"
#include "api/timeline.h"

/* "open-2 is used: the actor's own post" at the top, for an event that sources dispute and whose
 * choice has a reason; else pushes nothing and returns false. */
static bool push_choice(lua_State *L, const dl_timeline *timeline, const dl_event *event)
{
    if (!event || !dl_timeline_claim(timeline, event) || event->reason.size == 0)
        return false;
    lua_pushfstring(L, "%s is used: %s", dl_timeline_used(timeline, event)->id.data,
                    event->reason.data);
    return true;
}

/* Gives the span at the top the reasons of the claims that it is counted from. */
static void set_reasons(lua_State *L, const dl_timeline *timeline, const dl_event *a,
                        const dl_event *b)
{
    bool first = push_choice(L, timeline, a), second = a != b && push_choice(L, timeline, b);
    if (!first && !second)
        return;
    if (first && second) {
        lua_pushliteral(L, "; ");
        lua_insert(L, -2);
        lua_concat(L, 3);
    }
    api_span_reason(L);
}

/* What every row of a disputed event has: the claim that is used, and why. */
void timeline_set_conflict(lua_State *L, const dl_timeline *timeline, const dl_event *event)
{
    bool conflict = event && dl_timeline_claim(timeline, event);
    lua_pushboolean(L, conflict);
    lua_setfield(L, -2, "conflict");
    if (!conflict)
        return;
    bind_set(L, "used", dl_timeline_used(timeline, event)->id);
    bind_set(L, "reason", event->reason);
}

void timeline_push_lag(lua_State *L, const dl_timeline *timeline, const dl_lag *lag)
{
    api_span span = {lag->days,     true,        lag->from_first,
                     lag->conflict, lag->claims, lag->claims_first};
    api_push_span(L, &span);
    if (lag->conflict)
        set_reasons(L, timeline, lag->from, lag->to);
}

int timeline_lag(lua_State *L)
{
    const dl_timeline *timeline = timeline_check(L, 1);
    const dl_event *from = timeline_check_event(L, timeline, 2);
    const dl_event *to = timeline_check_event(L, timeline, 3);
    dl_lag lag = dl_timeline_lag(timeline, from, to);
    timeline_push_lag(L, timeline, &lag);
    return 1;
}

/* "late", "kept or late": what comes of it by one claim or another. */
static void push_verdicts(lua_State *L, unsigned verdicts)
{
    int pushed = 0;
    for (unsigned verdict = 0; verdict <= DL_VERDICT_NO_OUTCOME; verdict++) {
        if (!(verdicts & 1u << verdict))
            continue;
        if (pushed++)
            lua_pushliteral(L, " or ");
        lua_pushstring(L, dl_verdict_word((dl_verdict)verdict));
    }
    lua_concat(L, 2 * pushed - 1);
}

void timeline_push_used(lua_State *L, const dl_timeline *timeline, const dl_event *event)
{
    const dl_event *used = dl_timeline_used(timeline, event);
    record_push_date(L, used, used->date);
}

/* as_of: the day of judging; NULL where there was none. */
static void push_slip(lua_State *L, const dl_timeline *timeline, const dl_slip *slip,
                      const dl_date *as_of)
{
    lua_createtable(L, 0, 16);
    if (as_of) {
        api_push_date(L, as_of);
        lua_setfield(L, -2, "as_of");
    }
    bind_set(L, "promise", slip->promise->id);
    bind_set(L, "actor", slip->promise->actor);
    bind_set(L, "said", slip->promise->due_said);
    bind_set(L, "revises", slip->promise->revises);
    if (slip->revised_by)
        bind_set(L, "revised_by", slip->revised_by->id);
    record_push_date(L, slip->promise, slip->promise->date);
    lua_setfield(L, -2, "promised");
    record_push_date(L, slip->promise, slip->due);
    lua_setfield(L, -2, "due");
    if (slip->outcome) {
        bind_set(L, "outcome", slip->outcome->id);
        timeline_push_used(L, timeline, slip->outcome);
        lua_setfield(L, -2, "came");
    }
    lua_pushstring(L, dl_verdict_word(slip->verdict));
    lua_setfield(L, -2, "verdict");
    const dl_event *disputed = dl_timeline_claim(timeline, slip->promise) || !slip->outcome
                                   ? slip->promise
                                   : slip->outcome;
    timeline_set_conflict(L, timeline, disputed);
    if (slip->conflict) {
        push_verdicts(L, slip->verdicts);
        lua_setfield(L, -2, "verdicts");
    }
    if (slip->has_days) {
        api_span span = {.days = slip->days, .conflict = slip->conflict, .claims = slip->claims};
        api_push_span(L, &span);
        if (slip->conflict)
            set_reasons(L, timeline, slip->promise, slip->outcome);
        lua_setfield(L, -2, "slip");
    }
}

static const dl_event *check_promise(lua_State *L, const dl_timeline *timeline)
{
    const dl_event *promise = timeline_check_event(L, timeline, 2);
    if (!promise->has_due)
        luaL_error(L, "'%s' is no promise: it has no due date", lua_tostring(L, 2));
    return promise;
}

int timeline_slip(lua_State *L)
{
    bind_options(L, 3, "timeline:slip");
    dl_date space;
    const dl_timeline *timeline = timeline_check(L, 1);
    const dl_event *promise = check_promise(L, timeline);
    const dl_date *as_of = timeline_as_of(L, 3, &space);
    dl_slip slip = dl_timeline_slip(timeline, promise, as_of);
    push_slip(L, timeline, &slip, as_of);
    return 1;
}

static bool any_slip(const dl_slip *slip)
{
    (void)slip;
    return true;
}

static bool open_slip(const dl_slip *slip)
{
    return !slip->outcome && !slip->revised_by;
}

static int push_slips(lua_State *L, bool (*wanted)(const dl_slip *))
{
    static const char *const columns[] = {"actor", "promise", "promised", "said",
                                          "due",   "came",    "verdict",  "slip"};
    dl_date space;
    const dl_timeline *timeline = timeline_check(L, 1);
    const dl_date *as_of = timeline_as_of(L, 2, &space);
    void **box = bind_box(L, free);
    dl_slip *slips;
    size_t count;
    dl_error error;
    if (dl_timeline_slips(timeline, as_of, &slips, &count, &error) != 0)
        bind_raise(L, &error);
    *box = slips;
    api_new_rows(L, count, columns, 8);
    lua_Integer rows = 0;
    for (size_t i = 0; i < count; i++) {
        if (!wanted(&slips[i]))
            continue;
        push_slip(L, timeline, &slips[i], as_of);
        lua_rawseti(L, -2, ++rows);
    }
    return 1;
}

int timeline_slips(lua_State *L)
{
    bind_options(L, 2, "timeline:slips");
    return push_slips(L, any_slip);
}

int timeline_open(lua_State *L)
{
    bind_options(L, 2, "timeline:open");
    return push_slips(L, open_slip);
}

int timeline_read_as(lua_State *L)
{
    dl_date space;
    dl_timeline *timeline = timeline_check(L, 1);
    dl_str promise = bind_str(L, 2);
    const dl_date *due = api_check_date(L, 3, &space);
    dl_error error;
    if (dl_timeline_read_due(timeline, promise, due, &error) != 0)
        bind_raise(L, &error);
    lua_settop(L, 1);
    return 1;
}

/* From the first promise of its chain, whichever of them was asked for, to the last. */
int timeline_revisions(lua_State *L)
{
    static const char *const columns[] = {"promise", "promised", "said", "due", "verdict", "slip"};
    const dl_timeline *timeline = timeline_check(L, 1);
    const dl_event *one = check_promise(L, timeline);
    size_t most = dl_timeline_count(timeline);
    for (size_t i = 0; i < most && one->revises.size; i++) {
        const dl_event *before = dl_timeline_find(timeline, one->revises);
        if (!before)
            break;
        one = before;
    }
    api_new_rows(L, 2, columns, 6);
    for (size_t i = 0; i < most && one; i++) {
        dl_slip slip = dl_timeline_slip(timeline, one, NULL);
        push_slip(L, timeline, &slip, NULL);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
        one = dl_timeline_revised_by(timeline, one);
    }
    return 1;
}

/* The share of promises that came due and were kept: a number, and words that tell its range. */
static void set_share(lua_State *L, const dl_score *score)
{
    int top = lua_gettop(L);
    double least = (double)score->kept_least / (double)score->due;
    double most = (double)score->kept_most / (double)score->due;
    lua_pushnumber(L, least);
    lua_setfield(L, top, "share_least");
    lua_pushnumber(L, most);
    lua_setfield(L, top, "share_most");
    dl_buf *words = bind_buf(L);
    if (score->kept_least == score->kept_most)
        dl_buf_printf(words, "%.0f %%", least * 100);
    else
        dl_buf_printf(words, "%.0f to %.0f %%", least * 100, most * 100);
    bind_push_buf(L, words);
    lua_setfield(L, top, "share_kept");
    bind_settop(L, top);
}

static void push_score(lua_State *L, const dl_score *score, const char *who)
{
    const struct {
        const char *name;
        size_t count;
    } counts[] = {{"promises", score->promises},
                  {"kept", score->kept},
                  {"early", score->early},
                  {"late", score->late},
                  {"possibly_late", score->possibly_late},
                  {"open", score->open},
                  {"no_outcome", score->no_outcome},
                  {"revised", score->revised},
                  {"conflicts", score->conflicts},
                  {"due", score->due},
                  {"kept_least", score->kept_least},
                  {"kept_most", score->kept_most}};
    lua_createtable(L, 0, 15);
    bind_set(L, who, score->who);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        lua_pushinteger(L, (lua_Integer)counts[i].count);
        lua_setfield(L, -2, counts[i].name);
    }
    if (score->has_slip) {
        api_span span = {.days = score->slip};
        api_push_span(L, &span);
        lua_setfield(L, -2, "slip");
    }
    if (score->due)
        set_share(L, score);
}

int timeline_scoreboard(lua_State *L)
{
    bind_options(L, 2, "timeline:scoreboard");
    const char *columns[] = {"actor",   "promises",      "kept",       "early",
                             "late",    "possibly_late", "open",       "no_outcome",
                             "revised", "slip",          "share_kept", "conflicts"};
    dl_date space;
    const dl_timeline *timeline = timeline_check(L, 1);
    dl_str by = lua_istable(L, 2) ? bind_field(L, 2, "by") : DL_STR("actor");
    const dl_date *as_of = timeline_as_of(L, 2, &space);
    bool speaker = dl_str_equal(by, DL_STR("speaker"));
    if (by.size && !speaker && !dl_str_equal(by, DL_STR("actor")))
        return luaL_error(L, "a scoreboard is by \"actor\" or by \"speaker\"");
    columns[0] = speaker ? "speaker" : "actor";
    void **box = bind_box(L, free);
    dl_score *rows;
    size_t count;
    dl_error error;
    if (dl_timeline_scoreboard(timeline, as_of, speaker, &rows, &count, &error) != 0)
        bind_raise(L, &error);
    *box = rows;
    api_new_rows(L, count, columns, 12);
    for (size_t i = 0; i < count; i++) {
        push_score(L, &rows[i], columns[0]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    return 1;
}
