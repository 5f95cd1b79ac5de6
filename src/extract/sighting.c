#include "extract/sighting.h"

#include <string.h>
#include <strings.h>

#include "extract/metadata.h"
#include "extract/written_date.h"

/* Shorter texts are no dates, longer ones are prose. */
enum { SHORTEST = 6, LONGEST = 120, FEWEST_DIGITS = 3 };
/* How many texts from the heading a date is still the article's: above it stand a kicker and a
 * date, below it standfirst, authors, counters and buttons. */
enum { ABOVE = 8, BELOW = 40 };
/* Dates that stand alone elsewhere, the nearest ones. */
enum { MOST_FAR = 3 };
/* Ancestors that are looked at, and how much of what each is called. */
enum { LEVELS = 24, LONGEST_CLASS = 400 };

void dl_sightings_clear(dl_sightings *s)
{
    dl_arena_clear(&s->words);
}

bool dl_says_date(const dl_lowered *class)
{
    static const char *const words[] = {
        "date",    "publish",    "posted",    "datum",     "fecha",        "byline",  "dateline",
        "created", "entry-meta", "post-meta", "timestamp", "article-info", "data",    "meta-info",
        "publi",   "post-time",  "pubtime",   "postmeta",  "article-meta", "details", "erstellt"};
    return DL_HAS_WORD(class, words);
}

static bool says_published(const dl_lowered *class)
{
    static const char *const words[] = {"publish",   "pubdate",    "pub-date",  "pub_date",
                                        "posted-on", "entry-date", "post-date", "post_date"};
    return DL_HAS_WORD(class, words);
}

/* Both, where nothing was changed since: WordPress' "entry-date published updated". */
bool dl_says_changed(const dl_lowered *class)
{
    static const char *const words[] = {"modif", "updat", "aktualis"};
    return DL_HAS_WORD(class, words) && !strstr(class->text, "publish");
}

/* What stands around an article: comments, lists of others, the page's own clock. */
static const char *const comments[] = {"comments",   "comment-", "comment__", "commentlist",
                                       "kommentare", "respond",  "reply"};
static const char *const others[] = {"related",     "sidebar",   "footer",   "widget",
                                     "copyright",   "ticker",    "recent",   "popular",
                                     "latest",      "recommen",  "current",  "today",
                                     "header-date", "more-news", "calendar", "event-date"};

static bool says(dl_str class, const char *const *words, size_t count)
{
    static const char *const layout[] = {"has-", "with-", "no-", "layout", "comment-count", "icon"};
    class = dl_str_slice(class, 0, LONGEST_CLASS);
    for (dl_str next = dl_next_token(&class); next.size; next = dl_next_token(&class)) {
        const dl_lowered token = dl_lower(next);
        if (dl_has_word(&token, words, count) && !DL_HAS_WORD(&token, layout))
            return true;
    }
    return false;
}

static bool holds(const GumboNode *above, const GumboNode *below)
{
    for (int level = 0; below && level < LEVELS; level++, below = below->parent)
        if (below == above)
            return true;
    return false;
}

static bool is_called(const GumboNode *node, const char *const *words, size_t count)
{
    return says(dl_html_attribute(node, "class"), words, count) ||
           says(dl_html_attribute(node, "id"), words, count);
}

static bool is_comments(const GumboNode *node)
{
    return is_called(node, comments, sizeof comments / sizeof *comments);
}

static bool is_frame(const GumboNode *node)
{
    return dl_html_is(node, GUMBO_TAG_ASIDE) || dl_html_is(node, GUMBO_TAG_FOOTER) ||
           dl_html_is(node, GUMBO_TAG_NAV) || is_comments(node) ||
           is_called(node, others, sizeof others / sizeof *others);
}

/* What holds the heading as well is not around the article, whatever it is called. */
static bool is_within(const dl_sightings *s, const GumboNode *node,
                      bool (*is_it)(const GumboNode *))
{
    for (int level = 0; node && level < LEVELS; level++, node = node->parent) {
        if (!dl_html_is_element(node))
            continue;
        if (dl_html_is(node, GUMBO_TAG_BODY) || holds(node, s->heading))
            return false;
        if (is_it(node))
            return true;
    }
    return false;
}

