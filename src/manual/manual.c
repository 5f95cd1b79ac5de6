#include "manual/manual.h"

#include <string.h>

const dl_manual_topic *dl_manual_topic_at(size_t index)
{
    return index < manual_topic_count ? &manual_topics[index] : NULL;
}

const dl_manual_entry *dl_manual_entry_at(size_t index)
{
    return index < manual_entry_count ? &manual_entries[index] : NULL;
}

const dl_manual_topic *dl_manual_find_topic(dl_str name)
{
    for (size_t i = 0; i < manual_topic_count; i++)
        if (dl_str_equal(name, dl_str_of(manual_topics[i].name)))
            return &manual_topics[i];
    return NULL;
}

const dl_manual_entry *dl_manual_find(dl_str name)
{
    for (size_t i = 0; i < manual_entry_count; i++)
        if (dl_str_equal(name, dl_str_of(manual_entries[i].doc.name)))
            return &manual_entries[i];
    return NULL;
}

/* --- what is meant --- */

/* Where the member's name begins in "page:quote" and "page.title"; 0 in a global's name. */
static size_t member_at(dl_str name)
{
    for (size_t i = 0; i < name.size; i++)
        if (name.data[i] == ':' || name.data[i] == '.')
            return i + 1;
    return 0;
}

static bool is_owner(dl_str name)
{
    for (size_t i = 0; i < manual_entry_count; i++) {
        dl_str whole = dl_str_of(manual_entries[i].doc.name);
        size_t at = member_at(whole);
        if (at && dl_str_equal(dl_str_slice(whole, 0, at - 1), name))
            return true;
    }
    return false;
}

size_t dl_manual_meant(dl_str typed, const dl_manual_entry **found, size_t most)
{
    const dl_manual_entry *one = dl_manual_find(typed);
    size_t at = member_at(typed), count = 0;
    if (one && most) {
        found[0] = one;
        return 1;
    }
    bool whole_owner = !at && is_owner(typed);
    dl_str owner = whole_owner ? typed : dl_str_slice(typed, 0, at ? at - 1 : 0);
    dl_str member = dl_str_slice(typed, at, typed.size);
    bool owned = owner.size && is_owner(owner);
    for (size_t i = 0; i < manual_entry_count && count < most; i++) {
        dl_str whole = dl_str_of(manual_entries[i].doc.name);
        size_t theirs = member_at(whole);
        bool called = whole_owner || dl_str_equal(dl_str_slice(whole, theirs, whole.size), member);
        if (theirs && called && (!owned || dl_str_equal(dl_str_slice(whole, 0, theirs - 1), owner)))
            found[count++] = &manual_entries[i];
    }
    return count;
}

size_t dl_manual_options(const dl_manual_entry *entry, dl_str *names, size_t most)
{
    size_t count = 0, at = dl_str_find(entry->text, DL_STR("\nOptions"), 0);
    dl_str rest = dl_str_slice(entry->text, at, entry->text.size), item = DL_STR("- `");
    while (rest.data && rest.size && count < most) {
        dl_str line = dl_str_cut(rest, '\n', &rest), none;
        if (dl_str_starts(line, item))
            names[count++] = dl_str_cut(dl_str_slice(line, item.size, line.size), '`', &none);
    }
    return count;
}

/* --- what is near --- */

size_t dl_manual_near(dl_str typed, const char **names, size_t most)
{
    enum { MOST_NAMES = 1024 };
    const char *pool[MOST_NAMES];
    size_t left = 0, count = 0;
    for (size_t i = 0; i < manual_entry_count && left < MOST_NAMES; i++)
        pool[left++] = manual_entries[i].doc.name;
    for (size_t i = 0; i < manual_topic_count && left < MOST_NAMES; i++)
        if (!dl_manual_find(dl_str_of(manual_topics[i].name)))
            pool[left++] = manual_topics[i].name;
    while (count < most) {
        const char *near = dl_str_nearest(typed, pool, left);
        if (!near)
            break;
        names[count++] = near;
        for (size_t i = 0; i < left; i++)
            if (pool[i] == near)
                pool[i] = pool[--left];
    }
    return count;
}
