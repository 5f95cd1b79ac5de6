#include "kernel/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/utf8.h"

/* The one session that is kept: a client says 0 for it, and 1 is what we say. */
static const int64_t this_session = 1;

static void free_entry(history_entry *entry)
{
    free(entry->input);
    free(entry->output);
    memset(entry, 0, sizeof *entry);
}

void history_clear(history *of)
{
    for (size_t i = 0; i < of->count; i++)
        free_entry(&of->entries[i]);
    free(of->entries);
    memset(of, 0, sizeof *of);
}

/* A malloc'ed copy that JSON takes. */
static char *copy_of(dl_str text, size_t *size)
{
    dl_buf whole;
    dl_buf_init(&whole);
    dl_utf8_repair(text, &whole);
    char *bytes = whole.failed ? NULL : dl_buf_take(&whole, size);
    dl_buf_clear(&whole);
    return bytes;
}

void history_add(history *to, int64_t number, dl_str input, dl_str output)
{
    history_entry made = {.number = number};
    size_t output_size;
    made.input = copy_of(input, &made.input_size);
    if (output.size)
        made.output = copy_of(output, &output_size);
    bool room = to->count == HISTORY_MOST ||
                dl_grow(&to->entries, &to->capacity, to->count + 1, sizeof *to->entries, NULL) == 0;
    if (!made.input || !room) {
        free_entry(&made);
        return;
    }
    if (to->count < HISTORY_MOST) {
        to->entries[to->count++] = made;
        return;
    }
    free_entry(&to->entries[to->first]);
    to->entries[to->first] = made;
    to->first = (to->first + 1) % HISTORY_MOST;
}

static const history_entry *entry_at(const history *in, size_t index)
{
    return &in->entries[(in->first + index) % in->count];
}

/* --- what is asked for --- */

bool history_matches(dl_str pattern, dl_str text)
{
    size_t p = 0, t = 0, star = pattern.size, from = 0;
    while (t < text.size) {
        if (p < pattern.size && pattern.data[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.size &&
                   (pattern.data[p] == '?' || pattern.data[p] == text.data[t])) {
            p++;
            t++;
        } else if (star < pattern.size) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.data[p] == '*')
        p++;
    return p == pattern.size;
}

static bool is_wanted(const history_entry *entry, const history_ask *ask)
{
    if (dl_str_equal(ask->access, DL_STR("range"))) {
        bool ours = ask->session == 0 || ask->session == this_session;
        return ours && entry->number >= ask->start && (ask->stop <= 0 || entry->number < ask->stop);
    }
    if (dl_str_equal(ask->access, DL_STR("search")))
        return history_matches(ask->pattern, (dl_str){entry->input, entry->input_size});
    return true;
}

/* Whether a later entry, of those from index on, has the same input. */
static bool comes_again(const history *in, const bool *wanted, size_t index)
{
    const history_entry *entry = entry_at(in, index);
    for (size_t i = index + 1; i < in->count; i++) {
        const history_entry *later = entry_at(in, i);
        if (wanted[i] && later->input_size == entry->input_size &&
            memcmp(later->input, entry->input, entry->input_size) == 0)
            return true;
    }
    return false;
}

static json_t *tuple_of(const history_entry *entry, bool with_output)
{
    json_t *input = json_stringn_nocheck(entry->input, entry->input_size);
    if (with_output)
        input = json_pack("[o,s?]", input, entry->output);
    return json_pack("[I,I,o]", (json_int_t)this_session, (json_int_t)entry->number, input);
}

json_t *history_find(const history *in, const history_ask *ask)
{
    json_t *list = json_array();
    bool *wanted = calloc(in->count + 1, sizeof *wanted);
    size_t count = 0, left;
    for (size_t i = in->count; wanted && i-- > 0;) {
        wanted[i] = is_wanted(entry_at(in, i), ask);
        if (wanted[i] && ask->unique && comes_again(in, wanted, i))
            wanted[i] = false;
        count += wanted[i];
    }
    bool range = dl_str_equal(ask->access, DL_STR("range"));
    left = ask->n > 0 && !range && (uint64_t)ask->n < count ? count - (size_t)ask->n : 0;
    for (size_t i = 0; wanted && i < in->count; i++) {
        if (!wanted[i])
            continue;
        if (left > 0)
            left--;
        else
            json_array_append_new(list, tuple_of(entry_at(in, i), ask->output));
    }
    free(wanted);
    return list;
}
