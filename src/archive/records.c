#include "archive/record.h"

#include <stdlib.h>
#include <string.h>

#include "fetch/header.h"

/* A record's header takes half a KiB. */
static const size_t fields_most = (size_t)1 << 20;

struct dl_records {
    dl_input *input;
    bool is_open;   /* between a record's header and its end */
    bool is_arc;    /* the record that is open */
    size_t columns; /* of ARC; 0 until its version block was read */
    int64_t left;   /* of the block */
    bool cut;       /* the block ended before its length */
    int64_t began;  /* where the record begins */
    int64_t stored;
    dl_buf line; /* a header line that was read already */
};

void dl_record_init(dl_record *record)
{
    memset(record, 0, sizeof *record);
}

void dl_record_clear(dl_record *record)
{
    dl_buf_clear(&record->fields);
    dl_buf_clear(&record->uri);
}

dl_str dl_record_field(const dl_record *record, const char *name)
{
    return dl_header_value(dl_buf_str(&record->fields), name);
}

int dl_records_new(dl_records **records, dl_input *input, dl_error *error)
{
    *records = calloc(1, sizeof **records);
    if (!*records)
        return dl_error_set(error, DL_ERR_MEMORY, "memory ran out while opening an archive");
    (*records)->input = input;
    return 0;
}

void dl_records_free(dl_records *records)
{
    if (records)
        dl_buf_clear(&records->line);
    free(records);
}

bool dl_records_cut(const dl_records *records)
{
    return records->cut;
}

int64_t dl_records_stored(const dl_records *records)
{
    return records->stored;
}

/* --- a record's end --- */

/* The next piece of the block; empty at its end. */
static int block_piece(dl_records *records, dl_str *piece, dl_error *error)
{
    *piece = (dl_str){"", 0};
    if (records->left == 0)
        return 0;
    int rc = dl_input_look(records->input, piece, error);
    if (rc)
        return rc;
    if (piece->size == 0) {
        records->cut = true;
        records->left = 0;
    }
    if ((int64_t)piece->size > records->left)
        piece->size = (size_t)records->left;
    records->left -= (int64_t)piece->size;
    return 0;
}

static int not_by_record(const dl_records *records, dl_error *error)
{
    dl_error_set(error, DL_ERR_SYNTAX,
                 "the file is compressed as a whole from byte %lld on, not record by record",
                 (long long)records->began);
    dl_error_hint(error, "unpack it first: gunzip -c FILE | dateline import -");
    return DL_ERR_SYNTAX;
}

/* What stands between a record's block and the next header: blank lines. One line that is not is
 * the rest of a block whose length was told too small. */
static int pass_blank(dl_records *records, dl_error *error)
{
    bool compressed = dl_input_compressed(records->input);
    for (int lines = 0;; lines++) {
        dl_buf_truncate(&records->line, 0);
        int64_t at = dl_input_offset(records->input);
        int rc = dl_input_line(records->input, fields_most, &records->line, error);
        dl_str line = dl_buf_str(&records->line);
        if (rc || line.size == 0)
            return rc;
        bool is_next = dl_str_starts(line, DL_STR("WARC/"));
        if (dl_str_trim(line).size == 0 || (lines == 0 && !is_next && !records->is_arc))
            continue;
        if (compressed)
            return not_by_record(records, error);
        records->began = at;
        return 0;
    }
}

int dl_records_finish(dl_records *records, dl_error *error)
{
    int rc = 0;
    if (!records->is_open)
        return 0;
    records->is_open = false;
    for (dl_str piece = {"", 1}; !rc && piece.size;) {
        rc = block_piece(records, &piece, error);
        if (!rc)
            dl_input_take(records->input, piece.size);
    }
    bool compressed = dl_input_compressed(records->input);
    int64_t began = records->began;
    records->stored = dl_input_used(records->input) - began;
    if (!rc)
        rc = pass_blank(records, error);
    if (compressed)
        records->stored = dl_input_used(records->input) - began;
    return rc;
}

/* --- a record's header --- */

