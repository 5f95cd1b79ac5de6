#include "base/random.h"

#include <openssl/rand.h>

int dl_random_hex(char *hex, size_t bytes, dl_error *error)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char random[64];
    if (bytes > sizeof random || RAND_bytes(random, (int)bytes) != 1)
        return dl_error_set(error, DL_ERR_IO, "the system gave no random bytes");
    for (size_t i = 0; i < bytes; i++) {
        hex[2 * i] = digits[random[i] >> 4];
        hex[2 * i + 1] = digits[random[i] & 15];
    }
    hex[2 * bytes] = '\0';
    return 0;
}
