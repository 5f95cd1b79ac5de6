/* Pseudo-classes: those that a page alone can answer (Selectors 4 §4, §13, §14). */
#include <stdio.h>
#include <string.h>

#include "extract/css.h"

typedef struct plain {
    const char *name, *condition;
} plain;

/* Without arguments. dl-nth(which, a, b): the element's place among its siblings is an+b, counted
 * as dl_css_nth says. */
static const plain plains[] = {
    {"first-child", "dl-nth(0,0,1)"},
    {"last-child", "dl-nth(1,0,1)"},
    {"only-child", "dl-nth(0,0,1) and dl-nth(1,0,1)"},
    {"first-of-type", "dl-nth(2,0,1)"},
    {"last-of-type", "dl-nth(3,0,1)"},
    {"only-of-type", "dl-nth(2,0,1) and dl-nth(3,0,1)"},
    {"empty", "not(*[1]) and not(text()[1])"},
    {"root", "not(parent::*)"},
    {"scope", "count(.|$scope)=1"},
    {"any-link", "(self::a or self::area) and @href"},
    {"link", "(self::a or self::area) and @href"},
    {"checked", "(self::input and @checked and (translate(@type,'CHEKBOX','chekbox')='checkbox' or "
                "translate(@type,'RADIO','radio')='radio') or self::option and @selected)"},
};

/* What pages ask for and only a browser knows, told apart from a slip of the pen. */
static const char in_browsers[] =
    " hover active focus focus-within focus-visible visited target target-within playing paused "
    "autofill fullscreen modal picture-in-picture user-invalid user-valid local-link current past "
    "future buffering muted seeking stalled volume-locked defined popover-open host host-context "
    "before after first-line first-letter marker selection placeholder ";

static void supported(dl_css *css)
{
    dl_error_hint(css->error,
                  ":not() :is() :where() :has() :contains(\"words\") :first-child :last-child "
                  ":only-child :nth-child() :nth-last-child(), the same -of-type, :empty :root "
                  ":scope :link :any-link :checked are known");
}

static void unknown(dl_css *css, size_t at, dl_str name, const char *colons)
{
    char wanted[40];
    if (css->failed)
        return;
    snprintf(wanted, sizeof wanted, " %.*s ", (int)(name.size < 36 ? name.size : 36), name.data);
    dl_css_fail(css, at,
                strstr(in_browsers, wanted) || colons[1]
                    ? "%s%.*s is for a page in a browser, not for one that was captured"
                    : "%s%.*s is not a known pseudo-class",
                colons, (int)(name.size < 80 ? name.size : 80), name.data);
    if (dl_str_equal(name, DL_STR("text")) || dl_str_equal(name, DL_STR("attr")))
        dl_error_hint(css->error, "select the elements, and take .text or .attrs of each");
    else
        supported(css);
}

static void take_sign(dl_css *css, long *sign)
{
    *sign = dl_css_peek(css, 0) == '-' ? -1 : 1;
    if (dl_css_peek(css, 0) == '-' || dl_css_peek(css, 0) == '+')
        css->at++;
}

/* No list has more members, and so it says as much; false when there is no digit. */
static bool take_digits(dl_css *css, long *value)
{
    size_t start = css->at;
    *value = 0;
    while (dl_css_peek(css, 0) >= '0' && dl_css_peek(css, 0) <= '9') {
        *value = *value * 10 + (dl_css_peek(css, 0) - '0');
        *value = *value > 100000000 ? 100000000 : *value;
        css->at++;
    }
    return css->at > start;
}

static bool take_word(dl_css *css, const char *word)
{
    size_t i = 0;
    while (word[i] && (dl_css_peek(css, i) | 0x20) == word[i])
        i++;
    if (word[i])
        return false;
    css->at += i;
    return true;
}

