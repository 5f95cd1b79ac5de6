/* Messages over sockets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/escape.h"
#include "base/utf8.h"
#include "kernel/kernel.h"

/* --- receiving --- */

/* All frames of a message; those past the most are let go. */
static bool receive_frames(kernel *in, void *socket, received *out)
{
    const zmq_library *zmq = &in->zmq;
    bool more = true, whole = true;
    while (more) {
        whole = out->count < MESSAGE_FRAMES;
        zmq_msg_t *part = &out->parts[whole ? out->count : MESSAGE_FRAMES];
        zmq->msg_init(part);
        if (zmq->msg_recv(part, socket, ZMQ_DONTWAIT) < 0) {
            zmq->msg_close(part);
            return false;
        }
        more = zmq->msg_more(part) != 0;
        if (whole)
            out->frames[out->count++] = (dl_str){zmq->msg_data(part), zmq->msg_size(part)};
        else
            zmq->msg_close(part);
    }
    if (!whole)
        kernel_warn("a message of too many frames was dropped");
    return whole;
}

void mail_clear(kernel *in, received *held)
{
    message_clear(&held->message);
    for (size_t i = 0; i < held->count; i++)
        in->zmq.msg_close(&held->parts[i]);
    held->count = 0;
}

bool mail_take(kernel *in, void *socket, received *out)
{
    dl_error error;
    memset(&out->message, 0, sizeof out->message);
    out->count = 0;
    if (!receive_frames(in, socket, out)) {
        mail_clear(in, out);
        return false;
    }
    dl_str key = {in->connection.key, in->connection.key_size};
    pthread_mutex_lock(&in->gate);
    int rc = message_read(out->frames, out->count, key, &in->seen, &out->message, &error);
    pthread_mutex_unlock(&in->gate);
    if (rc) {
        kernel_warn("a message was dropped: %s", error.message);
        mail_clear(in, out);
    }
    return rc == 0;
}

/* --- sending --- */

json_t *mail_text(dl_str text)
{
    dl_buf whole;
    dl_buf_init(&whole);
    dl_utf8_repair(text, &whole);
    json_t *made =
        whole.failed ? NULL : json_stringn_nocheck(whole.data ? whole.data : "", whole.size);
    dl_buf_clear(&whole);
    return made;
}

bool mail_set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new_nocheck(object, key, value) == 0;
}

/* Of the system's: libcrypto keeps a generator a thread, which a worker's fork would take for lost.
 */
void mail_random_id(char out[33])
{
    unsigned char bytes[16] = {0};
    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        kernel_warn("the system has no random numbers");
    for (int i = 0; i < 16; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void put_header(const kernel *in, const char *kind, const message *parent, dl_buf *out)
{
    char id[33], date[32];
    struct timespec now;
    struct tm utc;
    mail_random_id(id);
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &utc);
    dl_buf_printf(out, "{\"msg_id\":\"%s\",\"username\":", id);
    const json_t *user = parent ? json_object_get(parent->header, "username") : NULL;
    dl_escape_json(dl_str_of(json_is_string(user) ? json_string_value(user) : "kernel"), out);
    dl_buf_printf(out,
                  ",\"session\":\"%s\",\"date\":\"%s.%06ldZ\",\"msg_type\":\"%s\",\"version\":"
                  "\"5.3\"}",
                  in->session, date, now.tv_nsec / 1000, kind);
}

static void put_json(json_t *value, dl_buf *out)
{
    char *text = value ? json_dumps(value, JSON_COMPACT) : NULL;
    if (text)
        dl_buf_puts(out, text);
    else
        out->failed = true;
    free(text);
    json_decref(value);
}

static void send_part(const kernel *in, void *socket, dl_str part, bool more)
{
    in->zmq.send(socket, part.data ? part.data : "", part.size, more ? ZMQ_SNDMORE : 0);
}

static void send_message(kernel *in, void *socket, const dl_str *to, size_t to_count,
                         const message *parent, const char *kind, json_t *content)
{
    dl_buf header, body;
    char signature[MESSAGE_SIGNATURE + 1];
    dl_buf_init(&header);
    dl_buf_init(&body);
    pthread_mutex_lock(&in->gate);
    put_header(in, kind, parent, &header);
    put_json(content, &body);
    dl_str parts[4] = {dl_buf_str(&header), parent ? parent->header_text : DL_STR("{}"),
                       DL_STR("{}"), dl_buf_str(&body)};
    message_sign((dl_str){in->connection.key, in->connection.key_size}, parts, signature);
    pthread_mutex_unlock(&in->gate);
    if (header.failed || body.failed) {
        kernel_warn("memory ran out; a %s is lost", kind);
        goto out;
    }
    for (size_t i = 0; i < to_count; i++)
        send_part(in, socket, to[i], true);
    send_part(in, socket, DL_STR("<IDS|MSG>"), true);
    send_part(in, socket, dl_str_of(signature), true);
    for (int i = 0; i < 4; i++)
        send_part(in, socket, parts[i], i < 3);
out:
    dl_buf_clear(&header);
    dl_buf_clear(&body);
}

void mail_reply(kernel *in, void *socket, const message *request, const char *kind, json_t *content)
{
    send_message(in, socket, request->identities, request->identity_count, request, kind, content);
}

/* The topic is for who filters; no client of today does. */
void mail_publish(const poster *from, const message *parent, const char *kind, json_t *content)
{
    kernel *in = from->kernel;
    char topic[96];
    snprintf(topic, sizeof topic, "kernel.%s.%s", in->session, kind);
    dl_str to = dl_str_of(topic);
    send_message(in, from->news, &to, 1, parent, kind, content);
}

void mail_status(const poster *from, const message *parent, const char *state)
{
    mail_publish(from, parent, "status", json_pack("{s:s}", "execution_state", state));
}
