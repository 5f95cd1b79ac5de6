/* How a step's key is made, and whether a trace holds. */
#include <stdio.h>
#include <string.h>

#include "base/grow.h"
#include "base/sha256.h"
#include "notebook/plan_internal.h"

dl_str key_str(const dl_key *key)
{
    return (dl_str){(const char *)key->bytes, sizeof key->bytes};
}

static void add_key(dl_buf *buf, const dl_key *key)
{
    dl_buf_add(buf, key_str(key));
}

/* With its length before it, so that no two lists give the same bytes. */
static void add_text(dl_buf *buf, char kind, dl_str text)
{
    dl_buf_printf(buf, "%c%zu:", kind, text.size);
    dl_buf_add(buf, text);
}

static void explain(dl_plan *plan, const char *before, dl_str name, const char *after)
{
    int shown = name.size < 60 ? (int)name.size : 60;
    if (name.size && name.data[0] == DL_USE_KEPT[0]) {
        name.data++;
        shown--;
    }
    snprintf(plan->why, sizeof plan->why, "%s%.*s%s", before, shown, name.data, after);
}

/* --- uses --- */

/* What the value of a use is now; asked for once a round. */
static int value_now(dl_plan *plan, const dl_use *use, dl_str *value, dl_error *error)
{
    dl_buf buf = {0};
    dl_buf_printf(&buf, "%d ", (int)use->kind);
    if (use->kind == DL_USE_CITATIONS) /* another at each place */
        dl_buf_printf(&buf, "%zu %zu", plan->at, plan->value_count);
    dl_buf_add(&buf, use->name);
    int rc = dl_buf_ok(&buf, error);
    size_t *known = rc == 0 ? index_find(&plan->values, dl_buf_str(&buf)) : NULL;
    if (known || rc != 0) {
        if (known)
            *value = plan->value_list[*known];
        dl_buf_clear(&buf);
        return rc;
    }
    bool there = false;
    dl_buf text = {0};
    dl_str key = dl_arena_copy(&plan->round_arena, dl_buf_str(&buf));
    rc = plan->now(plan->user, use, &text, &there, error);
    *value = (dl_str){NULL, 0};
    if (rc == 0 && there)
        *value = dl_arena_copy(&plan->round_arena, dl_buf_str(&text));
    if (rc == 0)
        rc = dl_grow(&plan->value_list, &plan->value_capacity, plan->value_count + 1,
                     sizeof *plan->value_list, error);
    if (rc == 0 && key.data) {
        plan->value_list[plan->value_count] = *value;
        rc = index_add(&plan->values, key, plan->value_count++, error);
    }
    dl_buf_clear(&buf);
    dl_buf_clear(&text);
    return rc;
}

static bool is_table(dl_use_kind kind)
{
    return kind == DL_USE_READS_TABLE || kind == DL_USE_WRITES_TABLE;
}

static int check_use(dl_plan *plan, const dl_use *use, bool *holds, dl_error *error)
{
    dl_str now;
    int rc = 0;
    switch (use->kind) {
    case DL_USE_ID:
    case DL_USE_RANDOM:
        now = plan->steps[plan->at]->id;
        break;
    case DL_USE_LINES: /* known when all else is */
    case DL_USE_CITES: /* what it did, not what it saw */
    case DL_USE_READS_TABLE:
    case DL_USE_WRITES_TABLE:
        return 0;
    default:
        rc = value_now(plan, use, &now, error);
    }
    *holds = rc == 0 && now.data && dl_str_equal(now, use->value);
    if (!*holds)
        explain(plan, "", use->name.size ? use->name : DL_STR("what it used"), " changed");
    return rc;
}

/* A table that no step above wrote is what the store had: its content counts. */
static int add_table(dl_plan *plan, const dl_use *use, dl_buf *buf, bool *holds, dl_error *error)
{
    table_state *table;
    int rc = plan_table(plan, use->name, &table, error);
    if (rc != 0)
        return rc;
    add_text(buf, 't', use->name);
    if (table->writers.who.count) {
        add_key(buf, &table->writers.key);
        return 0;
    }
    dl_str now;
    rc = value_now(plan, use, &now, error);
    *holds = rc == 0 && now.data && dl_str_equal(now, use->value);
    if (!*holds)
        explain(plan, "the table ", use->name, " changed");
    add_text(buf, 'v', use->value);
    return rc;
}

