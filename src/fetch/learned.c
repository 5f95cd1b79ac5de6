#include "fetch/learned.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* A place changes by itself when it did so in three of the last six captures; or in two of the last
 * four that followed another within two minutes, in which no editor is at work so often. A place
 * that changes now and then over months is one that somebody changes. */
static const int64_t near_us = (int64_t)120 * 1000000;
enum { FAR_TIMES = 3, FAR_WITHIN = 6, NEAR_TIMES = 2, NEAR_WITHIN = 4 };
/* How many states back are looked at (each is read again). */
enum { MOST_STATES = 9 };
/* How many places are remembered over a long series. */
enum { MOST_PLACES = 4096 };

struct dl_learned_place {
    uint64_t place;
    size_t times;
    size_t at[FAR_TIMES]; /* indices of its last changes, in turn */
    bool near[FAR_TIMES];
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

int dl_learned_text_add(dl_learned *learned, const dl_state_of *state, size_t at, dl_error *error)
{
    dl_learned_text now = {hash_text(state->page.text), state->snapshot.id,
                           state->snapshot.captured_at_us, at};
    if (learned->text_count && learned->texts[learned->text_count - 1].hash == now.hash)
        return 0;
    int rc = dl_grow(&learned->texts, &learned->text_capacity, learned->text_count + 1,
                     sizeof *learned->texts, error);
    if (rc == 0)
        learned->texts[learned->text_count++] = now;
    return rc;
}

const dl_learned_text *dl_learned_find(const dl_learned *learned, dl_str text, bool *alternates)
{
    const dl_learned_text *last = NULL;
    uint64_t hash = hash_text(text);
    *alternates = false;
    for (size_t i = learned->text_count; i-- > 0;) {
        const dl_learned_text *run = &learned->texts[i];
        if (i + 1 == learned->text_count || run->hash != hash)
            continue;
        if (last) {
            /* had it twice before, and was another in at least every other capture since */
            size_t turns = learned->text_count - i;
            *alternates = learned->now - run->at <= 2 * turns + 1;
            break;
        }
        last = run;
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

static int note_place(dl_learned *learned, uint64_t place, bool near, size_t at, dl_error *error)
{
    struct dl_learned_place *known = find_place(learned, place, error);
    if (!known)
        return DL_ERR_MEMORY;
    known->at[known->times % FAR_TIMES] = at;
    known->near[known->times % FAR_TIMES] = near;
    known->times++;
    return 0;
}

static bool changes_by_itself(const struct dl_learned_place *place, size_t now)
{
    int far = 0, near = 0;
    for (size_t i = 0; i < place->times && i < FAR_TIMES; i++) {
        size_t ago = now - place->at[i];
        far += ago <= FAR_WITHIN;
        near += place->near[i] && ago <= NEAR_WITHIN;
    }
    return far >= FAR_TIMES || near >= NEAR_TIMES;
}

int dl_learned_settle(dl_learned *learned, size_t now, dl_error *error)
{
    learned->now = now;
    learned->volatile_count = 0;
    int rc = dl_grow(&learned->volatile_places, &learned->volatile_capacity,
                     learned->place_count + 1, sizeof *learned->volatile_places, error);
    for (size_t i = 0; rc == 0 && i < learned->place_count; i++) {
        if (changes_by_itself(&learned->places[i], now))
            learned->volatile_places[learned->volatile_count++] = learned->places[i].place;
    }
    return rc;
}

int dl_learned_diff_add(dl_learned *learned, const dl_diff *diff, int64_t gap_us, size_t at,
                        dl_error *error)
{
    /* a page that changes in more places at once was rewritten; nor is there more to search */
    static const size_t most_places = 64;
    uint64_t last = 0;
    size_t places = 0;
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < diff->count && places < most_places; i++) {
        uint64_t place = diff->items[i].place;
        bool known = diff->items[i].marks & (DL_DIFF_COUNTER | DL_DIFF_RELATIVE);
        if (place == 0 || place == last || known)
            continue;
        rc = note_place(learned, place, gap_us <= near_us, at, error);
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
                      const dl_snapshot *series, size_t at, dl_error *error)
{
    dl_arena scratch;
    dl_diff diff;
    dl_arena_init(&scratch);
    int rc = dl_diff_texts(before->page.text, after->page.text, NULL, &scratch, &diff, error);
    if (rc == 0)
        rc = dl_learned_diff_add(
            learned, &diff, series[at].captured_at_us - series[at - 1].captured_at_us, at, error);
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
            rc = learn_pair(learned, &states[last], now, series, picked[i], error);
        if (rc == 0)
            rc = dl_learned_text_add(learned, now, picked[i], error);
        have = true;
        last = 1 - last;
    }
    dl_state_clear(&states[0]);
    dl_state_clear(&states[1]);
    return rc ? rc : dl_learned_settle(learned, count, error);
}
