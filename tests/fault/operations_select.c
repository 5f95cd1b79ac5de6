/* Selectors; apart, since their header and that of dates in prose name one thing alike. */
#include "fault.h"

#include "dateline/select.h"

static int select_by(fault_world *world, const char *selector, bool css, dl_buf *out,
                     dl_error *error)
{
    dl_document *document;
    dl_selected found = {0};
    int rc = dl_document_new(&document, world->page, DL_STR("http://a.example/"), error);
    if (rc)
        return rc;
    rc = css ? dl_select_css(document, NULL, dl_str_of(selector), &found, error)
             : dl_select_xpath(document, NULL, dl_str_of(selector), &found, error);
    for (size_t i = 0; rc == 0 && i < found.count; i++) {
        dl_node_text(found.nodes[i], out);
        dl_node_html(found.nodes[i], out);
        dl_node_address(document, found.nodes[i], "href", out);
    }
    dl_selected_clear(&found);
    dl_document_free(document);
    return rc ? rc : dl_buf_ok(out, error);
}

static int by_xpath(fault_world *world, dl_buf *out, dl_error *error)
{
    return select_by(world, "//p[contains(., 'delay')]//a/@href | //td", false, out, error);
}

static int by_css(fault_world *world, dl_buf *out, dl_error *error)
{
    return select_by(world, "article > p:not(.byline) a[rel~=next], tr:nth-child(2n) td", true, out,
                     error);
}

static int css_to_xpath(fault_world *world, dl_buf *out, dl_error *error)
{
    (void)world;
    return dl_css_to_xpath(DL_STR("a.b > c:nth-of-type(2n+1) ~ [d^='e'], f:not(.g, #h)"), out,
                           error);
}

const operation select_operations[] = {{"selector: XPath", by_xpath, NULL},
                                       {"selector: CSS", by_css, NULL},
                                       {"selector: CSS as XPath", css_to_xpath, NULL},
                                       {NULL, NULL, NULL}};
