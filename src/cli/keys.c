#include "cli/keys.h"

#include <limits.h>
#include <stdio.h>

#include "base/file.h"
#include "cli/state.h"

/* The key's file is one line: its 32 bytes in hex. */
static bool read_hex(dl_str text, unsigned char secret[DL_KEY_SIZE])
{
    text = dl_str_trim(text);
    if (text.size != 2 * (size_t)DL_KEY_SIZE)
        return false;
    for (size_t i = 0; i < DL_KEY_SIZE; i++) {
        unsigned byte = 0;
        for (size_t k = 0; k < 2; k++) {
            char c = text.data[2 * i + k];
            if (c >= '0' && c <= '9')
                byte = byte * 16 + (unsigned)(c - '0');
            else if (c >= 'a' && c <= 'f')
                byte = byte * 16 + (unsigned)(c - 'a' + 10);
            else
                return false;
        }
        secret[i] = (unsigned char)byte;
    }
    return true;
}

static int make(const char *path, unsigned char secret[DL_KEY_SIZE], dl_error *error)
{
    dl_buf text = {0};
    int rc = dl_key_make(secret, error);
    for (size_t i = 0; i < DL_KEY_SIZE; i++)
        dl_buf_printf(&text, "%02x", secret[i]);
    dl_buf_putc(&text, '\n');
    if (!rc)
        rc = dl_file_write(path, dl_buf_str(&text), error);
    dl_buf_clear(&text);
    return rc;
}

int keys_secret(unsigned char secret[DL_KEY_SIZE], dl_error *error)
{
    char path[PATH_MAX];
    dl_buf text = {0};
    int rc = state_path("signing.key", path, sizeof path, error);
    int lock = rc ? rc : state_lock(path, error); /* makes the file, mode 0600 */
    if (lock < 0)
        return lock;
    rc = dl_file_read(path, 4096, &text, error);
    if (!rc && text.size == 0)
        rc = make(path, secret, error);
    else if (!rc && !read_hex(dl_buf_str(&text), secret)) {
        rc = dl_error_set(error, DL_ERR_SYNTAX, "a line of 64 hex digits was expected");
        dl_error_at(error, path, 1, 0);
        dl_error_hint(error, "move it away: the next --sign makes a new key");
    }
    state_unlock(lock);
    dl_buf_clear(&text);
    return rc;
}
