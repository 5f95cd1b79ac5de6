/* What a run of a step did, copied into one arena. */
#include <stdlib.h>

#include "notebook/plan_internal.h"

static bool copy_names(dl_arena *arena, const dl_str *from, size_t count, dl_str **to)
{
    *to = dl_arena_alloc(arena, (count + 1) * sizeof **to);
    for (size_t i = 0; *to && i < count; i++) {
        (*to)[i] = dl_arena_copy(arena, from[i]);
        if (!(*to)[i].data)
            return false;
    }
    return *to != NULL;
}

static bool copy_keys(const dl_plan *plan, dl_arena *arena, const size_t *from, size_t count,
                      dl_key **to)
{
    *to = dl_arena_alloc(arena, (count + 1) * sizeof **to);
    for (size_t i = 0; *to && i < count; i++)
        (*to)[i] = plan->places[from[i]].key;
    return *to != NULL;
}

static bool copy_uses(dl_arena *arena, const dl_did *did, dl_use **to)
{
    *to = dl_arena_alloc(arena, (did->use_count + 1) * sizeof **to);
    for (size_t i = 0; *to && i < did->use_count; i++) {
        (*to)[i] = (dl_use){.kind = did->uses[i].kind,
                            .name = dl_arena_copy(arena, did->uses[i].name),
                            .value = dl_arena_copy(arena, did->uses[i].value)};
        if (!(*to)[i].name.data || !(*to)[i].value.data)
            return false;
    }
    return *to != NULL;
}

trace *trace_new(const dl_plan *plan, const dl_did *did, dl_error *error)
{
    trace *made = calloc(1, sizeof *made);
    if (made)
        dl_arena_init(&made->arena);
    bool good = made && copy_names(&made->arena, did->reads, did->read_count, &made->reads) &&
                copy_names(&made->arena, did->binds, did->bind_count, &made->binds) &&
                copy_keys(plan, &made->arena, did->owners, did->owner_count, &made->owners) &&
                copy_keys(plan, &made->arena, did->changed, did->changed_count, &made->changed) &&
                copy_uses(&made->arena, did, &made->uses);
    if (!good) {
        trace_free(plan, made);
        dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
        return NULL;
    }
    made->read_count = did->read_count;
    made->bind_count = did->bind_count;
    made->owner_count = did->owner_count;
    made->changed_count = did->changed_count;
    made->use_count = did->use_count;
    made->all = did->all;
    made->changed_base = did->changed_base;
    return made;
}

void trace_free(const dl_plan *plan, trace *freed)
{
    if (!freed)
        return;
    if (plan->free_kept && freed->kept)
        plan->free_kept(freed->kept);
    dl_arena_clear(&freed->arena);
    free(freed);
}
