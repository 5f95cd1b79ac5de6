#include "report/common.h"

#include <stdio.h>
#include <string.h>

#include "dateline/date.h"

dl_str report_title(const dl_run *run)
{
    const dl_front *front = dl_notebook_front(run->notebook);
    if (front->title.size)
        return front->title;
    dl_str name = dl_str_of(dl_notebook_name(run->notebook));
    return dl_str_ends(name, DL_STR(".md")) ? dl_str_slice(name, 0, name.size - 3) : name;
}

void report_source_state(const dl_source *source, dl_buf *out)
{
    if (source->sha256.size == 0) {
        /* the reason may begin with the address, which stands there already */
        dl_str why = source->missing;
        bool repeats = source->url.size && dl_str_starts(why, source->url);
        why = repeats ? dl_str_trim(dl_str_slice(why, source->url.size, why.size)) : why;
        dl_buf_puts(out, repeats ? "" : "is not captured: ");
        dl_buf_add(out, why);
        return;
    }
    if (source->captured_at_us == 0) {
        dl_buf_puts(out, "a file beside the notebook");
        return;
    }
    dl_date captured = dl_date_of_utc(source->captured_at_us);
    dl_buf_puts(out, "captured ");
    dl_date_words(&captured, out);
}

void report_capture_time(const dl_source *source, dl_buf *exact, dl_buf *words)
{
    static const int64_t second_us = 1000000, day_s = 86400;
    int64_t seconds = source->captured_at_us / second_us - (source->captured_at_us % second_us < 0);
    int64_t day = seconds / day_s - (seconds % day_s < 0), year;
    int month, of_month, clock = (int)(seconds - day * day_s);
    dl_civil_from_days(day, &year, &month, &of_month);
    char date[48], time[16];
    snprintf(date, sizeof date, "%04lld-%02d-%02d", (long long)year, month, of_month);
    snprintf(time, sizeof time, "%02d:%02d:%02d", clock / 3600, clock / 60 % 60, clock % 60);
    dl_buf_printf(exact, "%sT%sZ", date, time);
    dl_buf_printf(words, "%s %s UTC", date, time);
}

dl_str report_origin(const dl_source *source)
{
    static const struct {
        dl_str origin, words;
    } rows[] = {{{"memento", 7}, {"from a web archive", 18}},
                {{"import", 6}, {"from an archive file", 20}}};
    if (source->captured_at_us == 0)
        return DL_STR("a file beside the notebook");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (dl_str_equal(source->origin, rows[i].origin))
            return rows[i].words;
    return DL_STR("live");
}

void report_params(const dl_run *run, dl_buf *out)
{
    const dl_front *front = dl_notebook_front(run->notebook);
    for (size_t i = 0; i < front->param_count; i++)
        dl_buf_printf(out, "%s%.*s = %.*s", i ? ", " : "", DL_STR_ARG(front->params[i].name),
                      DL_STR_ARG(front->params[i].value));
}

bool report_shows(const dl_step *step, const dl_result *result)
{
    return !step->inlined && (step->output || result->state == DL_STATE_FAILED);
}

dl_str report_code(const dl_step *step)
{
    dl_str code = step->code;
    while (code.size && (code.data[code.size - 1] == '\n' || code.data[code.size - 1] == '\r'))
        code.size--;
    return code;
}

bool report_next_run(dl_str *rest, char *mark, dl_str *words)
{
    if (rest->size && rest->data[0] == DL_MARK_END)
        *rest = dl_str_slice(*rest, 1, rest->size);
    if (rest->size == 0)
        return false;
    bool marked = rest->data[0] == DL_MARK_REMOVED || rest->data[0] == DL_MARK_ADDED;
    *mark = marked ? rest->data[0] : 0;
    size_t from = marked, to = from;
    while (to < rest->size && (unsigned char)rest->data[to] > DL_MARK_END)
        to++;
    *words = dl_str_slice(*rest, from, to);
    *rest = dl_str_slice(*rest, to == 0 ? 1 : to, rest->size); /* a stray mark is passed over */
    return true;
}

typedef struct format_row {
    const char *name;
    dl_report_format *write;
} format_row;

static const format_row formats[] = {
    {"html", dl_report_html},         {"htm", dl_report_html},  {"md", dl_report_markdown},
    {"markdown", dl_report_markdown}, {"json", dl_report_json}, {"svg", dl_report_svg},
    {"png", dl_report_png},           {"pdf", dl_report_pdf},   {"ipynb", dl_report_ipynb},
    {"bib", dl_report_bibtex},        {"csl", dl_report_csl},   {"csl.json", dl_report_csl}};

dl_report_format *dl_report_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, name) == 0)
            return formats[i].write;
    }
    return NULL;
}

dl_report_format *dl_report_by_ending(const char *path)
{
    if (dl_str_ends(dl_str_of(path), DL_STR(".csl.json")))
        return dl_report_csl;
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') ? dl_report_by_name(dot + 1) : NULL;
}
