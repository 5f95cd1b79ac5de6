/*
 * What is asked of the served page, under libFuzzer: any bytes on a connection; a \\1 in them is
 * the path that nobody can guess, \\2 the server's name. Who does not know the path gets nothing,
 * only the page itself may do something, and the next one who asks rightly is answered.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/serve_acts.h"
#include "fuzz.h"
#include "serve/server.h"

enum { ROUNDS = 4, MOST_ROUNDS = 5000 };

static serve_server *server;
static char token[64], host[32];
static int acted;
static serve_acts acts;

static void document(void *user, dl_str position, dl_buf *out, dl_buf *hashes)
{
    (void)user;
    dl_buf_add(out, position);
    dl_buf_puts(hashes, "'none'");
}

static void whole(void *user, dl_buf *out)
{
    (void)user;
    dl_buf_puts(out, "{}");
}

static unsigned act(void *user, dl_str name, dl_str body, dl_buf *answer)
{
    bool changed = false;
    (void)user;
    acted++;
    unsigned status = acts_do(&acts, name, body, answer, &changed);
    json_t *told = json_loadb(answer->data, answer->size, 0, NULL);
    hold(json_is_object(told) && changed == (status == 200));
    json_decref(told);
    return status;
}

static void begin(void)
{
    static const serve_calls calls = {document, whole, act, NULL};
    hold(server_open(&server, 0, &calls, NULL) == 0);
    const char *address = server_address(server) + strlen("http://");
    const char *slash = strchr(address, '/');
    snprintf(host, sizeof host, "%.*s", (int)(slash - address), address);
    snprintf(token, sizeof token, "%.*s", (int)strlen(slash + 1) - 1, slash + 1);
}

/* -1 where others of this machine have all its ports, or libFuzzer's clock rang in the middle; a
 * server that takes nobody hangs here. */
static int call(void)
{
    struct sockaddr_in there = {.sin_family = AF_INET};
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    there.sin_port = htons((uint16_t)strtoul(strchr(host, ':') + 1, NULL, 10));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    hold(fd >= 0);
    if (connect(fd, (struct sockaddr *)&there, sizeof there) == 0)
        return fd;
    hold(errno == EADDRNOTAVAIL || errno == EADDRINUSE || errno == EINTR);
    close(fd);
    return -1;
}

/* What is answered, as far as it comes at once, or waited for; the connection is gone then, without
 * a wait. */
static bool ask(dl_str request, bool waits, dl_buf *answer)
{
    static const struct linger at_once = {.l_onoff = 1};
    char piece[4096];
    ssize_t got;
    int fd = call();
    if (fd < 0)
        return false;
    hold(send(fd, request.data, request.size, MSG_NOSIGNAL) == (ssize_t)request.size);
    struct pollfd comes = {.fd = fd, .events = POLLIN};
    for (int i = 0; i < ROUNDS || (waits && answer->size == 0 && i < MOST_ROUNDS); i++) {
        server_run(server);
        if (i >= ROUNDS)
            poll(&comes, 1, 1);
        while ((got = recv(fd, piece, sizeof piece, MSG_DONTWAIT)) > 0)
            dl_buf_append(answer, piece, (size_t)got);
    }
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
    for (int i = 0; i < ROUNDS; i++)
        server_run(server);
    return true;
}

static bool answers(const dl_buf *answer, const char *status)
{
    size_t begin = dl_str_find(dl_buf_str(answer), dl_str_of(status), 0);
    return begin < answer->size;
}

static void check_good_one(void)
{
    char text[200];
    dl_buf answer = {0};
    snprintf(text, sizeof text, "GET /%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", token, host);
    hold(!ask(dl_str_of(text), true, &answer) ||
         dl_str_starts(dl_buf_str(&answer), DL_STR("HTTP/1.1 200 ")));
    dl_buf_clear(&answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!server)
        begin();
    const char *const names[] = {token, host};
    dl_str text = fuzz_bytes(data, size);
    dl_buf request = {0}, answer = {0};
    fuzz_fill_in(text, names, 2, &request);
    acts_set_offers(&acts, DL_STR("{\"files\":[],\"offers\":[{\"id\":\"1\"},{\"id\":\"2\"}]}"));
    acted = 0;
    ask(dl_buf_str(&request), false, &answer);
    bool told = memchr(text.data, 1, text.size);
    hold(answer.size == 0 || dl_str_starts(dl_buf_str(&answer), DL_STR("HTTP/1.")));
    hold(told || (!acted && !answers(&answer, "HTTP/1.1 200 ") && !answers(&answer, token)));
    hold(!acted || dl_str_find(dl_buf_str(&request), DL_STR("json"), 0) < request.size);
    check_good_one();
    dl_buf_clear(&request);
    dl_buf_clear(&answer);
    acts_clear(&acts);
    return 0;
}
