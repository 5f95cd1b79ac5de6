/* WARC and ARC files that nobody here made, good and broken: each record's type, address, date,
 * length, place, digests and payload against what another reader says of them. */
#include <fcntl.h>
#include <jansson.h>

#include "archive/record.h"
#include "base/file.h"
#include "base/inflate.h"
#include "base/sha256.h"
#include "fetch/header.h"
#include "support.h"

typedef struct reading {
    int fd;
    dl_input *input;
    dl_records *records;
    char why[256]; /* what disagrees first */
} reading;

static bool say(reading *r, const char *what, const char *expected, const char *got)
{
    if (!r->why[0])
        snprintf(r->why, sizeof r->why, "%s: %.80s expected, %.80s read", what, expected, got);
    return false;
}

static bool same_number(reading *r, const char *what, const json_t *expected, int64_t got)
{
    char want[32], have[32];
    if (!expected || json_integer_value(expected) == got)
        return true;
    snprintf(want, sizeof want, "%lld", (long long)json_integer_value(expected));
    snprintf(have, sizeof have, "%lld", (long long)got);
    return say(r, what, want, have);
}

static bool same_text(reading *r, const char *what, const json_t *expected, dl_str got)
{
    if (!json_is_string(expected) || dl_str_equal(dl_str_of(json_string_value(expected)), got))
        return true;
    char have[128];
    snprintf(have, sizeof have, "%.*s", (int)(got.size < 100 ? got.size : 100), got.data);
    return say(r, what, json_string_value(expected), have);
}

/* The set's payload is without its content coding too. */
static bool same_payload(reading *r, const json_t *expected, dl_message *message)
{
    dl_buf plain = {0};
    char hex[DL_SHA256_HEX + 1];
    dl_coding coding;
    dl_str word = dl_header_value(dl_buf_str(&message->head), "Content-Encoding");
    if (!dl_coding_parse(word, &coding))
        coding = DL_CODING_NONE;
    dl_inflate(coding, dl_buf_str(&message->entity), (size_t)1 << 24, &plain, NULL);
    dl_sha256_hex(dl_buf_str(&plain), hex);
    bool same =
        same_number(r, "payload", json_object_get(expected, "payload_len"), (int64_t)plain.size) &&
        same_text(r, "payload sha256", json_object_get(expected, "payload_sha256"), dl_str_of(hex));
    dl_buf_clear(&plain);
    return same;
}

static bool same_header(reading *r, const json_t *expected, const dl_record *record)
{
    const json_t *date = json_object_get(expected, "date");
    int64_t us;
    bool whole;
    dl_str length = dl_record_field(record, "Content-Length");
    bool made_up = record->id.size == 0; /* ARC has no ids */
    bool same = same_text(r, "type", json_object_get(expected, "type"),
                          dl_record_field(record, "WARC-Type")) &&
                same_text(r, "uri", json_object_get(expected, "uri"), dl_buf_str(&record->uri)) &&
                same_text(r, "length", json_object_get(expected, "length"), length) &&
                same_number(r, "offset", json_object_get(expected, "offset"), record->offset) &&
                (made_up || same_text(r, "id", json_object_get(expected, "id"), record->id));
    if (same &&
        (!dl_record_date(dl_str_of(json_string_value(date)), &us, &whole) || us != record->date_us))
        same = say(r, "date", json_string_value(date), "another");
    return same;
}

static bool same_digests(reading *r, const json_t *expected, const dl_record *record)
{
    const json_t *ok = json_object_get(expected, "digests_ok");
    bool holds = (!record->block_told || record->block_holds) &&
                 (!record->payload_told || record->payload_holds);
    if (!ok || json_is_null(ok) || json_is_true(ok) == holds)
        return true;
    return say(r, "digests", json_is_true(ok) ? "good" : "bad", holds ? "good" : "bad");
}

static bool same_record(reading *r, const json_t *expected, dl_record *record, dl_error *error)
{
    dl_message message;
    int rc = dl_records_block(r->records, record, (size_t)1 << 24, &message, error);
    bool same = same_header(r, expected, record) && same_digests(r, expected, record) &&
                same_payload(r, expected, &message);
    dl_message_clear(&message);
    if (!rc && same) {
        /* an error here is of the file: the caller asks for the next record and meets it */
        rc = dl_records_finish(r->records, error);
        const json_t *stored = json_object_get(expected, "stored_length");
        if (!rc && json_integer_value(stored) >= 0)
            same = same_number(r, "stored length", stored, dl_records_stored(r->records));
    }
    return same;
}

/* Whether a file reads as the set says. */
static bool judge(reading *r, const json_t *file)
{
    const json_t *list = json_object_get(file, "records");
    bool refused = json_is_string(json_object_get(file, "error")), same = true, there = true;
    dl_record record;
    dl_error error = {0};
    size_t count = 0;
    dl_record_init(&record);
    while (same && there && error.kind == 0) {
        if (dl_records_next(r->records, &record, &there, &error) != 0 || !there)
            break;
        const json_t *expected = json_array_get(list, count++);
        same = expected ? same_record(r, expected, &record, &error)
                        : say(r, "records", "no more", "another");
    }
    dl_record_clear(&record);
    if (same && count != json_array_size(list))
        same = say(r, "records", "more", "fewer");
    if (same && refused != (error.kind != 0))
        same = say(r, "file", refused ? "refused" : "read", error.message);
    return same;
}

static bool judge_file(const json_t *file)
{
    char name[256];
    reading r = {0};
    dl_error error = {0};
    snprintf(name, sizeof name, "suites/warcio/data/%s",
             json_string_value(json_object_get(file, "file")));
    r.fd = open(shared_file(name), O_RDONLY);
    assert_true(r.fd >= 0);
    assert_int_equal(dl_input_new(&r.input, dl_read_descriptor, &r.fd, &error), 0);
    assert_int_equal(dl_records_new(&r.records, r.input, &error), 0);
    bool same = judge(&r, file);
    if (!same)
        print_message("# %s: %s\n", name, r.why);
    dl_records_free(r.records);
    dl_input_free(r.input);
    close(r.fd);
    return same;
}

static void archives_of_others_read_as_warcio_reads_them(void **state)
{
    (void)state;
    dl_buf text = {0};
    int passed = 0, total = 0;
    assert_int_equal(
        dl_file_read(shared_file("suites/warcio/expected.jsonl"), (size_t)1 << 24, &text, NULL), 0);
    for (dl_str rest = dl_buf_str(&text), line; rest.size; total++) {
        line = dl_str_cut(rest, '\n', &rest);
        json_t *file = json_loadb(line.data, line.size, 0, NULL);
        assert_non_null(file);
        passed += judge_file(file);
        json_decref(file);
    }
    print_message("# suite warcio: %d of %d\n", passed, total);
    dl_buf_clear(&text);
    assert_int_equal(passed, total);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(archives_of_others_read_as_warcio_reads_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
