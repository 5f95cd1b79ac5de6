/* Texts compared sentence by sentence: tables of cases, and properties that hold for any texts. */
#include "support.h"

#include "base/utf8.h"
#include "dateline/diff.h"

/* --- sentences --- */

/* | marks each end */
static void check_split(const char *marked)
{
    char text[1024], got[1024];
    size_t used = 0, out = 0, *ends, count;
    dl_arena arena;
    dl_error error;
    for (const char *at = marked; *at; at++) {
        if (*at != '|')
            text[used++] = *at;
    }
    dl_arena_init(&arena);
    assert_int_equal(dl_sentences((dl_str){text, used}, &arena, &ends, &count, &error), 0);
    for (size_t i = 0, at = 0; i < count; i++) {
        memcpy(got + out, text + at, ends[i] - at);
        out += ends[i] - at;
        at = ends[i];
        got[out++] = '|';
    }
    got[out] = '\0';
    assert_string_equal(got, marked);
    dl_arena_clear(&arena);
}

static void sentences_end_where_a_reader_says(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "One. |Two! |Three?|",
        "Dr. Ada said so. |Mr. B. Smith agreed.|",
        "\"It works,\" he said. |\"It does!\" she said.|",
        "\"It works.\" |Then it broke.|",
        "\u201cSora is here.\u201d |Europe waits.|",
        "It costs 3.50 dollars. |It ran at 8.30 a.m. Tuesday.|",
        "It ended at 8 a.m. |The next day it was back.|",
        "The U.S. Senate voted. |He lives in the U.S. |The law is old.|",
        "Apple Inc. Chief Executive left. |It was Acme Inc. |They knew.|",
        "See No. 5 and Fig. 3. |He said no. |Yes.|",
        "What? he asked.|",
        "Wait\u2026 what? |Well\u2026 |Nothing.|",
        "Cited.[12] |Again.[3][4] |End|",
        "Am 27. November kam er. |Er war 27. |Dann ging er.|",
        "z.B. Berlin. |Das reicht.|",
        "\u4ed6\u6765\u4e86\u3002|\u4ed6\u8d70\u4e86\uff01|\u662f\u5417\uff1f|",
        "\u300c\u6765\u4e86\u3002\u300d|\u8d70\u4e86\u3002|",
        "\u0935\u0939 \u0906\u092f\u093e\u0964 |\u0935\u0939 \u0917\u092f\u093e\u0964|",
        "\u0647\u0644 \u062c\u0627\u0621\u061f |\u0646\u0639\u0645.|",
        "A heading\n\n|A paragraph of text|",
        "short line\n|another line|",
        "- one\n|- two\n|- three|",
        "1. Tea. |It is hot.\n\n|2. Coffee|",
        "a line that was wrapped by hand since it was far too long for\nits column. |Next.|",
        "Visit example.com today. |Version 2.0 is out.|",
        "  Leading space. |Trailing.  |",
        "",
        "   |",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_split(cases[i]);
}

/* --- a diff as text, to compare with --- */

static void put_marks(const dl_diff_item *item, dl_buf *out)
{
    static const char *const names[] = {"number",   "negation", "counter",
                                        "relative", "volatile", "evidence"};
    for (size_t i = 0; i < 6; i++) {
        if (item->marks & 1u << i)
            dl_buf_printf(out, " %s", names[i]);
    }
}

static void put_item(const dl_diff_item *item, dl_buf *out)
{
    static const char signs[] = "=~+-*<>";
    dl_buf_putc(out, signs[item->kind]);
    put_marks(item, out);
    dl_buf_puts(out, ": ");
    if (item->kind == DL_DIFF_REWORDED) {
        for (size_t i = 0; i < item->piece_count; i++) {
            const dl_diff_piece *piece = &item->pieces[i];
            if (piece->kind == DL_DIFF_SAME)
                dl_buf_add(out, piece->after);
            else if (piece->kind == DL_DIFF_REMOVED)
                dl_buf_printf(out, "[-%.*s-]", DL_STR_ARG(dl_str_trim(piece->before)));
            else
                dl_buf_printf(out, "{+%.*s+}", DL_STR_ARG(dl_str_trim(piece->after)));
        }
    } else {
        dl_buf_add(out, item->kind == DL_DIFF_ADDED || item->kind == DL_DIFF_MOVED_HERE
                            ? item->now
                            : item->old);
    }
    dl_buf_putc(out, '\n');
}