static int add_uses(dl_plan *plan, const trace *of, bool checked, dl_buf *buf, bool *holds,
                    dl_error *error)
{
    int rc = 0;
    for (size_t i = 0; i < of->use_count && rc == 0 && *holds; i++) {
        const dl_use *use = &of->uses[i];
        if (is_table(use->kind)) {
            bool same = true;
            /* who writes a table is noted as reading it too */
            if (use->kind == DL_USE_READS_TABLE)
                rc = add_table(plan, use, buf, &same, error);
            *holds = same || checked;
            continue;
        }
        if (!checked)
            rc = check_use(plan, use, holds, error);
        dl_buf_printf(buf, "u%d", (int)use->kind);
        add_text(buf, 'n', use->name);
        if (use->kind != DL_USE_LINES)
            add_text(buf, 'v', use->value);
    }
    return rc;
}

/* --- globals and objects --- */

static void add_lines(dl_buf *lines, const dl_plan *plan, size_t place)
{
    add_key(lines, &plan->places[place].lines);
}

static int add_reads(dl_plan *plan, const trace *of, dl_buf *buf, dl_buf *lines, bool *holds,
                     dl_error *error)
{
    static const dl_key none;
    for (size_t i = 0; i < of->read_count; i++) {
        size_t id;
        int rc = plan_name(plan, of->reads[i], &id, error);
        if (rc != 0)
            return rc;
        size_t from = plan->binder[id];
        const dl_key *key = from < plan->count ? &plan->places[from].key : &none;
        if (of->read_keys && memcmp(key, &of->read_keys[i], sizeof *key) != 0) {
            explain(plan, "", of->reads[i], " comes from another run");
            *holds = false;
            return 0;
        }
        add_text(buf, 'r', of->reads[i]);
        add_key(buf, key);
        if (from < plan->count)
            add_lines(lines, plan, from);
    }
    return 0;
}

static void add_owners(dl_plan *plan, const trace *of, dl_buf *buf, dl_buf *lines, bool *holds)
{
    for (size_t i = 0; i < of->owner_count; i++) {
        const size_t *from = index_find(&plan->by_key, key_str(&of->owners[i]));
        if (!from) {
            explain(plan, "what it reads was made anew", (dl_str){"", 0}, "");
            *holds = false;
            return;
        }
        const chain *changed = &plan->changers[*from];
        add_key(buf, &of->owners[i]);
        add_key(buf, &changed->key);
        add_lines(lines, plan, *from);
        for (size_t c = 0; c < changed->who.count; c++)
            add_lines(lines, plan, changed->who.list[c]);
    }
}

static bool sees_lines(const trace *of, dl_str *value)
{
    for (size_t i = 0; i < of->use_count; i++) {
        if (of->uses[i].kind == DL_USE_LINES) {
            *value = of->uses[i].value;
            return true;
        }
    }
    return false;
}

/* Two steps of the same code over the same things are two steps all the same. */
static void make_unique(const dl_plan *plan, dl_key *key)
{
    while (index_find(&plan->by_key, key_str(key)))
        dl_sha256(key_str(key), key->bytes);
}

int plan_key(dl_plan *plan, const trace *of, bool checked, dl_key *key, dl_key *lines, bool *holds,
             dl_error *error)
{
    dl_buf buf = {0}, seen = {0};
    *holds = true;
    add_key(&buf, &plan->places[plan->at].code);
    dl_buf_printf(&seen, "%d", plan->steps[plan->at]->line);
    int rc = add_uses(plan, of, checked, &buf, holds, error);
    if (rc == 0 && *holds)
        rc = add_reads(plan, of, &buf, &seen, holds, error);
    if (rc == 0 && *holds)
        add_owners(plan, of, &buf, &seen, holds);
    add_key(&buf, &plan->changers[plan->count].key);
    if (of->all) {
        add_key(&buf, &plan->prefix);
        add_key(&seen, &plan->prefix_lines);
    }
    if (rc == 0)
        rc = dl_buf_ok(&buf, error);
    if (rc == 0)
        rc = dl_buf_ok(&seen, error);
    if (rc == 0)
        dl_sha256(dl_buf_str(&seen), lines->bytes);
    dl_str value;
    if (rc == 0 && sees_lines(of, &value)) {
        if (!checked && !dl_str_equal(value, key_str(lines))) {
            explain(plan, "its lines moved", (dl_str){"", 0}, "");
            *holds = false;
        }
        add_key(&buf, lines);
        rc = dl_buf_ok(&buf, error);
    }
    if (rc == 0)
        dl_sha256(dl_buf_str(&buf), key->bytes);
    make_unique(plan, key);
    dl_buf_clear(&buf);
    dl_buf_clear(&seen);
    return rc;
}
