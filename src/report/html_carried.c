#include "report/html_carried.h"

#include "base/escape.h"

void report_html_carry(const dl_run *run, dl_buf *out)
{
    dl_buf_puts(out, "<template id=\"dateline-carried\">{\"lock\": ");
    dl_escape_json(run->lock, out);
    dl_buf_puts(out, ", \"name\": ");
    dl_escape_json(dl_str_of(dl_notebook_name(run->notebook)), out);
    dl_buf_puts(out, ", \"notebook\": ");
    dl_escape_json(dl_notebook_text(run->notebook), out);
    dl_buf_puts(out, "}</template>\n");
}
