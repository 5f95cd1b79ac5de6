/*
 * Any bytes as a selector, as an XPath and as a page: no crash, no leak, and a selector that is
 * taken becomes an XPath that is taken too.
 */
#include <string.h>

#include "dateline/select.h"
#include "extract/charset.h"
#include "fuzz.h"

static void ask(dl_document *document, dl_str what)
{
    dl_selected found;
    dl_error error = {0};
    dl_buf out = {0};
    int rc = dl_select_css(document, NULL, what, &found, &error);
    if (rc == DL_ERR_SYNTAX && !strstr(error.message, "selector"))
        abort(); /* the XPath was not understood */
    for (size_t i = 0; rc == 0 && i < found.count && i < 20; i++) {
        dl_node_text(found.nodes[i], &out);
        dl_node_html(found.nodes[i], &out);
    }
    dl_selected_clear(&found);
    dl_select_xpath(document, NULL, what, &found, &error);
    dl_selected_clear(&found);
    dl_buf_clear(&out);
}

static void decode(dl_str bytes)
{
    dl_buf out = {0};
    dl_charset charset = dl_charset_find(bytes, (dl_str){"", 0}, true);
    dl_encoding_decode(charset.encoding, dl_str_slice(bytes, charset.bom, bytes.size), &out);
    dl_buf_clear(&out);
}

/* A question, a NUL, a page; without a NUL, a question to a page of our own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char page[] = "<ul class=x><li id=a>1<li lang=en-GB>2</ul><p><a href=b>c</a><svg>";
    dl_str all = {(const char *)data, size}, html;
    dl_str question = dl_str_cut(all, '\0', &html);
    dl_document *document;
    decode(all);
    if (!html.data)
        html = DL_STR(page);
    if (dl_document_new(&document, html, DL_STR("https://a.org/"), NULL) == 0)
        ask(document, question);
    dl_document_free(document);
    return 0;
}
