/* The words in class and id that tell text from what stands around it, after Mozilla's
 * Readability (Apache-2.0), whose lists have been tried on more pages than ours. */
#include "extract/outline.h"
#include "extract/words.h"

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

static int weight_of(const dl_lowered *text)
{
    /* a page builder calls every part of a page so, its text as well */
    static const char *const builder[] = {"elementor-widget", "widgettext"};
    int weight = 0;
    if (DL_HAS_WORD(text, builder))
        return 0;
    if (DL_HAS_WORD(text, negative))
        weight -= 25;
    if (DL_HAS_WORD(text, positive))
        weight += 25;
    return weight;
}

dl_hints dl_hints_of(const GumboNode *node)
{
    dl_str class = dl_html_attribute(node, "class"), id = dl_html_attribute(node, "id");
    dl_hints hints = {0};
    if (!class.size && !id.size)
        return hints;
    const dl_lowered named = dl_lower(class), called = dl_lower(id);
    hints.weight = (int8_t)(weight_of(&named) + weight_of(&called));
    hints.unlikely = (DL_HAS_WORD(&named, unlikely) || DL_HAS_WORD(&called, unlikely)) &&
                     !DL_HAS_WORD(&named, maybe) && !DL_HAS_WORD(&called, maybe);
    return hints;
}