static void see(dl_sightings *s, const GumboNode *node, dl_sighting sighting)
{
    sighting.node = node;
    sighting.at = s->texts;
    if (s->count < DL_MOST_SIGHTINGS)
        s->seen[s->count++] = sighting;
}

static int digits_in(dl_str text)
{
    int digits = 0;
    for (size_t i = 0; i < text.size; i++)
        digits += (text.data[i] >= '0' && text.data[i] <= '9') ||
                  (unsigned char)text.data[i] == 0xD9; /* of an Arabic digit, or a letter */
    return digits;
}

/* "Published 3 May 2020, updated 5 May 2020": each part to its own field. */
static bool see_labelled(dl_sightings *s, const GumboNode *node, dl_str text)
{
    size_t start, end, next, next_end;
    dl_label label = dl_label_find(text, 0, &start, &end);
    dl_label before = dl_label_at_end(s->last_text);
    bool seen = label != DL_LABEL_NONE;
    if (!seen && before != DL_LABEL_NONE)
        see(s, node,
            (dl_sighting){.raw = text,
                          .from = "label",
                          .rank = before == DL_LABEL_MODIFIED ? DL_RANK_MODIFIED_LABEL
                                                              : DL_RANK_PUBLISHED_LABEL,
                          .firm = true,
                          .modified = before == DL_LABEL_MODIFIED});
    while (label != DL_LABEL_NONE) {
        dl_label after = dl_label_find(text, end, &next, &next_end);
        bool modified = label == DL_LABEL_MODIFIED;
        see(s, node,
            (dl_sighting){.raw = dl_str_slice(text, end, next),
                          .from = "label",
                          .rank = modified ? DL_RANK_MODIFIED_LABEL : DL_RANK_PUBLISHED_LABEL,
                          .firm = true,
                          .modified = modified});
        label = after;
        end = next_end;
    }
    return seen || before != DL_LABEL_NONE;
}

static const GumboNode *within(const GumboNode *node, GumboTag tag)
{
    enum { NEAR = 5 };
    for (int level = 0; node && level < NEAR; level++, node = node->parent)
        if (dl_html_is(node, tag))
            return node;
    return NULL;
}

/* A cell of a table that names its columns: what it tells is of its row. */
static bool is_datum(const GumboNode *text)
{
    enum { NODES = 100 };
    const GumboNode *table = within(within(text, GUMBO_TAG_TD), GUMBO_TAG_TABLE);
    const GumboNode *node = table;
    for (int seen = 0; node && seen < NODES; seen++, node = dl_html_next(node, table))
        if (dl_html_is(node, GUMBO_TAG_TH))
            return true;
    return false;
}

void dl_sighting_text(dl_sightings *s, const GumboNode *node)
{
    dl_str text = dl_str_trim(dl_str_of(node->v.text.text));
    if (text.size == 0)
        return;
    if (s->count < DL_MOST_SIGHTINGS && text.size >= SHORTEST && text.size <= LONGEST &&
        digits_in(text) >= FEWEST_DIGITS && !see_labelled(s, node, text) && !is_datum(node))
        see(s, node, (dl_sighting){.raw = text, .from = "text", .rank = DL_RANK_PUBLISHED_HEADING});
    s->texts++;
    s->last_text = text;
}

static dl_str shown_in(dl_sightings *s, const GumboNode *node)
{
    dl_buf text = {0};
    dl_html_text(node, LONGEST, &text);
    dl_str copy = dl_arena_copy(&s->words, dl_str_trim(dl_buf_str(&text)));
    s->claims->failed = s->claims->failed || text.failed || !copy.data;
    dl_buf_clear(&text);
    return copy.data ? copy : (dl_str){"", 0};
}

