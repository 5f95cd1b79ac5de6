/*
 * Other people's URLs. Browsers' own tests (web-platform-tests): libcurl's parser, with ours before
 * it, need not take all that a browser takes, but what it takes it must understand alike: a URL
 * that means host X to a browser is never fetched from host Y. And the hostile ones, for real.
 */
#include "support.h"

#include <jansson.h>
#include <netdb.h>
#include <regex.h>

#include "../net/fixture.h"
#include "../net/server.h"
#include "fetch/address.h"
#include "fetch/host.h"
#include "fetch/url.h"

/* --- the data -----------------------------------------------------------------------------------
 */

/* JSON with halves of surrogate pairs, which jansson refuses: each becomes U+FFFD, as it does in a
 * browser's UTF-8. */
static json_t *load_json(const char *path)
{
    dl_buf text = {0};
    char bytes[65536];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
        dl_buf_append(&text, bytes, n);
    fclose(file);
    for (size_t i = 0; i + 12 < text.size; i++) {
        char *c = text.data + i;
        bool half =
            c[0] == '\\' && c[1] == 'u' && (c[2] | 32) == 'd' && strchr("89abcdefABCDEF", c[3]);
        bool high = half && strchr("89abAB", c[3]);
        if (c[0] == '\\' && c[1] == '\\')
            i++;
        else if (high && c[6] == '\\' && c[7] == 'u' && (c[8] | 32) == 'd' &&
                 strchr("cdefCDEF", c[9]))
            i += 11;
        else if (half)
            memcpy(c + 2, "FFFD", 4);
    }
    json_t *all = json_loadb(text.data, text.size, JSON_ALLOW_NUL, NULL);
    assert_non_null(all);
    dl_buf_clear(&text);
    return all;
}

static dl_str json_str(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_string(value))
        return (dl_str){NULL, 0};
    return (dl_str){json_string_value(value), json_string_length(value)};
}

static const char *json_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* --- judging ------------------------------------------------------------------------------------
 */

static bool same_host(const char *theirs, dl_str ours)
{
    dl_address a, b;
    dl_str host = dl_str_of(theirs);
    if (host.size > 1 && host.data[host.size - 1] == '.')
        host.size--; /* the name with a final dot is the same name */
    if (dl_address_parse(host, &a) && dl_address_parse(ours, &b))
        return dl_address_equal(&a, &b);
    return dl_str_equal(host, ours);
}

static bool is_web(const json_t *entry)
{
    const char *protocol = json_text(entry, "protocol");
    return strcmp(protocol, "http:") == 0 || strcmp(protocol, "https:") == 0;
}

static bool same_place(const json_t *entry, const dl_url *url)
{
    const char *port = json_text(entry, "port");
    int number = strcmp(json_text(entry, "protocol"), "http:") == 0 ? 80 : 443;
    if (port[0])
        number = atoi(port);
    return same_host(json_text(entry, "hostname"), url->host) && number == url->port;
}

/* What a browser would send, without the fragment. */
static bool same_text(const json_t *entry, const dl_url *url)
{
    dl_str fragment, href = dl_str_cut(json_str(entry, "href"), '#', &fragment);
    return dl_str_equal(href, url->text);
}

typedef struct tally {
    int refused_both, refused_alone, alike, other_text, wrong;
} tally;

static int read_entry(const json_t *entry, dl_arena *arena, dl_url *url, dl_error *error)
{
    dl_url base;
    dl_str input = json_str(entry, "input"), from = json_str(entry, "base");
    if (!from.data || !dl_str_starts(from, DL_STR("http")))
        return dl_url_parse(input, arena, url, error);
    int rc = dl_url_parse(from, arena, &base, error);
    return rc ? rc : dl_url_join(&base, input, arena, url, error);
}

static void judge(const json_t *entry, tally *t)
{
    dl_arena arena;
    dl_url url;
    dl_error error = {0};
    dl_arena_init(&arena);
    bool taken = read_entry(entry, &arena, &url, &error) == 0;
    bool web = is_web(entry) && !json_is_true(json_object_get(entry, "failure"));
    if (!taken && !web)
        t->refused_both++;
    else if (!taken)
        t->refused_alone++;
    else if (!web || !same_place(entry, &url))
        t->wrong++;
    else if (same_text(entry, &url))
        t->alike++;
    else
        t->other_text++;
    if (taken && (!web || !same_place(entry, &url)))
        print_message("# wpt-url: WRONG: %s at %s: %s, not %s\n", json_text(entry, "input"),
                      json_text(entry, "base"), url.text.data,
                      web ? json_text(entry, "href") : "refused");
    else if (taken && !same_text(entry, &url))
        print_message("# wpt-url: same host, other text: %s, not %s\n", url.text.data,
                      json_text(entry, "href"));
    else if (!taken && web)
        print_message("# wpt-url: refused, a browser takes it: %.60s: %.100s\n",
                      json_text(entry, "href"), error.message);
    dl_arena_clear(&arena);
}

