/* Globals that a cell reads before one writes them, or that none writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"

enum {
    READS = DL_GLOBAL_READ | DL_GLOBAL_CHANGED,
    WRITES = DL_GLOBAL_ASSIGNED | DL_GLOBAL_LATER_ASSIGNED
};

/* One step's use of one global. */
typedef struct mention {
    dl_str name;
    unsigned how;
    size_t step;
} mention;

typedef struct mentions {
    mention *list; /* by name, then by step */
    size_t count;
    size_t first_all; /* the first step that may write any global; past all where none does */
} mentions;

static int by_name(const void *first, const void *second)
{
    const mention *a = first, *b = second;
    int order = dl_str_compare(a->name, b->name);
    return order ? order : (a->step > b->step) - (a->step < b->step);
}

/* Steps that do not compile are told of by the run. */
static int collect(checking *c, dl_globals *globals, mentions *all, dl_error *error)
{
    size_t count = 0;
    all->first_all = c->count;
    for (size_t i = 0; i < c->count; i++) {
        const dl_step *step = dl_notebook_step(c->session.notebook, i);
        if (step->noeval || step->language != DL_LANGUAGE_LUA)
            continue;
        int rc = session_globals(&c->session, step, &c->arena, &globals[i], error);
        if (rc == DL_ERR_SYNTAX)
            globals[i] = (dl_globals){0};
        else if (rc != 0)
            return rc;
        if (globals[i].all && all->first_all == c->count)
            all->first_all = i;
        count += globals[i].count;
    }
    all->list = dl_arena_alloc(&c->arena, (count + 1) * sizeof *all->list);
    if (!all->list)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    for (size_t i = 0; i < c->count; i++)
        for (size_t g = 0; g < globals[i].count; g++)
            all->list[all->count++] = (mention){globals[i].list[g].name, globals[i].list[g].how, i};
    if (all->count)
        qsort(all->list, all->count, sizeof *all->list, by_name);
    return 0;
}

static void tell_later(checking *c, const mention *read, const mention *written)
{
    const dl_step *step = dl_notebook_step(c->session.notebook, read->step);
    const dl_step *later = dl_notebook_step(c->session.notebook, written->step);
    check_tell(c, step, 1, "global.later", "move the cell that writes it above this one",
               "'%.*s' is read here, and only written further down, in line %d",
               DL_STR_ARG(read->name), later->line);
}

static void tell_never(checking *c, const mentions *all, const mention *read)
{
    const char *names[256];
    size_t count = 0;
    for (size_t i = 0; i < all->count && count < sizeof names / sizeof *names; i++)
        if (all->list[i].how & WRITES)
            names[count++] = dl_arena_copy(&c->arena, all->list[i].name).data;
    const char *near = dl_str_nearest(read->name, names, count);
    check_tell(c, dl_notebook_step(c->session.notebook, read->step), 0, "global.never",
               dl_str_propose(&near, 1, NULL).text, "'%.*s' is read, and no cell writes it",
               DL_STR_ARG(read->name));
}

/* All mentions of one global: each step that needs it before there is one, and the first of those
 * that need it where there is none. A cell that writes it itself may ask for it (x = x or 1). */
static void check_one(checking *c, const mentions *all, size_t from, size_t to)
{
    const mention *list = all->list, *written = NULL;
    for (size_t i = from; i < to && !written; i++)
        if (list[i].how & WRITES)
            written = &list[i];
    for (size_t i = from; i < to; i++) {
        bool before = !written || list[i].step < written->step;
        if (!before || !(list[i].how & (READS | DL_GLOBAL_LATER_READ)))
            continue;
        if (written && (list[i].how & READS) && all->first_all >= list[i].step)
            tell_later(c, &list[i], written);
        if (!written && all->first_all == c->count) {
            tell_never(c, all, &list[i]);
            return;
        }
    }
}

void check_globals(checking *c)
{
    mentions all = {0};
    dl_error error;
    dl_globals *globals = dl_arena_alloc(&c->arena, (c->count + 1) * sizeof *globals);
    if (!globals) {
        c->found->failed = true;
        return;
    }
    memset(globals, 0, (c->count + 1) * sizeof *globals);
    if (collect(c, globals, &all, &error) != 0) {
        check_tell_error(c, NULL, &error);
        return;
    }
    for (size_t from = 0, to; from < all.count; from = to) {
        for (to = from; to < all.count && dl_str_equal(all.list[to].name, all.list[from].name);)
            to++;
        check_one(c, &all, from, to);
    }
}
