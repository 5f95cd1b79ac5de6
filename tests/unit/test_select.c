/* XPath and CSS selectors over a page's tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dateline/select.h"

static const char page[] =
    "<!DOCTYPE html><html lang=en><head><title>A page</title>"
    "<base href='https://a.org/news/'></head><body class='home page'>"
    "<h1 id=top>Head <em>line</em></h1>"
    "<div class='story lead' data-n=1><p>One</p><p class=by>By <a href='../jane' rel='Author me'>"
    "Jane</a></p><p>Three<br>lines</p></div>"
    "<div class=story data-n=2><p lang=en-GB>Four</p><span>five</span><p></p><p><!-- six --></p>"
    "</div>"
    "<ul><li>a<li class=x>b<li>c<li class=x>d<li>e</ul>"
    "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
    "<svg><foreignObject><p>in</p></foreignObject><a xlink:href='#s'>x</a></svg>"
    "<script>var a = '<p>';</script><o:p>office</o:p><INPUT TYPE=Radio CHECKED>"
    "<p id='q\"u&apos;o'>quo&nbsp;te</p></body></html>";

static dl_document *open_text(const char *html, size_t size)
{
    dl_document *document;
    dl_error error;
    if (dl_document_new(&document, (dl_str){html, size}, DL_STR("https://a.org/x"), &error) != 0)
        fail_msg("%s", error.message);
    return document;
}

static int open_page(void **state)
{
    *state = open_text(page, sizeof page - 1);
    return 0;
}

static int close_page(void **state)
{
    dl_document_free(*state);
    return 0;
}

/* "name:text name:text", or the value. */
static void describe(const dl_selected *found, dl_buf *out)
{
    switch (found->kind) {
    case DL_SELECTED_NODES:
        for (size_t i = 0; i < found->count; i++) {
            dl_buf_puts(out, i ? " " : "");
            dl_buf_add(out, dl_node_name(found->nodes[i]));
            dl_buf_putc(out, ':');
            dl_node_text(found->nodes[i], out);
        }
        break;
    case DL_SELECTED_TEXT:
        dl_buf_printf(out, "text %.*s", DL_STR_ARG(found->text));
        break;
    case DL_SELECTED_NUMBER:
        dl_buf_printf(out, "number %g", found->number);
        break;
    case DL_SELECTED_BOOLEAN:
        dl_buf_printf(out, "boolean %s", found->boolean ? "true" : "false");
        break;
    }
}

typedef int ask(dl_document *document, const dl_node *from, dl_str what, dl_selected *found,
                dl_error *error);

static void expect(ask *select, dl_document *document, const char *what, const char *expected)
{
    dl_selected found;
    dl_error error;
    dl_buf got = {0};
    if (select(document, NULL, dl_str_of(what), &found, &error) != 0)
        dl_buf_printf(&got, "error %s", error.message);
    else
        describe(&found, &got);
    if (strcmp(got.data ? got.data : "", expected) != 0)
        fail_msg("%s: \"%s\", expected \"%s\"", what, got.data ? got.data : "", expected);
    dl_buf_clear(&got);
    dl_selected_clear(&found);
}