/* --- the suites
 * ----------------------------------------------------------------------------------- */

static void no_url_leads_to_another_host_than_a_browser_s(void **state)
{
    json_t *all = load_json(shared_file("suites/wpt-url/urltestdata.json")), *entry;
    tally t = {0};
    size_t i;
    (void)state;
    json_array_foreach(all, i, entry)
    {
        if (json_is_object(entry))
            judge(entry, &t);
    }
    json_decref(all);
    print_message("# suite wpt-url: %d of %d of http and https read alike, %d to the same host in "
                  "another spelling, %d refused by us alone; %d refused by both or of another "
                  "scheme; %d to another host\n",
                  t.alike, t.alike + t.other_text + t.refused_alone + t.wrong, t.other_text,
                  t.refused_alone, t.refused_both, t.wrong);
    assert_int_equal(t.wrong, 0);
    assert_true(t.alike >= 163);
    assert_true(t.refused_both > 600);
}

/* Hosts beyond ASCII are refused, and so are characters that no registry has. What is taken is the
 * host that a browser has; whether "xn--..." is well-formed Punycode is left to the registry: it is
 * asked for as it stands. */
static void judge_hosts(const char *path, const char *name, bool percent)
{
    json_t *all = load_json(path), *entry;
    int same = 0, refused = 0, punycode = 0, wrong = 0;
    size_t i;
    json_array_foreach(all, i, entry)
    {
        dl_arena arena;
        dl_buf text = {0};
        dl_url url;
        dl_str input = json_str(entry, "input");
        const char *output = json_string_value(json_object_get(entry, "output"));
        if (!json_is_object(entry) || input.size == 0)
            continue;
        dl_arena_init(&arena);
        dl_buf_puts(&text, "https://");
        for (size_t k = 0; k < input.size; k++)
            if (percent)
                dl_buf_printf(&text, "%%%02X", (unsigned char)input.data[k]);
            else
                dl_buf_putc(&text, input.data[k]);
        dl_buf_puts(&text, "/x");
        if (dl_url_parse(dl_buf_str(&text), &arena, &url, NULL))
            refused++;
        else if (output && same_host(output, url.host))
            same++;
        else if (!output && dl_str_find(url.host, DL_STR("xn--"), 0) < url.host.size)
            punycode++;
        else
            print_message("# %s: %s is %s, not %s (%d wrong)\n", name, text.data, url.host.data,
                          output ? output : "refused", ++wrong);
        dl_arena_clear(&arena);
        dl_buf_clear(&text);
    }
    json_decref(all);
    print_message(
        "# suite %s%s: %d of %d taken are the browser's host, %d of unchecked Punycode; %d "
        "refused\n",
        name, percent ? ", percent-encoded" : "", same, same + wrong, punycode, refused);
    assert_int_equal(wrong, 0);
}

static void hosts_are_a_browser_s_or_refused(void **state)
{
    const char *path = shared_file("suites/wpt-url/toascii.json");
    (void)state;
    judge_hosts(path, "wpt-url toascii", false);
    judge_hosts(path, "wpt-url toascii", true);
}

static void idna_s_hosts_are_a_browser_s_or_refused(void **state)
{
    char command[1400], path[] = "/tmp/dateline-idna-XXXXXX";
    (void)state;
    const char *packed = shared_file("suites/wpt-url/IdnaTestV2.json.xz");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    snprintf(command, sizeof command, "xz -dc '%s' >'%s'", packed, path);
    assert_int_equal(system(command), 0);
    judge_hosts(path, "wpt-url IDNA", false);
    judge_hosts(path, "wpt-url IDNA", true);
    unlink(path);
}

/* --- the resolver's view
 * -------------------------------------------------------------------------- */

/* 0: not an address to the resolver; else whether it is the one that we take the host for. */
static int resolver_disagrees(dl_str host)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *found = NULL;
    char name[DL_HOST_TEXT];
    bool bracketed = host.data[0] == '[';
    dl_address ours, theirs;
    dl_str plain = bracketed ? dl_str_slice(host, 1, host.size - 1) : host;
    snprintf(name, sizeof name, "%.*s", DL_STR_ARG(plain));
    if (getaddrinfo(name, NULL, &hints, &found) != 0)
        return 0;
    bool same = dl_address_parse(host, &ours) && dl_address_of(found->ai_addr, &theirs) &&
                dl_address_equal(&ours, &theirs);
    freeaddrinfo(found);
    return !same;
}