static void check_diff(const char *before, const char *after, const dl_diff_options *options,
                       const char *expected)
{
    dl_arena arena;
    dl_diff diff;
    dl_error error;
    dl_buf out = {0};
    dl_arena_init(&arena);
    assert_int_equal(
        dl_diff_texts(dl_str_of(before), dl_str_of(after), options, &arena, &diff, &error), 0);
    for (size_t i = 0; i < diff.count; i++) {
        if (diff.items[i].kind != DL_DIFF_SAME)
            put_item(&diff.items[i], &out);
    }
    assert_string_equal(out.data ? out.data : "", expected);
    dl_buf_clear(&out);
    dl_arena_clear(&arena);
}

static void what_changed_is_told_by_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after, *expected;
    } cases[] = {
        {"One. Two.", "One. Two.", ""},
        {"", "", ""},
        {"", "New here.", "+: New here.\n"},
        {"Old there.", "", "-: Old there.\n"},
        {"One. Two. Three.", "One. Three.", "-: Two.\n"},
        {"One. Three.", "One. Two. Three.", "+: Two.\n"},
        {"The tool opens to paying users on Monday.", "The tool opens to all users on Monday.",
         "*: The tool opens to [-paying-]{+all+}users on Monday.\n"},
        {"It will not ship this year.", "It will ship this year.",
         "* negation: It will [-not-]ship this year.\n"},
        {"It raised 12 million dollars in March.", "It raised 21 million dollars in March.",
         "* number: It raised [-12-]{+21+}million dollars in March.\n"},
        {"Three were asked for it on Monday.", "Four were asked for it on Monday.",
         "* number: [-Three-]{+Four+}were asked for it on Monday.\n"},
        {"They asked 3 artists for it.", "They asked three artists for it.",
         "*: They asked [-3-]{+three+}artists for it.\n"},
        {"A first one. The second one here. A third thing.",
         "The second one here. A third thing. A first one.",
         "<: A first one.\n~: A third thing.\n>: A first one.\n"},
        {"505 people have signed", "702 people have signed",
         "* number counter: [-505-]{+702+}people have signed\n"},
        {"Signatures: 505", "Signatures: 1,702",
         "* number counter: Signatures: [-505-]{+1,702+}\n"},
        {"3 points", "4 points", "* number counter: [-3-]{+4+}points\n"},
        {"The share index fell 3 points on Monday.", "The share index fell 4 points on Monday.",
         "* number: The share index fell [-3-]{+4+}points on Monday.\n"},
        {"Posted 3 minutes ago", "Posted an hour ago",
         "* number relative: Posted [-3 minutes-]{+an hour+}ago\n"},
        {"Posted just now", "Posted 5 min ago",
         "* number relative: Posted [-just now-]{+5 min ago+}\n"},
        {"\u53d1\u5e03\u4e8e3\u5206\u949f\u524d", "\u53d1\u5e03\u4e8e8\u5206\u949f\u524d",
         "* number relative: \u53d1\u5e03\u4e8e[-3-]{+8+}\u5206\u949f\u524d\n"},
        {"\"So,\" he said - once.", "\u201cSo,\u201d he  said \u2013 once.",
         "~: \"So,\" he said - once.\n"},
        {"caf\u00e9 opens.", "cafe\u0301 opens.", "~: caf\u00e9 opens.\n"},
        {"One. Two.", "One.\n\nTwo.", "~: One.\n"},
        {"He came on Monday and left.", "Entirely other words stand here now, of another matter.",
         "-: He came on Monday and left.\n"
         "+: Entirely other words stand here now, of another matter.\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_diff(cases[i].before, cases[i].after, NULL, cases[i].expected);
}

static void sentences_that_evidence_stands_in_are_marked(void **state)
{
    (void)state;
    const dl_diff_span span = {5, 9}; /* "Two " */
    const dl_diff_options options = {.evidence = &span, .evidence_count = 1};
    check_diff("One. Two here. Three.", "One. Three.", &options, "- evidence: Two here.\n");
    check_diff("One. Two here. Three.", "One. Two here. Four.", &options, "-: Three.\n+: Four.\n");
}

static void a_place_known_to_change_is_marked(void **state)
{
    (void)state;
    dl_arena arena;
    dl_diff diff;
    dl_error error;
    dl_arena_init(&arena);
    assert_int_equal(dl_diff_texts(DL_STR("Head.\nQuote: be good.\nFoot."),
                                   DL_STR("Head.\nQuote: never give up.\nFoot."), NULL, &arena,
                                   &diff, &error),
                     0);
    uint64_t place = diff.items[1].place;
    assert_true(place != 0);
    const dl_diff_options options = {.volatile_places = &place, .volatile_count = 1};
    check_diff("Head.\nAll is well.\nFoot.", "Head.\nRain tomorrow, they say.\nFoot.", &options,
               "- volatile: All is well.\n+ volatile: Rain tomorrow, they say.\n");
    dl_arena_clear(&arena);
}

/* --- properties --- */

/* Control characters and Unicode's spaces are white space to a diff. */
static dl_str without_space(dl_str text, dl_buf *out)
{
    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        uint32_t code = dl_utf8_next(text, &at);
        bool space = code <= ' ' || (code > 0x7F && code <= 0xA0) || code == 0x1680 ||
                     (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
                     code == 0x202F || code == 0x205F || code == 0x3000;
        if (!space)
            dl_buf_append(out, text.data + from, at - from);
    }
    return dl_buf_str(out);
}

static void check_pieces(const dl_diff_item *item)
{
    dl_buf old = {0}, now = {0};
    for (size_t i = 0; i < item->piece_count; i++) {
        const dl_diff_piece *piece = &item->pieces[i];
        dl_buf_add(&old, piece->before);
        dl_buf_add(&now, piece->after);
        assert_true(piece->before.size || piece->after.size);
        if (piece->kind == DL_DIFF_SAME) {
            dl_buf a = {0}, b = {0};
            assert_true(
                dl_str_equal(without_space(piece->before, &a), without_space(piece->after, &b)));
            dl_buf_clear(&a);
            dl_buf_clear(&b);
        }
    }
    assert_true(dl_str_equal(dl_buf_str(&old), item->old));
    assert_true(dl_str_equal(dl_buf_str(&now), item->now));
    dl_buf_clear(&old);
    dl_buf_clear(&now);
}

/* Applies the diff to the earlier text: what is the same or moved is copied from it. */
static void check_applies(dl_str before, dl_str after, const dl_diff *diff)
{
    dl_buf made = {0};
    size_t old_at = 0, now_at = 0;
    for (size_t i = 0; i < diff->count; i++) {
        const dl_diff_item *item = &diff->items[i];
        assert_true(item->before.start == old_at && item->after.start == now_at);
        old_at = item->before.end;
        now_at = item->after.end;
        if (item->kind == DL_DIFF_SAME)
            dl_buf_add(&made, dl_str_slice(before, item->before.start, item->before.end));
        else
            dl_buf_add(&made, dl_str_slice(after, item->after.start, item->after.end));
        assert_true(item->before.end > item->before.start || item->after.end > item->after.start);
        if (item->kind == DL_DIFF_REWORDED)
            check_pieces(item);
        if (item->kind == DL_DIFF_MOVED_AWAY || item->kind == DL_DIFF_MOVED_HERE) {
            const dl_diff_item *other = &diff->items[item->partner];
            assert_int_equal(other->partner, i);
            assert_true(other->kind != item->kind);
        }
    }
    assert_true(old_at == before.size && now_at == after.size);
    assert_true(dl_str_equal(dl_buf_str(&made), after));
    dl_buf_clear(&made);
}

static void check_property(dl_str before, dl_str after)
{
    dl_arena arena;
    dl_diff diff;
    dl_error error;
    dl_arena_init(&arena);
    assert_int_equal(dl_diff_texts(before, after, NULL, &arena, &diff, &error), 0);
    check_applies(before, after, &diff);
    dl_arena_clear(&arena);
}

static void put_words(uint64_t *seed, int most, dl_buf *out)
{
    static const char *const words[] = {"the", "a",     "page",   "signed", "505",    "not",  "Dr.",
                                        "3.5", "users", "Europe", "\u4ed6", "\u6765", "don't"};
    static const char *const ends[] = {". ", ".\n\n", "! ", "\n", "\u3002", "? ", ".\" "};
    for (int sentences = random_below(seed, most); sentences > 0; sentences--) {
        for (int i = random_below(seed, 9); i >= 0; i--)
            dl_buf_printf(out, "%s ", words[random_below(seed, 13)]);
        dl_buf_puts(out, ends[random_below(seed, 7)]);
    }
}

/* A copy with sentences left out, doubled, and bytes changed. */
static void put_edited(uint64_t *seed, dl_str text, dl_buf *out)
{
    while (text.size) {
        size_t size = 1 + (size_t)random_below(seed, 60);
        dl_str part = dl_str_slice(text, 0, size);
        int what = random_below(seed, 12);
        if (what != 0)
            dl_buf_add(out, part);
        if (what == 1)
            dl_buf_add(out, part);
        if (what == 2)
            put_words(seed, 3, out);
        if (what == 3 && out->size)
            out->data[random_below(seed, (int)out->size)] = " .\nxA7\xC3\0"[random_below(seed, 8)];
        text = dl_str_slice(text, part.size, text.size);
    }
}

static void a_diff_makes_either_text_from_the_other(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 3000; round++) {
        dl_buf before = {0}, after = {0};
        put_words(&seed, 14, &before);
        if (random_below(&seed, 4) == 0)
            put_words(&seed, 14, &after);
        else
            put_edited(&seed, dl_buf_str(&before), &after);
        check_property(dl_buf_str(&before), dl_buf_str(&after));
        dl_buf_clear(&before);
        dl_buf_clear(&after);
    }
}

