#include "cli/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/grow.h"
#include "cli/answer.h"

void findings_clear(findings *all)
{
    free(all->list);
    dl_arena_clear(&all->arena);
    memset(all, 0, sizeof *all);
}

void findings_add(findings *all, const finding *one)
{
    dl_error ignored;
    if (dl_grow(&all->list, &all->capacity, all->count + 1, sizeof *all->list, &ignored) != 0) {
        all->failed = true;
        return;
    }
    finding *kept = &all->list[all->count];
    *kept = *one;
    kept->order = all->count++;
    dl_str *texts[] = {&kept->file, &kept->cell, &kept->message, &kept->hint};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = dl_arena_copy(&all->arena, *texts[i]);
        if (!texts[i]->data) {
            *texts[i] = (dl_str){"", 0};
            all->failed = true;
        }
    }
}

/* --- order --- */

static int compare(const void *first, const void *second)
{
    const finding *a = first, *b = second;
    int by_file = dl_str_compare(a->file, b->file);
    if (by_file)
        return by_file;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

void findings_sort(findings *all, dl_str notebook)
{
    size_t own = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (!dl_str_equal(all->list[i].file, notebook))
            continue;
        finding moved = all->list[i];
        all->list[i] = all->list[own];
        all->list[own++] = moved;
    }
    if (own)
        qsort(all->list, own, sizeof *all->list, compare);
    if (all->count > own)
        qsort(all->list + own, all->count - own, sizeof *all->list, compare);
}

/* --- status --- */

int finding_graver(int a, int b)
{
    static const int order[] = {130, 2, 7, 6, 5, 4, 1, 3};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (a == order[i] || b == order[i])
            return order[i];
    return a ? a : b;
}

int findings_status(const findings *all)
{
    int status = 0;
    for (size_t i = 0; i < all->count; i++)
        status = finding_graver(status, all->list[i].status);
    return status;
}

size_t findings_faults(const findings *all)
{
    size_t faults = 0;
    for (size_t i = 0; i < all->count; i++)
        faults += all->list[i].status != 0;
    return faults;
}

/* --- telling --- */

void findings_print_json(const findings *all, dl_buf *out)
{
    for (size_t i = 0; i < all->count; i++) {
        const finding *one = &all->list[i];
        answer_open(out, NULL, '{');
        answer_text(out, "file", one->file);
        answer_number(out, "line", one->line);
        answer_text(out, "cell", one->cell);
        answer_text(out, "kind", dl_str_of(one->kind));
        answer_number(out, "status", one->status);
        answer_text(out, "message", one->message);
        answer_text(out, "hint", one->hint);
        dl_buf_puts(out, "}\n");
    }
}

void findings_print(const findings *all, bool faults_only, dl_buf *out)
{
    dl_buf text = {0};
    for (size_t i = 0; i < all->count; i++) {
        const finding *one = &all->list[i];
        if (faults_only && !one->status)
            continue;
        dl_buf_add(&text, one->file);
        if (one->line)
            dl_buf_printf(&text, ":%d", one->line);
        dl_buf_printf(&text, ": %s%s: %.*s\n", one->status ? "" : "warning: ", one->kind,
                      DL_STR_ARG(one->message));
        if (one->hint.size)
            dl_buf_printf(&text, "  hint: %.*s\n", DL_STR_ARG(one->hint));
    }
    if (all->failed)
        dl_buf_puts(&text, "memory ran out: more was found\n");
    dl_escape_terminal(dl_buf_str(&text), out);
    dl_buf_clear(&text);
}
