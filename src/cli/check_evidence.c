/* What the run quoted, and what is wrong with its timelines: from the uses that a checking engine
 * logs. */
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "dateline/check.h"

/* --- evidence --- */

static const dl_step *who_quoted(const checking *c, int64_t id)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t u = 0; u < c->results[i].use_count; u++) {
            const dl_use *use = &c->results[i].uses[u];
            if (use->kind == DL_USE_QUOTE && strtoll(use->name.data, NULL, 10) == id)
                return dl_notebook_step(c->session.notebook, i);
        }
    return NULL;
}

static bool quoted_any(const checking *c)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t u = 0; u < c->results[i].use_count; u++)
            if (c->results[i].uses[u].kind == DL_USE_QUOTE)
                return true;
    return false;
}

static const char *kind_of(dl_drift verdict)
{
    switch (verdict) {
    case DL_DRIFT_GONE:
        return "evidence.gone";
    case DL_DRIFT_AMBIGUOUS:
        return "evidence.ambiguous";
    default:
        return "evidence.changed";
    }
}

static void tell(checking *c, const dl_step *step, const dl_checked *checked)
{
    dl_str words = dl_str_slice(checked->row.exact, 0, 200);
    if (!checked->holds)
        check_tell(c, step, 4, "evidence.integrity",
                   "the store was changed, or the page is read in another way than it was",
                   "the capture of %.*s does not say “%.*s” where it was quoted from",
                   DL_STR_ARG(checked->row.url), DL_STR_ARG(words));
    if (!dl_drift_holds(checked->verdict))
        check_tell(c, step, 4, kind_of(checked->verdict), NULL, "%.*s says no longer “%.*s”%s%.*s",
                   DL_STR_ARG(checked->row.url), DL_STR_ARG(words),
                   checked->detail.size ? ": " : "",
                   DL_STR_ARG(dl_str_slice(checked->detail, 0, 400)));
}

void check_evidence(checking *c)
{
    dl_checked *checked;
    size_t count;
    dl_error error;
    if (!quoted_any(c))
        return;
    if (dl_evidence_check_all(c->store, (dl_str){"", 0}, &c->arena, &checked, &count, &error) !=
        0) {
        check_tell_error(c, NULL, &error);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const dl_step *step = who_quoted(c, checked[i].row.id);
        if (step)
            tell(c, step, &checked[i]);
    }
}

/* --- timelines --- */

/* An open promise is no mistake; the others are for an author to mend. */
static int status_of(dl_str rule)
{
    return dl_str_equal(rule, DL_STR("no-outcome")) ? 0 : 1;
}

/* "3", mark, event, mark, rule. */
typedef struct fault_name {
    dl_str number, event, rule;
} fault_name;

static fault_name split(dl_str name)
{
    fault_name parts;
    dl_str rest;
    parts.number = dl_str_cut(name, DL_FAULT_MARK, &rest);
    parts.rule = rest;
    for (size_t i = rest.size; i > 0; i--)
        if (rest.data[i - 1] == DL_FAULT_MARK) {
            parts.rule = dl_str_slice(rest, i, rest.size);
            rest = dl_str_slice(rest, 0, i - 1);
            break;
        }
    parts.event = rest.data ? rest : (dl_str){"", 0};
    return parts;
}

/* The use that tells of this timeline as a whole, in a step from `from` on. */
static const dl_use *told_in(const checking *c, size_t from, size_t to, dl_str number)
{
    for (size_t i = from; i < to; i++)
        for (size_t u = 0; u < c->results[i].use_count; u++) {
            const dl_use *use = &c->results[i].uses[u];
            if (use->kind == DL_USE_FAULT && dl_str_equal(use->name, number))
                return use;
        }
    return NULL;
}

static void tell_fault(checking *c, size_t at, const dl_use *use)
{
    const dl_step *step = dl_notebook_step(c->session.notebook, at);
    fault_name name = split(use->name);
    if (dl_str_equal(use->name, DL_STR("0"))) {
        check_tell(c, step, 7, "limit.memory", "give more with --memory",
                   "the timelines could not be looked at");
        return;
    }
    if (name.rule.size == 0 || told_in(c, at + 1, c->count, name.number))
        return;
    const dl_use *whole = told_in(c, at, at + 1, name.number);
    dl_str label = whole ? whole->value : (dl_str){"", 0};
    dl_buf word = {0};
    dl_buf_printf(&word, "timeline.%.*s", DL_STR_ARG(name.rule));
    const char *kind = dl_arena_copy(&c->found->arena, dl_buf_str(&word)).data;
    dl_buf_clear(&word);
    check_tell(c, step, status_of(name.rule), kind ? kind : "timeline", NULL, "%.*s%s%.*s: %.*s",
               DL_STR_ARG(label), label.size ? ": " : "", DL_STR_ARG(name.event),
               DL_STR_ARG(use->value));
}

void check_timelines(checking *c)
{
    for (size_t i = 0; i < c->count; i++)
        for (size_t u = 0; u < c->results[i].use_count; u++)
            if (c->results[i].uses[u].kind == DL_USE_FAULT)
                tell_fault(c, i, &c->results[i].uses[u]);
}