static void random_bytes_are_compared_too(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 300; round++) {
        char before[400], after[400];
        for (size_t i = 0; i < sizeof before; i++) {
            before[i] = (char)random_below(&seed, 256);
            after[i] = random_below(&seed, 20) ? before[i] : (char)random_below(&seed, 256);
        }
        check_property((dl_str){before, (size_t)random_below(&seed, 400)},
                       (dl_str){after, (size_t)random_below(&seed, 400)});
    }
}

/* --- sizes --- */

static void fill(uint64_t *seed, size_t size, dl_buf *out)
{
    while (out->size < size)
        put_words(seed, 14, out);
}

static void a_megabyte_is_compared_with_another(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    const size_t size = 1 << 20;
    dl_buf before = {0}, after = {0}, edited = {0};
    fill(&seed, size, &before);
    fill(&seed, size, &after);
    put_edited(&seed, dl_buf_str(&before), &edited);
    check_property(dl_buf_str(&before), dl_buf_str(&before));
    check_property(dl_buf_str(&before), dl_buf_str(&after));
    check_property(dl_buf_str(&before), dl_buf_str(&edited));
    check_property((dl_str){"", 0}, dl_buf_str(&after));
    dl_buf_clear(&before);
    dl_buf_clear(&after);
    dl_buf_clear(&edited);
}

