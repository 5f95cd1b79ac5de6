/* Quotations: found by their words, refused where the text says other, and followed into later
 * texts. The suite is Hypothesis's own vectors and pages. */
#include "support.h"

#include <dirent.h>
#include <jansson.h>

#include "base/file.h"
#include "base/utf8.h"
#include "dateline/evidence.h"
#include "extract/fold.h"
#include "extract/html.h"
#include "extract/near.h"

static void assert_text(dl_str text, const char *expected)
{
    if (!dl_str_equal(text, dl_str_of(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", DL_STR_ARG(text), expected);
}

static int find_in(const char *text, const char *words, bool near, dl_quote *quote, dl_error *error)
{
    dl_quote_ask ask = {.exact = dl_str_of(words)};
    memset(error, 0, sizeof *error);
    return dl_quote_find(dl_str_of(text), &ask, near, quote, error);
}

static void assert_found(const char *text, const char *words, dl_how how, const char *exact)
{
    dl_quote quote;
    dl_error error;
    if (find_in(text, words, true, &quote, &error) != 0)
        fail_msg("%s", error.message);
    assert_text(quote.exact, exact);
    assert_string_equal(dl_how_word(quote.how), dl_how_word(how));
    assert_true(dl_quote_holds(dl_str_of(text), &quote));
}

static void assert_refused(const char *text, const char *words, const char *saying)
{
    dl_quote quote;
    dl_error error;
    int rc = find_in(text, words, true, &quote, &error);
    if (rc != DL_ERR_EVIDENCE || !strstr(error.message, saying))
        fail_msg("\"%s\" in \"%s\": %d, %s", words, text, rc, rc ? error.message : "found");
}

/* --- the same words --- */

static void the_same_words_are_found_in_other_characters(void **state)
{
    static const char *const same[][3] = {
        {"It was 8:30, they said.", "It was 8:30", "It was 8:30"},
        {"First ends.\n\nThe leak   began", "ends. The leak began", "ends.\n\nThe leak   began"},
        {"\xE2\x80\x9CWe don\xE2\x80\x99t know,\xE2\x80\x9D he said", "\"We don't know,\"",
         "\xE2\x80\x9CWe don\xE2\x80\x99t know,\xE2\x80\x9D"},
        {"pages 5\xE2\x80\x93"
         "7 of it",
         "pages 5-7",
         "pages 5\xE2\x80\x93"
         "7"},
        {"a caf\xC3\xA9 there", "cafe\xCC\x81", "caf\xC3\xA9"},
        {"a cafe\xCC\x81 there", "caf\xC3\xA9", "cafe\xCC\x81"},
        {"an e\xEF\xAC\x83"
         "cient one",
         "efficient",
         "e\xEF\xAC\x83"
         "cient"},
        {"in 10\xC2\xA0km of it", "10 km", "10\xC2\xA0km"},
        {"so\xC2\xAD"
         "ft hyphens",
         "soft hyphens",
         "so\xC2\xAD"
         "ft hyphens"},
        {"\xEF\xBC\x91\xEF\xBC\x90 yen", "10 yen", "\xEF\xBC\x91\xEF\xBC\x90 yen"},
        {"wait\xE2\x80\xA6 what", "wait... what", "wait\xE2\x80\xA6 what"},
        {"CO\xE2\x82\x82 rose", "CO2 rose", "CO\xE2\x82\x82 rose"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        bool exact = strstr(same[i][0], same[i][1]) != NULL;
        assert_found(same[i][0], same[i][1], exact ? DL_HOW_EXACT : DL_HOW_NORMALISED, same[i][2]);
    }
}

static void scripts_of_all_kinds_keep_their_places(void **state)
{
    static const char *const same[][2] = {
        {"קודם, החברה לא תשיק את המוצר השנה, אמר", "החברה לא תשיק את המוצר"},
        {"قال إن الشركة لن تطلق المنتج", "الشركة لن تطلق"},
        {"公司表示不会在今年发布产品。", "不会在今年发布"},
        {"a family 👨‍👩‍👧 and a flag 🇩🇪 here",
         "👨‍👩‍👧 and a flag 🇩🇪"},
        {"नमस्ते दुनिया कैसे हो", "दुनिया कैसे"},
        {"한국어로 발표했다", "한국어로"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_found(same[i][0], same[i][1], DL_HOW_EXACT, same[i][1]);
    /* half a cluster is no quotation of it */
    assert_refused("a family 👨‍👩‍👧 here", "👨", "[-👨-] {+👨‍👩‍👧+}");
    assert_refused("a cafe\xCC\x81 there", "cafe", "");
    /* marks of direction show nothing */
    assert_found("x \xE2\x80\xAB"
                 "אבג דהו"
                 "\xE2\x80\xAC y",
                 "אבג דהו", DL_HOW_EXACT, "אבג דהו");
}

static void context_is_kept_and_cut_between_characters(void **state)
{
    (void)state;
    dl_quote quote;
    dl_error error;
    char text[512] = "";
    for (int i = 0; i < 40; i++)
        strcat(text, "é");
    strcat(text, " X ");
    for (int i = 0; i < 40; i++)
        strcat(text, "ü");
    assert_int_equal(find_in(text, "X", true, &quote, &error), 0);
    assert_int_equal(quote.prefix.size, 1 + 31 * 2);
    assert_int_equal(quote.suffix.size, 1 + 31 * 2);
    assert_int_equal(find_in("a b c", "b", true, &quote, &error), 0);
    assert_text(quote.prefix, "a ");
    assert_text(quote.suffix, " c");
    assert_int_equal(find_in("a b c", " \n", true, &quote, &error), DL_ERR_USAGE);
    assert_int_equal(find_in("", "b", true, &quote, &error), DL_ERR_EVIDENCE);
}

/* --- other words --- */

static void numbers_and_negations_are_never_near(void **state)
{
    static const char *const refused[][3] = {
        {"sales rose by 53 percent in the third quarter", "sales rose by 35 percent in the third",
         "a number or date differs"},
        {"it costs 3.5 million dollars to run the thing", "it costs 35 million dollars to run",
         "[-35-] {+3.5+}"},
        {"it costs 3.5 million", "it costs 3", "a number or date differs"},
        {"it costs 3.5 million dollars to run the thing", "it costs 3.5 billion dollars to run",
         "number"},
        {"it lasted for three hours on the whole", "it lasted for two hours on the whole",
         "[-two-] {+three+}"},
        {"we will not release it this year, she said", "we will release it this year, she said",
         "{+not+}"},
        {"we will release it this year, she said", "we will never release it this year, she said",
         "a negation or opposite differs"},
        {"they didn't know of it then, he said", "they did know of it then, he said", "negation"},
        {"they can't leave before the end", "they can", "negation"},
        {"it was unable to say what happened there", "it was able to say what happened there",
         "negation"},
        {"a page that is unable to", "able to", "negation"},
        {"the firm denies that it was told before", "the firm says that it was told before",
         "negation"},
        {"die Firma wird das nicht noch einmal tun", "die Firma wird das noch einmal tun",
         "{+nicht+}"},
        {"la société ne va pas le lancer cette année", "la société va le lancer cette année",
         "negation"},
        {"公司表示不会在今年发布产品，因为成本太高的缘故",
         "公司表示会在今年发布产品，因为成本太高的缘故", "{+不+}"},
        {"it was shipped three months before the other",
         "it was shipped three months after the other", "[-after-] {+before+}"},
        {"sales of the new model increased on the whole",
         "sales of the new model decreased on the whole", "opposite"},
        {"We do not plan to ship it in any of these places.",
         "We plan to ship it in any of these places", "{+do not+}"},
        {"They do not plan to ship it in any of these places.",
         "We plan to ship it in any of these places", "opposite"},
        {"in the end the sales had grown by 50,000 units",
         "in the end the sales had grown by units", "{+50,000+}"},
        {"la empresa nunca dijo que lo haría antes", "la empresa dijo que lo haría antes de eso",
         ""},
        {"l'azienda non ha detto quando lo farà di nuovo",
         "l'azienda ha detto quando lo farà di nuovo", "{+non+}"},
        {"a empresa não disse quando faria isso de novo",
         "a empresa disse quando faria isso de novo", "{+não+}"},
        {"het bedrijf zal het niet opnieuw proberen dit jaar",
         "het bedrijf zal het opnieuw proberen dit jaar", "{+niet+}"},
        {"about 10² of them", "about 102 of them", ""},
        {"the meeting in March was about nothing else", "the meeting in May was about nothing else",
         "number"},
        {"it was -5 degrees", "5 degrees", "number"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_refused(refused[i][0], refused[i][1], refused[i][2]);
}

static void a_near_passage_is_told_as_near(void **state)
{
    dl_quote quote;
    dl_error error;
    const char *text = "On Monday the company announced a new video generator, it said.";
    (void)state;
    assert_found(text, "the company announced its new video generator", DL_HOW_NEAR,
                 "the company announced a new video generator");
    assert_int_equal(
        find_in(text, "the company announced its new video generator", false, &quote, &error),
        DL_ERR_EVIDENCE);
    assert_non_null(strstr(error.message, "[-its-] {+a+}"));
    assert_refused(text, "the firm announced some video thing", "does not say"); /* too far */
    assert_found(text, "a new video generators", DL_HOW_NEAR, "a new video generator");
    assert_refused(text, "new vide0 generator", ""); /* 19 characters are too few */
    assert_refused(text, "quantum", "does not say \"quantum\"");
}

static void several_places_need_their_neighbours(void **state)
{
    const char *text = "Alpha said that it was ready. Beta said that it was ready. Gamma waits.";
    dl_quote quote;
    dl_error error;
    dl_quote_ask ask = {.exact = DL_STR("it was ready"), .prefix = DL_STR("Beta said that")};
    (void)state;
    assert_refused(text, "it was ready", "at 2 places");
    assert_int_equal(dl_quote_find(dl_str_of(text), &ask, true, &quote, &error), 0);
    assert_int_equal(quote.start, strstr(text, "Beta") - text + 15);
    assert_int_equal(quote.matches, 2);
    ask = (dl_quote_ask){.exact = DL_STR("it was ready"), .suffix = DL_STR(". Beta")};
    assert_int_equal(dl_quote_find(dl_str_of(text), &ask, true, &quote, &error), 0);
    assert_int_equal(quote.start, strstr(text, "it was") - text);
    ask.suffix = DL_STR("and nothing of the kind");
    assert_int_equal(dl_quote_find(dl_str_of(text), &ask, true, &quote, &error), DL_ERR_EVIDENCE);
    ask = (dl_quote_ask){.exact = DL_STR("Gamma waits"), .prefix = DL_STR("entirely other words")};
    assert_int_equal(dl_quote_find(dl_str_of(text), &ask, true, &quote, &error), DL_ERR_EVIDENCE);
    assert_non_null(strstr(error.message, "between"));
    /* words that stand whole are meant, not the same letters within another word */
    assert_found("justice on ice", "ice", DL_HOW_EXACT, "ice");
    assert_refused("aaa and aaa and aaaa", "aaa", "at 2 places");
}

/* --- drift --- */

static dl_drift drift(const char *before, const char *words, const char *after, char *detail,
                      size_t size)
{
    dl_quote quote, now;
    dl_error error;
    dl_drift verdict;
    dl_buf text = {0};
    if (find_in(before, words, true, &quote, &error) != 0)
        fail_msg("%s", error.message);
    if (dl_quote_verify(dl_str_of(after), &quote, true, &verdict, &now, &text, &error) != 0)
        fail_msg("%s", error.message);
    snprintf(detail, size, "%s", text.data ? text.data : "");
    dl_buf_clear(&text);
    if (now.how != DL_HOW_NONE)
        assert_true(dl_quote_holds(dl_str_of(after), &now));
    return verdict;
}

static void drift_has_five_verdicts(void **state)
{
    static const struct {
        const char *before, *words, *after;
        dl_drift verdict;
        const char *detail;
    } cases[] = {
        {"He said the model would ship in May. Then he left.", "the model would ship in May",
         "He said the model would ship in May. Then he came back.", DL_DRIFT_INTACT, ""},
        {"He said the model would ship in May. Then he left.", "the model would ship in May",
         "Update: it did. He said the model would ship in May. Then he left.", DL_DRIFT_MOVED,
         "the same words"},
        {"He said the model would ship in May. Then he left.", "the model would ship in May",
         "He said the model would ship in June. Then he left.", DL_DRIFT_CHANGED,
         "[-May-] {+June+}"},
        {"He said the model would ship in May. Then he left.", "the model would ship in May",
         "He said the model would not ship in May. Then he left.", DL_DRIFT_CHANGED,
         "a negation or opposite differs"},
        {"He said the model would ship at 3. Then he left.", "the model would ship at 3",
         "He said the model would ship at 3.5 or so. Then he left.", DL_DRIFT_CHANGED,
         "a number or date differs"},
        {"He said the model would ship in May. Then he left.", "the model would ship in May",
         "Nothing is here any more, and nothing of it was ever written down.", DL_DRIFT_GONE,
         "any more"},
        {"x He said it. They agreed.", "He said it", "First, He said it. Second, He said it. Third",
         DL_DRIFT_AMBIGUOUS, "2 places"},
        {"He \"said\" the model would ship in May. Then he left.", "\"said\" the model would",
         "He \xE2\x80\x9Csaid\xE2\x80\x9D the model would ship in May. Then", DL_DRIFT_INTACT, ""},
        {"When it was asked about this, the firm told us that three teams had tried. It then went "
         "on to talk.",
         "three teams had tried",
         "When it was asked about this, the firm told us that nobody knows much. It then went on "
         "to talk.",
         DL_DRIFT_CHANGED, "[-three teams had tried-]"},
    };
    char detail[512];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_drift verdict =
            drift(cases[i].before, cases[i].words, cases[i].after, detail, sizeof detail);
        if (verdict != cases[i].verdict || !strstr(detail, cases[i].detail))
            fail_msg("%s: %s, %s", cases[i].after, dl_drift_word(verdict), detail);
        assert_int_equal(dl_drift_of(dl_str_of(dl_drift_word(verdict))), verdict);
    }
}

static void a_repeated_quotation_stays_where_it_was(void **state)
{
    char detail[256];
    dl_quote quote, now;
    dl_error error;
    dl_drift verdict;
    dl_buf text = {0};
    const char *before = "A: yes, we will. B: yes, we will. C: no.";
    const char *after = "Z: yes, we will. A: yes, we will. B: yes, we will. C: no.";
    dl_quote_ask ask = {.exact = DL_STR("yes, we will"), .prefix = DL_STR("B:")};
    (void)state;
    assert_int_equal(dl_quote_find(dl_str_of(before), &ask, true, &quote, &error), 0);
    assert_int_equal(dl_quote_verify(dl_str_of(after), &quote, true, &verdict, &now, &text, &error),
                     0);
    assert_int_equal(verdict, DL_DRIFT_MOVED);
    assert_int_equal(now.start, strstr(after, "B:") - after + 3);
    dl_buf_clear(&text);
    assert_int_equal(drift("a b", "b", "a b, and b", detail, sizeof detail), DL_DRIFT_INTACT);
}

/* --- wording --- */

static void a_diff_shows_what_was_taken_out_and_put_in(void **state)
{
    static const struct {
        const char *before, *after, *diff;
        unsigned changes;
    } cases[] = {
        {"a b c", "a b c", "a b c", 0},
        {"a  b\nc", "a b c", "a b c", 0},
        {"a b c", "a x c", "a [-b-] {+x+} c", DL_CHANGE_WORDS},
        {"a b c", "a c", "a [-b-] c", DL_CHANGE_WORDS},
        {"a c", "a b c", "a {+b+} c", DL_CHANGE_WORDS},
        {"", "a", "{+a+}", DL_CHANGE_WORDS},
        {"a", "", "[-a-]", DL_CHANGE_WORDS},
        {"three cats", "3 cats", "[-three-] {+3+} cats", DL_CHANGE_WORDS},
        {"3 of 5 cats", "5 of 3 cats", "", DL_CHANGE_WORDS | DL_CHANGE_NUMBER},
        {"not A but B", "A but not B", "", DL_CHANGE_WORDS | DL_CHANGE_NEGATION},
        {"1,000 cats", "1,001 cats", "[-1,000-] {+1,001+} cats",
         DL_CHANGE_WORDS | DL_CHANGE_NUMBER},
        {"GPT-4 is", "GPT-5 is", "", DL_CHANGE_WORDS | DL_CHANGE_NUMBER},
        {"one two three four five six seven eight nine ten eleven twelve x",
         "one two three four five six seven eight nine ten eleven twelve y",
         "… seven eight nine ten eleven twelve [-x-] {+y+}", DL_CHANGE_WORDS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned changes;
        dl_buf diff = {0};
        assert_int_equal(dl_wording_compare(dl_str_of(cases[i].before), dl_str_of(cases[i].after),
                                            &changes, &diff, NULL),
                         0);
        if (changes != cases[i].changes ||
            (*cases[i].diff && strcmp(diff.data, cases[i].diff) != 0))
            fail_msg("%s: %u %s", cases[i].before, changes, diff.data);
        dl_buf_clear(&diff);
    }
}

/* --- properties --- */

/* The fewest edits of words against any part of text that ends at each place, by the table. */
static size_t fewest_edits(const uint32_t *text, size_t count, const uint32_t *words, size_t size)
{
    size_t *row = calloc(count + 1, sizeof *row), fewest = size;
    for (size_t i = 1; i <= size; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= count; j++) {
            size_t cost = corner + (words[i - 1] != text[j - 1]);
            corner = row[j];
            cost = row[j] + 1 < cost ? row[j] + 1 : cost;
            row[j] = row[j - 1] + 1 < cost ? row[j - 1] + 1 : cost;
        }
    }
    for (size_t j = 0; j <= count; j++)
        fewest = row[j] < fewest ? row[j] : fewest;
    free(row);
    return fewest;
}

static void near_search_finds_the_fewest_edits(void **state)
{
    enum { LONGEST = 400, WORDS_LONGEST = 200 };
    uint64_t seed = random_seed() | 1;
    uint32_t text[LONGEST], words[WORDS_LONGEST];
    (void)state;
    for (int round = 0; round < 1500; round++) {
        int letters = 1 + random_below(&seed, 5);
        size_t count = 1 + (size_t)random_below(&seed, LONGEST);
        size_t size = 1 + (size_t)random_below(&seed, WORDS_LONGEST);
        for (size_t i = 0; i < count; i++)
            text[i] = (uint32_t)('a' + random_below(&seed, letters));
        /* half of them are a piece of the text with a few edits */
        size_t from = (size_t)random_below(&seed, (int)count);
        for (size_t i = 0; i < size; i++) {
            bool copy = round % 2 && from + i < count && random_below(&seed, 20);
            words[i] = copy ? text[from + i] : (uint32_t)(0x4E00 + random_below(&seed, letters));
        }
        size_t fewest = fewest_edits(text, count, words, size), found_count;
        size_t most = (size_t)random_below(&seed, (int)size + 1);
        dl_near found[8];
        dl_codes all = {text, count}, some = {words, size};
        assert_int_equal(dl_near_search(all, some, most, found, 8, &found_count, NULL), 0);
        if (fewest > most || fewest == size) {
            assert_int_equal(found_count, 0);
            continue;
        }
        assert_true(found_count > 0);
        for (size_t i = 0; i < found_count && i < 8; i++) {
            assert_int_equal(found[i].errors, fewest);
            assert_true(found[i].start <= found[i].end);
            assert_int_equal(
                fewest_edits(text + found[i].start, found[i].end - found[i].start, words, size),
                fewest);
        }
    }
}

static const char *const pieces[] = {"a",
                                     "b",
                                     "é",
                                     "e\xCC\x81",
                                     "ß",
                                     " ",
                                     "\n",
                                     "\xC2\xA0",
                                     "\xC2\xAD",
                                     "…",
                                     "“",
                                     "–",
                                     "ﬁ",
                                     "Å",
                                     "不",
                                     "ש",
                                     "\xD6\xB8",
                                     "👩‍🚀",
                                     "🇫🇷",
                                     "1",
                                     "ǆ",
                                     "\xE2\x80\x8D",
                                     "\xFF",
                                     "\xE2\x80",
                                     "\xCC\x81",
                                     "한",
                                     "ᄒ",
                                     "\r\n",
                                     "\xEF\xB8\x8F",
                                     "ẛ̣"};

static void folded_places_lead_back_to_the_same_bytes(void **state)
{
    uint64_t seed = random_seed() | 1;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        dl_buf text = {0}, printed = {0}, again = {0};
        int size = 1 + random_below(&seed, 40);
        for (int i = 0; i < size; i++)
            dl_buf_puts(&text, pieces[random_below(&seed, sizeof pieces / sizeof *pieces)]);
        dl_fold fold, part;
        assert_int_equal(dl_fold_text(&fold, dl_buf_str(&text), NULL), 0);
        if (fold.count > 0) {
            size_t start = (size_t)random_below(&seed, (int)fold.count), end = start + 1;
            end += (size_t)random_below(&seed, (int)(fold.count - start));
            while (!dl_fold_is_boundary(&fold, start))
                start--;
            while (!dl_fold_is_boundary(&fold, end))
                end++;
            dl_str source = dl_fold_source(&fold, start, end);
            assert_true(source.data >= text.data);
            assert_true(source.data + source.size <= text.data + text.size);
            assert_int_equal(source.data - text.data, fold.starts[start]);
            /* folding what was found gives what was looked for, but for spaces at its ends */
            assert_int_equal(dl_fold_text(&part, source, NULL), 0);
            dl_fold_print(&part, 0, part.count, &again);
            dl_fold_print(&fold, start, end, &printed);
            dl_str expected = dl_str_trim(dl_buf_str(&printed));
            if (!dl_str_equal(dl_buf_str(&again), expected))
                fail_msg("\"%.*s\" is not \"%.*s\"", DL_STR_ARG(dl_buf_str(&again)),
                         DL_STR_ARG(expected));
            dl_fold_clear(&part);
        }
        dl_fold_clear(&fold);
        dl_buf_clear(&text);
        dl_buf_clear(&printed);
        dl_buf_clear(&again);
    }
}

static const char *const vocabulary[] = {"the",  "firm", "said", "that",  "it",    "would",
                                         "ship", "a",    "new",  "model", "after", "tests,"};

static void put_sentence(dl_buf *out, uint64_t *seed, int words)
{
    for (int i = 0; i < words; i++) {
        if (i > 0)
            dl_buf_putc(out, ' ');
        if (random_below(seed, 6) == 0)
            dl_buf_printf(out, "%d", random_below(seed, 10000));
        else
            dl_buf_puts(out,
                        vocabulary[random_below(seed, sizeof vocabulary / sizeof *vocabulary)]);
    }
}

/* Whatever else changes: a quotation whose digit changed is neither intact nor moved, and is not
 * found as near. */
static void a_changed_digit_never_passes(void **state)
{
    uint64_t seed = random_seed() | 1;
    int changed_digits = 0, changed_letters = 0;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        dl_buf text = {0}, detail = {0};
        dl_quote quote, now;
        dl_error error;
        dl_drift verdict;
        put_sentence(&text, &seed, 12);
        dl_buf_putc(&text, ' ');
        size_t start = text.size;
        dl_buf_puts(&text, "said ");
        put_sentence(&text, &seed, 8 + random_below(&seed, 20));
        dl_buf_printf(&text, " %d units", random_below(&seed, 100000));
        size_t end = text.size;
        dl_buf_putc(&text, ' ');
        put_sentence(&text, &seed, 12);
        dl_buf old = {0}, own = {0};
        dl_buf_add(&old, dl_buf_str(&text));
        dl_buf_add(&own, dl_str_slice(dl_buf_str(&text), start, end));
        if (find_in(old.data, own.data, true, &quote, &error) != 0)
            fail_msg("%s", error.message);
        /* some edits of letters, and one of a digit or none */
        bool digit = random_below(&seed, 2);
        for (int edits = random_below(&seed, 4); edits > 0; edits--) {
            size_t at = (size_t)random_below(&seed, (int)text.size);
            if (text.data[at] >= 'a' && text.data[at] <= 'z' && (at < start || at >= end || !digit))
                text.data[at] = (char)('a' + random_below(&seed, 26));
        }
        for (bool done = !digit; !done;) {
            size_t at = start + (size_t)random_below(&seed, (int)(end - start));
            done = text.data[at] >= '0' && text.data[at] <= '9';
            if (done)
                text.data[at] = text.data[at] == '9' ? '0' : (char)(text.data[at] + 1);
        }
        assert_int_equal(
            dl_quote_verify(dl_buf_str(&text), &quote, true, &verdict, &now, &detail, &error), 0);
        bool same = strncmp(text.data + start, own.data, own.size) == 0;
        if (dl_drift_holds(verdict) != same)
            fail_msg("%s: %s in %s", dl_drift_word(verdict), own.data, text.data);
        dl_quote found;
        if (digit)
            assert_int_equal(find_in(text.data, own.data, true, &found, &error), DL_ERR_EVIDENCE);
        changed_digits += digit;
        changed_letters += !digit && !same;
        dl_buf_clear(&text);
        dl_buf_clear(&old);
        dl_buf_clear(&own);
        dl_buf_clear(&detail);
    }
    assert_true(changed_digits > 100 && changed_letters > 100);
}

/* A negation that is put in or taken out, anywhere in the words, is never near and never holds. */
static void a_changed_negation_never_passes(void **state)
{
    static const char *const denials[] = {"not ", "never ", "no ", "nicht ", "pas ", "cannot "};
    uint64_t seed = random_seed() | 1;
    (void)state;
    for (int round = 0; round < 1000; round++) {
        dl_buf own = {0}, with = {0}, detail = {0};
        put_sentence(&own, &seed, 20 + random_below(&seed, 40));
        size_t at = (size_t)random_below(&seed, (int)own.size);
        while (at > 0 && own.data[at - 1] != ' ')
            at--;
        if (at == 0)
            at = (size_t)(strchr(own.data, ' ') - own.data) + 1;
        dl_buf_add(&with, dl_str_slice(dl_buf_str(&own), 0, at));
        dl_buf_puts(&with, denials[random_below(&seed, 6)]);
        dl_buf_add(&with, dl_str_slice(dl_buf_str(&own), at, own.size));
        dl_quote quote, now;
        dl_error error;
        dl_drift verdict;
        if (find_in(own.data, with.data, true, &quote, &error) != DL_ERR_EVIDENCE ||
            find_in(with.data, own.data, true, &quote, &error) != DL_ERR_EVIDENCE)
            fail_msg("%s is found near %s", own.data, with.data);
        assert_int_equal(find_in(with.data, with.data, true, &quote, &error), 0);
        assert_int_equal(
            dl_quote_verify(dl_buf_str(&own), &quote, true, &verdict, &now, &detail, &error), 0);
        if (verdict != DL_DRIFT_CHANGED || !strstr(detail.data, "negation"))
            fail_msg("%s: %s in %s", dl_drift_word(verdict), with.data, own.data);
        dl_buf_clear(&own);
        dl_buf_clear(&with);
        dl_buf_clear(&detail);
    }
}

/* --- hostile --- */

static void repeat(dl_buf *out, const char *text, size_t bytes)
{
    while (out->size < bytes)
        dl_buf_puts(out, text);
}

static void hostile_texts_end_in_time(void **state)
{
    static const char *const units[] = {
        "a",    "a ", "ab", "a\xCC\x81", "\xCC\x81",
        "1",    "1,", "'a", "-1 ",       "\xF0\x9F\x91\xA8\xE2\x80\x8D",
        "\xFF", " ",  "不", "\r\n",      "\xEF\xB7\xBA"};
    enum { TEXT = 1 << 20, WORDS = 2000 };
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        dl_buf text = {0}, words = {0}, detail = {0};
        dl_quote quote, now;
        dl_error error;
        dl_drift verdict;
        repeat(&text, units[i], TEXT);
        repeat(&words, units[i], WORDS);
        int rc = find_in(text.data, words.data, true, &quote, &error);
        assert_true(rc == DL_ERR_EVIDENCE || rc == DL_ERR_USAGE || rc == 0);
        dl_buf_puts(&words, "zq"); /* nothing is exact now */
        rc = find_in(text.data, words.data, true, &quote, &error);
        assert_true(rc == DL_ERR_EVIDENCE || rc == 0);
        dl_quote pinned = {.exact = dl_buf_str(&words),
                           .prefix = dl_str_slice(dl_buf_str(&text), 0, 200),
                           .suffix = dl_str_slice(dl_buf_str(&text), 0, 200)};
        assert_int_equal(
            dl_quote_verify(dl_buf_str(&text), &pinned, true, &verdict, &now, &detail, &error), 0);
        dl_buf_clear(&text);
        dl_buf_clear(&words);
        dl_buf_clear(&detail);
    }
}

static void past_the_bound_near_passages_are_not_sought(void **state)
{
    dl_buf text = {0}, words = {0};
    dl_match match;
    dl_error error;
    (void)state;
    repeat(&text, "some words of a long text, ", 100000);
    repeat(&words, "other words of a longer text; ", 6000);
    dl_quote_ask ask = {.exact = dl_buf_str(&words)};
    assert_int_equal(dl_quote_search(dl_buf_str(&text), &ask, 50, &match, &error),
                     DL_ERR_LIMIT_SIZE);
    ask.exact = dl_str_slice(dl_buf_str(&text), 27, 50000); /* the same words have no such bound */
    assert_int_equal(dl_quote_search(dl_buf_str(&text), &ask, 50, &match, &error), 0);
    assert_int_equal(match.how, DL_HOW_EXACT);
    dl_buf_clear(&text);
    dl_buf_clear(&words);
}

/* --- Hypothesis's own --- */

static json_t *load_suite(const char *name)
{
    char path[400];
    json_error_t why;
    snprintf(path, sizeof path, "suites/hypothesis-anchoring/%s", name);
    json_t *loaded = json_load_file(shared_file(path), 0, &why);
    if (!loaded)
        fail_msg("%s: %s", name, why.text);
    return loaded;
}

static dl_str member(const json_t *object, const char *key)
{
    return dl_str_of(json_string_value(json_object_get(object, key)));
}

static size_t code_count(dl_str text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size; count++)
        dl_utf8_next(text, &at);
    return count;
}

static size_t byte_place(dl_str text, json_int_t codes)
{
    size_t at = 0;
    while (codes-- > 0 && at < text.size)
        dl_utf8_next(text, &at);
    return at;
}

static dl_str suite_text(const json_t *suite, const json_t *entry)
{
    const char *named = json_string_value(json_object_get(entry, "text"));
    return named ? member(json_object_get(suite, "texts"), named) : member(entry, "text_literal");
}

/* As match-quote.ts searches: with up to half the quotation's length in errors. */
enum { HYPOTHESIS_PERCENT = 50 };

static bool vector_passes(const json_t *suite, const json_t *entry)
{
    dl_match match;
    dl_error error;
    const char *other = json_string_value(json_object_get(entry, "exact_of"));
    dl_str text = suite_text(suite, entry);
    const json_t *hint = json_object_get(entry, "hint");
    dl_quote_ask ask = {.exact = other ? member(json_object_get(suite, "texts"), other)
                                       : member(entry, "exact"),
                        .prefix = member(entry, "prefix"),
                        .suffix = member(entry, "suffix"),
                        .has_hint = hint != NULL,
                        .hint = byte_place(text, json_integer_value(hint))};
    assert_int_equal(dl_quote_search(text, &ask, HYPOTHESIS_PERCENT, &match, &error), 0);
    const json_t *expected = json_object_get(entry, "match"), *start, *score;
    bool right = json_is_null(expected) == (match.how == DL_HOW_NONE);
    dl_str found = dl_str_slice(text, match.start, match.end);
    if (json_is_string(expected))
        right = right && dl_str_equal(found, dl_str_of(json_string_value(expected)));
    if ((start = json_object_get(entry, "start")) != NULL)
        right = right &&
                code_count(dl_str_slice(text, 0, match.start)) == (size_t)json_integer_value(start);
    if ((score = json_object_get(entry, "score")) != NULL)
        right = right && match.score > json_number_value(score) - 1e-9;
    if (json_object_get(entry, "score_between"))
        right = right && match.score > 0 && match.score < 1;
    if (!right)
        print_message("# %.*s: found \"%.*s\" at %zu\n", DL_STR_ARG(ask.exact), DL_STR_ARG(found),
                      match.start);
    return right;
}

static bool ordering_holds(const json_t *suite, const json_t *entry)
{
    const char *vary = json_string_value(json_object_get(entry, "vary"));
    dl_str text = suite_text(suite, entry);
    double last = 2;
    size_t i;
    json_t *value;
    bool right = true;
    json_array_foreach(json_object_get(entry, "values"), i, value)
    {
        dl_match match;
        dl_str words = dl_str_of(json_string_value(value));
        dl_quote_ask ask = {.exact = member(entry, "exact")};
        if (strcmp(vary, "exact") == 0)
            ask.exact = words;
        else if (strcmp(vary, "prefix") == 0)
            ask.prefix = words;
        else
            ask.suffix = words;
        assert_int_equal(dl_quote_search(text, &ask, HYPOTHESIS_PERCENT, &match, NULL), 0);
        right = right && match.how != DL_HOW_NONE && match.score < last;
        last = match.score;
    }
    return right;
}

static void quotations_are_found_where_hypothesis_finds_them(void **state)
{
    json_t *suite = load_suite("match-quote.json"), *entry;
    size_t i, passed = 0, ordered = 0;
    json_t *vectors = json_object_get(suite, "vectors");
    json_t *orderings = json_object_get(suite, "orderings");
    (void)state;
    json_array_foreach(vectors, i, entry) passed += vector_passes(suite, entry);
    json_array_foreach(orderings, i, entry) ordered += ordering_holds(suite, entry);
    print_message("# suite hypothesis-anchoring quotations: %zu of %zu\n", passed,
                  json_array_size(vectors));
    print_message("# suite hypothesis-anchoring score orderings: %zu of %zu\n", ordered,
                  json_array_size(orderings));
    assert_int_equal(passed, json_array_size(vectors));
    assert_int_equal(ordered, json_array_size(orderings));
    json_decref(suite);
}

/* What is below noscript is one text where scripts run, as in the browser of the annotations. */
static dl_str noscript_text(const GumboNode *node)
{
    const GumboElement *element = &node->v.element;
    const char *start = element->original_tag.data + element->original_tag.length;
    return (dl_str){start, (size_t)(element->original_end_tag.data - start)};
}

/* The body's textContent, as the DOM gives it. */
static void text_content(const GumboNode *root, dl_buf *out)
{
    const GumboNode *node = root;
    while (node) {
        if (dl_html_is(node, GUMBO_TAG_NOSCRIPT)) {
            dl_buf_add(out, noscript_text(node));
            node = dl_html_skip(node, root);
            continue;
        }
        bool text = node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
                    node->type == GUMBO_NODE_CDATA;
        if (text)
            dl_buf_puts(out, node->v.text.text);
        node = dl_html_next(node, root);
    }
}

static const GumboNode *body_of(const GumboNode *document)
{
    for (const GumboNode *node = document; node; node = dl_html_next(node, document)) {
        if (dl_html_is(node, GUMBO_TAG_BODY))
            return node;
    }
    fail_msg("the page has no body");
    return NULL;
}

/* Once by exact, prefix and suffix; and the position's characters are the same. */
static bool target_passes(dl_str text, const json_t *selectors)
{
    dl_match match = {0};
    dl_str by_position = {"", 0};
    size_t i;
    json_t *selector;
    json_array_foreach(selectors, i, selector)
    {
        dl_str type = member(selector, "type");
        if (dl_str_equal(type, DL_STR("TextQuoteSelector"))) {
            dl_quote_ask ask = {.exact = member(selector, "exact"),
                                .prefix = member(selector, "prefix"),
                                .suffix = member(selector, "suffix")};
            assert_int_equal(dl_quote_search(text, &ask, 0, &match, NULL), 0);
        } else if (dl_str_equal(type, DL_STR("TextPositionSelector"))) {
            size_t start = byte_place(text, json_integer_value(json_object_get(selector, "start")));
            size_t end = byte_place(text, json_integer_value(json_object_get(selector, "end")));
            by_position = dl_str_slice(text, start, end);
        }
    }
    dl_str found = dl_str_slice(text, match.start, match.end);
    bool same = match.how == DL_HOW_EXACT && match.ties == 0 && match.context > 0.999 &&
                dl_str_equal(dl_str_trim(found), dl_str_trim(by_position));
    if (!same)
        print_message("# found \"%.*s\", the position has \"%.*s\"\n", DL_STR_ARG(found),
                      DL_STR_ARG(by_position));
    return same;
}

static void judge_page(const char *name, size_t *passed, size_t *total)
{
    char file[300], path[400];
    dl_buf html = {0}, text = {0};
    dl_html tree;
    dl_error error;
    snprintf(file, sizeof file, "%s.json", name);
    json_t *suite = load_suite(file), *row, *target;
    snprintf(path, sizeof path, "suites/hypothesis-anchoring/%s.html", name);
    if (dl_file_read(shared_file(path), 16 << 20, &html, &error) != 0 ||
        dl_html_parse(&tree, dl_buf_str(&html), &error) != 0)
        fail_msg("%s", error.message);
    text_content(body_of(tree.document), &text);
    size_t i, j;
    json_array_foreach(json_object_get(suite, "rows"), i, row)
    {
        json_array_foreach(json_object_get(row, "target"), j, target)
        {
            (*total)++;
            *passed += target_passes(dl_buf_str(&text), json_object_get(target, "selector"));
        }
    }
    dl_html_clear(&tree);
    dl_buf_clear(&html);
    dl_buf_clear(&text);
    json_decref(suite);
}

static void annotations_of_real_pages_are_found_once(void **state)
{
    size_t passed = 0, total = 0;
    DIR *folder = opendir(shared_file("suites/hypothesis-anchoring"));
    (void)state;
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[256];
        snprintf(name, sizeof name, "%s", entry->d_name);
        char *ending = strrchr(name, '.');
        if (!ending || strcmp(ending, ".html") != 0)
            continue;
        *ending = '\0';
        judge_page(name, &passed, &total);
    }
    closedir(folder);
    print_message("# suite hypothesis-anchoring targets: %zu of %zu\n", passed, total);
    assert_int_equal(passed, total);
    assert_true(total > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_words_are_found_in_other_characters),
        cmocka_unit_test(scripts_of_all_kinds_keep_their_places),
        cmocka_unit_test(context_is_kept_and_cut_between_characters),
        cmocka_unit_test(numbers_and_negations_are_never_near),
        cmocka_unit_test(a_near_passage_is_told_as_near),
        cmocka_unit_test(several_places_need_their_neighbours),
        cmocka_unit_test(drift_has_five_verdicts),
        cmocka_unit_test(a_repeated_quotation_stays_where_it_was),
        cmocka_unit_test(a_diff_shows_what_was_taken_out_and_put_in),
        cmocka_unit_test(near_search_finds_the_fewest_edits),
        cmocka_unit_test(folded_places_lead_back_to_the_same_bytes),
        cmocka_unit_test(a_changed_digit_never_passes),
        cmocka_unit_test(a_changed_negation_never_passes),
        cmocka_unit_test(hostile_texts_end_in_time),
        cmocka_unit_test(past_the_bound_near_passages_are_not_sought),
        cmocka_unit_test(quotations_are_found_where_hypothesis_finds_them),
        cmocka_unit_test(annotations_of_real_pages_are_found_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
