#include "report/direction.h"

/* The tag's script subtag (RFC 5646 §2.2.3: four letters, after the language and its extended
 * subtags of three, before anything else); empty where it has none. */
static dl_str script_of(dl_str subtags)
{
    enum { EXTENDED_LETTERS = 3, SCRIPT_LETTERS = 4 };
    dl_str subtag;
    do
        subtag = dl_str_cut(subtags, '-', &subtags);
    while (subtag.size == EXTENDED_LETTERS);
    bool script = subtag.size == SCRIPT_LETTERS && !dl_one_of(*subtag.data, "0123456789");
    return script ? subtag : (dl_str){"", 0};
}

bool report_right_to_left(dl_str lang)
{
    static const char *const scripts[] = {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo",
                                          "Rohg", "Samr", "Syrc", "Thaa", "Yezi", NULL};
    static const char *const languages[] = {"ar",  "arc", "ars", "arz", "azb", "bal", "bqi", "ckb",
                                            "dv",  "fa",  "glk", "he",  "iw",  "ji",  "khw", "ks",
                                            "lrc", "luz", "mzn", "nqo", "pnb", "prs", "ps",  "sd",
                                            "sdh", "skr", "syr", "ug",  "ur",  "yi",  NULL};
    dl_str language = dl_str_cut(lang, '-', &lang), script = script_of(lang);
    return script.size ? dl_str_among(script, scripts) : dl_str_among(language, languages);
}
