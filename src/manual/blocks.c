#include "manual/manual.h"

void manual_blocks(dl_str markdown, manual_block *block, void *user, dl_buf *out)
{
    if (markdown.size == 0)
        return;
    cmark_node *document = cmark_parse_document(markdown.data, markdown.size, CMARK_OPT_DEFAULT);
    if (!document) {
        out->failed = true;
        return;
    }
    for (cmark_node *at = cmark_node_first_child(document); at; at = cmark_node_next(at))
        block(user, at);
    cmark_node_free(document);
}
