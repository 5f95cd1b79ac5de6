/* The words in class and id that tell text from what stands around it, after Mozilla's
 * Readability (Apache-2.0), whose lists have been tried on more pages than ours. */
#include <string.h>

#include "extract/outline.h"

static const char *const unlikely[] = {
    "-ad-",       "ai2html", "banner",     "breadcrumb",   "combx",      "comment",   "community",
    "cover-wrap", "disqus",  "extra",      "footer",       "gdpr",       "header",    "legends",
    "menu",       "related", "remark",     "replies",      "rss",        "shoutbox",  "sidebar",
    "skyscraper", "social",  "sponsor",    "supplemental", "ad-break",   "agegate",   "pagination",
    "pager",      "popup",   "yom-remote", "cookie",       "newsletter", "subscribe", "teaser",
    "recommend",  "share",   "navigation", "navbar",       "noprint"};
static const char *const maybe[] = {"and",     "article", "body",    "column",
                                    "content", "main",    "mathjax", "shadow"};
static const char *const positive[] = {"article", "body", "content", "entry", "hentry", "h-entry",
                                       "main",    "page", "post",    "text",  "blog",   "story"};
static const char *const negative[] = {
    "-ad-",     "hidden", "banner",   "combx",      "comment", "com-",       "contact",
    "footer",   "gdpr",   "masthead", "media",      "meta",    "outbrain",   "promo",
    "related",  "scroll", "share",    "shoutbox",   "sidebar", "skyscraper", "sponsor",
    "shopping", "tags",   "widget",   "newsletter", "teaser"};

static bool has_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strstr(text, words[i]))
            return true;
    return false;
}

/* Lower case, cut at what fits: class lists of utility frameworks are long and say nothing. */
static void lower(dl_str text, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < text.size && used + 1 < size; i++) {
        char c = text.data[i];
        out[used++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    out[used] = '\0';
}

static int weight_of(const char *text)
{
    /* a page builder calls every part of a page so, its text as well */
    static const char *const builder[] = {"elementor-widget", "widgettext"};
    int weight = 0;
    if (has_any(text, builder, sizeof builder / sizeof *builder))
        return 0;
    if (has_any(text, negative, sizeof negative / sizeof *negative))
        weight -= 25;
    if (has_any(text, positive, sizeof positive / sizeof *positive))
        weight += 25;
    return weight;
}

dl_hints dl_hints_of(const GumboNode *node)
{
    char class[160], id[80];
    lower(dl_html_attribute(node, "class"), class, sizeof class);
    lower(dl_html_attribute(node, "id"), id, sizeof id);
    dl_hints hints = {0};
    if (!class[0] && !id[0])
        return hints;
    hints.weight = (int8_t)(weight_of(class) + weight_of(id));
    const size_t many = sizeof unlikely / sizeof *unlikely, few = sizeof maybe / sizeof *maybe;
    hints.unlikely = (has_any(class, unlikely, many) || has_any(id, unlikely, many)) &&
                     !has_any(class, maybe, few) && !has_any(id, maybe, few);
    return hints;
}
