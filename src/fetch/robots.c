#include "fetch/robots.h"

/* --- lines ---------------------------------------------------------------------------------- */

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

dl_robots_reader dl_robots_read(dl_str robots_txt)
{
    static const char mark[] = "\xEF\xBB\xBF";
    dl_str text = robots_txt;
    size_t skip = 0;
    if (text.size > DL_ROBOTS_MAX_BYTES) {
        text.size = DL_ROBOTS_MAX_BYTES;
        /* half of "Disallow: /a/b" would forbid more than the file does */
        while (text.size && !is_line_end(text.data[text.size - 1]))
            text.size--;
    }
    /* a byte order mark that lost its end, as some servers send it, is one too */
    while (skip < 3 && skip < text.size && text.data[skip] == mark[skip])
        skip++;
    return (dl_robots_reader){dl_str_slice(text, skip, text.size), 0};
}

/* RFC 9309 §2.2: "be lenient when reading lines that don't conform". So are these misspellings read
 * by those who wrote the RFC, and a colon that is missing between two words. */
static dl_robots_kind kind_of(dl_str key)
{
    static const struct {
        const char *key;
        dl_robots_kind kind;
    } kinds[] = {{"user-agent", DL_ROBOTS_USER_AGENT},   {"allow", DL_ROBOTS_ALLOW},
                 {"disallow", DL_ROBOTS_DISALLOW},       {"sitemap", DL_ROBOTS_SITEMAP},
                 {"crawl-delay", DL_ROBOTS_CRAWL_DELAY}, {"user agent", DL_ROBOTS_USER_AGENT},
                 {"useragent", DL_ROBOTS_USER_AGENT},    {"dissallow", DL_ROBOTS_DISALLOW},
                 {"dissalow", DL_ROBOTS_DISALLOW},       {"disalow", DL_ROBOTS_DISALLOW},
                 {"diasllow", DL_ROBOTS_DISALLOW},       {"disallaw", DL_ROBOTS_DISALLOW}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (dl_str_is_word(key, kinds[i].key))
            return kinds[i].kind;
    return DL_ROBOTS_OTHER;
}

static dl_str take_line(dl_robots_reader *reader)
{
    dl_str rest = reader->rest;
    size_t end = 0;
    while (end < rest.size && !is_line_end(rest.data[end]))
        end++;
    size_t next = end < rest.size ? end + 1 : end;
    if (next < rest.size && rest.data[end] == '\r' && rest.data[next] == '\n')
        next++;
    reader->rest = dl_str_slice(rest, next, rest.size);
    reader->number++;
    return dl_str_slice(rest, 0, end);
}

static size_t word_end(dl_str text)
{
    size_t end = 0;
    while (end < text.size && text.data[end] != ' ' && text.data[end] != '\t')
        end++;
    return end;
}

static void split_line(dl_str text, dl_str *key, dl_str *value)
{
    size_t end = word_end(text);
    *key = dl_str_trim(dl_str_cut(text, ':', value));
    if (value->data) {
        *value = dl_str_trim(*value);
        return;
    }
    *key = dl_str_slice(text, 0, end);
    *value = dl_str_trim(dl_str_slice(text, end, text.size));
    if (word_end(*value) < value->size)
        *key = text;
}

bool dl_robots_next(dl_robots_reader *reader, dl_robots_line *line)
{
    while (reader->rest.size) {
        dl_str comment, key, value;
        dl_str text = dl_str_trim(dl_str_cut(take_line(reader), '#', &comment));
        if (text.size == 0)
            continue;
        split_line(text, &key, &value);
        *line = (dl_robots_line){.kind = kind_of(key), .number = reader->number, .text = text};
        line->value = line->kind == DL_ROBOTS_OTHER ? (dl_str){"", 0} : value;
        return true;
    }
    return false;
}

/* --- paths ---------------------------------------------------------------------------------- */

/* One octet of a path as it is compared (RFC 9309 §2.2.2): an unreserved one is itself however it
 * was written; what is no ASCII counts as written in %XX; "%2F" and "/" stay two. */
typedef struct octet {
    unsigned char value;
    bool encoded;
} octet;

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* RFC 3986 §2.3 */
static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static octet next_octet(dl_str text, size_t *at)
{
    unsigned char c = (unsigned char)text.data[(*at)++];
    if (c == '%' && *at + 1 < text.size) {
        int high = hex_value(text.data[*at]), low = hex_value(text.data[*at + 1]);
        if (high >= 0 && low >= 0) {
            unsigned char value = (unsigned char)(high * 16 + low);
            *at += 2;
            return (octet){value, !is_unreserved(value)};
        }
    }
    /* RFC 9309 §2.2.3: "*" and "$" mean something in a pattern, so that a literal one is "%2A" or
     * "%24" there; a path's own, and a "$" that is not at a pattern's end, count as written so */
    return (octet){c, c >= 0x80 || c == '*' || c == '$'};
}

/* RFC 3986 §2.2, gen-delims: in a query they separate nothing any more, and the table of RFC 9309
 * §2.2.2 takes "?baz=https://foo.bar" and "?baz=https%3A%2F%2Ffoo.bar" for the same. */
static bool separates_nothing(unsigned char c)
{
    return dl_one_of(c, ":/?#[]@");
}

static bool same_octet(octet pattern, octet path, bool in_query)
{
    return pattern.value == path.value &&
           (pattern.encoded == path.encoded || (in_query && separates_nothing(path.value)));
}

/* A path to match patterns with, and how many comparisons may still be made of it. */
typedef struct subject {
    dl_str path;
    size_t query; /* offset of what follows the first "?"; the path's size without one */
    int64_t budget;
} subject;

/* Whether path, from *at on, begins with segment (a pattern's piece without "*"); moves *at. */
static bool match_here(subject *s, dl_str segment, size_t *at)
{
    size_t in_path = *at, in_segment = 0;
    while (in_segment < segment.size) {
        s->budget--;
        if (in_path >= s->path.size)
            return false;
        bool in_query = in_path >= s->query;
        octet path = next_octet(s->path, &in_path);
        if (!same_octet(next_octet(segment, &in_segment), path, in_query))
            return false;
    }
    *at = in_path;
    return true;
}

static bool match_somewhere(subject *s, dl_str segment, size_t *at)
{
    for (size_t from = *at; from <= s->path.size && s->budget > 0;) {
        *at = from;
        if (match_here(s, segment, at))
            return true;
        if (from == s->path.size)
            return false;
        next_octet(s->path, &from);
    }
    return false;
}

/* The last segment of a pattern that ends in "$": it may stand nowhere but at the path's end. */
static bool match_at_end(subject *s, dl_str segment, size_t from)
{
    size_t octets = 0, left = 0, skip = from;
    for (size_t at = 0; at < segment.size; octets++)
        next_octet(segment, &at);
    for (size_t at = from; at < s->path.size; left++)
        next_octet(s->path, &at);
    s->budget -= (int64_t)left;
    for (; left > octets; left--)
        next_octet(s->path, &skip);
    return left == octets && match_here(s, segment, &skip);
}

/* RFC 9309 §2.2.3. The first place for each segment is the best one: no way back is ever needed. */
static bool matches(subject *s, dl_str pattern)
{
    bool anchored = pattern.size && pattern.data[pattern.size - 1] == '$';
    dl_str rest = dl_str_slice(pattern, 0, pattern.size - (anchored ? 1 : 0));
    size_t at = 0;
    for (bool first = true;; first = false) {
        dl_str segment = dl_str_cut(rest, '*', &rest);
        bool last = !rest.data;
        if (last && anchored && !first)
            return match_at_end(s, segment, at);
        if (first ? !match_here(s, segment, &at) : !match_somewhere(s, segment, &at))
            return false;
        if (last)
            return !anchored || at == s->path.size;
    }
}

/* "the most octets" of RFC 9309 §2.2.2, counted so that no spelling outweighs another. */
static size_t weight(dl_str pattern)
{
    size_t octets = 0;
    for (size_t at = 0; at < pattern.size;) {
        bool special = pattern.data[at] == '*' || pattern.data[at] == '$';
        octets += next_octet(pattern, &at).encoded && !special ? 3 : 1;
    }
    return octets;
}

/* --- groups --------------------------------------------------------------------------------- */

/* What all groups of one name say together (RFC 9309 §2.2.1 merges them). */
typedef struct voice {
    bool named;     /* some group has the name */
    bool listening; /* the group being read has it */
    size_t weight;  /* of the rule below */
    bool allows;
    dl_robots_line rule; /* number 0 for none */
    int64_t delay_ms;
} voice;

/* The product token that a User-agent line begins with (RFC 9309 §2.2.1: letters, "_", "-"); a
 * version or comment after it is not compared. */
static dl_str token_of(dl_str value)
{
    size_t end = 0;
    for (; end < value.size; end++) {
        char c = value.data[end];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'))
            break;
    }
    return dl_str_slice(value, 0, end);
}

static bool names_all(dl_str value)
{
    return value.size && value.data[0] == '*' &&
           (value.size == 1 || value.data[1] == ' ' || value.data[1] == '\t');
}

static void hear_rule(voice *v, const dl_robots_line *line, subject *s)
{
    bool allows = line->kind == DL_ROBOTS_ALLOW;
    /* a rule without a path matches nothing */
    if (!v->listening || line->value.size == 0)
        return;
    size_t heavy = weight(line->value);
    bool wins =
        v->rule.number == 0 || heavy > v->weight || (heavy == v->weight && allows && !v->allows);
    if (!wins || !matches(s, line->value))
        return;
    v->weight = heavy;
    v->allows = allows;
    v->rule = *line;
}

/* Seconds, with a fraction or without; 0 for what is neither. */
static int64_t delay_of(dl_str value)
{
    int64_t ms = 0, unit = 1000;
    bool fraction = false;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == '.' && !fraction) {
            fraction = true;
        } else if (c < '0' || c > '9') {
            return 0;
        } else if (fraction) {
            unit /= 10;
            ms += (c - '0') * unit;
        } else if (ms < DL_ROBOTS_MAX_DELAY_MS) {
            ms = ms * 10 + (c - '0') * INT64_C(1000);
        }
    }
    return ms < DL_ROBOTS_MAX_DELAY_MS ? ms : DL_ROBOTS_MAX_DELAY_MS;
}

