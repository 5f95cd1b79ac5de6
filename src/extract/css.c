#include "extract/css.h"

#include <string.h>

#include "base/utf8.h"

/* A selector that a person wrote has some dozen parts; libxml2 takes expressions of some thousand
 * steps, and its stack grows with them. */
static const size_t most_bytes = (size_t)64 << 10, most_parts = 500;
enum { DEEPEST = 16, MOST_COMPOUNDS = 100 };

/* A complex selector: compounds from left to right, each with the combinator before it (' ', '>',
 * '+' or '~'; of the first, ' ' unless it is relative). */
typedef struct complex {
    struct {
        dl_str type;      /* a name that XPath can test on its axis; else "*" */
        dl_str condition; /* the rest; empty where there is none */
        char combinator;
    } at[MOST_COMPOUNDS];
    size_t count;
} complex_selector;

static void word(const char *attribute, dl_str text, dl_buf *out)
{
    if (strcmp(attribute, "id") == 0) {
        dl_buf_puts(out, "@id=");
        dl_css_quote(text, out);
        return;
    }
    dl_buf_puts(out, "contains(concat(' ',normalize-space(@class),' '),concat(' ',");
    dl_css_quote(text, out);
    dl_buf_puts(out, ",' '))");
}

/* Type or universal selector; a namespace before | may be empty or any, for there are none.
 * Returns the name as XPath tests it, or "*" and a condition where it cannot. */
static dl_str type(dl_css *css, dl_buf *out)
{
    const dl_str every = DL_STR("*");
    size_t at = css->at;
    bool any = dl_css_take(css, '*');
    dl_str name = any || dl_css_peek(css, 0) == '|' ? every : dl_css_name(css);
    if (dl_css_peek(css, 0) == '|' && dl_css_peek(css, 1) != '=') {
        if (!any && css->at > at)
            dl_css_fail(css, at, "a captured page has no namespace %.*s",
                        (int)(name.size < 80 ? name.size : 80), name.data);
        css->at++;
        any = dl_css_take(css, '*');
        name = any ? every : dl_css_name(css);
    }
    if (css->failed || any)
        return every;
    dl_str lower = dl_css_lower(css, name);
    bool same = dl_str_equal(lower, name);
    if (same && dl_css_is_plain(name))
        return name;
    dl_buf_puts(out, "(name()=");
    dl_css_quote(lower, out);
    if (!same) { /* SVG's foreignObject and its like keep their case */
        dl_buf_puts(out, " or name()=");
        dl_css_quote(name, out);
    }
    dl_buf_putc(out, ')');
    return every;
}

static bool at_simple(const dl_css *css)
{
    int c = dl_css_peek(css, 0);
    return c == '#' || c == '.' || c == '[' || c == ':';
}

static void simple(dl_css *css, dl_buf *out)
{
    int c = dl_css_peek(css, 0);
    if (c == '[') {
        dl_css_attribute(css, out);
    } else if (c == ':') {
        dl_css_pseudo(css, out);
    } else {
        css->at++;
        /* #1a is a hash, though no name: refused by browsers, and so here */
        word(c == '#' ? "id" : "class", dl_css_name(css), out);
    }
}

static dl_str compound(dl_css *css, dl_str *name)
{
    dl_buf all = {0};
    *name = DL_STR("*");
    size_t start = css->at;
    int c = dl_css_peek(css, 0);
    if (c == '*' || c == '|' || dl_css_at_name(css))
        *name = type(css, &all);
    else if (!at_simple(css))
        dl_css_fail(css, css->at,
                    css->at < css->text.size ? "a selector was expected"
                                             : "a selector was expected before the end");
    while (!css->failed && at_simple(css)) {
        if (++css->parts > most_parts)
            dl_css_fail(css, start, "more than %zu parts are too many for a selector", most_parts);
        if (all.size)
            dl_buf_puts(&all, " and ");
        simple(css, &all);
    }
    c = dl_css_peek(css, 0);
    if (!css->failed && (c == '*' || c == '|' || dl_css_at_name(css)))
        dl_css_fail(css, css->at, "an element's name comes before its other marks");
    dl_str copy = dl_arena_copy(css->arena, dl_buf_str(&all));
    if ((all.failed || !copy.data) && !css->failed) {
        css->failed = true;
        dl_error_set(css->error, DL_ERR_MEMORY, "memory ran out while reading a selector");
    }
    dl_buf_clear(&all);
    return copy;
}

