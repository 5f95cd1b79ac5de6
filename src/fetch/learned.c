#include "fetch/learned.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* Two captures so near each other differ in what the page makes anew each time; that an editor
 * was at work just then is told apart by asking for it twice. */
static const int64_t near_us = (int64_t)120 * 1000000;
static const unsigned near_times = 2;
/* Further apart, a place is known to change by itself after so many times. */
static const unsigned far_times = 3;
/* How many states back are looked at (each is read again). */
enum { MOST_STATES = 9 };
/* How many places are remembered over a long series. */
enum { MOST_PLACES = 4096 };

struct dl_learned_place {
    uint64_t place;
    unsigned near, all;
};

void dl_learned_clear(dl_learned *learned)
{
    free(learned->places);
    free(learned->volatile_places);
    free(learned->texts);
    memset(learned, 0, sizeof *learned);
}

static uint64_t hash_text(dl_str text)
{
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x100000001b3u;
    return hash;
}

int dl_learned_text_add(dl_learned *learned, const dl_state_of *state, dl_error *error)
{
    dl_learned_text now = {hash_text(state->page.text), state->snapshot.id,
                           state->snapshot.captured_at_us};
    if (learned->text_count && learned->texts[learned->text_count - 1].hash == now.hash)
        return 0;
    int rc = dl_grow(&learned->texts, &learned->text_capacity, learned->text_count + 1,
                     sizeof *learned->texts, error);
    if (rc == 0)
        learned->texts[learned->text_count++] = now;
    return rc;
}

const dl_learned_text *dl_learned_find(const dl_learned *learned, dl_str text, size_t *times)
{
    const dl_learned_text *last = NULL;
    uint64_t hash = hash_text(text);
    *times = 0;
    for (size_t i = 0; i + 1 < learned->text_count; i++) {
        if (learned->texts[i].hash != hash)
            continue;
        last = &learned->texts[i];
        ++*times;
    }
    return last;
}

static struct dl_learned_place *find_place(dl_learned *learned, uint64_t place, dl_error *error)
{
    for (size_t i = 0; i < learned->place_count; i++) {
        if (learned->places[i].place == place)
            return &learned->places[i];
    }
    if (learned->place_count == MOST_PLACES) { /* the oldest makes room */
        struct dl_learned_place *oldest = &learned->places[learned->oldest++ % MOST_PLACES];
        *oldest = (struct dl_learned_place){.place = place};
        return oldest;
    }
    if (dl_grow(&learned->places, &learned->place_capacity, learned->place_count + 1,
                sizeof *learned->places, error) != 0)
        return NULL;
    learned->places[learned->place_count] = (struct dl_learned_place){.place = place};
    return &learned->places[learned->place_count++];
}

static int note_place(dl_learned *learned, uint64_t place, bool near, dl_error *error)
{
    struct dl_learned_place *known = find_place(learned, place, error);
    if (!known)
        return DL_ERR_MEMORY;
    bool before = known->near >= near_times || known->all >= far_times;
    known->near += near;
    known->all++;
    if (before || (known->near < near_times && known->all < far_times))
        return 0;
    int rc = dl_grow(&learned->volatile_places, &learned->volatile_capacity,
                     learned->volatile_count + 1, sizeof *learned->volatile_places, error);
    if (rc == 0)
        learned->volatile_places[learned->volatile_count++] = place;
    return rc;
}

int dl_learned_diff_add(dl_learned *learned, const dl_diff *diff, int64_t gap_us, dl_error *error)
{
    /* a page that changes in more places at once was rewritten; nor is there more to search */
    static const size_t most_places = 64;
    uint64_t last = 0;
    size_t places = 0;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < diff->count && places < most_places; i++) {
        uint64_t place = diff->items[i].place;
        if (place == 0 || place == last)
            continue;
        rc = note_place(learned, place, gap_us <= near_us, error);
        last = place;
        places++;
    }
    return rc;
}

/* The indices of the last states with another body than the one before, oldest first. */
static size_t pick_states(const dl_snapshot *series, size_t count, size_t *picked)
{
    size_t found = 0;
    for (size_t i = count; i-- > 0 && found < MOST_STATES;) {
        bool same = i > 0 && dl_str_equal(series[i].sha256, series[i - 1].sha256);
        if (!same)
            picked[found++] = i;
    }
    for (size_t i = 0; i < found / 2; i++) {
        size_t other = picked[i];
        picked[i] = picked[found - 1 - i];
        picked[found - 1 - i] = other;
    }
    return found;
}

static int learn_pair(dl_learned *learned, const dl_state_of *before, const dl_state_of *after,
                      int64_t gap_us, dl_error *error)
{
    dl_arena scratch;
    dl_diff diff;
    dl_arena_init(&scratch);
    int rc = dl_diff_texts(before->page.text, after->page.text, NULL, &scratch, &diff, error);
    if (rc == 0)
        rc = dl_learned_diff_add(learned, &diff, gap_us, error);
    dl_arena_clear(&scratch);
    return rc;
}

int dl_learned_from(dl_store *store, const dl_snapshot *series, size_t count, dl_learned *learned,
                    dl_error *error)
{
    size_t picked[MOST_STATES];
    dl_state_of states[2];
    bool have = false;
    size_t last = 0;
    int rc = 0;
    dl_state_init(&states[0]);
    dl_state_init(&states[1]);
    size_t found = pick_states(series, count, picked);
    for (size_t i = 0; rc == 0 && i < found; i++) {
        dl_state_of *now = &states[1 - last];
        dl_state_clear(now);
        dl_state_init(now);
        rc = dl_state_load(store, series[picked[i]].id, now, error);
        if (rc == 0)
            dl_state_settle(have ? &states[last] : NULL, now);
        if (rc != 0 || now->presence != DL_PRESENT)
            continue;
        if (have)
            rc = learn_pair(learned, &states[last], now,
                            series[picked[i]].captured_at_us - series[picked[i] - 1].captured_at_us,
                            error);
        if (rc == 0)
            rc = dl_learned_text_add(learned, now, error);
        have = true;
        last = 1 - last;
    }
    dl_state_clear(&states[0]);
    dl_state_clear(&states[1]);
    return rc;
}
