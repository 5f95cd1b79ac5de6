/* The JSON Schema of our own JSON, made from the list of fields that readers and writers use. */
#include "dateline/constraints.h"
#include "dateline/timeline_files.h"
#include "timeline/fields.h"

static const char *const notes[TIMELINE_FIELDS][2] = {
    {"id", "unique in its timeline: letters, digits, - _ ."},
    {"actor", "whose lane"},
    {"kind", "announce, preview, release, promise, delay, leak, ..."},
    {"date", "EDTF (ISO 8601-2:2019) and dateline's times"},
    {"reading", "spans: lasts through all of its date; else one moment in it"},
    {"due", "EDTF: what was promised, as it is read"},
    {"due_said", "the same, as it was said"},
    {"settles", "ids of promises, separated by spaces"},
    {"revises", "the promise that this one replaces"},
    {"supersedes", "ids of events that hold no longer"},
    {"disputes", "the event that this one dates or tells differently"},
    {"chosen", "the claim that figures use instead of this event"},
    {"reason", "why the claim in use is the one that is used"},
    {"published", "EDTF, one a source; null where it is unknown"},
    {"evidence", "quotations, word for word"}};

static const char *note_of(const char *name)
{
    for (size_t i = 0; i < TIMELINE_FIELDS && notes[i][0]; i++) {
        if (dl_str_equal(dl_str_of(notes[i][0]), dl_str_of(name)))
            return notes[i][1];
    }
    return NULL;
}

static void put_field(const field_row *field, dl_buf *out)
{
    const char *note = note_of(field->name);
    dl_buf_printf(out, "        \"%s\": {", field->name);
    if (field->kind == FIELD_READING)
        dl_buf_puts(out, "\"enum\": [\"spans\", \"sometime\"]");
    else if (field->kind == FIELD_PUBLISHED)
        dl_buf_puts(out, "\"type\": \"array\", \"items\": {\"type\": [\"string\", \"null\"]}");
    else if (field->kind == FIELD_LIST)
        dl_buf_puts(out, "\"type\": \"array\", \"items\": {\"type\": \"string\"}");
    else
        dl_buf_printf(out, "\"type\": \"string\"%s", field->required ? ", \"minLength\": 1" : "");
    if (note)
        dl_buf_printf(out, ", \"description\": \"%s\"", note);
    dl_buf_putc(out, '}');
}

static void put_constraints(dl_buf *out)
{
    dl_buf_puts(out, "    \"constraints\": {\"type\": \"array\", \"items\": {\n"
                     "      \"type\": \"object\", \"required\": [\"a\", \"is\"],\n"
                     "      \"oneOf\": [{\"required\": [\"b\"]}, {\"required\": [\"date\"]}],\n"
                     "      \"properties\": {\n"
                     "        \"a\": {\"type\": \"string\"},\n"
                     "        \"is\": {\"enum\": [");
    for (int i = DL_ORDER_BEFORE; i <= DL_ORDER_AT_LEAST_BEFORE; i++)
        dl_buf_printf(out, "%s\"%s\"", i ? ", " : "", dl_ordering_word((dl_ordering)i));
    dl_buf_puts(out, "]},\n"
                     "        \"b\": {\"type\": \"string\", \"description\": \"an event's id\"},\n"
                     "        \"date\": {\"type\": \"string\", \"description\": \"EDTF\"},\n"
                     "        \"seconds\": {\"type\": \"integer\", \"minimum\": 0},\n"
                     "        \"why\": {\"type\": \"string\"}}}}");
}

void dl_timeline_schema(dl_buf *out)
{
    bool first = true;
    dl_buf_puts(out,
                "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                "  \"title\": \"timeline\", \"type\": \"object\", \"required\": [\"events\"],\n"
                "  \"properties\": {\n"
                "    \"dateline\": {\"const\": 1},\n"
                "    \"events\": {\"type\": \"array\", \"items\": {\n"
                "      \"type\": \"object\", \"additionalProperties\": false,\n"
                "      \"patternProperties\": {\"^x-\": true},\n"
                "      \"required\": [");
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        if (!timeline_fields[i].required)
            continue;
        dl_buf_printf(out, "%s\"%s\"", first ? "" : ", ", timeline_fields[i].name);
        first = false;
    }
    dl_buf_puts(out, "],\n      \"properties\": {\n");
    for (size_t i = 0; i < TIMELINE_FIELDS; i++) {
        put_field(&timeline_fields[i], out);
        dl_buf_puts(out, i + 1 < TIMELINE_FIELDS ? ",\n" : "}}},\n");
    }
    put_constraints(out);
    dl_buf_puts(out, "}}\n");
}