static void selectors_find_what_browsers_find(void **state)
{
    static const char *const cases[][2] = {
        {"h1", "h1:Head line"},
        {"H1", "h1:Head line"},
        {"#top", "h1:Head line"},
        {".by", "p:By Jane"},
        {"p.by > a", "a:Jane"},
        {"div.story.lead p", "p:One p:By Jane p:Three lines"},
        {"body div > p > a", "a:Jane"},
        {"html body a[href]", "a:Jane"},
        {"li", "li:a li:b li:c li:d li:e"},
        {"li:first-child, li:last-child", "li:a li:e"},
        {"li:nth-child(2n+1)", "li:a li:c li:e"},
        {"li:nth-child(odd)", "li:a li:c li:e"},
        {"li:nth-child( EVEN )", "li:b li:d"},
        {"li:nth-child(-n + 2)", "li:a li:b"},
        {"li:nth-child(n+4)", "li:d li:e"},
        {"li:nth-child(3)", "li:c"},
        {"li:nth-child(+3n-1)", "li:b li:e"},
        {"li:nth-child(0)", ""},
        {"li:nth-last-child(2)", "li:d"},
        {"li:nth-child(2 of .x)", "li:d"},
        {"li:nth-last-child(2 of .x)", "li:b"},
        {"li:nth-child(even of :not(.x))", "li:c"},
        {"div p:nth-of-type(2)", "p:By Jane p:"},
        {"div > :nth-last-of-type(1)", "p:Three lines span:five p:"},
        {"div span:only-of-type", "span:five"},
        {"h1 :only-child", "em:line"},
        {"*:first-of-type:is(td)", "td:1 td:3"},
        {"p:empty", "p: p:"},
        {":root", "html:A page Head line One By Jane Three lines Four five a b c d e 1 2 3 4 in x"
                  "office quo te"},
        {"li + li", "li:b li:c li:d li:e"},
        {"li.x + li", "li:c li:e"},
        {"li.x ~ .x", "li:d"},
        {"li ~ li + li.x", "li:d"},
        {"li + li + li + li + li", "li:e"},
        {"li + li + li + li + li + li", ""},
        {"li ~ li ~ li ~ li ~ li", "li:e"},
        {"li ~ li ~ li ~ li ~ li ~ li", ""},
        {"ul>li+li~li", "li:c li:d li:e"},
        {"h1 ~ ul > .x", "li:b li:d"},
        {"h1 + div + div ~ ul li:first-child", "li:a"},
        {"div + div p", "p:Four p: p:"},
        {"div div", ""},
        {"body > * > p > a", "a:Jane"},
        {"[data-n='2'] span", "span:five"},
        {"[data-n=\"2\" s] span", "span:five"},
        {"[rel~=me]", "a:Jane"},
        {"[rel~=ME]", "a:Jane"}, /* rel has no case in HTML */
        {"[class~=BY]", ""},     /* class has */
        {"[class~=BY i]", "p:By Jane"},
        {"[rel='']", ""},
        {"[rel~='']", ""},
        {"[rel^='']", ""},
        {"p[lang|=en]", "p:Four"},
        {"p[lang|=e]", ""},
        {"a[href^='..']", "a:Jane"},
        {"a[href$=ane]", "a:Jane"},
        {"a[href*=/j]", "error a name or a \"string\" was expected, at column 9 of the selector"},
        {"a[href*='/j']", "a:Jane"},
        {"a[href$='../../jane']", ""},
        {"p:not(div p)", "p:in p:quo te"},
        {"li:not(.x, :first-child)", "li:c li:e"},
        {"li:not(:not(.x))", "li:b li:d"},
        {"div:has(> span)", "div:Four five"},
        {"div:has(a)", "div:One By Jane Three lines"},
        {"li:has(+ .x)", "li:a li:c"},
        {"li:has(~ .x)", "li:a li:b li:c"},
        {"h1:has(+ div > .by, em)", "h1:Head line"},
        {":is(h1, td):not(:where(td))", "h1:Head line"},
        {"p:contains('Jane')", "p:By Jane"},
        {"p:contains(One, Four)", "p:One p:Four"},
        {"td:contains(\"'\")", ""},
        {"foreignObject > p", "p:in"},
        {"svg a[xlink\\:href]", "a:x"},
        {"o\\:p", "o:p:office"},
        {"*|h1, |td:first-child", "h1:Head line td:1 td:3"},
        {"input[type=radio]:checked", "input:"},
        {"#q\\\"u\\'o", "p:quo te"},
        {"[id='q\"u\\27 o']", "p:quo te"},
        {"a:any-link", "a:Jane"},
        {" h1 /* the first */ , /* then */ em ", "h1:Head line em:line"},
        {"em/**/", "em:line"},
        {":scope > body > h1", "h1:Head line"},
        {"table tr", "tr:1 2 tr:3 4"},
        {"table > tr", ""}, /* HTML puts a tbody between */
        {"tbody > tr:last-of-type > td", "td:3 td:4"},
        {"nothing", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(dl_select_css, *state, cases[i][0], cases[i][1]);
}

static void xpath_gives_nodes_and_values(void **state)
{
    static const char *const cases[][2] = {
        {"//h1", "h1:Head line"},
        {"//a/@href", "href:../jane"},
        {"//h1/text()", "#text:Head"},
        {"//comment()", "#comment:six"},
        {"count(//li)", "number 5"},
        {"count(//li) > 4", "boolean true"},
        {"string(//h1)", "text Head line"},
        {"//li[last()] | //li[1]", "li:a li:e"},
        {"//li[2]/preceding::em", "em:line"},
        {"(//p)[2]", "p:By Jane"},
        {"//svg//p", "p:in"},
        {"//*[name()='o:p']", "o:p:office"},
        {"//a[@*[name()='xlink:href']]", "a:x"},
        {"concat('a', 'b', count(//em), //h1)", "text ab1Head line"},
        {"substring-before(//h1, 'l')", "text Head "},
        {"substring-after(//h1, ' ')", "text line"},
        {"translate('abc', 'ab', 'x')", "text xc"},
        {"normalize-space(//p[3])", "text Threelines"},
        {"contains(//h1, 'line')", "boolean true"},
        {"//p[contains(., 'Four')]/@lang", "lang:en-GB"},
        {"id('top')", "h1:Head line"},
        {"/html/body/h1/em", "em:line"},
        {"//namespace::*", ""},
        {"1 div 0", "number inf"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(dl_select_xpath, *state, cases[i][0], cases[i][1]);
}

static void questions_start_at_the_node_that_is_asked(void **state)
{
    dl_selected lists, items, above;
    dl_error error;
    assert_int_equal(dl_select_css(*state, NULL, DL_STR("ul, table"), &lists, &error), 0);
    assert_int_equal(lists.count, 2);
    assert_int_equal(dl_select_xpath(*state, lists.nodes[1], DL_STR(".//td"), &items, &error), 0);
    assert_int_equal(items.count, 4);
    assert_int_equal(
        dl_select_xpath(*state, items.nodes[0], DL_STR("ancestor::table"), &above, &error), 0);
    assert_int_equal(above.count, 1);
    assert_ptr_equal(above.nodes[0], lists.nodes[1]);
    dl_selected_clear(&items);
    dl_selected_clear(&above);
    /* the selector sees what is above the node, as in browsers; only its result is below */
    assert_int_equal(dl_select_css(*state, lists.nodes[0], DL_STR("body .x"), &items, &error), 0);
    assert_int_equal(items.count, 2);
    dl_selected_clear(&items);
    assert_int_equal(dl_select_css(*state, lists.nodes[0], DL_STR(":scope > .x"), &items, &error),
                     0);
    assert_int_equal(items.count, 2);
    dl_selected_clear(&items);
    dl_selected_clear(&lists);
}

static void a_node_tells_its_attributes_address_and_source(void **state)
{
    dl_selected found;
    dl_error error;
    dl_buf text = {0};
    dl_str name;
    assert_int_equal(
        dl_select_css(*state, NULL, DL_STR("a, .x, #q\\\"u\\'o, script, ul"), &found, &error), 0);
    assert_true(dl_node_attribute_at(found.nodes[0], 1, &name, &text));
    assert_memory_equal(name.data, "rel", 3);
    assert_string_equal(text.data, "Author me");
    assert_false(dl_node_attribute_at(found.nodes[0], 2, &name, &text));
    dl_buf_truncate(&text, 0);
    assert_true(dl_node_address(*state, found.nodes[0], "href", &text));
    assert_string_equal(text.data, "https://a.org/jane");
    assert_false(dl_node_address(*state, found.nodes[0], "src", &text));
    static const char *const sources[] = {
        "<a href=\"../jane\" rel=\"Author me\">Jane</a>",
        "<ul><li>a</li><li class=\"x\">b</li><li>c</li><li class=\"x\">d</li><li>e</li></ul>",
        "<li class=\"x\">b</li>",
        "<li class=\"x\">d</li>",
        "<a xlink:href=\"#s\">x</a>",
        "<script>var a = '<p>';</script>",
        "<p id=\"q&quot;u'o\">quo&nbsp;te</p>"};
    assert_int_equal(found.count, 7);
    for (size_t i = 0; i < 7; i++) {
        dl_buf_truncate(&text, 0);
        dl_node_html(found.nodes[i], &text);
        assert_string_equal(text.data, sources[i]);
    }
    dl_buf_truncate(&text, 0);
    dl_node_text(found.nodes[5], &text);
    assert_string_equal(text.data, "var a = '<p>';");
    dl_buf_clear(&text);
    dl_selected_clear(&found);
}

static void a_faulty_selector_is_told_with_its_column(void **state)
{
    static const struct {
        const char *css, *message;
        int column;
    } cases[] = {
        {"", "a selector was expected before the end, at column 1 of the selector", 1},
        {"  ", "a selector was expected before the end, at column 3 of the selector", 3},
        {"p >", "a selector was expected before the end, at column 4 of the selector", 4},
        {"p > > a", "a selector was expected, at column 5 of the selector", 5},
        {"p,,a", "a selector was expected, at column 3 of the selector", 3},
        {"p,", "a selector was expected before the end, at column 3 of the selector", 3},
        {"é > .", "a name was expected, at column 6 of the selector", 6},
        {"p:hover",
         ":hover is for a page in a browser, not for one that was captured, at column 2 "
         "of the selector",
         2},
        {"p::before",
         "::before is for a page in a browser, not for one that was captured, at "
         "column 2 of the selector",
         2},
        {"p:frist-child", ":frist-child is not a known pseudo-class, at column 2 of the selector",
         2},
        {"p:nth-child(x)",
         "a number, odd, even or the like of 2n+1 was expected, at column 13 of "
         "the selector",
         13},
        {"p:nth-child(2", "this ( has no ), at column 2 of the selector", 2},
        {"p:not(a", "this ( has no ), at column 2 of the selector", 2},
        {"p:not()", "a selector was expected, at column 7 of the selector", 7},
        {"p)", "this was not expected in a selector, at column 2 of the selector", 2},
        {"[href", "= or ~= |= ^= $= *= or ] was expected, at column 6 of the selector", 6},
        {"[href='x", "this string has no end, at column 7 of the selector", 7},
        {"[href=x", "this [ has no ], at column 1 of the selector", 1},
        {"[href=x y]", "] was expected, at column 9 of the selector", 9},
        {"[href!=x]", "= or ~= |= ^= $= *= or ] was expected, at column 6 of the selector", 6},
        {"#1", "a name was expected, at column 2 of the selector", 2},
        {"svg|a", "a captured page has no namespace svg, at column 1 of the selector", 1},
        {".a*", "an element's name comes before its other marks, at column 3 of the selector", 3},
        {"a{}", "this was not expected in a selector, at column 2 of the selector", 2},
        {"p:contains()", "a name was expected, at column 12 of the selector", 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_selected found;
        dl_error error = {0};
        int rc = dl_select_css(*state, NULL, dl_str_of(cases[i].css), &found, &error);
        assert_int_equal(rc, DL_ERR_SYNTAX);
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(error.column, cases[i].column);
    }
}

static void a_faulty_xpath_is_told_with_its_column(void **state)
{
    static const struct {
        const char *xpath;
        int column;
    } cases[] = {
        {"//a[", 5}, {"//a]", 4}, {"", 1}, {"//é[@=1]", 6}, {"'x", 3}, {"//a[position(]", 14},
        {"a b", 3},
    };
    static const char *const refused[] = {
        "document('/etc/passwd')",
        "unknown()",
        "$x",
        "dl-nth(0,0,1)",
        "x:a",
        "count(1)",
        "count()",
        "concat('a')",
        "contains('a')",
        "translate('a','b','c','d')",
    };
    dl_selected found;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_error error = {0};
        int rc = dl_select_xpath(*state, NULL, dl_str_of(cases[i].xpath), &found, &error);
        assert_int_equal(rc, DL_ERR_SYNTAX);
        if (error.column != cases[i].column)
            fail_msg("%s: column %d: %s", cases[i].xpath, error.column, error.message);
        assert_null(strstr(error.message, "it cannot be read"));
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        dl_error error = {0};
        int rc = dl_select_xpath(*state, NULL, dl_str_of(refused[i]), &found, &error);
        if (rc != DL_ERR_SYNTAX)
            fail_msg("%s: %d", refused[i], rc);
        assert_null(strstr(error.message, "it cannot be read"));
        assert_int_equal(error.column, 0);
    }
}

static char *repeated(const char *start, const char *middle, size_t count, const char *end,
                      size_t *size)
{
    dl_buf text = {0};
    dl_buf_puts(&text, start);
    while (count-- > 0)
        dl_buf_puts(&text, middle);
    dl_buf_puts(&text, end);
    return dl_buf_take(&text, size);
}

static void huge_and_deep_questions_are_refused(void **state)
{
    static const struct {
        ask *select;
        const char *start, *middle;
        size_t count;
        const char *end;
    } cases[] = {
        {dl_select_css, "", "p,", 500000, "p"},  {dl_select_css, "", "p ", 30000, "p"},
        {dl_select_css, "", ":not(", 10000, ""}, {dl_select_css, "", ":not(", 12000, "p"},
        {dl_select_css, "p", ".a", 30000, ""},   {dl_select_css, "p:is(", "a,", 30000, "a)"},
        {dl_select_css, "/*", "*", 60000, ""},   {dl_select_xpath, "", "(", 16000, ""},
        {dl_select_xpath, "", "a[", 8000, ""},   {dl_select_xpath, "a", "/a", 8000, "/"},
        {dl_select_xpath, "", "a", 500000, ""},  {dl_select_xpath, "", "//*[", 4000, ""},
        {dl_select_xpath, "", "not(", 4000, ""}, {dl_select_xpath, "1", "+1", 8000, "+"},
        {dl_select_xpath, "1", "=1", 8000, "="},
    };
    dl_selected found;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size;
        char *text = repeated(cases[i].start, cases[i].middle, cases[i].count, cases[i].end, &size);
        dl_error error = {0};
        int rc = cases[i].select(*state, NULL, (dl_str){text, size}, &found, &error);
        if (rc != DL_ERR_SYNTAX && rc != DL_ERR_LIMIT_SIZE)
            fail_msg("%.20s...: %d %s", text, rc, error.message);
        dl_selected_clear(&found);
        free(text);
    }
    dl_error error;
    assert_int_equal(dl_select_css(*state, NULL, DL_STR("p\0a"), &found, &error), DL_ERR_SYNTAX);
    assert_int_equal(dl_select_xpath(*state, NULL, DL_STR("p\0a"), &found, &error), DL_ERR_SYNTAX);
    assert_int_equal(dl_select_css(*state, NULL, DL_STR("\xB1t"), &found, &error), DL_ERR_SYNTAX);
    assert_int_equal(dl_select_xpath(*state, NULL, DL_STR("'\xB1'"), &found, &error),
                     DL_ERR_SYNTAX);
    assert_int_equal(dl_select_css(*state, NULL, DL_STR("[a='\\1']"), &found, &error),
                     DL_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "a control character cannot be looked for"));
}

/* Long ones that are well formed end somehow: with an answer, or a limit. */
static void long_questions_end(void **state)
{
    static const char *const cases[][3] = {
        {"1", "+1", ""},
        {"//p", "|//a", ""},
        {"//p", "/..", ""},
        {"//p", "[1]", ""},
        {"//p", "/descendant-or-self::*", ""},
        {"", "-", "1"},
        {"1", " or 1", ""},
        {"//p", "[. = //a]", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size;
        char *text = repeated(cases[i][0], cases[i][1], 16000 / strlen(cases[i][1]) - 10,
                              cases[i][2], &size);
        dl_selected found;
        dl_error error = {0};
        int rc = dl_select_xpath(*state, NULL, (dl_str){text, size}, &found, &error);
        if (rc != 0 && rc != DL_ERR_LIMIT_SIZE && rc != DL_ERR_LIMIT_TIME)
            fail_msg("%.20s...: %d %s", text, rc, error.message);
        dl_selected_clear(&found);
        free(text);
    }
}

/* What a function of XPath may work through and make, as xpath_guard.c says: 2 * 10^9 pairs of
 * bytes, 64 MiB. The page's text is 2 * 10^6 bytes: joined 30 times it is 60 MB, which may be, and
 * 34 times 68 MB. */
static void functions_that_work_or_make_too_much_are_refused(void **state)
{
    static const struct {
        const char *start;
        size_t times; /* how often ", /" follows */
        int rc;
    } cases[] = {{"contains(/", 1, DL_ERR_LIMIT_SIZE},
                 {"substring-before(/", 1, DL_ERR_LIMIT_SIZE},
                 {"substring-after(/", 1, DL_ERR_LIMIT_SIZE},
                 {"translate('abc', 'a'", 1, 0},
                 {"translate(/", 2, DL_ERR_LIMIT_SIZE},
                 {"concat(/", 33, DL_ERR_LIMIT_SIZE},
                 {"concat(/", 29, 0}};
    size_t size;
    (void)state;
    char *html = repeated("", "aaaaaaaaaa", 200 * 1000, "", &size);
    dl_document *document = open_text(html, size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_selected found;
        dl_error error = {0};
        size_t asked_size;
        char *asked = repeated(cases[i].start, ", /", cases[i].times, ")", &asked_size);
        int rc = dl_select_xpath(document, NULL, (dl_str){asked, asked_size}, &found, &error);
        dl_selected_clear(&found);
        if (rc != cases[i].rc)
            fail_msg("%s: %d %s", asked, rc, error.message);
        free(asked);
    }
    dl_document_free(document);
    free(html);
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static void expensive_questions_end_in_time(void **state)
{
    static const char *const xpaths[] = {
        "//*[//*[//*]]",
        "//*[count(//*[count(//*) > 1]) > 1]",
        "//*[. = //*]",
        "count(//*[//text() = string(/)])",
        "//*[contains(/, //*[last()])]",
        "//*/ancestor-or-self::*/descendant-or-self::*/ancestor::*",
        "//*[translate(/, /, /) = /]",
        "concat(/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/,/)",
    };
    size_t size;
    (void)state;
    char *html = repeated("<div>", "<p>aa <b>aa</b> aa", 5000, "", &size);
    dl_document *document = open_text(html, size);
    for (size_t i = 0; i < sizeof xpaths / sizeof *xpaths; i++) {
        struct timespec start;
        clock_gettime(CLOCK_MONOTONIC, &start);
        dl_selected found;
        dl_error error = {0};
        int rc = dl_select_xpath(document, NULL, dl_str_of(xpaths[i]), &found, &error);
        double took = seconds_since(&start);
        print_message("# %s: %d in %.2f s\n", xpaths[i], rc, took);
        if (rc != 0 && rc != DL_ERR_LIMIT_SIZE && rc != DL_ERR_LIMIT_TIME)
            fail_msg("%s: %d %s", xpaths[i], rc, error.message);
        dl_selected_clear(&found);
    }
    dl_document_free(document);
    free(html);
}

/* Tells when it begins, and ends with 0 when it found what there is. */
static void search_in_child(dl_document *document, int began)
{
    dl_selected found;
    dl_error error = {0};
    int rc = write(began, "!", 1) == 1 ? 0 : 1;
    if (rc == 0)
        rc = dl_select_xpath(document, NULL,
                             DL_STR("//*/ancestor-or-self::*/descendant-or-self::*/ancestor::*"),
                             &found, &error);
    _exit(rc ? 1 : 0);
}

/* A search at a load of 16 was refused after five seconds in which it had hardly run. A process
 * that is stopped for longer has that in full. */
static void the_limit_of_a_search_is_time_that_it_worked(void **state)
{
    static const struct timespec soon = {0, 20 * 1000 * 1000}, past = {5, 500 * 1000 * 1000};
    int began[2], status;
    size_t size;
    char byte;
    (void)state;
    char *html = repeated("<div>", "<p>aa <b>aa</b> aa", 5000, "", &size);
    dl_document *document = open_text(html, size);
    assert_int_equal(pipe(began), 0);
    pid_t child = fork();
    if (child == 0)
        search_in_child(document, began[1]);
    assert_true(child > 0);
    assert_int_equal(read(began[0], &byte, 1), 1);
    nanosleep(&soon, NULL);
    assert_int_equal(kill(child, SIGSTOP), 0);
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status)); /* in the midst of it */
    nanosleep(&past, NULL);
    assert_int_equal(kill(child, SIGCONT), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    close(began[0]);
    close(began[1]);
    dl_document_free(document);
    free(html);
}

static void large_pages_are_searched_in_linear_time(void **state)
{
    static const char *const selectors[] = {
        "li:nth-child(2n+1)",
        "li:nth-of-type(3n)",
        "li:first-child",
        "li:last-child",
        "div div li",
        "li ~ li",
        "li + li",
        "li:not(.x)",
        "ul > li",
        "li:empty",
    };
    size_t size;
    (void)state;
    char *html = repeated("<div><ul>", "<li class=a>one", 20000, "</ul></div>", &size);
    dl_document *document = open_text(html, size);
    for (size_t i = 0; i < sizeof selectors / sizeof *selectors; i++) {
        struct timespec start;
        clock_gettime(CLOCK_MONOTONIC, &start);
        dl_selected found;
        dl_error error = {0};
        int rc = dl_select_css(document, NULL, dl_str_of(selectors[i]), &found, &error);
        print_message("# %s: %zu of 20000 in %.2f s\n", selectors[i], found.count,
                      seconds_since(&start));
        if (rc)
            fail_msg("%s: %s", selectors[i], error.message);
        dl_selected_clear(&found);
    }
    dl_document_free(document);
    free(html);
}

static void a_deep_page_is_searched(void **state)
{
    size_t size;
    dl_selected found;
    dl_error error;
    dl_buf text = {0};
    (void)state;
    char *html = repeated("<p id=a>", "<b>", 500, "deep<i>er</i>", &size);
    dl_document *document = open_text(html, size);
    assert_int_equal(dl_select_css(document, NULL, DL_STR("b b b b b i"), &found, &error), 0);
    assert_int_equal(found.count, 1);
    dl_selected_clear(&found);
    assert_int_equal(dl_select_xpath(document, NULL, DL_STR("//p"), &found, &error), 0);
    dl_node_text(found.nodes[0], &text);
    assert_string_equal(text.data, "deeper");
    dl_node_html(found.nodes[0], &text);
    assert_true(text.size > 500 * 7);
    dl_selected_clear(&found);
    assert_int_equal(dl_select_xpath(document, NULL, DL_STR("count(//b)"), &found, &error), 0);
    assert_true(found.number == 500);
    dl_selected_clear(&found);
    dl_buf_clear(&text);
    dl_document_free(document);
    free(html);
}

static void a_page_past_the_bound_is_refused(void **state)
{
    size_t size;
    dl_document *document;
    dl_error error;
    (void)state;
    char *html = repeated("", "<br>", 300000, "", &size);
    assert_int_equal(dl_document_new(&document, (dl_str){html, size}, DL_STR(""), &error),
                     DL_ERR_LIMIT_SIZE);
    assert_null(document);
    free(html);
}

static void odd_pages_have_a_tree(void **state)
{
    static const char *const pages[] = {"",
                                        "x",
                                        "<",
                                        "<!--",
                                        "<frameset>",
                                        "\xEF\xBF\xBD<a\x01b>",
                                        "<a b=c b=d =e \"=f>",
                                        "<svg><a><b><svg></a>",
                                        "<template><p>t</p></template>",
                                        "<math><mi>x"};
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        dl_document *document = open_text(pages[i], strlen(pages[i]));
        dl_selected found;
        dl_error error;
        dl_buf text = {0};
        assert_int_equal(dl_select_css(document, NULL, DL_STR("*"), &found, &error), 0);
        assert_true(found.count >= 2);
        for (size_t n = 0; n < found.count; n++) {
            dl_node_html(found.nodes[n], &text);
            dl_node_text(found.nodes[n], &text);
            dl_node_value(found.nodes[n], &text);
        }
        dl_buf_clear(&text);
        dl_selected_clear(&found);
        dl_document_free(document);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selectors_find_what_browsers_find),
        cmocka_unit_test(xpath_gives_nodes_and_values),
        cmocka_unit_test(questions_start_at_the_node_that_is_asked),
        cmocka_unit_test(a_node_tells_its_attributes_address_and_source),
        cmocka_unit_test(a_faulty_selector_is_told_with_its_column),
        cmocka_unit_test(a_faulty_xpath_is_told_with_its_column),
        cmocka_unit_test(huge_and_deep_questions_are_refused),
        cmocka_unit_test(long_questions_end),
        cmocka_unit_test(expensive_questions_end_in_time),
        cmocka_unit_test(functions_that_work_or_make_too_much_are_refused),
        cmocka_unit_test(the_limit_of_a_search_is_time_that_it_worked),
        cmocka_unit_test(large_pages_are_searched_in_linear_time),
        cmocka_unit_test(a_deep_page_is_searched),
        cmocka_unit_test(a_page_past_the_bound_is_refused),
        cmocka_unit_test(odd_pages_have_a_tree),
    };
    return cmocka_run_group_tests_name("select: XPath and selectors", tests, open_page, close_page);
}
