#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "extract/wording.h"

/* --- what is a word --- */

typedef struct range {
    uint32_t first, last;
} range;

/* Scripts that are written without spaces between words. */
static const range spaceless[] = {{0x0E00, 0x0EFF}, {0x1000, 0x109F},   {0x1780, 0x17FF},
                                  {0x2E80, 0x31FF}, {0x3400, 0x9FFF},   {0xA000, 0xA4CF},
                                  {0xF900, 0xFAFF}, {0x1B000, 0x1B2FF}, {0x20000, 0x3FFFF}};

static bool is_spaceless(uint32_t code)
{
    for (size_t i = 0; i < sizeof spaceless / sizeof *spaceless; i++) {
        if (code >= spaceless[i].first && code <= spaceless[i].last)
            return true;
    }
    return false;
}

typedef enum code_class { MARK, LETTER, DIGIT, ALONE } code_class;

static code_class class_of(uint32_t code)
{
    if (code < 0x80) {
        bool letter = (code | 0x20) >= 'a' && (code | 0x20) <= 'z';
        return letter ? LETTER : code >= '0' && code <= '9' ? DIGIT : MARK;
    }
    if (is_spaceless(code))
        return ALONE;
    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return DIGIT;
    default:
        return MARK;
    }
}

static code_class class_at(const dl_fold *fold, size_t i)
{
    return i < fold->count ? class_of(fold->codes[i]) : MARK;
}

/* Whether the mark at i holds one word together: "didn't", "3.5", "1,000", "8:30". */
static bool joins(const dl_fold *fold, size_t i)
{
    if (i == 0)
        return false;
    code_class before = class_at(fold, i - 1), after = class_at(fold, i + 1);
    uint32_t code = fold->codes[i];
    bool in_number = code == '.' || code == ',' || code == ':';
    return (code == '\'' && before == LETTER && after == LETTER) ||
           (in_number && before == DIGIT && after == DIGIT);
}

/* A minus before a number, not the dash of a range. */
static bool is_sign(const dl_fold *fold, size_t i)
{
    bool free = i == 0 || class_at(fold, i - 1) == MARK;
    return fold->codes[i] == '-' && free && class_at(fold, i + 1) == DIGIT;
}

static bool in_word(const dl_fold *fold, size_t i)
{
    code_class class = class_at(fold, i);
    return i < fold->count && (class == LETTER || class == DIGIT || joins(fold, i));
}

dl_token dl_token_at(const dl_fold *fold, size_t i)
{
    dl_token token = {i, i + 1};
    bool sign = is_sign(fold, i), word = sign || in_word(fold, i);
    while (word && !sign && token.start > 0 && in_word(fold, token.start - 1))
        token.start--;
    if (word && !sign && token.start > 0 && is_sign(fold, token.start - 1))
        token.start--;
    while (word && in_word(fold, token.end))
        token.end++;
    while (!dl_fold_is_boundary(fold, token.start))
        token.start--;
    while (!dl_fold_is_boundary(fold, token.end))
        token.end++;
    return token;
}

enum { SNAP_MOST = 64 };

bool dl_token_is_split(const dl_fold *fold, size_t i)
{
    if (i == 0 || i >= fold->count)
        return false;
    return in_word(fold, i) && (in_word(fold, i - 1) || is_sign(fold, i - 1));
}

size_t dl_token_snap_back(const dl_fold *fold, size_t i)
{
    size_t from = i;
    while (from - i < SNAP_MOST && dl_token_is_split(fold, i))
        i--;
    return i;
}

size_t dl_token_snap_ahead(const dl_fold *fold, size_t i)
{
    size_t from = i;
    while (i - from < SNAP_MOST && dl_token_is_split(fold, i))
        i++;
    return i;
}

/* --- what it says --- */

/* Words that deny, in languages that sources are written in; lower case, NFC. A word of one
 * language that is common in another with no such meaning is left out (French plus, German noch).
 */
