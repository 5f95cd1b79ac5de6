/* The manual: every name that the bindings have has its entry, and the other way; each is whole;
 * people find it by what they type; it prints, and makes man pages and an editor's file. */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dateline/engine.h"
#include "dateline/manual.h"

static const dl_manual_entry *entry_of(const char *name)
{
    const dl_manual_entry *entry = dl_manual_find(dl_str_of(name));
    if (!entry)
        fail_msg("%s has no entry", name);
    return entry;
}

static void test_every_name_has_an_entry(void **state)
{
    (void)state;
    const char *name;
    size_t count = 0, entries = 0;
    for (; (name = dl_engine_name(count)) != NULL; count++)
        entry_of(name);
    while (dl_manual_entry_at(entries))
        entries++;
    assert_true(count > 200);
    print_message("# %zu names, %zu entries\n", count, entries);
    for (size_t i = 0; i < entries; i++) {
        const char *told = dl_manual_entry_at(i)->doc.name;
        size_t times = 0;
        for (size_t k = 0; k < count; k++)
            times += strcmp(dl_engine_name(k), told) == 0;
        if (times != 1)
            fail_msg("%s is in the manual, and %zu times in the bindings", told, times);
    }
    assert_int_equal(count, entries);
}

static bool has(dl_str text, const char *part)
{
    return text.size && dl_str_find(text, dl_str_of(part), 0) < text.size;
}

/* Help is one sentence, without marks, that ends; a signature says what a field gives. */
static void test_entries_are_whole(void **state)
{
    (void)state;
    const dl_manual_entry *entry;
    size_t faults = 0;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++) {
        dl_str help = dl_str_of(entry->doc.help);
        bool begins = help.size && (isupper((unsigned char)help.data[0]) || help.data[0] == '"');
        bool ends = help.size && help.data[help.size - 1] == '.';
        bool example = has(entry->text, "```lua\n") || has(entry->group, "```lua\n");
        bool gives = !entry->field || strstr(entry->doc.signature, " -> ");
        if (begins && ends && example && gives && help.size <= 200)
            continue;
        faults++;
        print_message("# %s: %s%s%s%s%s\n", entry->doc.name, begins ? "" : "no sentence; ",
                      ends ? "" : "no end; ", example ? "" : "no example; ",
                      gives ? "" : "gives nothing; ", help.size <= 200 ? "" : "too long; ");
    }
    assert_int_equal(faults, 0);
}

/* A function tells each of its parameters, what it raises (or that it raises nothing of its own),
 * and is called in its example, which tests/cli/manual.bats runs. */
static void test_functions_tell_parameters_errors_and_example(void **state)
{
    (void)state;
    const dl_manual_entry *entry;
    size_t faults = 0;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++) {
        if (entry->field)
            continue;
        const char *name = entry->doc.name, *member = strpbrk(name, ".:");
        size_t at = dl_str_find(entry->text, DL_STR("```lua\n"), 0);
        dl_str example = dl_str_slice(entry->text, at, entry->text.size);
        bool called = has(example, member ? member + 1 : name);
        bool errors = has(entry->text, "\n\nErrors: ");
        if (!called || !errors)
            print_message("# %s: %s%s\n", name, called ? "" : "its example does not call it; ",
                          errors ? "" : "no errors; ");
        faults += !called || !errors;
        const char *end = strchr(entry->doc.signature, ')');
        for (const char *one = strchr(entry->doc.signature, '(') + 1; one < end;) {
            size_t size = strcspn(one, "[], )");
            char item[80];
            snprintf(item, sizeof item, "\n- `%.*s` (", (int)size, one);
            bool options = size == 7 && strncmp(one, "options", size) == 0;
            bool told =
                size == 0 || (options ? has(entry->text, "\nOptions:") : has(entry->text, item));
            if (!told)
                print_message("# %s: what is %.*s?\n", name, (int)size, one);
            faults += !told;
            one += size ? size : 1;
        }
    }
    assert_int_equal(faults, 0);
}

