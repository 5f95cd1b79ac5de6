/* What is given bad input, and its time taken: a parser with a text, and all that it makes gone. */
#ifndef TESTS_FAULT_LINEAR_H
#define TESTS_FAULT_LINEAR_H

#include "dateline/str.h"

typedef void parser(dl_str text);

parser as_cdxj, as_charset, as_csv, as_date, as_diff, as_elements, as_feed, as_freshened,
    as_freshness, as_headers, as_ical, as_ipynb, as_json, as_kernel_message, as_lua_completion,
    as_notebook, as_page, as_pattern, as_prose, as_quote, as_robots, as_rows_csv, as_rows_jsonl,
    as_selected, as_selector, as_sql_completion, as_timeline_json, as_tsv, as_typed, as_url,
    as_warc;

#endif