static const char *const negations[] = {
    /* English; words in n't are seen by their ending */
    "barely", "cannot", "denied", "denies", "deny", "denying", "except", "hardly", "neither",
    "never", "no", "nobody", "non", "none", "nor", "not", "nothing", "nowhere", "refuse", "refused",
    "refuses", "scarcely", "unless", "without",
    /* German */
    "dementiert", "dementierte", "kein", "keine", "keinem", "keinen", "keiner", "keines",
    "keinesfalls", "keineswegs", "nicht", "nichts", "nie", "niemals", "niemand", "ohne", "weder",
    /* French; n' is seen by its beginning */
    "aucun", "aucune", "dément", "jamais", "ne", "ni", "pas", "rien", "sans",
    /* Spanish */
    "jamás", "nada", "nadie", "ninguna", "ninguno", "ningún", "nunca", "sin", "tampoco",
    /* Italian */
    "mai", "nessun", "nessuna", "nessuno", "niente", "nulla", "né", "senza",
    /* Portuguese */
    "nem", "nenhum", "nenhuma", "ninguém", "não", "sem",
    /* Dutch */
    "geen", "niemand", "niet", "niets", "nooit", "zonder",
    /* Russian, Hebrew, Arabic, Chinese */
    "не", "нет", "ни", "никогда", "без", "לא", "אין", "لا", "لم", "لن", "ليس", "不", "没", "沒",
    "無", "无", "未", "非"};

typedef struct number_word {
    const char *word, *value;
} number_word;

/* Words that are numbers, or make one another: sizes, ordinals, and the parts of a date. */
static const number_word numbers[] = {
    {"zero", "0"},        {"one", "1"},         {"two", "2"},
    {"three", "3"},       {"four", "4"},        {"five", "5"},
    {"six", "6"},         {"seven", "7"},       {"eight", "8"},
    {"nine", "9"},        {"ten", "10"},        {"eleven", "11"},
    {"twelve", "12"},     {"thirteen", "13"},   {"fourteen", "14"},
    {"fifteen", "15"},    {"sixteen", "16"},    {"seventeen", "17"},
    {"eighteen", "18"},   {"nineteen", "19"},   {"twenty", "20"},
    {"thirty", "30"},     {"forty", "40"},      {"fifty", "50"},
    {"sixty", "60"},      {"seventy", "70"},    {"eighty", "80"},
    {"ninety", "90"},     {"once", "1x"},       {"twice", "2x"},
    {"half", "1/2"},      {"third", "3rd"},     {"quarter", "1/4"},
    {"first", "1st"},     {"second", "2nd"},    {"fourth", "4th"},
    {"fifth", "5th"},     {"sixth", "6th"},     {"seventh", "7th"},
    {"eighth", "8th"},    {"ninth", "9th"},     {"tenth", "10th"},
    {"dozen", "12"},      {"dozens", "12s"},    {"hundred", "100"},
    {"hundreds", "100s"}, {"thousand", "1000"}, {"thousands", "1000s"},
    {"million", "1e6"},   {"millions", "1e6s"}, {"billion", "1e9"},
    {"billions", "1e9s"}, {"trillion", "1e12"}, {"trillions", "1e12s"},
    {"january", "Jan"},   {"february", "Feb"},  {"march", "Mar"},
    {"april", "Apr"},     {"may", "May"},       {"june", "Jun"},
    {"july", "Jul"},      {"august", "Aug"},    {"september", "Sep"},
    {"october", "Oct"},   {"november", "Nov"},  {"december", "Dec"},
    {"jan", "Jan"},       {"feb", "Feb"},       {"mar", "Mar"},
    {"apr", "Apr"},       {"jun", "Jun"},       {"jul", "Jul"},
    {"aug", "Aug"},       {"sep", "Sep"},       {"sept", "Sep"},
    {"oct", "Oct"},       {"nov", "Nov"},       {"dec", "Dec"},
    {"monday", "Mon"},    {"tuesday", "Tue"},   {"wednesday", "Wed"},
    {"thursday", "Thu"},  {"friday", "Fri"},    {"saturday", "Sat"},
    {"sunday", "Sun"},    {"〇", "0"},          {"一", "1"},
    {"二", "2"},          {"三", "3"},          {"四", "4"},
    {"五", "5"},          {"六", "6"},          {"七", "7"},
    {"八", "8"},          {"九", "9"},          {"十", "10"},
    {"百", "100"},        {"千", "1000"},       {"万", "1e4"},
    {"萬", "1e4"},        {"亿", "1e8"},        {"億", "1e8"}};

static const char *const turning_prefixes[] = {"anti", "dis", "il",  "im", "in",
                                               "ir",   "mis", "non", "un"};

