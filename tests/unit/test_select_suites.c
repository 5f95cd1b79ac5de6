/* Selectors on pages that nobody here wrote, against what two other implementations find in the
 * same trees: soupsieve, which matches by itself, and cssselect, which translates to XPath too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "extract/tree.h"

static const char *const selectors[] = {
    "*",
    "p",
    "DIV",
    "a[href]",
    "a[href^='http']",
    "a[href$='.html']",
    "a[href*='.com/']",
    "a[href^=\"https://\" i]",
    "img[alt='']",
    "img:not([alt])",
    "[class]",
    "[class='']",
    "[class~=\"content\"]",
    "[id|='main']",
    "[lang|=en]",
    "[itemprop]",
    "meta[property^='og:']",
    "meta[name=description]",
    "meta[name=\"Author\" i]",
    "link[rel~=stylesheet]",
    "link[rel=canonical]",
    "script[type='application/ld+json']",
    "#content, #main, #article",
    ".byline, .author, [rel=author]",
    "h1, h2, h3",
    "h1 + p",
    "h2 ~ p",
    "p + p",
    "p + p + p",
    "p ~ ul li",
    "div > p",
    "div > div > p",
    "div p a",
    "div div div p",
    "body > div",
    "html > body *",
    "ul > li > a",
    "ul li a",
    "li + li > a",
    "div > ul ~ p",
    "div + div > p + p",
    "section p, article p, main p",
    "p:first-child",
    "p:last-child",
    "a:only-child",
    "li:nth-child(2)",
    "li:nth-child(2n+1)",
    "li:nth-child(even)",
    "li:nth-child(-n+3)",
    "li:nth-last-child(2)",
    "li:nth-child(3n - 1)",
    "tr:nth-child(odd) td:nth-child(2)",
    "p:first-of-type",
    "p:last-of-type",
    "img:only-of-type",
    "p:nth-of-type(2)",
    "div:nth-last-of-type(2)",
    "div:nth-of-type(2n)",
    ":root",
    ":root > head > title",
    "p:not(:first-child)",
    "p:not(.a, .b):not([id])",
    "div:not(:has(p))",
    "a:not(li a)",
    "a:not([href^='http']):not([href^='#'])",
    ":is(h1, h2, h3) > a",
    ":where(ul, ol) > li:is(:first-child, :last-child)",
    "p:has(a)",
    "p:has(> img)",
    "div:has(> p + p)",
    "h2:has(+ p)",
    "li:has(~ li)",
    "div:has(> p):has(> div)",
    "*:first-of-type",
    "*:last-of-type:not(div)",
    "div :only-of-type",
    "li:nth-child(2 of [class])",
    "p:nth-last-child(1 of p)",
    "p:-soup-contains('the')",
    "a:-soup-contains('More', 'more')",
    "time[datetime], [datetime]",
    "figure > figcaption, figure img",
    "[data-src], [data-lazy-src]",
    "td + td, th ~ td",
    "table tbody > tr > td:first-child",
    "p > em, p > strong, p > i, p > b",
    "blockquote p",
    "br + br",
    "p:not(div > p)",
    "div:not(div div)",
};
enum { SELECTORS = sizeof selectors / sizeof *selectors, MOST_PAGES = 100 };

/* Where soupsieve 2.3 is wrong, and what we find is as browsers have it. */
static const struct {
    const char *selector, *reason;
} explained[] = {
    {"[class='']", "it takes class=\" \" for empty: its tree keeps the words alone"},
    {"li:nth-child(2n+1)", "it misses an li that is alone in its list"},
    {"li:nth-child(-n+3)", "it misses an li that is alone in its list"},
};

typedef struct tally {
    int asked, same, unable, explained;
} tally;

static void dump_text(FILE *out, const char *mark, const xmlChar *text)
{
    json_t *value = json_string((const char *)text);
    char *line = value ? json_dumps(value, JSON_ENCODE_ANY) : NULL;
    if (line)
        fprintf(out, "%s%s\n", mark, line);
    free(line);
    json_decref(value);
}

static void dump_element(FILE *out, const xmlNode *node)
{
    json_t *all = json_object();
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        xmlChar *value = xmlNodeListGetString(node->doc, a->children, 1);
        json_object_set_new(all, (const char *)a->name, json_string(value ? (char *)value : ""));
        xmlFree(value);
    }
    json_t *element = json_pack("[s o]", (const char *)node->name, all);
    char *line = json_dumps(element, JSON_COMPACT);
    fprintf(out, "<%s\n", line);
    free(line);
    json_decref(element);
}

/* Writes the tree as select_oracle.py reads it. */
static void dump_tree(const dl_document *document, const char *folder, int number)
{
    char path[700];
    snprintf(path, sizeof path, "%s/%d.tree", folder, number);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    const xmlNode *node = document->tree->children;
    while (node) {
        if (node->type == XML_ELEMENT_NODE)
            dump_element(out, node);
        else
            dump_text(out, node->type == XML_COMMENT_NODE ? "!" : "", node->content);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        for (;;) {
            if (node->type == XML_ELEMENT_NODE)
                fputs(">\n", out);
            if (node->next)
                break;
            node = node->parent;
            if (node->type != XML_ELEMENT_NODE)
                break;
        }
        node = node->type == XML_ELEMENT_NODE || node->next ? node->next : NULL;
    }
    assert_int_equal(fclose(out), 0);
}

