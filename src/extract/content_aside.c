/* What is said beside an article, within it: who wrote it and when, credits, "read also", share
 * bars, boxes about the author. Told by class, or by the words that a short block begins with. */
#include <string.h>

#include "extract/content.h"
#include "extract/label.h"
#include "extract/words.h"
#include "extract/written_date.h"
#include "extract/written_words.h"

/* Longer blocks are told by their class alone, and only while they are a small part of the whole:
 * a wrapper may be called anything. */
enum { LONGEST_LABEL = 60, LONGEST_CREDIT = 120, LONGEST_LINKED = 220, SMALL_PART = 4 };

static const char *const classes[] = {"entry-utility",
                                      "entry-meta",
                                      "entry-footer",
                                      "post-meta",
                                      "postmeta",
                                      "post-tags",
                                      "tags-links",
                                      "taglist",
                                      "tag-list",
                                      "author-info",
                                      "author-bio",
                                      "author-box",
                                      "author_box",
                                      "authorbox",
                                      "author-description",
                                      "about-author",
                                      "about-the-author",
                                      "article-authors",
                                      "article--authors",
                                      "article-meta",
                                      "wp-embedded-content",
                                      "disclaimer",
                                      "disclosure",
                                      "interesting",
                                      "related",
                                      "read-more",
                                      "readmore",
                                      "read-also",
                                      "see-also",
                                      "lire-aussi",
                                      "post-ratings",
                                      "newsletter",
                                      "community-notice",
                                      "copyright",
                                      "photo-credit",
                                      "image-credit",
                                      "image-source",
                                      "media-credit",
                                      "photocredit",
                                      "img-credit",
                                      "caption-source",
                                      "caption-credit",
                                      "steady-",
                                      "donat",
                                      "addtoany",
                                      "sharedaddy",
                                      "jp-relatedposts",
                                      "breadcrumb",
                                      "wp-block-buttons",
                                      "article-info",
                                      "content-info",
                                      "meta-info",
                                      "subscribe",
                                      "sociallinks",
                                      "social-links",
                                      "print-only",
                                      "screen-reader",
                                      "sr-only",
                                      "visually-hidden",
                                      "visuallyhidden",
                                      "skip-link",
                                      "toolbar",
                                      "recommend",
                                      "promo",
                                      "advert"};

static const char *const read_also[] = {"read also",       "also read",
                                        "read more",       "see also",
                                        "related:",        "related articles",
                                        "related stories", "more on this",
                                        "you may also",    "recommended:",
                                        "don't miss",      "lesen sie auch",
                                        "lesen sie mehr",  "lies auch",
                                        "lest auch",       "mehr zum thema",
                                        "mehr dazu",       "auch interessant",
                                        "das könnte",      "schon gelesen",
                                        "weiterlesen",     "weitere informationen",
                                        "zum thema",       "lire aussi",
                                        "à lire",          "À lire",
                                        "a lire aussi",    "lire également",
                                        "voir aussi",      "à voir",
                                        "À voir",          "sur le même",
                                        "puedes ver",      "lee también",
                                        "lea también",     "leer también",
                                        "te puede",        "le puede",
                                        "mira también",    "también te",
                                        "ver también",     "leia também",
                                        "leia mais",       "veja também",
                                        "saiba mais",      "leggi anche",
                                        "leggi tutto",     "lees ook",
                                        "lees meer",       "zobacz też",
                                        "zobacz także",    "czytaj też",
                                        "czytaj także",    "przeczytaj t",
                                        "читайте также",   "Читайте также",
                                        "смотрите также",  "Читайте також",
                                        "ilgili haber",    "läs också",
                                        "læs også",        "les også",
                                        "lue myös",        ">>"};

static const char *const credits[] = {
    "foto:",       "fotos:", "photo:",  "photos:",       "photo by",     "photo credit",
    "photograph:", "bild:",  "bilder:", "bildquelle",    "bildnachweis", "titelbild:",
    "crédit",      "Crédit", "credit:", "credits:",      "image credit", "imagen:",
    "imagem:",     "image:", "©",       "(c) ",          "foto di",      "fot.",
    "zdjęcie:",    "фото:",  "Фото:",   "image illustr", ". imagen:",    "copyright"};

static bool begins_with_any(dl_str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (dl_str_starts_word(text, words[i]))
            return true;
    }
    return false;
}

#define BEGINS(text, words) begins_with_any((text), (words), sizeof(words) / sizeof *(words))

static bool is_heading(const dl_item *item)
{
    const GumboTag tag = item->node->v.element.tag;
    return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
}