/* The first line that is not blank, into records->line; none at the file's end. */
static int first_line(dl_records *records, dl_error *error)
{
    int rc = 0;
    if (records->line.size)
        return 0;
    while (!rc && dl_str_trim(dl_buf_str(&records->line)).size == 0) {
        bool there = true;
        dl_buf_truncate(&records->line, 0);
        if (!dl_input_compressed(records->input))
            records->began = dl_input_offset(records->input);
        rc = dl_input_line(records->input, fields_most, &records->line, error);
        if (!rc && records->line.size == 0)
            rc = dl_input_next(records->input, &there, error);
        if (!there)
            return rc;
    }
    if (dl_input_compressed(records->input))
        records->began = dl_input_offset(records->input);
    return rc;
}

static int read_warc(dl_records *records, dl_record *record, dl_error *error)
{
    dl_buf_add(&record->fields, dl_buf_str(&records->line));
    for (;;) {
        size_t before = record->fields.size;
        size_t room = fields_most > before ? fields_most - before : 0;
        int rc = dl_input_line(records->input, room, &record->fields, error);
        dl_str line = dl_str_slice(dl_buf_str(&record->fields), before, record->fields.size);
        if (rc || dl_str_trim(line).size == 0)
            return rc;
    }
}

/* "1 0 LiveWeb Capture" and the columns' names, which belong to the first record's block. */
static int read_version_block(dl_records *records, int64_t *taken, dl_error *error)
{
    dl_buf lines = {0};
    int rc = 0;
    for (int i = 0; i < 2 && !rc; i++)
        rc = dl_input_line(records->input, fields_most, &lines, error);
    *taken = (int64_t)lines.size;
    records->columns = dl_str_starts(dl_buf_str(&lines), DL_STR("2")) ? 10 : 5;
    dl_buf_clear(&lines);
    return rc;
}

static int unknown_format(const dl_records *records, dl_error *error)
{
    dl_str line = dl_str_trim(dl_buf_str(&records->line));
    return dl_error_set(
        error, DL_ERR_SYNTAX, "no record begins at byte %lld, where there is \"%.*s\"",
        (long long)records->began, (int)(line.size < 60 ? line.size : 60), line.data);
}

/* -1 for what is no number. */
static int64_t number_of(dl_str text)
{
    const int64_t most = (int64_t)1 << 60;
    int64_t length = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || length > most / 10)
            return -1;
        length = length * 10 + text.data[i] - '0';
    }
    return text.size ? length : -1;
}

static dl_record_kind kind_of(const dl_record *record)
{
    static const struct {
        const char *word;
        dl_record_kind kind;
    } kinds[] = {{"warcinfo", DL_RECORD_WARCINFO}, {"response", DL_RECORD_RESPONSE},
                 {"resource", DL_RECORD_RESOURCE}, {"request", DL_RECORD_REQUEST},
                 {"metadata", DL_RECORD_METADATA}, {"revisit", DL_RECORD_REVISIT}};
    dl_str word = dl_record_field(record, "WARC-Type");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (dl_str_is_word(word, kinds[i].word))
            return kinds[i].kind;
    return DL_RECORD_OTHER;
}

/* wget 1.14 to 1.19 wrote it in angle brackets, as WARC 1.0's grammar had it. */
static void read_uri(dl_record *record)
{
    dl_str uri = dl_record_field(record, "WARC-Target-URI");
    if (dl_str_starts(uri, DL_STR("<")) && dl_str_ends(uri, DL_STR(">")))
        uri = dl_str_slice(uri, 1, uri.size - 1);
    for (size_t i = 0; i < uri.size; i++) {
        if (uri.data[i] == ' ')
            dl_buf_puts(&record->uri, "%20");
        else
            dl_buf_putc(&record->uri, uri.data[i]);
    }
}

/* Some tools write message/http, or no type at all. */
static bool is_http(const dl_record *record)
{
    dl_str type = dl_record_field(record, "Content-Type");
    return dl_str_starts_word(type, "application/http") ||
           dl_str_starts_word(type, "message/http") ||
           (type.size == 0 && dl_str_starts_word(dl_buf_str(&record->uri), "http"));
}

static void read_fields(dl_records *records, dl_record *record, int64_t taken)
{
    record->kind = kind_of(record);
    record->id = dl_record_field(record, "WARC-Record-ID");
    record->has_date = dl_record_date(dl_record_field(record, "WARC-Date"), &record->date_us,
                                      &record->whole_second);
    read_uri(record);
    bool may_be = record->kind == DL_RECORD_RESPONSE || record->kind == DL_RECORD_REQUEST ||
                  record->kind == DL_RECORD_REVISIT;
    record->is_http = may_be && is_http(record);
    record->offset = records->began;
    int64_t length = number_of(dl_record_field(record, "Content-Length"));
    if (length < 0)
        record->damage = "its length is none";
    record->length = length < 0 ? 0 : length;
    records->left = record->length > taken ? record->length - taken : 0;
}

