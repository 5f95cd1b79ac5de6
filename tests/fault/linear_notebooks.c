/* Time on bad input: notebooks, locks, reports that carry one, tables of events and of rows. */
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "base/utf8.h"
#include "dateline/bundle.h"
#include "dateline/constraints.h"
#include "dateline/ipynb.h"
#include "dateline/lock.h"
#include "dateline/notebook.h"
#include "dateline/rows.h"
#include "dateline/timeline_files.h"
#include "linear.h"

static int as_notebook(dl_str text, dl_error *error)
{
    dl_notebook *notebook;
    dl_buf html = {0};
    int rc = dl_notebook_parse(&notebook, text, "n.md", error);
    if (rc == 0)
        rc = dl_notebook_format(notebook, false, &html, error);
    dl_notebook_free(notebook);
    dl_buf_clear(&html);
    return rc;
}

static int as_markdown(dl_str text, dl_error *error)
{
    dl_buf html = {0};
    int rc = dl_markdown_html(text, &html, error);
    dl_buf_clear(&html);
    return rc;
}

static int as_ipynb(dl_str text, dl_error *error)
{
    dl_buf out = {0}, outputs = {0};
    dl_ipynb_notes notes;
    int rc = dl_ipynb_to_markdown(text, "n.ipynb", &out, &outputs, &notes, error);
    dl_buf_clear(&out);
    dl_buf_clear(&outputs);
    return rc;
}

static int as_lock(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    dl_lock lock;
    dl_buf out = {0};
    int rc = dl_lock_parse(text, "n.lock", &arena, &lock, error);
    if (rc == 0)
        rc = dl_lock_print(&lock, &out, error);
    dl_buf_clear(&out);
    dl_arena_clear(&arena);
    return rc;
}

