/* The key that a person signs bundles with, in the state folder, for that person alone. */
#ifndef CLI_KEYS_H
#define CLI_KEYS_H

#include "base/sign.h"

/* Reads the key; makes one when there is none. Errors name the file. */
int keys_secret(unsigned char secret[DL_KEY_SIZE], dl_error *error);

#endif