bool dl_sighting_is_own_time(const dl_sightings *s, const GumboNode *node)
{
    static const char *const done[] = {"released", "opened", "published", "posted", "created"};
    if (node->v.element.tag != GUMBO_TAG_UNKNOWN || !dl_html_attribute(node, "datetime").size)
        return false;
    const dl_lowered before = dl_lower(s->last_text);
    return DL_HAS_WORD(&before, done);
}

void dl_sighting_time(dl_sightings *s, const GumboNode *node)
{
    dl_str when = dl_str_trim(dl_html_attribute(node, "datetime"));
    const dl_lowered class = dl_lower(dl_html_attribute(node, "class"));
    dl_label label = dl_label_at_end(s->last_text);
    bool field = when.size > 0;
    if (!field)
        when = shown_in(s, node);
    bool modified = dl_says_changed(&class) || label == DL_LABEL_MODIFIED;
    bool published = dl_html_attribute(node, "pubdate").data || says_published(&class) ||
                     label == DL_LABEL_PUBLISHED;
    see(s, node,
        (dl_sighting){.raw = when,
                      .from = "time",
                      .rank = modified    ? DL_RANK_MODIFIED_TIME
                              : published ? DL_RANK_PUBLISHED_TIME
                                          : DL_RANK_PUBLISHED_ANY_TIME,
                      .field = field,
                      .firm = published || modified,
                      .modified = modified});
}

void dl_sighting_byline(dl_sightings *s, const GumboNode *node, const dl_lowered *class,
                        dl_str shown)
{
    size_t start, end;
    if (shown.size < SHORTEST || shown.size > LONGEST + 40 || digits_in(shown) < FEWEST_DIGITS ||
        dl_label_at_end(s->last_text) == DL_LABEL_MODIFIED)
        return;
    /* what is before "updated" is the publication's */
    for (size_t from = 0; from < shown.size; from = end) {
        if (dl_label_find(shown, from, &start, &end) == DL_LABEL_MODIFIED)
            shown = dl_str_slice(shown, 0, start);
    }
    dl_str copy = dl_arena_copy(&s->words, shown);
    s->claims->failed = s->claims->failed || !copy.data;
    if (copy.data && copy.size >= SHORTEST)
        see(s, node,
            (dl_sighting){.raw = copy,
                          .from = "byline",
                          .rank = says_published(class) ? DL_RANK_PUBLISHED_TIME
                                                        : DL_RANK_PUBLISHED_BYLINE});
}

void dl_sighting_author(dl_sightings *s, const GumboNode *node, dl_str name, int rank,
                        const char *from)
{
    dl_str copy = name.size ? dl_arena_copy(&s->words, name) : (dl_str){NULL, 0};
    s->claims->failed = s->claims->failed || (name.size && !copy.data);
    if (copy.data)
        see(s, node, (dl_sighting){.raw = copy, .from = from, .rank = rank, .author = true});
}

/* The title has most of the heading, or begins or ends as it does: either may have a site's name or
 * a date besides. */
static bool is_of_title(dl_str shown, dl_str title)
{
    enum { TELLING = 10, PART = 20 };
    if (shown.size < TELLING || title.size < TELLING)
        return false;
    if (dl_str_find(shown, title, 0) < shown.size)
        return true;
    if (shown.size < PART)
        return shown.size * 3 >= title.size && dl_str_find(title, shown, 0) < title.size;
    return dl_str_find(title, dl_str_slice(shown, 0, PART), 0) < title.size ||
           dl_str_find(title, dl_str_slice(shown, shown.size - PART, shown.size), 0) < title.size;
}

/* A heading is the article's when the title says it, else the first of the highest level. */
void dl_sighting_heading(dl_sightings *s, const GumboNode *node, dl_str shown, dl_str title)
{
    const int level = (int)node->v.element.tag - (int)GUMBO_TAG_H1;
    int fit = (is_of_title(shown, title) ? 10 : 0) + (level == 0 ? 3 : level <= 2 ? 1 : 0);
    if (shown.size == 0 || fit <= s->heading_fit)
        return;
    s->heading_fit = fit;
    s->heading_at = s->texts;
    s->heading = node;
}

