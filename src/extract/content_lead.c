/* A standfirst often stands in the page's header, apart from the article, and is left out with
 * it. The page's description of itself mostly repeats it, and so tells where it is. */
#include <string.h>

#include "extract/content.h"
#include "extract/text.h"

/* So much of a description is in no other text by chance; so much of it may be a block. */
enum { TELLING = 30, LONGEST_LEAD = 1500, SHORTEST_DESCRIPTION = 40 };

static bool is_left_out(const GumboNode *node)
{
    static const GumboTag tags[] = {GUMBO_TAG_SCRIPT,   GUMBO_TAG_STYLE, GUMBO_TAG_NAV,
                                    GUMBO_TAG_TEMPLATE, GUMBO_TAG_HEAD,  GUMBO_TAG_FOOTER,
                                    GUMBO_TAG_NOSCRIPT, GUMBO_TAG_ASIDE, GUMBO_TAG_FIGURE};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (dl_html_is(node, tags[i]))
            return true;
    return false;
}

/* The element whose own line the text is: past links, emphasis and spans. */
static const GumboNode *block_of(const GumboNode *text)
{
    static const GumboTag inline_tags[] = {GUMBO_TAG_A,  GUMBO_TAG_B, GUMBO_TAG_STRONG,
                                           GUMBO_TAG_EM, GUMBO_TAG_I, GUMBO_TAG_SPAN};
    const GumboNode *node = text->parent;
    for (size_t i = 0; i < sizeof inline_tags / sizeof *inline_tags; i++)
        if (node->parent && dl_html_is(node, inline_tags[i])) {
            node = node->parent;
            i = (size_t)-1;
        }
    return node;
}

static bool begins_description(const GumboNode *text, dl_str start, dl_buf *line)
{
    dl_buf_truncate(line, 0);
    dl_text_fold(dl_str_slice(dl_str_of(text->v.text.text), 0, LONGEST_LEAD), line);
    return dl_str_starts(dl_buf_str(line), start);
}

/* In document order, before stop. */
static const GumboNode *find_lead(const GumboNode *document, const GumboNode *stop, dl_str start)
{
    dl_buf line = {0};
    const GumboNode *found = NULL;
    for (const GumboNode *node = document; node && node != stop && !found;) {
        if (is_left_out(node)) {
            node = dl_html_skip(node, document);
            continue;
        }
        if (node->type == GUMBO_NODE_TEXT && begins_description(node, start, &line))
            found = block_of(node);
        node = dl_html_next(node, document);
    }
    dl_buf_clear(&line);
    return found;
}

/* Of a wrapper around more than the standfirst its line alone. */
static dl_str standfirst_of(dl_str shown, dl_str description)
{
    dl_str rest = shown, start = dl_str_slice(description, 0, TELLING);
    if (shown.size <= 2 * description.size)
        return shown;
    while (rest.size) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        if (dl_str_find(line, start, 0) < line.size)
            return line;
    }
    return shown;
}

void dl_content_lead(const GumboNode *document, const GumboNode *stop, dl_str description,
                     dl_buf *text)
{
    dl_buf lead = {0}, folded = {0};
    if (description.size < SHORTEST_DESCRIPTION)
        return;
    dl_str start = dl_str_slice(description, 0, TELLING);
    if (dl_str_find(dl_buf_str(text), start, 0) < text->size)
        return;
    const GumboNode *node = find_lead(document, stop, start);
    if (node)
        dl_html_text(node, LONGEST_LEAD + 1, &lead);
    dl_text_fold(standfirst_of(dl_buf_str(&lead), description), &folded);
    if (folded.size && folded.size <= LONGEST_LEAD) {
        if (text->size)
            dl_buf_puts(&folded, "\n\n");
        dl_buf_add(&folded, dl_buf_str(text));
        dl_buf other = *text;
        *text = folded;
        folded = other;
    }
    text->failed = text->failed || lead.failed || folded.failed;
    dl_buf_clear(&lead);
    dl_buf_clear(&folded);
}
