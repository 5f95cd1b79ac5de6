/* Bylines as a bibliography has them. */
#include "base/utf8.h"
#include "dateline/bibliography.h"

/* A word that is in the name of an office, a paper or a firm, and in few people's. */
static bool is_office(dl_str word)
{
    static const char *const words[] = {
        "agency",     "agencies", "ai",       "and",     "associated", "bureau",    "center",
        "co",         "com",      "company",  "desk",    "editor",     "editorial", "editors",
        "foundation", "group",    "inc",      "inc.",    "institute",  "lab",       "labs",
        "llc",        "ltd",      "magazine", "media",   "network",    "news",      "newsroom",
        "of",         "office",   "press",    "project", "research",   "reporter",  "reporters",
        "reuters",    "service",  "staff",    "studio",  "team",       "the",       "times",
        "university", "wire",     "writer",   NULL};
    return dl_str_among(word, words);
}

/* "van", "de la": lower-case words that belong to what comes after them. */
static bool is_particle(dl_str word)
{
    return word.size > 0 && word.data[0] >= 'a' && word.data[0] <= 'z';
}

/* Latin letters, which are the names that we can take apart; other scripts put the family first or
 * have none. */
static bool is_name_word(dl_str word)
{
    for (size_t at = 0; at < word.size;) {
        uint32_t code = dl_utf8_next(word, &at);
        bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                      (code >= 0xC0 && code < 0x250) || (code >= 0x1E00 && code < 0x1F00);
        if (!letter && !(code < 0x80 && dl_one_of((int)code, "-.'")) && code != 0x2019)
            return false;
    }
    return word.size > 0;
}

/* Where the family name begins in name; 0 where the name is to stay as it is. */
static size_t family_at(dl_str name)
{
    dl_str rest = name;
    size_t words = 0, family = 0, particle = 0;
    while (rest.data) {
        dl_str word = dl_str_cut(rest, ' ', &rest);
        if (!is_name_word(word) || is_office(word))
            return 0;
        size_t at = (size_t)(word.data - name.data);
        if (words > 0 && is_particle(word) && !particle)
            particle = at;
        else if (words > 0 && !is_particle(word))
            family = particle ? particle : at;
        if (words > 0 && is_particle(word) && !rest.data)
            return 0;
        words++;
    }
    return words >= 2 && words <= 5 ? family : 0;
}

bool dl_author_next(dl_str *rest, dl_author *author)
{
    while (rest->data) {
        dl_str name = dl_str_trim(dl_str_cut(*rest, ';', rest));
        if (name.size == 0)
            continue;
        size_t family = family_at(name);
        *author = (dl_author){.given = {"", 0}, .family = dl_str_slice(name, family, name.size)};
        if (family > 0)
            author->given = dl_str_trim(dl_str_slice(name, 0, family));
        return true;
    }
    return false;
}
