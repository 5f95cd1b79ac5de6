/*
 * Addresses, spans of time and codings' names, one line each, under libFuzzer. An address prints as
 * what reads as it, and is of the same kind; one within another is judged as the one inside.
 */
#include <math.h>
#include <string.h>

#include "base/duration.h"
#include "base/inflate.h"
#include "fetch/address.h"
#include "fuzz.h"

static void check_carried(const dl_address *v4)
{
    char text[64];
    dl_address mapped;
    snprintf(text, sizeof text, "[::ffff:%d.%d.%d.%d]", v4->bytes[0], v4->bytes[1], v4->bytes[2],
             v4->bytes[3]);
    hold(dl_address_parse(dl_str_of(text), &mapped) && dl_address_equal(v4, &mapped));
    snprintf(text, sizeof text, "64:ff9b::%d.%d.%d.%d", v4->bytes[0], v4->bytes[1], v4->bytes[2],
             v4->bytes[3]);
    hold(dl_address_parse(dl_str_of(text), &mapped));
    hold(dl_address_classify(v4) == dl_address_classify(&mapped));
}

static void check_address(dl_str text)
{
    dl_address address, again;
    char printed[DL_ADDRESS_TEXT];
    if (!dl_address_parse(text, &address))
        return;
    dl_address_print(&address, printed);
    hold(printed[0] && dl_address_parse(dl_str_of(printed), &again));
    hold(dl_address_equal(&address, &again));
    hold(dl_address_classify(&address) == dl_address_classify(&again));
    hold(dl_address_words(dl_address_classify(&address))[0]);
    if (!address.v6)
        check_carried(&address);
}

static void check_words(dl_str text)
{
    double seconds;
    dl_coding coding;
    if (dl_duration_parse(text, &seconds))
        hold(seconds > 0 && isfinite(seconds));
    if (dl_coding_parse(text, &coding))
        hold(dl_coding_parse(dl_str_of(dl_coding_word(coding)), &coding));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str rest = fuzz_bytes(data, size);
    while (rest.size) {
        dl_str line = fuzz_take(&rest, '\n');
        check_address(line);
        check_words(line);
    }
    return 0;
}
