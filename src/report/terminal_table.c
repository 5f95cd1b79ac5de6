/* Tables on a terminal: numbers to the right and whole, text cut, as many columns as there is room
 * for; dates give way last. Whole where no terminal sets a width. As a list for who has it read
 * aloud: a line for each field, with its name. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "dateline/date.h"
#include "report/terminal.h"

/* A text narrower than this says nothing. */
enum { LEAST_COLUMN = 8, GAP = 2, DOTS = 2 };
/* Numbers and dates of up to this many columns stay whole; longer ones are sentences. The longest
 * date of days in one year is "30 September to 30 November 2024", the longest day the second. */
enum { WHOLE_NUMBER = 24, WHOLE_DATE = 32, WHOLE_DAY = 17 };
/* A whole table is lined up to this many columns a field: a longer one pushes its own line alone.
 */
enum { MOST_LINED_UP = 160 };

typedef struct column {
    size_t place; /* in the table */
    int width, least;
    bool number, date, empty, left_out;
} column;

typedef struct grid {
    terminal_writer *in;
    const dl_view *table;
    column *columns;
    dl_buf line;
} grid;

static const char null_word[] = "NULL";

static bool ascii(const terminal_writer *in)
{
    return in->options->form == DL_PICTURE_ASCII;
}

/* A field as it is shown, in the grid's line. */
static dl_str shown(grid *on, const dl_field *field)
{
    dl_buf_truncate(&on->line, 0);
    if (field->kind == DL_CELL_NULL)
        dl_buf_puts(&on->line, null_word);
    else
        terminal_field(field->text, &on->line);
    return dl_buf_str(&on->line);
}

static dl_str shown_name(grid *on, size_t place)
{
    dl_buf_truncate(&on->line, 0);
    terminal_field(on->table->names[place], &on->line);
    return dl_buf_str(&on->line);
}

/* --- widths --- */

/* A date, or text that is written as one, as SQL has it. A bare year is a number like others. */
static bool is_date(const dl_field *field)
{
    dl_date date;
    return field->kind == DL_CELL_DATE ||
           (field->kind == DL_CELL_TEXT && memchr(field->text.data, '-', field->text.size) &&
            dl_date_parse(field->text, &date, NULL) == 0);
}

/* All that is in the column are dates. */
static bool all_dates(const dl_view *table, size_t place)
{
    bool any = false;
    for (size_t r = 0; r < table->rows; r++) {
        const dl_field *field = &table->fields[r * table->columns + place];
        if (field->kind == DL_CELL_NULL || field->text.size == 0)
            continue;
        if (!is_date(field))
            return false;
        any = true;
    }
    return any;
}

static void measure(grid *on, column *to)
{
    const dl_view *table = on->table;
    int name = dl_utf8_width(shown_name(on, to->place)), widest = 0;
    int most = on->in->options->whole ? MOST_LINED_UP : on->in->width;
    size_t numbers = 0, others = 0;
    for (size_t r = 0; r < table->rows; r++) {
        const dl_field *field = &table->fields[r * table->columns + to->place];
        int width = dl_utf8_width(shown(on, field));
        widest = width > widest ? width : widest;
        if (field->kind == DL_CELL_NUMBER)
            numbers++;
        else if (field->kind != DL_CELL_NULL && field->text.size)
            others++;
    }
    to->number = numbers > 0 && others == 0;
    to->empty = numbers + others == 0;
    to->date = all_dates(table, to->place);
    to->width = widest > name ? widest : name;
    to->width = to->width > most ? most : to->width;
    to->least = LEAST_COLUMN;
    if (to->date)
        to->least = widest > WHOLE_DATE ? WHOLE_DATE : widest;
    else if (to->number && widest <= WHOLE_NUMBER && widest > LEAST_COLUMN)
        to->least = widest; /* half a number is none */
    to->least = to->least > to->width ? to->width : to->least;
}

static int total_width(const grid *on, bool least)
{
    int total = -GAP;
    for (size_t c = 0; c < on->table->columns; c++) {
        const column *one = &on->columns[c];
        total += one->left_out ? 0 : GAP + (least ? one->least : one->width);
    }
    return total;
}

/* How much a column is wanted: what says nothing least, then text, numbers, and dates most; and the
 * middle less than the ends, since people put what matters first or last. */
static size_t wanted(const grid *on, const column *one)
{
    size_t kind = one->empty ? 0 : one->date ? 3 : one->number ? 2 : 1;
    size_t twice = 2 * one->place, ends = on->table->columns - 1;
    size_t distance = twice > ends ? twice - ends : ends - twice;
    return kind * 2 * on->table->columns + distance;
}

/* The column to leave out next; never the first. */
static column *least_wanted(const grid *on)
{
    column *least = NULL;
    for (size_t c = 1; c < on->table->columns; c++) {
        column *one = &on->columns[c];
        if (!one->left_out && (!least || wanted(on, one) <= wanted(on, least)))
            least = one;
    }
    return least;
}

static void narrow(const grid *on, int room)
{
    for (int total = total_width(on, false); total > room; total--) {
        column *widest = NULL;
        for (size_t c = 0; c < on->table->columns; c++) {
            column *one = &on->columns[c];
            if (!one->left_out && one->width > one->least &&
                (!widest || one->width > widest->width))
                widest = one;
        }
        if (!widest)
            return;
        widest->width--;
    }
}