/* The token in lower case, cut at capacity. */
static size_t spell(const dl_fold *fold, dl_token token, char *out, size_t capacity)
{
    size_t size = 0;
    for (size_t i = token.start; i < token.end && size + 5 < capacity; i++) {
        utf8proc_int32_t lower = utf8proc_tolower((utf8proc_int32_t)fold->codes[i]);
        size += (size_t)utf8proc_encode_char(lower, (utf8proc_uint8_t *)out + size);
    }
    out[size] = '\0';
    return size;
}

static bool denies(const char *word, size_t size)
{
    if (size > 3 && strcmp(word + size - 3, "n't") == 0)
        return true;
    if (size > 2 && memcmp(word, "n'", 2) == 0)
        return true;
    for (size_t i = 0; i < sizeof negations / sizeof *negations; i++) {
        if (strcmp(word, negations[i]) == 0)
            return true;
    }
    return false;
}

dl_weight dl_token_weight(const dl_fold *fold, dl_token token, char *value, size_t capacity)
{
    size_t size = spell(fold, token, value, capacity);
    for (size_t i = token.start; i < token.end; i++) {
        if (class_of(fold->codes[i]) == DIGIT)
            return DL_WEIGHT_NUMBER;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(value, numbers[i].word) == 0) {
            snprintf(value, capacity, "%s", numbers[i].value);
            return DL_WEIGHT_NUMBER;
        }
    }
    return denies(value, size) ? DL_WEIGHT_NEGATION : DL_WEIGHT_PLAIN;
}

typedef struct opposite {
    const char *one, *other;
} opposite;

/* Words of reporting that say the contrary of each other; their forms, where they are regular, by
 * the ending that is taken off both. */
static const opposite opposites[] = {
    {"above", "below"},       {"accept", "reject"},   {"after", "before"}, {"agree", "disagree"},
    {"all", "none"},          {"allow", "ban"},       {"allow", "forbid"}, {"always", "never"},
    {"best", "worst"},        {"better", "worse"},    {"confirm", "deny"}, {"confirmed", "denied"},
    {"down", "up"},           {"earlier", "later"},   {"early", "late"},   {"fail", "pass"},
    {"fail", "succeed"},      {"failure", "success"}, {"fall", "rise"},    {"false", "true"},
    {"fell", "rose"},         {"few", "many"},        {"fewer", "more"},   {"first", "last"},
    {"gain", "lose"},         {"gained", "lost"},     {"high", "low"},     {"higher", "lower"},
    {"include", "exclude"},   {"inside", "outside"},  {"least", "most"},   {"less", "more"},
    {"lose", "win"},          {"lost", "won"},        {"loss", "profit"},  {"over", "under"},
    {"decrease", "increase"}, {"reduce", "increase"}, {"since", "until"},  {"slower", "faster"},
    {"smaller", "larger"},    {"start", "stop"},      {"starts", "ends"},  {"support", "oppose"},
    {"with", "without"},      {"worsen", "improve"},  {"yes", "no"},       {"younger", "older"}};

static const char *const endings[] = {"", "s", "d", "ed", "ing"};

static bool is_form(const char *word, const char *stem, const char *ending)
{
    size_t size = strlen(stem);
    return strncmp(word, stem, size) == 0 && strcmp(word + size, ending) == 0;
}

static bool are_opposite(const char *first, const char *second)
{
    for (size_t i = 0; i < sizeof opposites / sizeof *opposites; i++) {
        for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
            if ((is_form(first, opposites[i].one, endings[e]) &&
                 is_form(second, opposites[i].other, endings[e])) ||
                (is_form(second, opposites[i].one, endings[e]) &&
                 is_form(first, opposites[i].other, endings[e])))
                return true;
        }
    }
    return false;
}

static bool is_prefixed(const char *longer, const char *shorter)
{
    size_t most = strlen(longer), size = strlen(shorter);
    if (size < 3 || most <= size || strcmp(longer + most - size, shorter) != 0)
        return false;
    for (size_t i = 0; i < sizeof turning_prefixes / sizeof *turning_prefixes; i++) {
        const char *prefix = turning_prefixes[i];
        if (strlen(prefix) == most - size && strncmp(longer, prefix, most - size) == 0)
            return true;
    }
    return false;
}

bool dl_token_is_turned(const dl_fold *a, dl_token first, const dl_fold *b, dl_token second)
{
    char one[96], other[96];
    spell(a, first, one, sizeof one);
    spell(b, second, other, sizeof other);
    return is_prefixed(one, other) || is_prefixed(other, one) || are_opposite(one, other);
}
