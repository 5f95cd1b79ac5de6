#include "serve/events.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

static const size_t most_bytes = (size_t)4 << 20; /* past it, who was away is told all */

int events_init(events *log, dl_error *error)
{
    memset(log, 0, sizeof *log);
    log->first = 1;
    return dl_random_hex(log->epoch, (sizeof log->epoch - 1) / 2, error);
}

static void drop_first(events *log)
{
    kept_event *oldest = &log->kept[log->first % EVENTS_KEPT];
    log->bytes -= oldest->size;
    free(oldest->text);
    *oldest = (kept_event){NULL, 0};
    log->first++;
}

void events_clear(events *log)
{
    while (log->first <= log->last)
        drop_first(log);
}

int events_add(events *log, dl_str text, dl_error *error)
{
    char *copy = malloc(text.size + 1);
    if (!copy)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out");
    memcpy(copy, text.data, text.size);
    while (log->first <= log->last &&
           (log->last - log->first + 1 == EVENTS_KEPT || log->bytes + text.size > most_bytes))
        drop_first(log);
    log->last++;
    log->kept[log->last % EVENTS_KEPT] = (kept_event){copy, text.size};
    log->bytes += text.size;
    return 0;
}

void events_position(const events *log, uint64_t number, char position[EVENTS_POSITION])
{
    snprintf(position, EVENTS_POSITION, "%s-%llu", log->epoch, (unsigned long long)number);
}

bool events_find(const events *log, dl_str position, uint64_t *number)
{
    dl_str rest, epoch = dl_str_cut(position, '-', &rest);
    if (!dl_str_equal(epoch, dl_str_of(log->epoch)) || rest.size == 0 || rest.size > 18)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.data[i] < '0' || rest.data[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(rest.data[i] - '0');
    }
    *number = value;
    return value <= log->last && value + 1 >= log->first;
}

dl_str events_text(const events *log, uint64_t number)
{
    const kept_event *found = &log->kept[number % EVENTS_KEPT];
    return (dl_str){found->text, found->size};
}
