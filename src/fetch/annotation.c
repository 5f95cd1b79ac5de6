/* Evidence as a W3C Web Annotation, for other tools. */
#include "base/escape.h"
#include "base/sha256.h"
#include "dateline/check.h"

static void put_member(dl_buf *out, const char *key, dl_str value)
{
    dl_buf_printf(out, "\"%s\": ", key);
    dl_escape_json(value, out);
}

/* RFC 9562 §5.8: a UUID of our own making, the same for the same evidence. */
static void put_id(const dl_evidence *evidence, dl_buf *out)
{
    char hex[DL_SHA256_HEX + 1];
    dl_buf facts = {0};
    dl_buf_add(&facts, evidence->url);
    dl_buf_printf(&facts, " %.*s %zu %zu", DL_STR_ARG(evidence->sha256), evidence->quote.start,
                  evidence->quote.end);
    dl_sha256_hex(dl_buf_str(&facts), hex);
    out->failed = out->failed || facts.failed;
    dl_buf_clear(&facts);
    dl_buf_printf(out, "\"id\": \"urn:uuid:%.8s-%.4s-8%.3s-a%.3s-%.12s\"", hex, hex + 8, hex + 12,
                  hex + 15, hex + 18);
}

static unsigned hex_value(char digit)
{
    return digit <= '9' ? (unsigned)(digit - '0') : (unsigned)(digit - 'a' + 10);
}

/* RFC 6920 §3: the hash's bytes as base64url without padding. */
static void put_named_hash(dl_str hex, dl_buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned bits = 0, count = 0;
    dl_buf_puts(out, "ni:///sha-256;");
    for (size_t i = 0; i < hex.size; i++) {
        bits = (bits << 4 | hex_value(hex.data[i])) & 0xFFFF;
        count += 4;
        if (count >= 6) {
            count -= 6;
            dl_buf_putc(out, digits[bits >> count & 63]);
        }
    }
    if (count > 0)
        dl_buf_putc(out, digits[bits << (6 - count) & 63]);
}

static void put_state(const dl_evidence *evidence, dl_buf *out)
{
    dl_buf_puts(out, "{\"type\": \"TimeState\"");
    if (evidence->captured_at_us != 0) {
        dl_date moment = dl_date_of_utc(evidence->captured_at_us);
        dl_buf date = {0};
        dl_date_print(&moment, &date);
        dl_buf_puts(out, ", ");
        put_member(out, "sourceDate", dl_buf_str(&date));
        out->failed = out->failed || date.failed;
        dl_buf_clear(&date);
    }
    dl_buf_puts(out, ", \"cached\": \"");
    put_named_hash(evidence->sha256, out);
    dl_buf_puts(out, "\"}");
}

int dl_evidence_json(const dl_evidence *evidence, dl_buf *out, dl_error *error)
{
    const dl_quote *quote = &evidence->quote;
    dl_buf_puts(out, "{\"@context\": \"http://www.w3.org/ns/anno.jsonld\", ");
    put_id(evidence, out);
    dl_buf_puts(out, ", \"type\": \"Annotation\", \"motivation\": \"highlighting\", \"target\": {");
    put_member(out, "source", evidence->url);
    dl_buf_puts(out, ", \"selector\": [{\"type\": \"TextQuoteSelector\", ");
    put_member(out, "exact", quote->exact);
    dl_buf_puts(out, ", ");
    put_member(out, "prefix", quote->prefix);
    dl_buf_puts(out, ", ");
    put_member(out, "suffix", quote->suffix);
    dl_buf_printf(out, "}, {\"type\": \"TextPositionSelector\", \"start\": %zu, \"end\": %zu}], ",
                  evidence->start_code, evidence->finish_code);
    dl_buf_puts(out, "\"state\": ");
    put_state(evidence, out);
    dl_buf_puts(out, "}}\n");
    return dl_buf_ok(out, error);
}