/* CSS Syntax §6, the An+B notation. */
static void read_nth(dl_css *css, long *a, long *b)
{
    long sign, value;
    dl_css_space(css);
    *a = 2;
    *b = 0;
    if (take_word(css, "even"))
        return;
    *b = 1;
    if (take_word(css, "odd"))
        return;
    size_t start = css->at;
    take_sign(css, &sign);
    bool digits = take_digits(css, &value);
    if (!take_word(css, "n")) {
        *a = 0;
        *b = sign * value;
        if (!digits)
            dl_css_fail(css, start, "a number, odd, even or the like of 2n+1 was expected");
        return;
    }
    *a = sign * (digits ? value : 1);
    *b = 0;
    dl_css_space(css);
    if (dl_css_peek(css, 0) != '+' && dl_css_peek(css, 0) != '-')
        return;
    take_sign(css, &sign);
    dl_css_space(css);
    if (!take_digits(css, &value))
        dl_css_fail(css, css->at, "a number was expected");
    *b = sign * value;
}

/* "of S": counted among the siblings that S matches. */
static void nth_of(dl_css *css, dl_css_nth which, long a, long b, dl_buf *out)
{
    dl_buf condition = {0};
    dl_css_list(css, false, &condition);
    dl_buf_printf(out, "(%s) and dl-nth-of(count(%s-sibling::*[%s]),%ld,%ld)",
                  condition.data ? condition.data : "",
                  which == DL_CSS_CHILD ? "preceding" : "following",
                  condition.data ? condition.data : "", a, b);
    out->failed = out->failed || condition.failed;
    dl_buf_clear(&condition);
}

static void nth(dl_css *css, dl_css_nth which, dl_buf *out)
{
    long a, b;
    read_nth(css, &a, &b);
    size_t before = css->at;
    dl_css_space(css);
    if (which <= DL_CSS_LAST_CHILD && css->at > before && take_word(css, "of")) {
        nth_of(css, which, a, b, out);
        return;
    }
    dl_buf_printf(out, "dl-nth(%d,%ld,%ld)", (int)which, a, b);
}

/* A list of strings (or names): any of them in the element's text. */
static void contains(dl_css *css, dl_buf *out)
{
    const char *between = "(";
    do {
        dl_css_space(css);
        int c = dl_css_peek(css, 0);
        dl_str words = c == '"' || c == '\'' ? dl_css_string(css) : dl_css_name(css);
        dl_buf_printf(out, "%scontains(string(.),", between);
        dl_css_quote(words, out);
        dl_buf_putc(out, ')');
        between = " or ";
        dl_css_space(css);
    } while (!css->failed && dl_css_take(css, ','));
    dl_buf_putc(out, ')');
}

static void with_arguments(dl_css *css, dl_str name, size_t at, dl_buf *out)
{
    static const char *const nths[] = {"nth-child", "nth-last-child", "nth-of-type",
                                       "nth-last-of-type"};
    static const plain lists[] = {
        {"not", "not("}, {"is", "("}, {"where", "("}, {"matches", "("}, {"has", "("}};
    for (int i = 0; i < 4; i++) {
        if (dl_str_equal(name, dl_str_of(nths[i]))) {
            nth(css, (dl_css_nth)i, out);
            return;
        }
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (dl_str_equal(name, dl_str_of(lists[i].name))) {
            dl_buf_puts(out, lists[i].condition);
            dl_css_list(css, i == 4, out);
            dl_buf_putc(out, ')');
            return;
        }
    }
    if (dl_str_equal(name, DL_STR("contains")) || dl_str_equal(name, DL_STR("-soup-contains")))
        contains(css, out);
    else
        unknown(css, at, name, ":");
}

void dl_css_pseudo(dl_css *css, dl_buf *out)
{
    size_t at = css->at++;
    bool element = dl_css_take(css, ':');
    dl_str name = dl_css_lower(css, dl_css_name(css));
    if (css->failed)
        return;
    if (element) {
        unknown(css, at, name, "::");
        return;
    }
    if (dl_css_take(css, '(')) {
        with_arguments(css, name, at, out);
        dl_css_space(css);
        if (!dl_css_take(css, ')'))
            dl_css_fail(css, css->at < css->text.size ? css->at : at,
                        css->at < css->text.size ? ") was expected" : "this ( has no )");
        return;
    }
    for (size_t i = 0; i < sizeof plains / sizeof *plains; i++) {
        if (dl_str_equal(name, dl_str_of(plains[i].name))) {
            dl_buf_puts(out, plains[i].condition);
            return;
        }
    }
    unknown(css, at, name, ":");
}