static void hear_delay(voice *v, int64_t delay_ms)
{
    if (v->listening && delay_ms > v->delay_ms)
        v->delay_ms = delay_ms;
}

static bool is_the_file_itself(dl_str path)
{
    dl_str query;
    return dl_str_equal(dl_str_cut(path, '?', &query), DL_STR("/robots.txt"));
}

void dl_robots_decide(dl_str robots_txt, dl_str product_token, dl_str path_and_query,
                      dl_robots_answer *answer)
{
    /* Real files take less than a hundredth; all of it takes about half a second. */
    static const int64_t budget = INT64_C(1) << 27;
    dl_str path = path_and_query.size ? path_and_query : DL_STR("/");
    size_t question = dl_str_find(path, DL_STR("?"), 0);
    subject s = {path, question < path.size ? question + 1 : path.size, budget};
    dl_robots_reader reader = dl_robots_read(robots_txt);
    voice own = {.named = false}, all = {.named = false};
    dl_robots_line line = {.number = 0};
    bool naming = false; /* the line before was a User-agent line, or one that does not count */

    while (s.budget > 0 && dl_robots_next(&reader, &line)) {
        switch (line.kind) {
        case DL_ROBOTS_USER_AGENT:
            if (!naming)
                own.listening = all.listening = false;
            naming = true;
            dl_str token = token_of(line.value);
            own.listening |= token.size && dl_str_same_letters(token, product_token);
            all.listening |= names_all(line.value);
            own.named |= own.listening;
            break;
        case DL_ROBOTS_ALLOW:
        case DL_ROBOTS_DISALLOW:
            naming = false;
            hear_rule(&own, &line, &s);
            hear_rule(&all, &line, &s);
            break;
        case DL_ROBOTS_CRAWL_DELAY:
            /* RFC 9309 §2.2.4: other records end no group */
            hear_delay(&own, delay_of(line.value));
            hear_delay(&all, delay_of(line.value));
            break;
        case DL_ROBOTS_SITEMAP:
        case DL_ROBOTS_OTHER:
            break;
        }
    }

    const voice *v = own.named ? &own : &all;
    *answer = (dl_robots_answer){.by_name = own.named, .crawl_delay_ms = v->delay_ms};
    if (s.budget <= 0) {
        answer->line = line.number;
        answer->rule = line.text;
    } else {
        answer->allowed = v->rule.number == 0 || v->allows || is_the_file_itself(path);
        answer->line = v->rule.number;
        answer->rule = v->rule.number ? v->rule.text : (dl_str){"", 0};
    }
}

/* --- status --------------------------------------------------------------------------------- */

dl_robots_policy dl_robots_policy_of_status(int status)
{
    if (status >= 200 && status < 300)
        return DL_ROBOTS_OBEY;
    /* RFC 9309 §2.3.1.3 says that after a 4xx one may ask for anything, but may is not must: who
     * answers 429 has just said that there are too many requests, and so may be hiding a file. */
    if (status == 429)
        return DL_ROBOTS_FORBID_ALL;
    /* §2.3.1.2: what is behind a sixth redirect counts as unavailable */
    if (status >= 300 && status < 500)
        return DL_ROBOTS_ALLOW_ALL;
    return DL_ROBOTS_FORBID_ALL;
}

dl_robots_policy dl_robots_policy_unreachable(bool has_copy, int64_t unreachable_for_us)
{
    if (has_copy)
        return DL_ROBOTS_OBEY;
    return unreachable_for_us > DL_ROBOTS_UNREACHABLE_US ? DL_ROBOTS_ALLOW_ALL
                                                         : DL_ROBOTS_FORBID_ALL;
}