/* The words of an item or a field that has a number, as far as its paragraph goes. */
static bool has_unit(dl_str told)
{
    static const char *const units[] = {"day",  "week",    "hour", "minute", "second",  "row",
                                        "byte", "capture", "HTTP", "from 0", "How many"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (has(told, units[i]))
            return true;
    return false;
}

/* Up to the next item's or paragraph's end. */
static dl_str told_at(dl_str text, size_t at)
{
    dl_str rest = dl_str_slice(text, at, text.size);
    size_t item = dl_str_find(rest, DL_STR("\n- "), 1),
           blank = dl_str_find(rest, DL_STR("\n\n"), 1);
    return dl_str_slice(rest, 0, item < blank ? item : blank);
}

static void test_numbers_have_units(void **state)
{
    (void)state;
    const dl_manual_entry *entry;
    size_t numbers = 0;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++) {
        dl_str text = entry->text;
        bool number = entry->field && (strstr(entry->doc.signature, "-> integer") ||
                                       strstr(entry->doc.signature, "-> number"));
        if (number && !has_unit(told_at(text, 0)))
            fail_msg("%s: a number of what?", entry->doc.name);
        numbers += number;
        for (size_t at = 0; (at = dl_str_find(text, DL_STR("\n- `"), at)) < text.size; at++) {
            dl_str told = told_at(text, at);
            bool counted = has(told, "` (integer") || has(told, "` (number");
            numbers += counted;
            if (counted && !has(told, "as for `") && !has_unit(told))
                fail_msg("%s: what is counted by%.*s?", entry->doc.name, DL_STR_ARG(told));
        }
    }
    assert_true(numbers > 25);
}

static void test_topics_are_whole(void **state)
{
    (void)state;
    const dl_manual_topic *topic;
    size_t guides = 0, last = 0;
    for (size_t i = 0; (topic = dl_manual_topic_at(i)) != NULL; i++) {
        size_t size = strlen(topic->summary);
        if (!topic->title[0] || size == 0 || topic->summary[size - 1] != '.' || size > 200)
            fail_msg("topic %s: \"%s\", \"%s\"", topic->name, topic->title, topic->summary);
        assert_int_equal(topic->first, last);
        assert_true(topic->text.size >= topic->intro.size);
        last += topic->entry_count;
        guides += topic->entry_count == 0;
        assert_ptr_equal(dl_manual_find_topic(dl_str_of(topic->name)), topic);
    }
    assert_null(dl_manual_entry_at(last));
    assert_true(guides >= 8);
}

/* What an entry names as "See:" is there. */
static void test_references_lead_somewhere(void **state)
{
    (void)state;
    const dl_manual_entry *entry;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++) {
        size_t at = dl_str_find(entry->text, DL_STR("See: "), 0);
        dl_str rest = dl_str_slice(entry->text, at, entry->text.size);
        rest = dl_str_slice(rest, 0, dl_str_find(rest, DL_STR("\n\n"), 0));
        dl_str_cut(rest, '`', &rest);
        while (rest.data && rest.size) {
            dl_str name = dl_str_cut(rest, '`', &rest);
            const dl_manual_entry *found;
            if (dl_manual_meant(name, &found, 1) == 0 && !dl_manual_find_topic(name))
                fail_msg("%s: see %.*s, which is not there", entry->doc.name, DL_STR_ARG(name));
            dl_str_cut(rest, '`', &rest);
        }
    }
}

/* --- finding --- */

static const char *meant(const char *typed)
{
    static char names[2000];
    const dl_manual_entry *found[64];
    size_t count = dl_manual_meant(dl_str_of(typed), found, 64);
    names[0] = '\0';
    for (size_t i = 0; i < count; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i ? " " : "",
                 found[i]->doc.name);
    return names;
}

static void test_what_is_meant(void **state)
{
    (void)state;
    assert_string_equal(meant("fetch"), "fetch");
    assert_string_equal(meant("timeline:lag"), "timeline:lag");
    assert_string_equal(meant("t:lag"), "timeline:lag");
    assert_string_equal(meant("lag"), "timeline:lag");
    assert_non_null(strstr(meant("words"), "date:words"));
    assert_string_equal(meant("d:words"), meant("words"));
    assert_string_equal(meant("page.quote"), "page:quote");
    assert_string_equal(meant("page:title"), "page.title");
    assert_string_equal(meant("error"), "error.kind error.message error.hint");
    assert_string_equal(meant("page:lag"), "");
    assert_string_equal(meant("nothing_like_it"), "");
    assert_string_equal(meant(""), "");
    assert_string_equal(meant(":"), "");
    assert_int_equal(dl_manual_meant(DL_STR("words"), NULL, 0), 0);
    assert_int_equal(dl_manual_meant((dl_str){"a\0b:\xff", 6}, NULL, 0), 0);
}

