#include "kernel/connection.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"

static const size_t longest_file = 65536;

static const char *const ports[CHANNELS] = {"shell_port", "control_port", "iopub_port",
                                            "stdin_port", "hb_port"};

static const char *text_of(const json_t *root, const char *key, const char *otherwise)
{
    const json_t *value = json_object_get(root, key);
    return json_is_string(value) ? json_string_value(value) : otherwise;
}

static int set_address(connection *to, channel_name which, const json_t *root, dl_error *error)
{
    const char *transport = text_of(root, "transport", "tcp"),
               *ip = text_of(root, "ip", "127.0.0.1");
    const json_t *port = json_object_get(root, ports[which]);
    bool tcp = strcmp(transport, "tcp") == 0;
    if (!tcp && strcmp(transport, "ipc") != 0)
        return dl_error_set(error, DL_ERR_SYNTAX, "the transport must be tcp or ipc, not %.40s",
                            transport);
    long long number = json_integer_value(port);
    if (!json_is_integer(port) || number < 1 || (tcp && number > 65535))
        return dl_error_set(error, DL_ERR_SYNTAX, "%s must be a port's number", ports[which]);
    int size = snprintf(to->address[which], sizeof to->address[which], "%s://%s%c%lld", transport,
                        ip, tcp ? ':' : '-', number);
    if (size < 0 || (size_t)size >= sizeof to->address[which])
        return dl_error_set(error, DL_ERR_SYNTAX, "ip is too long");
    return 0;
}

static int take(const json_t *root, connection *to, dl_error *error)
{
    const char *scheme = text_of(root, "signature_scheme", "hmac-sha256");
    const json_t *key = json_object_get(root, "key");
    int rc = 0;
    if (!json_is_object(root))
        return dl_error_set(error, DL_ERR_SYNTAX, "a JSON object was expected");
    for (int i = 0; !rc && i < CHANNELS; i++)
        rc = set_address(to, (channel_name)i, root, error);
    if (rc)
        return rc;
    size_t size = json_string_length(key);
    if (size >= sizeof to->key)
        return dl_error_set(error, DL_ERR_SYNTAX, "the key is longer than 255 bytes");
    if (size && strcmp(scheme, "hmac-sha256") != 0)
        return dl_error_set(error, DL_ERR_SYNTAX, "the signature scheme must be hmac-sha256");
    if (size)
        memcpy(to->key, json_string_value(key), size);
    to->key_size = size;
    return 0;
}

int connection_parse(dl_str text, connection *to, dl_error *error)
{
    json_t *root = NULL;
    memset(to, 0, sizeof *to);
    int rc = dl_json_read(text, &root, error);
    if (!rc)
        rc = take(root, to, error);
    json_decref(root);
    return rc;
}

int connection_read(const char *path, connection *to, dl_error *error)
{
    dl_buf text;
    dl_buf_init(&text);
    int rc = dl_file_read(path, longest_file, &text, error);
    if (!rc) {
        rc = connection_parse(dl_buf_str(&text), to, error);
        if (rc)
            dl_error_at(error, path, error ? error->line : 0, error ? error->column : 0);
    }
    dl_buf_clear(&text);
    return rc;
}
