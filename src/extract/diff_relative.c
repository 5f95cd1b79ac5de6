/* Times told from now, as pages write them by themselves: "3 minutes ago". */
#include <string.h>

#include "extract/diff_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *const units[] = {
    "second", "seconds",  "sec",     "secs",    "s",       "minute",  "minutes", "min",
    "mins",   "m",        "hour",    "hours",   "hr",      "hrs",     "h",       "day",
    "days",   "d",        "week",    "weeks",   "w",       "month",   "months",  "year",
    "years",  "sekunden", "minuten", "stunde",  "stunden", "tag",     "tagen",   "tage",
    "wochen", "monaten",  "minuto",  "minutos", "hora",    "horas",   "dias",    "días",
    "heure",  "heures",   "jour",    "jours",   "mois",    "secondes"};

typedef struct words {
    dl_str text;
    const dl_diff_tokens *tokens;
} words;

bool dl_diff_token_in(dl_str text, const dl_diff_token *token, const char *const *list,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (dl_diff_token_is(text, token, list[i]))
            return true;
    }
    return false;
}

/* Whether tokens from..from+count are words of this list. */
static bool reads(const words *side, size_t from, const char *const *list, size_t count)
{
    if (from + count > side->tokens->count)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!dl_diff_token_is(side->text, &side->tokens->list[from + i], list[i]))
            return false;
    }
    return true;
}

static bool is_amount(const words *side, size_t i)
{
    static const char *const amounts[] = {"a", "an", "one", "few", "ein", "einer", "une", "una"};
    if (i >= side->tokens->count)
        return false;
    const dl_diff_token *token = &side->tokens->list[i];
    return token->kind == DL_DIFF_TOKEN_NUMBER ||
           dl_diff_token_in(side->text, token, amounts, COUNT(amounts));
}

static bool is_unit(const words *side, size_t i)
{
    return i < side->tokens->count &&
           dl_diff_token_in(side->text, &side->tokens->list[i], units, COUNT(units));
}

static size_t relative_at(const words *side, size_t i)
{
    static const char *const ago[] = {"ago"}, *const just_now[] = {"just", "now"};
    static const char *const before[] = {"vor"}, *const hace[] = {"hace"};
    static const char *const il_y_a[] = {"il", "y", "a"}, *const the_past[] = {"前"};
    if (reads(side, i, just_now, 2))
        return 2;
    if (is_amount(side, i) && is_unit(side, i + 1) && reads(side, i + 2, ago, 1))
        return 3;
    if (is_amount(side, i) && reads(side, i + 1, ago, 1))
        return 2; /* "5h ago" is a number and ago */
    if ((reads(side, i, before, 1) || reads(side, i, hace, 1)) && is_amount(side, i + 1) &&
        is_unit(side, i + 2))
        return 3;
    if (reads(side, i, il_y_a, 3) && is_amount(side, i + 3) && is_unit(side, i + 4))
        return 5;
    if (is_amount(side, i)) {
        for (size_t k = i + 1; k <= i + 3 && k < side->tokens->count; k++) {
            if (reads(side, k, the_past, 1))
                return k - i + 1;
        }
    }
    return 0;
}

size_t dl_diff_relative_at(dl_str text, const dl_diff_tokens *tokens, size_t i)
{
    const words side = {text, tokens};
    return relative_at(&side, i);
}