static void test_what_is_near(void **state)
{
    (void)state;
    const char *near[3];
    assert_true(dl_manual_near(DL_STR("fetch.al"), near, 3) >= 1);
    assert_string_equal(near[0], "fetch.all");
    assert_true(dl_manual_near(DL_STR("store.qeury"), near, 3) >= 1);
    assert_string_equal(near[0], "store.query");
    assert_true(dl_manual_near(DL_STR("notbook"), near, 3) >= 1);
    assert_string_equal(near[0], "notebook");
    assert_int_equal(dl_manual_near(DL_STR(""), near, 3), 0);
    assert_int_equal(dl_manual_near(DL_STR("xyzzy plugh and more"), near, 3), 0);
    static char huge[100000];
    memset(huge, 'a', sizeof huge);
    assert_int_equal(dl_manual_near((dl_str){huge, sizeof huge}, near, 3), 0);
}

/* --- printing --- */

static size_t widest(dl_str text)
{
    size_t most = 0;
    while (text.data && text.size) {
        dl_str line = dl_str_cut(text, '\n', &text);
        if (line.size > most)
            most = line.size;
    }
    return most;
}

/* Code is not folded; an entry without any keeps to the width. */
static void test_entries_print(void **state)
{
    (void)state;
    const dl_manual_entry *entry;
    dl_error error;
    for (size_t i = 0; (entry = dl_manual_entry_at(i)) != NULL; i++) {
        dl_buf text;
        dl_buf_init(&text);
        assert_int_equal(dl_manual_print_entry(entry, NULL, &text, &error), 0);
        dl_str all = dl_buf_str(&text);
        assert_true(dl_str_starts(all, dl_str_of(entry->doc.signature)));
        assert_false(has(all, "```"));
        assert_false(has(all, "\x1b"));
        assert_true(all.data[all.size - 1] == '\n');
        dl_buf_clear(&text);
    }
}

static void test_print_has_width_and_bold(void **state)
{
    (void)state;
    dl_buf text;
    dl_error error;
    dl_manual_style style = {.width = 40, .bold = true};
    dl_buf_init(&text);
    const dl_manual_topic *guide = dl_manual_find_topic(DL_STR("exit-status"));
    assert_non_null(guide);
    assert_int_equal(dl_manual_print_topic(guide, &style, &text, &error), 0);
    assert_true(has(dl_buf_str(&text), "\x1b[1m"));
    dl_buf_clear(&text);
    dl_buf_init(&text);
    style = (dl_manual_style){.width = 1000};
    assert_int_equal(dl_manual_print_index(&style, &text, &error), 0);
    assert_true(has(dl_buf_str(&text), "timeline:lag(a, b)"));
    assert_true(has(dl_buf_str(&text), "Guides"));
    assert_true(widest(dl_buf_str(&text)) <= 160);
    dl_buf_clear(&text);
}

/* --- files --- */

static void test_man_has_all(void **state)
{
    (void)state;
    dl_buf man;
    dl_error error;
    dl_buf_init(&man);
    assert_int_equal(dl_manual_man_api("1.2.3", &man, &error), 0);
    assert_true(has(dl_buf_str(&man), ".TH DATELINE\\-API 3"));
    assert_true(has(dl_buf_str(&man), "dateline 1.2.3"));
    assert_true(has(dl_buf_str(&man), ".SS \"timeline:lag(a, b)"));
    assert_false(has(dl_buf_str(&man), "\\f[C]"));
    dl_buf_clear(&man);
}

static void test_luals_has_all(void **state)
{
    (void)state;
    dl_buf out;
    dl_error error;
    const char *name;
    dl_buf_init(&out);
    assert_int_equal(dl_manual_luals(&out, &error), 0);
    dl_str text = dl_buf_str(&out);
    assert_true(dl_str_starts(text, DL_STR("---@meta")));
    for (size_t i = 0; (name = dl_engine_name(i)) != NULL; i++) {
        char function[128], field[128];
        const char *member = strpbrk(name, ".:");
        snprintf(function, sizeof function, "\nfunction %s(", name);
        snprintf(field, sizeof field, "---@field %s ", member ? member + 1 : name);
        char global[128];
        snprintf(global, sizeof global, "\n%s = {}\n", name);
        if (!has(text, entry_of(name)->field ? field : function) && !has(text, global))
            fail_msg("%s is not told", name);
    }
    dl_buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_name_has_an_entry),
        cmocka_unit_test(test_entries_are_whole),
        cmocka_unit_test(test_functions_tell_parameters_errors_and_example),
        cmocka_unit_test(test_numbers_have_units),
        cmocka_unit_test(test_topics_are_whole),
        cmocka_unit_test(test_references_lead_somewhere),
        cmocka_unit_test(test_what_is_meant),
        cmocka_unit_test(test_what_is_near),
        cmocka_unit_test(test_entries_print),
        cmocka_unit_test(test_print_has_width_and_bold),
        cmocka_unit_test(test_man_has_all),
        cmocka_unit_test(test_luals_has_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