/* 0 is nearest; what stands above counts double, since most dates stand below. */
static uint32_t distance(const dl_sightings *s, const dl_sighting *seen)
{
    if (!s->heading_fit)
        return seen->at;
    return seen->at >= s->heading_at ? seen->at - s->heading_at : 2 * (s->heading_at - seen->at);
}

static bool is_near(const dl_sightings *s, const dl_sighting *seen)
{
    if (!s->heading_fit)
        return true;
    return seen->at >= s->heading_at ? seen->at - s->heading_at <= BELOW
                                     : s->heading_at - seen->at <= ABOVE;
}

static void sort_by_distance(dl_sightings *s)
{
    for (size_t i = 1; i < s->count; i++) {
        dl_sighting moved = s->seen[i];
        size_t at = i;
        for (; at > 0 && distance(s, &s->seen[at - 1]) > distance(s, &moved); at--)
            s->seen[at] = s->seen[at - 1];
        s->seen[at] = moved;
    }
}

/* In some language: the page's own is known later. */
static bool is_date(dl_str text)
{
    dl_date date;
    return dl_written_date(text, DL_STR("en-US"), DL_WRITTEN_ANYWHERE, &date);
}

/* A date in a text that nothing marks as a date's is the article's only when the text is little
 * else: a sentence's dates are of what it tells, and one may say when something was looked up. */
static bool is_sentence(const dl_sighting *seen)
{
    enum { LONGEST_ALONE = 60 };
    static const char *const looked_up[] = {"abgerufen", "accessed", "retrieved", "consult",
                                            "zugriff"};
    const dl_lowered text = dl_lower(seen->raw);
    return seen->rank == DL_RANK_PUBLISHED_HEADING &&
           (seen->raw.size > LONGEST_ALONE || DL_HAS_WORD(&text, looked_up));
}

/* Authors stand together: the byline nearest to the heading, and who follows closely. */
static void claim_author(dl_sightings *s, const dl_sighting *seen, const dl_sighting **first)
{
    enum { TOGETHER = 6 };
    int rank = seen->rank;
    if (is_within(s, seen->node, is_frame) || !is_near(s, seen))
        rank = DL_RANK_AUTHOR_PAGE;
    else if (*first && (seen->at > (*first)->at + TOGETHER || (*first)->at > seen->at + TOGETHER))
        return;
    else if (!*first)
        *first = seen;
    dl_claim_add(s->claims, DL_CLAIM_AUTHOR, rank, seen->raw, seen->from, (dl_str){"", 0});
}

static void claim_date(dl_sightings *s, const dl_sighting *seen, int *far)
{
    dl_claim_field field = seen->modified ? DL_CLAIM_MODIFIED : DL_CLAIM_PUBLISHED;
    int rank = seen->rank;
    if (!seen->firm && !seen->field && (is_sentence(seen) || !is_date(seen->raw)))
        return;
    bool around = is_within(s, seen->node, is_frame);
    if (around && !seen->field && !seen->firm)
        return;
    if (around || (!seen->firm && !is_near(s, seen))) {
        if ((*far)++ >= MOST_FAR)
            return;
        rank = seen->modified ? DL_RANK_MODIFIED_LABEL : DL_RANK_PUBLISHED_FAR;
    }
    if (seen->field)
        dl_claim_add(s->claims, field, rank, seen->raw, seen->from, (dl_str){"", 0});
    else
        dl_claim_add_loose(s->claims, field, rank, seen->raw, seen->from);
}

void dl_sighting_claims(dl_sightings *s)
{
    const dl_sighting *first = NULL;
    int far = 0;
    sort_by_distance(s);
    for (size_t i = 0; i < s->count; i++) {
        const GumboNode *node = s->seen[i].node;
        if (is_within(s, node, is_comments) || dl_microdata_is_reply(node))
            continue; /* no name and no date in there is the page's */
        if (s->seen[i].author)
            claim_author(s, &s->seen[i], &first);
        else
            claim_date(s, &s->seen[i], &far);
    }
}
