/* What was read becomes a row: its date, how sure it is, and why it is not. */
#include "date/find_parse.h"

#include <stdlib.h>
#include <string.h>

#include "date/zone_words.h"
#include "dateline/zone.h"

/* What is wrong with the word that told a time's zone; NULL when nothing is. */
static const char *zone_doubt(const shape *told, const dl_date *date)
{
    const dl_date_part *part = &date->start;
    if (!told->zone_word || !told->timed)
        return NULL;
    if (told->zone_word->instead)
        return "the zone's abbreviation is that of several zones";
    int64_t local = dl_days_from_civil(part->year, part->month, part->day) * 86400 +
                    part->hour * 3600 + part->minute * 60;
    return dl_zone_out_of_season(dl_str_of(told->zone_word->word), local)
               ? "the zone's abbreviation is of the other half of the year"
               : NULL;
}

static bool room(finding *all)
{
    if (all->count < all->capacity)
        return true;
    size_t more = all->capacity ? all->capacity * 2 : 16;
    dl_found *rows = realloc(all->rows, more * sizeof *rows);
    if (!rows) {
        all->failed = true;
        return false;
    }
    all->rows = rows;
    all->capacity = more;
    return true;
}

/* From a to b: the interval whose ends they are. */
static void pair_edtf(const shape *a, const shape *b, dl_buf *text)
{
    dl_buf second;
    dl_buf_init(&second);
    shape_edtf(a, a->grain, a->first, a->last, '>', text);
    shape_edtf(b, b->grain, b->first, b->last, '<', &second);
    text->failed = text->failed || second.failed;
    if (text->size > 2 && second.size > 3) {
        dl_buf_truncate(text, text->size - 2);
        dl_buf_puts(text, second.data + 3);
    }
    dl_buf_clear(&second);
}

void find_report(finding *all, const finder *f, size_t begin, size_t end, const shape *a,
                 const shape *b, dl_role role, char kind)
{
    if (!room(all))
        return;
    dl_found *row = &all->rows[all->count];
    memset(row, 0, sizeof *row);
    row->start = token_at(f, begin)->start;
    row->end = token_at(f, end - 1)->end;
    row->role = role;
    row->why = a->why ? a->why : b ? b->why : NULL;
    if (!row->why && (a->relative || (b && b->relative)))
        row->why = f->doubt;
    row->sure = !row->why && !a->uncertain && !a->approximate;
    bool bad = a->valueless || (b && b->valueless) || !a->settled || (b && !b->settled);
    if (bad && !row->why)
        row->why = "it cannot be placed";
    all->count++;
    if (bad)
        return;
    dl_buf text;
    dl_buf_init(&text);
    if (b)
        pair_edtf(a, b, &text);
    else
        shape_edtf(a, a->grain, a->first, a->last, kind, &text);
    row->has_date = dl_date_parse(dl_buf_str(&text), &row->date, NULL) == 0;
    if (!row->has_date)
        row->why = "it lies past the years that can be written";
    else if (!row->why)
        row->why = zone_doubt(a, &row->date);
    row->sure = row->sure && !row->why;
    if (!b && a->others && row->has_date) {
        dl_date *others = dl_arena_alloc(all->arena, (size_t)a->others * sizeof *others);
        for (int i = 0; others && i < a->others; i++) {
            dl_buf_truncate(&text, 0);
            shape_edtf(a, a->other_grain[i], a->other_first[i], a->other_last[i], kind, &text);
            if (dl_date_parse(dl_buf_str(&text), &others[row->reading_count], NULL) == 0 &&
                !dl_date_equal(&others[row->reading_count], &row->date))
                row->reading_count++;
        }
        row->readings = others;
        all->failed |= !others;
    }
    /* all that it could be is the same day: nothing is left to doubt but what the zone leaves */
    bool alike = !b && row->has_date && row->reading_count == 0 && a->others && row->why == a->why;
    if (alike && !a->approximate && !a->uncertain && !f->doubt) {
        row->sure = true;
        row->why = NULL;
    }
    if (!row->sure && !row->why)
        row->why = a->uncertain ? "it is told as uncertain" : "it is told as approximate";
    all->failed |= text.failed;
    dl_buf_clear(&text);
}
