/*
 * The served page under libFuzzer: two reports, a NUL between them. Elements tile what they stand
 * in, and what is told of a report that did not change is nothing.
 */
#include <jansson.h>

#include "fuzz.h"
#include "serve/elements.h"
#include "serve/page.h"

static void check_elements(dl_str html)
{
    dl_str element;
    size_t at = 0, last = 0;
    while (elements_next(html, &at, &element)) {
        hold(at > last && at <= html.size && element.size > 0);
        hold(element.data >= html.data && element.data + element.size <= html.data + html.size);
        last = at;
    }
    dl_str between = elements_between(html, DL_STR("<main>"), DL_STR("</main>"));
    hold(between.size <= html.size);
}

static void take(serve_page *page, dl_str report)
{
    dl_buf event = {0}, again = {0};
    if (serve_page_take(page, report, &event, NULL) == 0) {
        json_t *told = event.size ? json_loadb(event.data, event.size, JSON_ALLOW_NUL, NULL) : NULL;
        hold(event.size == 0 || json_is_array(json_object_get(told, "blocks")));
        json_decref(told);
        hold(serve_page_take(page, report, &again, NULL) == 0 && again.size == 0);
    }
    dl_buf_clear(&event);
    dl_buf_clear(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str second = fuzz_bytes(data, size);
    dl_str first = fuzz_take(&second, '\0');
    serve_page *page = serve_page_new();
    hold(page);
    check_elements(first);
    take(page, first);
    take(page, second);
    serve_page_free(page);
    return 0;
}
