/*
 * robots.txt under libFuzzer: a file, a NUL, a path. The rule that decides is a line of the file
 * that says what was decided; what the RFC says means nothing changes nothing.
 */
#include <string.h>

#include "fetch/robots.h"
#include "fuzz.h"

static bool is_part(dl_str whole, dl_str part)
{
    return part.size == 0 ||
           (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static dl_robots_answer ask(dl_str file, dl_str path)
{
    dl_robots_answer answer;
    dl_robots_decide(file, DL_STR("dateline"), path, &answer);
    hold(answer.crawl_delay_ms >= 0 && answer.crawl_delay_ms <= DL_ROBOTS_MAX_DELAY_MS);
    hold(is_part(file, answer.rule));
    return answer;
}

static void check_line(dl_str file, const dl_robots_answer *answer)
{
    dl_robots_reader reader = dl_robots_read(file);
    dl_robots_line line;
    size_t last = 0;
    bool met = answer->line == 0;
    while (dl_robots_next(&reader, &line)) {
        hold(line.number > last && is_part(file, line.text) && is_part(file, line.value));
        last = line.number;
        if (line.number != answer->line)
            continue;
        met = true;
        hold(line.kind == (answer->allowed ? DL_ROBOTS_ALLOW : DL_ROBOTS_DISALLOW));
        hold(dl_str_equal(line.text, answer->rule));
    }
    hold(met);
}

static void hold_same(const dl_robots_answer *a, const dl_robots_answer *b)
{
    hold(a->allowed == b->allowed && a->by_name == b->by_name);
    hold(a->crawl_delay_ms == b->crawl_delay_ms && dl_str_equal(a->rule, b->rule));
}

/* RFC 9309 §2.2: lines end in CR, LF or CRLF; comments, and groups of others, are not ours. */
static void check_same(dl_str file, dl_str path, const dl_robots_answer *answer)
{
    dl_buf other = {0};
    for (size_t i = 0; i < file.size; i++)
        dl_buf_putc(&other, file.data[i] == '\n' ? '\r' : file.data[i]);
    dl_robots_answer same = ask(dl_buf_str(&other), path);
    hold_same(answer, &same);
    dl_buf_truncate(&other, 0);
    dl_buf_puts(&other, "User-agent: someone-else\nDisallow: /\nAllow: /\n");
    dl_buf_add(&other, file);
    dl_buf_puts(&other, "\n# Disallow: /\n");
    same = ask(dl_buf_str(&other), path);
    /* a byte order mark is one at the beginning only, and the size is limited */
    if (file.size && file.data[0] != '\xEF' && other.size < DL_ROBOTS_MAX_BYTES)
        hold_same(answer, &same);
    dl_buf_clear(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str path = fuzz_bytes(data, size);
    dl_str file = fuzz_take(&path, '\0');
    dl_robots_answer answer = ask(file, path);
    check_line(file, &answer);
    check_same(file, path, &answer);
    return 0;
}
