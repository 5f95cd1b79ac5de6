/*
 * Any bytes as an archive under libFuzzer, and what must hold of the records that are read.
 */
#include <string.h>

#include "archive/head.h"
#include "archive/record.h"
#include "fuzz.h"

enum { LIMIT = 1000 };

/* A few bytes at a time, so that every buffer's end is met. */
static int read_some(void *from, char *space, size_t room, size_t *got, dl_error *error)
{
    dl_str *rest = from;
    size_t most = 1 + rest->size % 997;
    (void)error;
    *got = rest->size < most ? rest->size : most;
    hold(*got <= room);
    if (*got)
        memcpy(space, rest->data, *got);
    *rest = dl_str_slice(*rest, *got, rest->size);
    return 0;
}

static int check_block(dl_records *records, dl_record *record, dl_error *error)
{
    dl_message message;
    dl_buf head = {0}, back = {0};
    int rc = dl_records_block(records, record, LIMIT, &message, error);
    hold(message.entity.size <= LIMIT);
    hold(message.too_large || rc || (int64_t)message.entity.size == message.entity_size);
    hold(rc || message.entity_size <= record->length);
    hold(!record->block_holds || record->block_told);
    dl_head_export(dl_buf_str(&message.head), true, &head);
    dl_head_restore(dl_buf_str(&head), true, DL_STR("h2"), &back);
    hold(head.size >= 2 && back.size >= 2);
    dl_buf_clear(&head);
    dl_buf_clear(&back);
    dl_message_clear(&message);
    return rc;
}

static void check_records(dl_input *input, size_t size)
{
    dl_records *records = NULL;
    dl_record record;
    dl_error error = {0};
    bool there = true;
    dl_record_init(&record);
    hold(dl_records_new(&records, input, &error) == 0);
    for (size_t count = 0; there; count++) {
        if (dl_records_next(records, &record, &there, &error) != 0 || !there)
            break;
        hold(count <= size);
        hold(record.length >= 0 && record.offset >= 0 && record.offset <= (int64_t)size);
        if (count % 3 && check_block(records, &record, &error) != 0)
            break;
    }
    dl_record_clear(&record);
    dl_records_free(records);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str rest = {(const char *)data, size};
    dl_input *input = NULL;
    if (dl_input_new(&input, read_some, &rest, NULL) == 0)
        check_records(input, size);
    dl_input_free(input);
    return 0;
}
