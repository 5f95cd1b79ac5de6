/*
 * Pictures from elsewhere under libFuzzer: any bytes. What is taken for one has sides within the
 * limit and becomes one element of SVG that holds no markup but its own.
 */
#include <string.h>

#include "draw/image.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str bytes = fuzz_bytes(data, size);
    dl_image image;
    dl_error error = {0};
    int rc = dl_image_read(bytes, &image, &error);
    hold(rc == 0 || ((rc == DL_ERR_SYNTAX || rc == DL_ERR_LIMIT_SIZE) && error.message[0]));
    if (rc == 0) {
        dl_buf svg = {0};
        hold(dl_image_begins(bytes) && strncmp(image.type, "image/", 6) == 0);
        hold(image.width > 0 && image.width <= 20000 && image.height > 0 && image.height <= 20000);
        dl_image_svg(&image, bytes, bytes, &svg);
        hold(dl_str_starts(dl_buf_str(&svg), DL_STR("<svg")));
        hold(dl_str_find(dl_buf_str(&svg), DL_STR("<script"), 0) == svg.size);
        dl_buf_clear(&svg);
    }
    return 0;
}