/* The combinator at the place, white space around it taken; 0 when the selector ends here. */
static char combinator(dl_css *css)
{
    size_t start = css->at;
    dl_css_space(css);
    int c = dl_css_peek(css, 0);
    if (c == '>' || c == '+' || c == '~') {
        css->at++;
        dl_css_space(css);
        return (char)c;
    }
    bool ends = c == -1 || c == ',' || c == ')';
    return !ends && css->at > start ? ' ' : 0;
}

static void read_complex(dl_css *css, bool relative, complex_selector *complex)
{
    complex->count = 0;
    dl_css_space(css);
    char before = relative ? combinator(css) : ' ';
    before = before ? before : ' ';
    while (before && !css->failed) {
        if (complex->count == MOST_COMPOUNDS) {
            dl_css_fail(css, css->at, "more than %d elements in a row are too many",
                        MOST_COMPOUNDS);
            return;
        }
        complex->at[complex->count].combinator = before;
        complex->at[complex->count].condition = compound(css, &complex->at[complex->count].type);
        complex->count++;
        before = combinator(css);
    }
    int c = dl_css_peek(css, 0);
    if (!css->failed && c != -1 && c != ',' && !(c == ')' && css->depth > 0))
        dl_css_fail(css, css->at, "this was not expected in a selector");
}

/* Below, a test is what stands behind an axis for the element that compound `last` matches: its
 * type, and in brackets what else holds of it. Each function goes left while the combinators are
 * its own, and returns the first compound that it did not use. */

/* Closes a test. One that asks for nothing goes away: libxml2 stops at the first of several only
 * where [1] stands right behind the name. */
static void close_test(dl_buf *out)
{
    const dl_str nothing = DL_STR("[true()]");
    dl_buf_putc(out, ']');
    if (dl_str_ends(dl_buf_str(out), nothing))
        dl_buf_truncate(out, out->size - nothing.size);
}

/* a + b + c: each is the element right before. Opens the bracket, which the caller closes. */
static size_t adjacent(const complex_selector *c, size_t last, dl_buf *out)
{
    const char *between = " and ";
    dl_str condition = c->at[last].condition;
    dl_buf_printf(out, "%.*s[%.*s", DL_STR_ARG(c->at[last].type),
                  DL_STR_ARG(condition.size ? condition : DL_STR("true()")));
    /* cppcheck-suppress arrayIndexOutOfBoundsCond */
    while (last > 0 && c->at[last].combinator == '+') {
        last--;
        condition = c->at[last].condition;
        dl_buf_printf(out, "%spreceding-sibling::*[1]/self::%.*s[%.*s", between,
                      DL_STR_ARG(c->at[last].type),
                      DL_STR_ARG(condition.size ? condition : DL_STR("true()")));
        close_test(out);
        between = "/";
    }
    return last;
}

/* a ~ b: of the siblings before, the nearest that fits leaves most to the rest. */
static size_t siblings(const complex_selector *c, size_t last, dl_buf *out)
{
    size_t first = adjacent(c, last, out);
    const char *between = " and ";
    while (first > 0 && c->at[first].combinator == '~') {
        dl_buf_puts(out, between);
        between = "/";
        for (size_t i = first; i < last; i++) /* to the leftmost of the run before */
            dl_buf_puts(out, "preceding-sibling::*[1]/");
        last = first - 1;
        dl_buf_puts(out, "preceding-sibling::");
        first = adjacent(c, last, out);
        close_test(out);
        dl_buf_puts(out, "[1]");
    }
    return first;
}