static int as_report(dl_str text, dl_error *error)
{
    dl_arena arena = {0};
    dl_str name, notebook, lock;
    int rc = dl_report_carried(text, &arena, &name, &notebook, &lock, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_json(dl_str text, dl_error *error)
{
    json_t *value;
    int rc = dl_json_read(text, &value, error);
    if (rc == 0)
        json_decref(value);
    return rc;
}

/* As it is shown, whatever it holds. */
static int as_shown(dl_str text, dl_error *error)
{
    dl_buf out = {0};
    (void)error;
    dl_escape_html(text, &out);
    dl_escape_bidi(text, &out);
    dl_escape_href(text, &out);
    dl_escape_json(text, &out);
    dl_escape_lua(text, &out);
    dl_escape_markdown(text, &out);
    dl_escape_terminal(text, &out);
    dl_utf8_wrap(text, 20, 2, &out);
    dl_utf8_pad(text, 20, false, &out);
    dl_buf_clear(&out);
    return 0;
}

static int as_timeline(dl_str text, dl_timeline_format format, dl_error *error)
{
    dl_timeline *timeline;
    int rc = dl_timeline_new(&timeline, error);
    if (rc == 0)
        rc = dl_timeline_read(timeline, format, text, "t", error);
    dl_timeline_free(timeline);
    return rc;
}

static int as_tsv(dl_str text, dl_error *error)
{
    return as_timeline(text, DL_TIMELINE_TSV, error);
}

static int as_csv(dl_str text, dl_error *error)
{
    return as_timeline(text, DL_TIMELINE_CSV, error);
}

static int as_ical(dl_str text, dl_error *error)
{
    return as_timeline(text, DL_TIMELINE_ICAL, error);
}

static int as_timeline_json(dl_str text, dl_error *error)
{
    return as_timeline(text, DL_TIMELINE_JSON, error);
}

static int as_constraint(dl_str text, dl_error *error)
{
    dl_constraint_said said;
    return dl_constraint_read(text, &said, error);
}

static int as_rows(dl_str text, dl_rows_format format, dl_error *error)
{
    dl_arena arena = {0};
    dl_rows rows;
    int rc = dl_rows_read(format, text, &arena, &rows, error);
    dl_arena_clear(&arena);
    return rc;
}

static int as_rows_csv(dl_str text, dl_error *error)
{
    return as_rows(text, DL_ROWS_CSV, error);
}

static int as_rows_tsv(dl_str text, dl_error *error)
{
    return as_rows(text, DL_ROWS_TSV, error);
}

static int as_rows_json(dl_str text, dl_error *error)
{
    return as_rows(text, DL_ROWS_JSON, error);
}

static int as_rows_jsonl(dl_str text, dl_error *error)
{
    return as_rows(text, DL_ROWS_JSONL, error);
}

#define FRONT  "---\ndateline: 1\n---\n"
#define TSV    "id\tactor\tkind\tdate\twhat"
#define CSV    "id,actor,kind,date,what"
#define SHA256 "0000000000000000000000000000000000000000000000000000000000000000"

static const bad rows[] = {
    {"notebook: fences", as_notebook, 100000, FRONT, "```lua\nx\n```\n", ""},
    {"notebook: quotes", as_notebook, 100000, FRONT, "> ", "x"},
    {"notebook: brackets", as_notebook, 100000, FRONT, "[", ""},
    {"notebook: code spans", as_notebook, 100000, FRONT, "`a``\1. ", ""},
    {"notebook: emphasis", as_notebook, 100000, FRONT, "*a_ ", ""},
    {"front matter: parameters", as_notebook, 4000, "---\ndateline: 1\nparams:\n", "  p\1: 1\n",
     "---\n", .most = 8000, .most_s = 0.1},
    {"front matter: lists", as_notebook, 50000, "---\nx: ", "[", "\n---\n",
     .refused = "nested too deep"},
    {"ipynb: cells", as_ipynb, 200000, "{\"nbformat\":4,\"metadata\":{},\"cells\":[",
     "{\"cell_type\":\"raw\",\"source\":\"a\",\"metadata\":{}},",
     "{\"cell_type\":\"raw\",\"source\":\"\",\"metadata\":{}}]}"},
    {"JSON: nesting", as_json, 400000, "", "[", "", .refused = "nests deeper than 64 levels"},
    {"JSON: escapes", as_json, 400000, "\"", "\\u0041", "\""},
    {"timeline: TSV comments", as_tsv, 100000, TSV "\n", "# \1\n\n", ""},
    {"timeline: CSV quotes", as_csv, 200000, CSV "\na,b,c,2024,\"", "\"\"", "\"\n"},
    {"timeline: iCalendar lines", as_ical, 200000, "BEGIN:VCALENDAR\r\n", "BEGIN:VEVENT\r\n", "",
     .ends = "cut short"},
    {"timeline: iCalendar folds", as_ical, 200000, "BEGIN:VCALENDAR\r\nX:", "\r\n a",
     "\r\nEND:VCALENDAR\r\n"},
    {"timeline: JSON", as_timeline_json, 100000, "{\"events\":[",
     "{\"actor\":\"a\",\"date\":\"2024\"},", "", .ends = "']' expected"},
    {"notebook: cells with names", as_notebook, 50000, FRONT, "```lua id=\"c\1\"\nx\n```\n", ""},
    {"notebook: inlined cells", as_notebook, 50000, FRONT, "a `{lua} 1` ", ""},
    {"notebook: cells hidden in a quotation", as_notebook, 50000, FRONT "> ", "a `{lua}\n> 1` ",
     ""},
    {"notebook: backticks before cells", as_notebook, 50000, FRONT, "\\`{lua} 1` ", ""},
    {"front matter: keys", as_notebook, 4000, "---\ndateline: 1\n", "k\1: 1\n", "---\n",
     .most = 8000, .most_s = 0.1},
    {"front matter: hosts", as_notebook, 50000, "---\ndateline: 1\nnet:\n", "- a\1\n", "---\n"},
    {"rows: CSV lines", as_rows_csv, 100000, "a,b\n", "\1,\"x\"\n", ""},
    {"rows: CSV columns", as_rows_csv, 2000, "", "a\1,", "b\n", .most = 4000, .most_s = 0.1},
    {"rows: JSON lines", as_rows_jsonl, 100000, "", "{\"a\":1}\n", ""},
    {"notebook: headings", as_notebook, 50000, FRONT, "# a \1\n\n", ""},
    {"notebook: tables", as_notebook, 50000, FRONT "|a|b|\n|-|-|\n", "|c|d|\n", ""},
    {"notebook: a wide table", as_notebook, 50000, FRONT, "|a", "\n"},
    {"notebook: lists", as_notebook, 20000, FRONT, "* a\n  ", "b"},
    {"notebook: links of their own", as_notebook, 50000, FRONT, "[a\1]: b\n", "[a1]"},
    {"notebook: footnotes", as_notebook, 50000, FRONT, "[^\1]: b\n", "[^1]"},
    {"notebook: HTML", as_notebook, 50000, FRONT, "<!-- ", ""},
    {"notebook: unclosed inlines", as_notebook, 50000, FRONT, "`{lua} ", ""},
    {"notebook: attributes", as_notebook, 20000, FRONT "```lua", " x-a\1=\"b\"", "\nx\n```\n"},
    {"Markdown: strikes", as_markdown, 50000, "", "a ~~b ", ""},
    {"Markdown: carets that are no footnotes'", as_markdown, 50000, "", "[^a b] `[\\^c`\n", ""},
    {"Markdown: brackets and carets", as_markdown, 50000, "", "[^", "]"},
    {"Markdown: addresses", as_markdown, 50000, "", "www.a.example_", ""},
    {"Markdown: mail", as_markdown, 50000, "", "a@b.", ""},
    {"front matter: anchors", as_notebook, 20000, "---\ndateline: 1\nx:\n", "- &a\1 b\n", "---\n",
     .refused = "anchors"},
    {"front matter: deep maps", as_notebook, 2000, "---\ndateline: 1\nx: ", "{a: ", "\n---\n",
     .refused = "nested too deep"},
    {"front matter: a long text", as_notebook, 50000, "---\ndateline: 1\ntitle: \"", "\\n",
     "\"\n---\n"},
    {"ipynb: sources", as_ipynb, 100000,
     "{\"nbformat\":4,\"metadata\":{},\"cells\":[{\"cell_type\":\"code\",\"source\":[", "\"a\\n\",",
     "\"b\"],\"outputs\":[],\"metadata\":{}}]}"},
    {"ipynb: outputs", as_ipynb, 100000,
     "{\"nbformat\":4,\"metadata\":{},\"cells\":[{\"cell_type\":\"code\",\"source\":\"\","
     "\"metadata\":{},\"outputs\":[",
     "{\"output_type\":\"stream\",\"name\":\"stdout\",\"text\":\"a\"},", "{}]}]}"},
    {"ipynb: cells alike", as_ipynb, 100000, "{\"nbformat\":4,\"metadata\":{},\"cells\":[",
     "{\"cell_type\":\"code\",\"id\":\"a\",\"source\":\"a\",\"outputs\":[],\"metadata\":{}},",
     "{\"cell_type\":\"raw\",\"source\":\"\",\"metadata\":{}}]}"},
    {"ipynb: texts", as_ipynb, 100000, "{\"nbformat\":4,\"metadata\":{},\"cells\":[",
     "{\"cell_type\":\"markdown\",\"source\":\"```\\n\1\",\"metadata\":{}},",
     "{\"cell_type\":\"raw\",\"source\":\"\",\"metadata\":{}}]}"},
    {"lock: sources", as_lock, 100000, "", "{\"source\":\"http://a/\1\",\"missing\":\"gone\"}\n",
     ""},
    {"lock: sources alike", as_lock, 100000, "", "{\"source\":\"a\",\"missing\":\"gone\"}\n", ""},
    {"lock: cells", as_lock, 100000, "",
     "{\"cell\":\"\1\",\"code\":\"" SHA256
     "\",\"reads\":[\"a\"],\"writes\":[],\"sources\":[],\"out\":\"" SHA256 "\"}"
     "\n",
     ""},
    {"lock: one cell's names", as_lock, 100000,
     "{\"cell\":\"a\",\"code\":\"" SHA256 "\",\"reads\":[", "\"a\1\",",
     "\"z\"],\"writes\":[],\"sources\":[],\"out\":\"" SHA256 "\"}\n"},
    {"lock: lines of others", as_lock, 100000, "", "{}\n", ""},
    {"lock: names in one line", as_lock, 100000, "{\"source\":\"a\",\"sha256\":\"" SHA256 "\"",
     ",\"a\1\":1", "}\n", .most = 400000},
    {"carried: openings", as_report, 100000, "", "<template id=\"dateline-carried\">", "",
     .ends = "no notebook in this report"},
    {"carried: a long notebook", as_report, 100000,
     "<template id=\"dateline-carried\">{\"lock\": \"\", \"name\": \"a\", \"notebook\": \"", "a\\n",
     "\"}</template>"},
    {"JSON: names", as_json, 20000, "{\"a\":1", ",\"a\1\":1", "}", .most = 100000},
    {"JSON: a long number", as_json, 100000, "[", "1", "]", .ends = "real number overflow"},
    {"JSON: a long fraction", as_json, 100000, "[0.", "1", "]"},
    {"JSON: empty texts", as_json, 100000, "[", "\"\",", "1]"},
    {"shown: markup", as_shown, 50000, "", "<&*_[", ""},
    {"shown: marks upon marks", as_shown, 50000, "a", "\xCC\x81", ""},
    {"shown: one word", as_shown, 50000, "", "a", ""},
    {"shown: no UTF-8", as_shown, 50000, "", "\xF0\x9F", ""},
    {"shown: directions", as_shown, 50000, "", "\xE2\x80\xAE", ""},
    {"timeline: TSV ids", as_tsv, 50000, TSV "\n", "e\1\ta\tk\t2024\tx\n", ""},
    {"timeline: TSV ids alike", as_tsv, 50000, TSV "\n", "e\ta\tk\t2024\tx\n", "",
     .refused = "is taken"},
    {"timeline: TSV columns", as_tsv, 50000, TSV, "\tx-a\1", "\n",
     .refused = "more than 64 columns"},
    {"timeline: promises", as_tsv, 50000, TSV "\tdue\tsettles\n",
     "e\1\ta\tpromise\t2024\tx\t2025\te0\n", ""},
    {"timeline: one event's revisions", as_tsv, 50000, TSV "\trevises\nz\ta\tk\t2024\tx\n",
     "e\1\ta\tpromise\t2024\tx\tz\n", ""},
    {"timeline: CSV rows", as_csv, 50000, CSV "\n", "\1,\"a\",k,2024,\"x\"\"y\"\n", ""},
    {"timeline: iCalendar events", as_ical, 50000, "BEGIN:VCALENDAR\r\n",
     "BEGIN:VEVENT\r\nUID:\1\r\nSUMMARY:a\r\nDTSTART:20240101\r\nEND:VEVENT\r\n",
     "END:VCALENDAR\r\n"},
    {"timeline: iCalendar rules", as_ical, 50000,
     "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:a\r\nDTSTART:20240101\r\n",
     "X-A;B=\"c\";D=e:f\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n"},
    {"timeline: iCalendar nesting", as_ical, 50000, "BEGIN:VCALENDAR\r\n", "BEGIN:VALARM\r\n", "",
     .ends = "cut short"},
    {"timeline: JSON events", as_timeline_json, 50000, "{\"events\":[",
     "{\"id\":\"\1\",\"actor\":\"a\",\"kind\":\"k\",\"date\":\"2024\",\"what\":\"b\"},",
     "{\"id\":\"z\",\"actor\":\"a\",\"kind\":\"k\",\"date\":\"2024\",\"what\":\"b\"}]}"},
    {"timeline: one event's tags", as_timeline_json, 50000,
     "{\"events\":[{\"id\":\"a\",\"actor\":\"a\",\"kind\":\"k\",\"date\":\"2024\",\"what\":\"b\","
     "\"tags\":[",
     "\"\1\",", "\"z\"]}]}"},
    {"constraint: a duration", as_constraint, 50000, "within ", "3", " hours of b",
     .ends = "a number"},
    {"constraint: blanks", as_constraint, 50000, "at least ", " ", "3 days after b"},
    {"rows: TSV lines", as_rows_tsv, 100000, "a\tb\n", "\1\tx\n", ""},
    {"rows: TSV columns", as_rows_tsv, 2000, "", "a\1\t", "b\n", .most_s = 0.1},
    {"rows: CSV quotes", as_rows_csv, 100000, "a,b\n", "\"\"", "\n"},
    {"rows: JSON objects", as_rows_json, 100000, "[", "{\"a\":1},", "{}]"},
    {"rows: JSON names", as_rows_json, 5000, "[", "{\"a\1\":1},", "{}]", .most_s = 1},
    {"rows: JSON lines' names", as_rows_jsonl, 5000, "", "{\"a\1\":1}\n", "", .most_s = 1},
};

const bad_list linear_notebooks = {rows, sizeof rows / sizeof *rows};