static void fit(const grid *on)
{
    column *least;
    for (size_t c = 0; c < on->table->columns; c++) {
        on->columns[c] = (column){.place = c};
        measure((grid *)on, &on->columns[c]);
    }
    if (on->in->options->whole)
        return;
    while (total_width(on, true) > on->in->width && (least = least_wanted(on)) != NULL) {
        if (least->date && least->least > WHOLE_DAY)
            least->least = WHOLE_DAY;
        else
            least->left_out = true;
    }
    narrow(on, on->in->width);
}

/* --- lines --- */

static void put_cell(grid *on, const column *in, const dl_field *field, dl_str text)
{
    terminal_writer *to = on->in;
    bool null = field && field->kind == DL_CELL_NULL;
    if (null)
        terminal_style(to, "2");
    bool right = in->number && (!field || field->kind == DL_CELL_NUMBER || null);
    if (to->options->whole && dl_utf8_width(text) > in->width) {
        dl_buf_add(to->out, text);
    } else if (ascii(to) && in->width >= DOTS && dl_utf8_width(text) > in->width) {
        dl_utf8_pad(dl_utf8_fit(text, in->width - DOTS), in->width - DOTS, false, to->out);
        dl_buf_puts(to->out, "..");
    } else {
        dl_utf8_pad(text, in->width, right, to->out);
    }
    if (null)
        terminal_style(to, "0");
}

static void end_line(dl_buf *out)
{
    while (out->size && out->data[out->size - 1] == ' ')
        dl_buf_truncate(out, out->size - 1);
    dl_buf_putc(out, '\n');
}

/* row NULL: the names. */
static void put_line(grid *on, const dl_field *row)
{
    for (size_t c = 0; c < on->table->columns; c++) {
        const column *one = &on->columns[c];
        if (one->left_out)
            continue;
        if (c > 0)
            dl_buf_puts(on->in->out, "  ");
        put_cell(on, one, row ? &row[c] : NULL, row ? shown(on, &row[c]) : shown_name(on, c));
    }
    end_line(on->in->out);
}

static void put_rule(grid *on)
{
    const char *dash = ascii(on->in) ? "-" : "─";
    for (size_t c = 0; c < on->table->columns; c++) {
        if (on->columns[c].left_out)
            continue;
        dl_buf_puts(on->in->out, c ? "  " : "");
        for (int i = 0; i < on->columns[c].width; i++)
            dl_buf_puts(on->in->out, dash);
    }
    dl_buf_putc(on->in->out, '\n');
}

/* "(+3 columns: a, b, c)" */
static void tell_left_out(grid *on)
{
    size_t count = 0;
    dl_buf note;
    dl_buf_init(&note);
    for (size_t c = 0; c < on->table->columns; c++)
        count += on->columns[c].left_out;
    if (count)
        dl_buf_printf(&note, "(+%zu column%s", count, count > 1 ? "s" : "");
    const char *before = ": ";
    for (size_t c = 0; c < on->table->columns && count; c++) {
        if (!on->columns[c].left_out)
            continue;
        dl_str name = shown_name(on, c);
        if (dl_utf8_width(dl_buf_str(&note)) + dl_utf8_width(name) + 8 > on->in->width) {
            dl_buf_puts(&note, ascii(on->in) ? ", ..." : ", …");
            break;
        }
        dl_buf_puts(&note, before);
        dl_buf_add(&note, name);
        before = ", ";
    }
    if (count) {
        dl_buf_putc(&note, ')');
        terminal_note(on->in, dl_buf_str(&note));
    }
    dl_buf_clear(&note);
}

/* --- read aloud --- */

static void put_list(grid *on)
{
    const dl_view *table = on->table;
    dl_buf *out = on->in->out;
    for (size_t r = 0; r < table->rows; r++) {
        dl_buf_printf(out, "Row %zu:\n", r + 1);
        for (size_t c = 0; c < table->columns; c++) {
            const dl_field *field = &table->fields[r * table->columns + c];
            if (field->kind != DL_CELL_NULL && field->text.size == 0)
                continue;
            dl_buf_puts(out, "  ");
            dl_buf_add(out, shown_name(on, c));
            dl_buf_puts(out, ": ");
            dl_buf_add(out, shown(on, field));
            dl_buf_putc(out, '\n');
        }
    }
}

void terminal_table(terminal_writer *in, const dl_view *table)
{
    grid on = {.in = in, .table = table};
    dl_buf_init(&on.line);
    on.columns = calloc(table->columns + 1, sizeof *on.columns);
    if (!on.columns) {
        in->out->failed = true;
        return;
    }
    if (table->title.size) {
        terminal_text(in, table->title, 0, true);
        dl_buf_putc(in->out, '\n');
    }
    if (in->options->form == DL_PICTURE_LIST) {
        put_list(&on);
    } else {
        fit(&on);
        terminal_style(in, "1");
        put_line(&on, NULL);
        terminal_style(in, "0");
        put_rule(&on);
        for (size_t r = 0; r < table->rows; r++)
            put_line(&on, &table->fields[r * table->columns]);
        tell_left_out(&on);
    }
    if (table->rows == 0)
        dl_buf_puts(in->out, "(no rows)\n");
    in->out->failed = in->out->failed || on.line.failed;
    free(on.columns);
    dl_buf_clear(&on.line);
}
