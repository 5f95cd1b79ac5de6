/* What kind of rewording it is: numbers, negations, counters, relative times. */
#include <string.h>

#include "dateline/evidence.h"
#include "extract/diff_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* What pages count by themselves; and what they count so in a short line alone, since a sentence
 * of a report may well say how many votes or points there were. */
static const char *const counted[] = {
    "signature",      "signatures", "signatories",  "supporters", "supporter",  "views",
    "comments",       "comment",    "likes",        "followers",  "follower",   "downloads",
    "replies",        "retweets",   "reposts",      "upvotes",    "visitors",   "subscribers",
    "backers",        "signed",     "reactions",    "aufrufe",    "kommentare", "firmas",
    "unterschriften", "vues",       "commentaires", "просмотров", "подписей"};
static const char *const counted_in_lines[] = {
    "view",   "like",  "shares", "share", "following", "votes",    "vote",  "reads",  "plays",
    "points", "point", "stars",  "forks", "visits",    "watching", "reply", "online", "repost"};
/* Words of a line; and of the longest sentence that is a counter. */
static const size_t short_line = 4, long_line = 14;

/* One side of a reworded sentence: its tokens, and which of them changed or tell relative time. */
typedef struct marked {
    dl_str text;
    dl_diff_tokens tokens;
    bool *changed, *relative;
} marked;

static int read_side(const dl_diff_item *item, bool later, dl_arena *scratch, marked *side,
                     dl_error *error)
{
    side->text = later ? item->now : item->old;
    int rc = dl_diff_tokenise(side->text, scratch, &side->tokens, error);
    if (rc != 0)
        return rc;
    side->changed = dl_arena_alloc(scratch, side->tokens.count + 1);
    side->relative = dl_arena_alloc(scratch, side->tokens.count + 1);
    if (!side->changed || !side->relative)
        return dl_diff_memory(error);
    size_t token = 0, end = 0;
    for (size_t i = 0; i < item->piece_count; i++) {
        const dl_diff_piece *piece = &item->pieces[i];
        end += later ? piece->after.size : piece->before.size;
        for (; token < side->tokens.count && side->tokens.list[token].start < end; token++)
            side->changed[token] = piece->kind != DL_DIFF_SAME;
    }
    return 0;
}

static void find_relative(marked *side)
{
    for (size_t i = 0; i < side->tokens.count;) {
        size_t count = dl_diff_relative_at(side->text, &side->tokens, i);
        memset(side->relative + i, 1, count);
        i += count ? count : 1;
    }
}

/* Whether all that changed tells relative time. */
static bool all_relative(const marked *side)
{
    for (size_t i = 0; i < side->tokens.count; i++) {
        if (side->changed[i] && !side->relative[i])
            return false;
    }
    return true;
}

/* The index of the one changed token, when it is a number; SIZE_MAX otherwise. */
static size_t only_number(const marked *side)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < side->tokens.count; i++) {
        if (!side->changed[i])
            continue;
        if (found != SIZE_MAX || side->tokens.list[i].kind != DL_DIFF_TOKEN_NUMBER)
            return SIZE_MAX;
        found = i;
    }
    return found;
}

static size_t count_words(const marked *side)
{
    size_t words = 0;
    for (size_t i = 0; i < side->tokens.count; i++)
        words += side->tokens.list[i].kind != DL_DIFF_TOKEN_SIGN;
    return words;
}

static bool is_counted(const marked *side, size_t i, bool line)
{
    const dl_diff_token *token = &side->tokens.list[i];
    return dl_diff_token_in(side->text, token, counted, COUNT(counted)) ||
           (line && dl_diff_token_in(side->text, token, counted_in_lines, COUNT(counted_in_lines)));
}

/* What is counted by the number at i: a word of the list within the next three, or just before. */
static size_t find_counted(const marked *side, size_t i)
{
    size_t words = count_words(side);
    if (words > long_line)
        return SIZE_MAX;
    for (size_t k = i + 1; k <= i + 3 && k < side->tokens.count; k++) {
        if (is_counted(side, k, words <= short_line))
            return k;
    }
    for (size_t back = 1; back <= 2 && back <= i; back++) {
        if (is_counted(side, i - back, words <= short_line))
            return i - back;
    }
    return SIZE_MAX;
}

static void note_counter(dl_diff_item *item, const marked *old, const marked *now)
{
    size_t i = only_number(old), j = only_number(now);
    size_t what = i != SIZE_MAX && j != SIZE_MAX ? find_counted(now, j) : SIZE_MAX;
    if (what == SIZE_MAX)
        return;
    item->marks |= DL_DIFF_COUNTER;
    item->from = dl_diff_token_text(old->text, &old->tokens.list[i]);
    item->to = dl_diff_token_text(now->text, &now->tokens.list[j]);
    item->what = dl_diff_token_text(now->text, &now->tokens.list[what]);
}

/* As a quotation is judged: "three" is "3", and a denial may be one word's turn. */
static int mark_wording(dl_diff_item *item, dl_error *error)
{
    unsigned changes;
    int rc = dl_wording_compare(item->old, item->now, &changes, NULL, error);
    if (rc != 0)
        return rc;
    item->marks |= changes & DL_CHANGE_NUMBER ? DL_DIFF_NUMBER : 0;
    item->marks |= changes & DL_CHANGE_NEGATION ? DL_DIFF_NEGATION : 0;
    return 0;
}

int dl_diff_mark(dl_diff_item *item, dl_error *error)
{
    dl_arena scratch;
    dl_arena_init(&scratch);
    marked old, now;
    int rc = read_side(item, false, &scratch, &old, error);
    if (rc == 0)
        rc = read_side(item, true, &scratch, &now, error);
    if (rc == 0)
        rc = mark_wording(item, error);
    if (rc == 0) {
        find_relative(&old);
        find_relative(&now);
        if (all_relative(&old) && all_relative(&now))
            item->marks |= DL_DIFF_RELATIVE;
        else
            note_counter(item, &old, &now);
    }
    dl_arena_clear(&scratch);
    return rc;
}
