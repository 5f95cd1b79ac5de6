#include "extract/choice.h"

#include <string.h>

#include "extract/link.h"
#include "extract/metadata.h"
#include "extract/written_date.h"

/* A first paragraph that is longer is cut between words. */
static const size_t longest_excerpt = 1000;

static bool claim_day_of(dl_claims *claims, dl_str url, const char *from)
{
    dl_date date;
    dl_str raw;
    if (!dl_written_date_in_path(url, &raw, &date))
        return false;
    dl_claim_add_dated(claims, DL_CLAIM_PUBLISHED, DL_RANK_PUBLISHED_URL, raw, from, &date);
    return true;
}

void dl_claim_addresses(dl_claims *claims, dl_str url)
{
    if (claim_day_of(claims, url, "url"))
        return;
    const dl_claim *claim = claims->first[DL_CLAIM_CANONICAL];
    while (claim && !claim_day_of(claims, claim->raw, "canonical url"))
        claim = claim->next;
}

static dl_str keep(dl_claims *claims, const dl_buf *text)
{
    dl_str copy = dl_arena_copy(claims->arena, dl_buf_str(text));
    claims->failed = claims->failed || text->failed || !copy.data;
    return copy.data ? copy : (dl_str){"", 0};
}

static dl_str choose(const dl_claims *claims, dl_claim_field field)
{
    dl_claim *best = dl_claim_best(claims, field);
    if (!best)
        return (dl_str){"", 0};
    best->chosen = true;
    return best->raw;
}

static dl_str heading_of(const dl_claims *claims)
{
    for (const dl_claim *claim = claims->first[DL_CLAIM_TITLE]; claim; claim = claim->next)
        if (claim->rank == DL_RANK_TITLE_HEADING)
            return claim->raw;
    return (dl_str){"", 0};
}

/* The first block of prose; without one, the first block. */
static void claim_first_paragraph(dl_claims *claims, dl_str text)
{
    enum { PROSE = 80 };
    dl_str first = {"", 0}, rest = text;
    while (rest.size) {
        size_t end = dl_str_find(rest, DL_STR("\n\n"), 0);
        dl_str block = dl_str_slice(rest, 0, end);
        if (!first.size)
            first = block;
        const char last = (char)(block.size ? block.data[block.size - 1] : 0);
        if (block.size >= PROSE || last == '.' || last == '!' || last == '?') {
            first = block;
            break;
        }
        rest = dl_str_slice(rest, end + 2, rest.size);
    }
    if (first.size > longest_excerpt) {
        first.size = longest_excerpt;
        while (first.size && first.data[first.size - 1] != ' ')
            first.size--;
    }
    dl_claim_add(claims, DL_CLAIM_EXCERPT, DL_RANK_EXCERPT_TEXT, first, "text", (dl_str){"", 0});
}

static void choose_words(dl_page *page, dl_claims *claims, dl_str url)
{
    dl_buf title = {0}, authors = {0}, canonical = {0};
    page->publisher = choose(claims, DL_CLAIM_PUBLISHER);
    page->lang = choose(claims, DL_CLAIM_LANG);
    dl_title_clean(choose(claims, DL_CLAIM_TITLE), page->publisher, heading_of(claims), &title);
    page->title = keep(claims, &title);
    dl_claim_join(claims, DL_CLAIM_AUTHOR, &authors);
    page->authors = keep(claims, &authors);
    dl_str told = choose(claims, DL_CLAIM_CANONICAL);
    if (told.size) /* an empty reference is the base */
        dl_link_resolve(url, told, &canonical);
    bool web = dl_link_is_web(dl_buf_str(&canonical));
    page->canonical = web ? keep(claims, &canonical) : (dl_str){"", 0};
    if (!claims->first[DL_CLAIM_EXCERPT])
        claim_first_paragraph(claims, page->text);
    page->excerpt = choose(claims, DL_CLAIM_EXCERPT);
    dl_buf_clear(&title);
    dl_buf_clear(&authors);
    dl_buf_clear(&canonical);
}

static const dl_claim *chosen(const dl_claims *claims, dl_claim_field field)
{
    const dl_claim *claim = claims->first[field];
    while (claim && !claim->chosen)
        claim = claim->next;
    return claim;
}

static void choose_dates(dl_page *page, const dl_claims *claims)
{
    dl_claim_dates(claims, page->lang);
    const dl_claim *published = chosen(claims, DL_CLAIM_PUBLISHED);
    const dl_claim *modified = chosen(claims, DL_CLAIM_MODIFIED);
    page->has_published = published != NULL;
    page->has_modified = modified != NULL;
    if (published) {
        page->published = published->date;
        page->published_raw = published->raw;
        page->published_from = published->from;
    }
    if (modified) {
        page->modified = modified->date;
        page->modified_raw = modified->raw;
        page->modified_from = modified->from;
    }
}

static dl_str value_of(dl_claims *claims, const dl_claim *claim, dl_claim_field field)
{
    if (field != DL_CLAIM_PUBLISHED && field != DL_CLAIM_MODIFIED)
        return claim->raw;
    dl_buf edtf = {0};
    if (claim->dated)
        dl_date_print(&claim->date, &edtf);
    dl_str value = keep(claims, &edtf);
    dl_buf_clear(&edtf);
    return value;
}

static void list_claims(dl_page *page, dl_claims *claims)
{
    size_t count = 0;
    for (int f = 0; f < DL_CLAIM_FIELDS; f++)
        count += claims->count[f];
    dl_page_claim *list = dl_arena_alloc(&page->arena, (count ? count : 1) * sizeof *list);
    claims->failed = claims->failed || !list;
    for (int f = 0; list && f < DL_CLAIM_FIELDS; f++)
        for (const dl_claim *claim = claims->first[f]; claim; claim = claim->next)
            list[page->claim_count++] =
                (dl_page_claim){.field = dl_claim_field_name((dl_claim_field)f),
                                .raw = claim->raw,
                                .value = value_of(claims, claim, (dl_claim_field)f),
                                .from = claim->from,
                                .rank = claim->rank,
                                .chosen = claim->chosen,
                                .conflict = claim->conflict};
    page->claims = list;
}

void dl_choice_make(dl_page *page, dl_claims *claims, dl_str url)
{
    choose_words(page, claims, url);
    choose_dates(page, claims);
    list_claims(page, claims);
}