/* Readability drops a byline from the text: it is in the page's authors. */
static bool is_byline(const dl_item *item)
{
    static const char *const words[] = {"byline",  "author",    "dateline",  "writtenby", "pubdate",
                                        "publish", "posted-on", "timestamp", "date-time"};
    enum { LONGEST = 100 };
    if (item->chars >= LONGEST || item->chars == 0 || is_heading(item))
        return false;
    const dl_lowered class = dl_lower(dl_html_attribute(item->node, "class"));
    return DL_HAS_WORD(&class, words) ||
           dl_str_equal(dl_html_attribute(item->node, "rel"), DL_STR("author")) ||
           dl_str_find(dl_html_attribute(item->node, "itemprop"), DL_STR("author"), 0) <
               dl_html_attribute(item->node, "itemprop").size;
}

/* Words of a text that are neither numbers nor months. */
static int words_beside_date(dl_str text)
{
    int words = 0;
    for (dl_str next = dl_next_token(&text); next.size; next = dl_next_token(&text)) {
        dl_lowered word = dl_lower(next);
        size_t size = strcspn(word.text, ",.;:|");
        bool number = strpbrk(word.text, "0123456789") != NULL;
        word.text[size] = '\0';
        words += size > 1 && !number && !dl_written_month(word.text);
    }
    return words;
}

/* What has data in it: a row of a table may be a date and one word for what was then. */
static bool is_data(const dl_item *item)
{
    static const GumboTag tags[] = {
        GUMBO_TAG_TABLE, GUMBO_TAG_THEAD, GUMBO_TAG_TBODY, GUMBO_TAG_TFOOT, GUMBO_TAG_TR,
        GUMBO_TAG_TD,    GUMBO_TAG_TH,    GUMBO_TAG_UL,    GUMBO_TAG_OL,    GUMBO_TAG_LI,
        GUMBO_TAG_DL,    GUMBO_TAG_DT,    GUMBO_TAG_DD};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (dl_item_is(item, tags[i]))
            return true;
    return false;
}

/* A line that is a date and no more, before the article begins or after a label: an event of a
 * timeline has words of its own. */
static bool is_date_line(dl_str text, const dl_item *item, bool begun)
{
    enum { MOST_WORDS = 1 };
    dl_date date;
    size_t start, end = 0;
    if (item->chars > LONGEST_LABEL || is_heading(item) || is_data(item) ||
        !dl_written_date(text, DL_STR("fr"), DL_WRITTEN_ANYWHERE, &date))
        return false;
    bool labelled = dl_label_find(text, 0, &start, &end) != DL_LABEL_NONE && start == 0;
    dl_str rest = dl_str_slice(text, labelled ? end : 0, text.size);
    return (!begun || labelled) && words_beside_date(rest) <= MOST_WORDS + labelled;
}

/* Without a link in it: a heading, or a line that ends as one does before a list. */
static bool announces(const dl_item *item, dl_str text)
{
    const char last = (char)(text.size ? text.data[text.size - 1] : 0);
    return item->chars <= LONGEST_LABEL &&
           (is_heading(item) || last == ':' || last == '?' || last == '!');
}

static bool is_told_by_words(const dl_item *item, bool begun)
{
    dl_buf shown = {0};
    dl_html_text(item->node, LONGEST_LINKED * 2, &shown);
    dl_str text = dl_str_trim(dl_buf_str(&shown));
    bool linked = item->link_chars * 3 >= item->chars;
    bool aside = (item->chars <= LONGEST_LINKED && (linked || announces(item, text)) &&
                  BEGINS(text, read_also)) ||
                 (item->chars <= LONGEST_CREDIT && BEGINS(text, credits)) ||
                 is_date_line(text, item, begun);
    dl_buf_clear(&shown);
    return aside;
}

static bool is_called_aside(const GumboNode *node)
{
    const dl_lowered class = dl_lower(dl_html_attribute(node, "class"));
    const dl_lowered id = dl_lower(dl_html_attribute(node, "id"));
    return DL_HAS_WORD(&class, classes) || DL_HAS_WORD(&id, classes);
}

bool dl_content_is_aside(const dl_outline *outline, uint32_t top, uint32_t i, bool begun)
{
    const dl_item *item = &outline->items[i];
    if (item->chars == 0)
        return false;
    if (item->chars * SMALL_PART < outline->items[top].chars && is_called_aside(item->node))
        return true;
    if (is_byline(item))
        return true;
    return item->block && item->chars <= LONGEST_LINKED && is_told_by_words(item, begun);
}
