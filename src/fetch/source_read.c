/* JSON and dates as services give them, within bounds. */
#include <math.h>
#include <stdio.h>

#include "extract/written_date.h"
#include "fetch/source.h"

/* Comments within comments nest five levels of JSON each; no answer of a service is deeper. */
enum { DEEPEST_JSON = 512 };
/* Later moments are mistakes: milliseconds taken for seconds, or jokes. */
static const double latest_unix = 7258118400.0; /* 2200-01-01 */

bool source_unix_date(double seconds, dl_date *date)
{
    /* the zero of Unix time is a missing value */
    if (!isfinite(seconds) || seconds < 1 || seconds >= latest_unix)
        return false;
    *date = dl_date_of_utc((int64_t)seconds * 1000000);
    return true;
}

static bool is_sane(const dl_date *date)
{
    static const int64_t first = 1500, last = 2199; /* as in extract/written_date.c */
    return !date->interval && date->start.year >= first && date->start.year <= last;
}

bool source_read_date(dl_str text, dl_date *date)
{
    dl_str lang = {"", 0};
    text = dl_str_trim(text);
    if (text.size == 0)
        return false;
    if (dl_date_parse(text, date, NULL) == 0)
        return is_sane(date);
    return dl_written_date(text, lang, DL_WRITTEN_FIELD, date);
}

bool source_digits_date(dl_str digits, dl_date *date)
{
    static const char separators[] = "--T::";
    char edtf[24];
    size_t used = 0;
    if (digits.size < 4 || digits.size > 14 || digits.size % 2)
        return false;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        if (i >= 4 && i % 2 == 0)
            edtf[used++] = separators[i / 2 - 2];
        edtf[used++] = digits.data[i];
    }
    if (digits.size == 10) /* an hour without minutes is no EDTF: keep the day */
        used -= 3;
    else if (digits.size > 10)
        edtf[used++] = 'Z';
    return dl_date_parse((dl_str){edtf, used}, date, NULL) == 0 && is_sane(date);
}

void source_date(source *s, dl_record *record, dl_str text)
{
    record->has_date = source_read_date(text, &record->date);
    if (!record->has_date)
        source_fact(s, &record->facts, "date_raw", text);
}

void source_ended(source *s, dl_record *record, dl_str text)
{
    record->has_ended = source_read_date(text, &record->ended);
    if (!record->has_ended)
        source_fact(s, &record->facts, "ended_raw", text);
}

/* jansson goes down by recursion: what is too deep is found before. */
static bool is_too_deep(dl_str text)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && depth)
            depth--;
        if (depth > DEEPEST_JSON)
            return true;
    }
    return false;
}

static bool is_html(const dl_snapshot *snapshot)
{
    dl_str type = dl_header_value(snapshot->headers, "Content-Type");
    dl_str body = dl_str_trim(snapshot->body);
    return (body.size && body.data[0] == '<') || dl_str_starts_word(type, "text/html");
}

int source_json(const source *s, const dl_snapshot *snapshot, json_t **json, dl_error *error)
{
    json_error_t fault;
    dl_str body = snapshot->body;
    *json = NULL;
    if (dl_str_starts(body, DL_STR("\xEF\xBB\xBF")))
        body = dl_str_slice(body, 3, body.size);
    int rc = 0;
    if (is_html(snapshot))
        rc = dl_error_set(error, DL_ERR_SYNTAX,
                          "%s answered with a page of HTML where JSON was expected", s->service);
    else if (is_too_deep(body))
        rc = dl_error_set(error, DL_ERR_LIMIT_SIZE, "%s answered with JSON of more than %d levels",
                          s->service, DEEPEST_JSON);
    if (rc) {
        dl_error_at(error, snapshot->url.data, 0, 0);
        return rc;
    }
    *json = json_loadb(body.data ? body.data : "", body.size, JSON_ALLOW_NUL, &fault);
    if (*json)
        return 0;
    rc = dl_error_set(error, DL_ERR_SYNTAX, "%s answered with JSON that cannot be read: %s",
                      s->service, fault.text);
    dl_error_at(error, snapshot->url.data, fault.line > 0 ? fault.line : 0,
                fault.column > 0 ? fault.column : 0);
    return rc;
}

dl_str source_string(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        return (dl_str){"", 0};
    return (dl_str){json_string_value(value), json_string_length(value)};
}

int source_wrong_shape(const source *s, const dl_snapshot *snapshot, const char *expected,
                       dl_error *error)
{
    int rc = dl_error_set(error, DL_ERR_SYNTAX,
                          "%s answered with JSON of another form: %s was "
                          "expected",
                          s->service, expected);
    dl_error_at(error, snapshot->url.data, 0, 0);
    return rc;
}