/* Texts made to be slow: one character, dots alone, one line, the same sentence for ever. */
static void hostile_megabytes_are_compared(void **state)
{
    (void)state;
    static const char *const units[] = {"a",       ".",  "\n",     " ",     "a ",  "A. ",
                                        "1",       "[1", "\u3002", "\"",    "x\n", "...a",
                                        "it ago ", "(",  "\xE2",   "\u0301"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        dl_buf before = {0}, after = {0};
        while (before.size < (1 << 20))
            dl_buf_puts(&before, units[i]);
        dl_buf_puts(&after, "Start here. ");
        dl_buf_append(&after, before.data, before.size / 2);
        dl_buf_puts(&after, "x. ");
        dl_buf_append(&after, before.data, before.size / 2);
        check_property(dl_buf_str(&before), dl_buf_str(&after));
        dl_buf_clear(&before);
        dl_buf_clear(&after);
    }
}

static void an_insertion_moves_no_cut_of_a_long_line(void **state)
{
    (void)state;
    uint64_t seed = 7;
    dl_buf before = {0}, after = {0};
    for (int i = 0; i < 20000; i++)
        dl_buf_printf(&before, "\"k%u\":%u,", random_next(&seed) % 1000, random_next(&seed));
    dl_buf_puts(&after, "\"new\":1,");
    dl_buf_add(&after, dl_buf_str(&before));
    dl_arena arena;
    dl_diff diff;
    dl_error error;
    dl_arena_init(&arena);
    assert_int_equal(
        dl_diff_texts(dl_buf_str(&before), dl_buf_str(&after), NULL, &arena, &diff, &error), 0);
    size_t same = 0;
    for (size_t i = 0; i < diff.count; i++) {
        if (diff.items[i].kind == DL_DIFF_SAME)
            same += diff.items[i].before.end - diff.items[i].before.start;
    }
    assert_true(same > before.size / 10 * 9);
    dl_arena_clear(&arena);
    dl_buf_clear(&before);
    dl_buf_clear(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_end_where_a_reader_says),
        cmocka_unit_test(what_changed_is_told_by_sentence),
        cmocka_unit_test(sentences_that_evidence_stands_in_are_marked),
        cmocka_unit_test(a_place_known_to_change_is_marked),
        cmocka_unit_test(a_diff_makes_either_text_from_the_other),
        cmocka_unit_test(random_bytes_are_compared_too),
        cmocka_unit_test(a_megabyte_is_compared_with_another),
        cmocka_unit_test(hostile_megabytes_are_compared),
        cmocka_unit_test(an_insertion_moves_no_cut_of_a_long_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