/* The guard compares one text, the store files it, and the resolver gets it: all mean one host. */
static void no_host_is_a_name_here_and_an_address_to_the_resolver(void **state)
{
    static const char *const pieces[] = {
        "127", "0x7f", "0X7F", "0177", "1",   "0", "256", "08", "4294967295", "a", ".", ".",
        ".",   ".",    "%2e",  "%30",  "[",   "]", "::",  ":",  "ffff",       "@", "#", "?",
        "/",   "\\",   "%00",  "%25",  "%5B", "x", "-",   " ",  "\t",         "e"};
    uint64_t seed = random_seed() | 1;
    int taken = 0;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        dl_arena arena;
        dl_buf text = {0};
        dl_url url, again;
        dl_buf_puts(&text, "http://");
        for (int k = random_below(&seed, 9); k >= 0; k--)
            dl_buf_puts(&text, pieces[random_below(&seed, sizeof pieces / sizeof *pieces)]);
        dl_arena_init(&arena);
        if (dl_url_parse(dl_buf_str(&text), &arena, &url, NULL) == 0) {
            taken++;
            if (resolver_disagrees(url.host))
                fail_msg("%s: %s", text.data, url.host.data);
            /* what is written is read as the same again */
            if (dl_url_parse(url.text, &arena, &again, NULL) != 0 ||
                !dl_str_equal(again.text, url.text) || !dl_str_equal(again.host, url.host) ||
                again.port != url.port)
                fail_msg("%s: %s", text.data, url.text.data);
        }
        dl_arena_clear(&arena);
        dl_buf_clear(&text);
    }
    print_message("# %d of 200000 random spellings were taken\n", taken);
    assert_true(taken > 5000);
}

/* --- hostile ones, for real
 * ------------------------------------------------------------------------ */

/* Whoever knocks is told apart from silence. */
static void answer_open(int fd, const char *path, const char *request)
{
    (void)path;
    (void)request;
    puts_to(fd, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nreached");
}

/* The URL with the server's port where it has none: so that it would be reached if it were tried.
 */
static void put_with_port(const char *url, int port, dl_buf *out)
{
    const char *host = strstr(url, "://");
    size_t at = host ? (size_t)(host - url) + 3 : strlen(url);
    size_t end = at + strcspn(url + at, "/?#");
    bool has_port = end > at && strspn(url + at, "0123456789.") + at < end && url[at] != '[' &&
                    memchr(url + at, ':', end - at);
    dl_buf_append(out, url, end);
    if (host && !has_port)
        dl_buf_printf(out, ":%d", port);
    dl_buf_puts(out, url + end);
}

static bool matches(const char *pattern, const char *text)
{
    regex_t regex;
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB), 0);
    bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

/* Refused with every host granted, and with no connection. */
static bool is_refused(fixture *f, server *s, const json_t *entry, const char *url)
{
    const char *pattern = json_text(json_object_get(entry, "check"), "match");
    f->from = DL_FROM_FILE;
    int rc = fixture_get_url(f, url, DL_FETCH_DEFAULT);
    int connections = server_connections(s);
    /* a file's path is another matter: it is no URL, and reading it needs a folder */
    bool refused = rc == DL_ERR_PERMISSION || rc == DL_ERR_USAGE;
    if (!refused || connections || (rc == DL_ERR_PERMISSION && !matches(pattern, f->error.message)))
        print_message("# hostile %s: %s: %s (%d connections)\n", json_text(entry, "id"), url,
                      rc ? f->error.message : "was fetched", connections);
    return refused && connections == 0;
}

static void hostile_urls_are_refused_without_a_connection(void **state)
{
    const char *path = shared_file("hostile/cases.jsonl");
    char line[65536];
    int passed = 0, total = 0;
    server s;
    fixture f;
    (void)state;
    assert_true(server_start(&s, answer_open));
    assert_int_equal(fixture_open(&f), 0);
    f.options.any_host = true;
    f.options.connect_timeout_ms = 2000;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        json_t *entry = json_loads(line, 0, NULL);
        if (strcmp(json_text(entry, "area"), "net-ssrf") == 0 &&
            strcmp(json_text(entry, "kind"), "url") == 0) {
            dl_buf with_port = {0};
            put_with_port(json_text(entry, "payload"), s.port, &with_port);
            total += 2;
            passed += is_refused(&f, &s, entry, json_text(entry, "payload"));
            passed += is_refused(&f, &s, entry, with_port.data);
            dl_buf_clear(&with_port);
        }
        json_decref(entry);
    }
    fclose(file);
    fixture_close(&f);
    server_stop(&s);
    print_message("# suite hostile URLs: %d of %d refused without a connection\n", passed, total);
    assert_int_equal(passed, total);
    assert_true(total > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_url_leads_to_another_host_than_a_browser_s),
        cmocka_unit_test(hosts_are_a_browser_s_or_refused),
        cmocka_unit_test(idna_s_hosts_are_a_browser_s_or_refused),
        cmocka_unit_test(no_host_is_a_name_here_and_an_address_to_the_resolver),
        cmocka_unit_test(hostile_urls_are_refused_without_a_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
