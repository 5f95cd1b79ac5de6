/* Pictures from elsewhere: their size by their first bytes, whatever the bytes are. */
#include "support.h"

#include "draw/image.h"

typedef struct sample {
    const char *type, *bytes;
    size_t size;
    int width, height;
} sample;

#define BYTES(text) text, sizeof(text) - 1
static const sample samples[] = {
    {"image/png",
     BYTES("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xE0\x08\x02\0\0\0\0\0\0\0"), 640,
     480},
    {"image/gif", BYTES("GIF87a\x2C\x01\xC8\0\x80\0\0"), 300, 200},
    {"image/jpeg",
     BYTES("\xFF\xD8\xFF\xE0\0\x04xx\xFF\xC4\0\x03x\xFF\xC0\0\x0B\x08\x01\0\x02\0\x01\x01\x11\0"),
     512, 256},
    {"image/webp", BYTES("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9D\x01\x2A\x90\x01\x2C\x41"), 400,
     300},
    /* 14 bits of width - 1, 14 of height - 1 */
    {"image/webp", BYTES("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2F\x09\x80\x04\0xxxxxx"), 10, 19},
    {"image/webp", BYTES("RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x0F\x27\0\x7F\x02\0"), 10000, 640},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static void each_format_says_its_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        dl_image image;
        dl_str bytes = {samples[i].bytes, samples[i].size};
        assert_true(dl_image_begins(bytes));
        assert_int_equal(dl_image_read(bytes, &image, NULL), 0);
        assert_string_equal(image.type, samples[i].type);
        assert_int_equal(image.width, samples[i].width);
        assert_int_equal(image.height, samples[i].height);
    }
}

/* In memory of its own, so that a sanitizer sees a byte too many. */
static int read_copy(const char *bytes, size_t size, dl_image *image)
{
    char *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    int rc = dl_image_read((dl_str){copy, size}, image, NULL);
    free(copy);
    return rc;
}

static void cut_and_changed_bytes_are_refused_or_have_a_size(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    dl_image image;
    for (size_t i = 0; i < SAMPLES; i++) {
        size_t refused = 0;
        for (size_t size = 0; size < samples[i].size; size++)
            refused += read_copy(samples[i].bytes, size, &image) != 0;
        assert_true(refused > 12);
        for (int round = 0; round < 2000; round++) {
            char bytes[64];
            memcpy(bytes, samples[i].bytes, samples[i].size);
            for (int k = random_below(&seed, 6); k >= 0; k--)
                bytes[random_below(&seed, (int)samples[i].size)] = (char)random_below(&seed, 256);
            if (read_copy(bytes, samples[i].size, &image) == 0)
                assert_true(image.width > 0 && image.height > 0 && image.width <= 20000 &&
                            image.height <= 20000);
        }
    }
}

/* RFC 4648 §10. */
static void the_bytes_stand_in_the_element_in_base64(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"", ""},
                                          {"f", "Zg=="},
                                          {"fo", "Zm8="},
                                          {"foo", "Zm9v"},
                                          {"foob", "Zm9vYg=="},
                                          {"fooba", "Zm9vYmE="},
                                          {"foobar", "Zm9vYmFy"}};
    dl_image image = {"image/png", 3, 2};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dl_buf out = {0}, wanted = {0};
        dl_image_svg(&image, dl_str_of(rows[i][0]), DL_STR("a \"<b>\" & c"), &out);
        dl_buf_printf(&wanted, "href=\"data:image/png;base64,%s\"/></svg>", rows[i][1]);
        assert_true(dl_str_ends(dl_buf_str(&out), dl_buf_str(&wanted)));
        assert_true(dl_str_find(dl_buf_str(&out), DL_STR("a &quot;&lt;b&gt;&quot; &amp; c"), 0) <
                    out.size);
        dl_buf_clear(&out);
        dl_buf_clear(&wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_says_its_size),
        cmocka_unit_test(cut_and_changed_bytes_are_refused_or_have_a_size),
        cmocka_unit_test(the_bytes_stand_in_the_element_in_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
