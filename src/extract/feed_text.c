/* What a feed's texts say, as plain text. */
#include <stdlib.h>

#include "dateline/feed.h"
#include "extract/content.h"
#include "extract/feed_tree.h"
#include "extract/text.h"

/* All of the fragment is what the entry says: nothing is chosen, as it is on pages. */
static int put_blocks(dl_str html, dl_buf *out, dl_error *error)
{
    dl_html parsed = {0};
    dl_outline outline = {0};
    bool *keep = NULL;
    int rc = dl_html_parse(&parsed, html, error);
    if (!rc)
        rc = dl_outline_build(&outline, parsed.document, false, error);
    if (rc || outline.count == 0)
        goto out;
    keep = malloc(outline.count * sizeof *keep);
    if (!keep) {
        rc = dl_error_set(error, DL_ERR_MEMORY, "memory ran out while reading a feed");
        goto out;
    }
    for (size_t i = 0; i < outline.count; i++)
        keep[i] = true;
    dl_content_write(&outline, keep, out);
out:
    free(keep);
    dl_outline_clear(&outline);
    dl_html_clear(&parsed);
    return rc;
}

int dl_feed_plain(const dl_feed_text *text, dl_buf *out, dl_error *error)
{
    int rc = 0;
    if (dl_word_is(text->type, "text/html") || dl_word_is(text->type, "application/xhtml+xml"))
        rc = put_blocks(text->value, out, error);
    else
        dl_text_lines(text->value, out);
    return rc ? rc : dl_buf_ok(out, error);
}

int dl_feed_entry_text(const dl_feed_entry *entry, dl_buf *out, dl_error *error)
{
    for (size_t i = 0; i < entry->content_count; i++)
        if (entry->contents[i].value.size)
            return dl_feed_plain(&entry->contents[i], out, error);
    return dl_feed_plain(&entry->about.summary, out, error);
}