/* "i j k": the places of what was found, counted in document order. */
static void places(dl_document *document, const char *selector, dl_buf *out)
{
    dl_selected all, found;
    dl_error error;
    assert_int_equal(dl_select_css(document, NULL, DL_STR("*"), &all, &error), 0);
    if (dl_select_css(document, NULL, dl_str_of(selector), &found, &error) != 0)
        fail_msg("%s: %s", selector, error.message);
    size_t i = 0;
    for (size_t n = 0; n < all.count && i < found.count; n++) {
        if (found.nodes[i] != all.nodes[n])
            continue;
        dl_buf_printf(out, " %zu", n);
        i++;
    }
    assert_int_equal(i, found.count); /* in document order, each once */
    dl_selected_clear(&found);
    dl_selected_clear(&all);
}

static dl_document *open_page(const char *path)
{
    dl_buf body = {0};
    dl_document *document;
    dl_error error = {0};
    assert_int_equal(dl_file_read(path, (size_t)64 << 20, &body, &error), 0);
    if (dl_document_new(&document, dl_buf_str(&body), DL_STR("http://fakehost/"), &error) != 0)
        fail_msg("%s: %s", path, error.message);
    dl_buf_clear(&body);
    return document;
}

static void write_selectors(const char *folder)
{
    char path[600];
    snprintf(path, sizeof path, "%s/selectors", folder);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    for (size_t i = 0; i < SELECTORS; i++)
        fprintf(out, "%s\n", selectors[i]);
    assert_int_equal(fclose(out), 0);
}

static const char *reason_for(const char *selector)
{
    for (size_t i = 0; i < sizeof explained / sizeof *explained; i++)
        if (strcmp(explained[i].selector, selector) == 0)
            return explained[i].reason;
    return NULL;
}

/* An answer, "PAGE LINE WHO: i j k" or "PAGE LINE WHO: - why". */
static void judge(char *line, dl_document **pages, tally counts[2])
{
    char who[32];
    int page, number, used = 0;
    assert_int_equal(sscanf(line, "%d %d %31[a-z]:%n", &page, &number, who, &used), 3);
    line[strcspn(line, "\n")] = '\0';
    tally *t = &counts[strcmp(who, "soupsieve") != 0];
    t->asked++;
    if (strncmp(line + used, " -", 2) == 0) {
        t->unable++;
        return;
    }
    dl_buf ours = {0};
    places(pages[page], selectors[number], &ours);
    bool same = strcmp(ours.data ? ours.data : "", line + used) == 0;
    t->same += same;
    const char *reason = same ? "" : reason_for(selectors[number]);
    t->explained += !same && reason;
    if (!same)
        print_message("# page %d, %s: %s finds%.60s, not%.60s: %s\n", page, selectors[number], who,
                      line + used, ours.data ? ours.data : "", reason ? reason : "?");
    dl_buf_clear(&ours);
}

static int open_all(const char *folder, dl_document **pages)
{
    char path[900];
    int count = 0;
    snprintf(path, sizeof path, "%s/test-pages", folder);
    struct dirent **entries;
    int found = scandir(path, &entries, NULL, alphasort);
    assert_true(found > 0);
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.' && count < MOST_PAGES) {
            snprintf(path, sizeof path, "%s/test-pages/%s/source.html", folder, entries[i]->d_name);
            pages[count] = open_page(path);
            dump_tree(pages[count], folder, count);
            count++;
        }
        free(entries[i]);
    }
    free(entries);
    return count;
}

static void other_implementations_find_the_same(void **state)
{
    static dl_document *pages[MOST_PAGES];
    static char line[1 << 20];
    const char *shared = getenv("DATELINE_SHARED");
    char folder[] = "/tmp/dateline-select-XXXXXX", command[1400];
    tally counts[2] = {{0}};
    (void)state;
    snprintf(command, sizeof command, "%s/suites/readability-dev/test-pages.tar.xz",
             shared ? shared : "../shared");
    if (access(command, R_OK) != 0) {
        print_message("# skipped: %s is not there\n", command);
        skip();
    }
    if (system("/usr/bin/python3 -c 'import bs4, soupsieve, lxml' 2>/dev/null") != 0) {
        print_message("# skipped: Python's soupsieve and lxml are not there\n");
        skip();
    }
    assert_non_null(mkdtemp(folder));
    snprintf(command, sizeof command,
             "tar -C '%s' -xJf '%s/suites/readability-dev/test-pages.tar.xz'", folder,
             shared ? shared : "../shared");
    assert_int_equal(system(command), 0);
    write_selectors(folder);
    int count = open_all(folder, pages);
    snprintf(command, sizeof command, "/usr/bin/python3 tests/unit/select_oracle.py '%s'", folder);
    FILE *answers = popen(command, "r");
    assert_non_null(answers);
    while (fgets(line, sizeof line, answers))
        judge(line, pages, counts);
    assert_int_equal(pclose(answers), 0);
    for (int i = 0; i < count; i++)
        dl_document_free(pages[i]);
    snprintf(command, sizeof command, "chmod -R u+w '%s' && rm -r '%s'", folder, folder);
    assert_int_equal(system(command), 0);
    for (int i = 0; i < 2; i++)
        print_message("# suite selectors against %s: %d of %d, %d explained (%d more it "
                      "cannot say)\n",
                      i ? "cssselect" : "soupsieve", counts[i].same,
                      counts[i].asked - counts[i].unable, counts[i].explained, counts[i].unable);
    assert_true(counts[0].asked > 3000);
    for (int i = 0; i < 2; i++)
        assert_int_equal(counts[i].same + counts[i].explained, counts[i].asked - counts[i].unable);
    assert_true(counts[0].explained <= 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(other_implementations_find_the_same)};
    return cmocka_run_group_tests_name("select: against others", tests, NULL, NULL);
}