int dl_records_next(dl_records *records, dl_record *record, bool *there, dl_error *error)
{
    dl_record_clear(record);
    dl_record_init(record);
    *there = false;
    int rc = dl_records_finish(records, error);
    if (!rc)
        rc = first_line(records, error);
    if (rc || records->line.size == 0)
        return rc;
    dl_str line = dl_buf_str(&records->line);
    int64_t taken = 0;
    records->is_arc = !dl_str_starts(line, DL_STR("WARC/"));
    if (!records->is_arc)
        rc = read_warc(records, record, error);
    else if (!dl_arc_fields(line, records->columns, &record->fields))
        rc = unknown_format(records, error);
    else if (dl_str_starts(line, DL_STR("filedesc:")))
        rc = read_version_block(records, &taken, error);
    dl_buf_truncate(&records->line, 0);
    if (rc)
        return rc;
    read_fields(records, record, taken);
    records->is_open = true;
    records->cut = false;
    *there = true;
    rc = dl_buf_ok(&record->fields, error);
    return rc ? rc : dl_buf_ok(&record->uri, error);
}

/* --- its block --- */

/* WARC 1.1 §5.9: the payload of a record that is no HTTP message is its block. Some writers hash
 * the body as it was sent, with its chunks. */
static void check_payload(dl_record *record, dl_message *message, dl_str told)
{
    unsigned char hash[DL_DIGEST_MOST];
    size_t size = dl_digest_end(&message->payload, hash);
    record->payload_told = size > 0;
    record->payload_holds = dl_digest_agrees(told, hash, size);
    size = dl_digest_end(&message->raw, hash);
    if (record->payload_told && !record->payload_holds)
        record->payload_holds = dl_digest_agrees(told, hash, size);
}

/* Whether the HTTP message is whole all the same: some tools count a record's length wrong. */
static bool is_whole(const dl_record *record, const dl_message *message)
{
    int64_t length = number_of(dl_header_value(dl_buf_str(&message->head), "Content-Length"));
    return record->is_http && length >= 0 && message->entity_size >= length &&
           !record->block_told && !record->payload_told;
}

static void judge(const dl_records *records, dl_record *record, const dl_message *message)
{
    if (record->damage)
        return;
    if (records->cut && !is_whole(record, message))
        record->damage = "it ends before its length";
    else if (record->block_told && !record->block_holds)
        record->damage = "its bytes are not those of its block digest";
    else if (record->payload_told && !record->payload_holds)
        record->damage = "its bytes are not those of its payload digest";
    else if (message->no_head)
        record->damage = "its HTTP header has no end";
    else if (message->bad_chunks)
        record->damage = "its chunks break off";
}

int dl_records_block(dl_records *records, dl_record *record, size_t limit, dl_message *message,
                     dl_error *error)
{
    dl_str told = dl_record_field(record, "WARC-Block-Digest"), piece = {"", 1};
    dl_str payload = dl_record_field(record, "WARC-Payload-Digest");
    dl_digest block = {NULL};
    unsigned char hash[DL_DIGEST_MOST];
    /* a revisit's payload is somewhere else */
    bool check = record->kind != DL_RECORD_REVISIT;
    dl_str none = {"", 0};
    dl_message_begin(message, record->is_http, limit, check ? dl_digest_algorithm(payload) : none);
    dl_digest_begin(&block, dl_digest_algorithm(told));
    int rc = 0;
    while (!rc && piece.size) {
        rc = block_piece(records, &piece, error);
        if (rc || piece.size == 0)
            break;
        dl_digest_feed(&block, piece);
        dl_message_feed(message, piece);
        dl_input_take(records->input, piece.size);
    }
    size_t size = dl_digest_end(&block, hash);
    record->block_told = size > 0;
    record->block_holds = dl_digest_agrees(told, hash, size);
    if (!rc)
        rc = dl_message_end(message, error);
    check_payload(record, message, payload);
    judge(records, record, message);
    return rc;
}
