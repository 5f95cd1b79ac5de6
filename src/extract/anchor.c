#include "extract/anchor.h"

#include "extract/link.h"
#include "extract/text.h"

/* More links than this no page shows to a person. */
static const size_t most_links = 100000;
/* A link whose text is longer is an article in a link. */
static const size_t longest_text = 1000;

typedef struct collector {
    dl_page *page;
    dl_str *urls;
    dl_link *anchors;
    dl_buf base, url, text, line; /* scratch, used again for each link */
    bool failed;
} collector;

static dl_str keep(collector *c, dl_str text)
{
    dl_str copy = dl_arena_copy(&c->page->arena, text);
    c->failed = c->failed || !copy.data;
    return copy.data ? copy : (dl_str){"", 0};
}

static void take(collector *c, const GumboNode *node, dl_str href)
{
    dl_buf_truncate(&c->url, 0);
    dl_link_resolve(dl_buf_str(&c->base), href, &c->url);
    dl_str url = dl_buf_str(&c->url);
    c->failed = c->failed || c->url.failed;
    bool relative = !dl_uri_split(url).scheme.data;
    if (url.size == 0 || url.data[0] == '#' || (!relative && !dl_link_is_web(url)))
        return;
    dl_buf_truncate(&c->text, 0);
    dl_buf_truncate(&c->line, 0);
    dl_html_text(node, longest_text, &c->text);
    dl_text_fold(dl_buf_str(&c->text), &c->line);
    const size_t at = c->page->link_count++;
    c->urls[at] = keep(c, url);
    c->anchors[at] = (dl_link){c->urls[at], keep(c, dl_buf_str(&c->line)),
                               keep(c, dl_html_attribute(node, "rel"))};
    c->failed = c->failed || c->url.failed || c->text.failed || c->line.failed;
}

/* HTML Standard §4.2.3: the first base element with an address is the base of all. */
static size_t count_and_find_base(collector *c, const GumboNode *document, dl_str url)
{
    size_t count = 0;
    bool found = false;
    for (const GumboNode *node = document; node; node = dl_html_next(node, document)) {
        bool base = !found && dl_html_is(node, GUMBO_TAG_BASE);
        if (!base && !dl_html_is(node, GUMBO_TAG_A))
            continue;
        dl_str href = dl_html_attribute(node, "href");
        count += !base && href.size > 0;
        if (!base || href.size == 0)
            continue;
        dl_link_resolve(url, href, &c->base);
        found = true;
    }
    if (!found)
        dl_buf_add(&c->base, url);
    return count < most_links ? count : most_links;
}

static void clear(collector *c)
{
    dl_buf_clear(&c->base);
    dl_buf_clear(&c->url);
    dl_buf_clear(&c->text);
    dl_buf_clear(&c->line);
}

int dl_anchors_collect(dl_page *page, const GumboNode *document, dl_str url, dl_error *error)
{
    collector c = {.page = page};
    size_t count = count_and_find_base(&c, document, url);
    if (count) {
        c.urls = dl_arena_alloc(&page->arena, count * sizeof *c.urls);
        c.anchors = dl_arena_alloc(&page->arena, count * sizeof *c.anchors);
        c.failed = !c.urls || !c.anchors || c.base.failed;
    }
    for (const GumboNode *node = document; !c.failed && node && count;
         node = dl_html_next(node, document)) {
        if (!dl_html_is(node, GUMBO_TAG_A))
            continue;
        dl_str href = dl_html_attribute(node, "href");
        if (href.size == 0)
            continue;
        take(&c, node, href);
        count--;
    }
    page->links = c.urls;
    page->anchors = c.anchors;
    clear(&c);
    return c.failed ? dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a page") : 0;
}