/* a > b: the parent; counted in *levels. */
static size_t children(const complex_selector *c, size_t last, size_t *levels, dl_buf *out)
{
    size_t first = siblings(c, last, out);
    const char *between = " and ";
    *levels = 0;
    while (first > 0 && c->at[first].combinator == '>') {
        dl_buf_printf(out, "%sparent::", between);
        between = "/";
        first = siblings(c, first - 1, out);
        close_test(out);
        ++*levels;
    }
    return first;
}

/* a b: of the ancestors, the nearest that fits leaves most to the rest. */
static void descendants(const complex_selector *c, dl_buf *out)
{
    size_t levels;
    size_t first = children(c, c->count - 1, &levels, out);
    const char *between = " and ";
    while (first > 0) {
        dl_buf_puts(out, between);
        for (size_t i = 0; i < levels; i++)
            dl_buf_puts(out, "parent::*/");
        between = "/";
        dl_buf_puts(out, "ancestor::");
        first = children(c, first - 1, &levels, out);
        close_test(out);
        dl_buf_puts(out, "[1]");
    }
    close_test(out);
}

/* What :has() holds is looked for from the left, starting at the element itself. */
static void relatives(const complex_selector *c, dl_buf *out)
{
    for (size_t i = 0; i < c->count; i++) {
        char before = c->at[i].combinator;
        dl_str condition = c->at[i].condition;
        const char *axis = before == '>'   ? "child::"
                           : before == '+' ? "following-sibling::*[1]/self::"
                           : before == '~' ? "following-sibling::"
                                           : "descendant::";
        dl_buf_printf(out, "%s%s%.*s[%.*s]", i ? "/" : "", axis, DL_STR_ARG(c->at[i].type),
                      DL_STR_ARG(condition.size ? condition : DL_STR("true()")));
    }
}

void dl_css_list(dl_css *css, bool relative, dl_buf *out)
{
    const char *between = "";
    if (css->depth >= DEEPEST) {
        dl_css_fail(css, css->at, "selectors nested more than %d deep are too many", DEEPEST);
        return;
    }
    complex_selector *complex = dl_arena_alloc(css->arena, sizeof *complex);
    if (!complex) {
        css->failed = true;
        dl_error_set(css->error, DL_ERR_MEMORY, "memory ran out while reading a selector");
        return;
    }
    css->depth++;
    do {
        read_complex(css, relative, complex);
        if (css->failed)
            break;
        dl_buf_puts(out, between);
        between = " or ";
        if (relative) {
            relatives(complex, out);
        } else {
            dl_buf_puts(out, "self::");
            descendants(complex, out);
        }
    } while (dl_css_take(css, ','));
    css->depth--;
}

int dl_css_to_xpath(dl_str text, dl_buf *xpath, dl_error *error)
{
    dl_error unheard = {0};
    dl_arena arena;
    dl_arena_init(&arena);
    dl_css css = {.text = text, .arena = &arena, .depth = -1};
    css.error = error ? error : &unheard;
    if (text.size > most_bytes)
        return dl_error_set(error, DL_ERR_LIMIT_SIZE, "a selector of more than %zu bytes",
                            most_bytes);
    if (text.size && memchr(text.data, '\0', text.size))
        return dl_error_set(error, DL_ERR_SYNTAX, "a selector holds no NUL byte");
    if (!dl_utf8_valid(text))
        return dl_error_set(error, DL_ERR_SYNTAX, "this selector is not UTF-8");
    dl_buf_puts(xpath, "descendant::*[");
    dl_css_list(&css, false, xpath);
    dl_buf_putc(xpath, ']');
    if (!css.failed && dl_buf_ok(xpath, css.error) != 0)
        css.failed = true;
    dl_arena_clear(&arena);
    return css.failed ? css.error->kind : 0;
}
