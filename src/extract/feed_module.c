/* Vocabularies that extend RSS and Atom. What a module says stands in for what the feed's own
 * elements leave out, and never replaces them. */
#include <stddef.h>
#include <string.h>

#include "extract/feed_reader.h"

typedef void reads(dl_reader *reader, dl_scope *scope, const dl_xml_node *node);

static dl_str attribute_of(const dl_xml_node *node, const char *name)
{
    dl_str value = dl_str_trim(dl_xml_attribute_of(node, name));
    return value.data ? value : (dl_str){"", 0};
}

static void fill(dl_str *field, dl_str value)
{
    if (field->size == 0)
        *field = value;
}

static void fill_text(dl_reader *reader, dl_feed_text *field, const dl_xml_node *node)
{
    if (field->value.size == 0)
        *field = dl_reader_value(reader, node, "text/plain");
}

static void fill_date(dl_reader *reader, dl_feed_date *field, const dl_xml_node *node)
{
    if (!field->known)
        dl_reader_date(reader, dl_reader_text(reader, node), field);
}

/* --- Dublin Core ------------------------------------------------------------------------------ */

static void read_title(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill_text(reader, &scope->about->title, node);
}

static void read_summary(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill_text(reader, &scope->about->summary, node);
}

static void read_rights(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill_text(reader, &scope->about->rights, node);
}

static void read_creator(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_person person = dl_reader_person(dl_reader_text(reader, node));
    dl_reader_add_person(reader, &person, &scope->about->authors, &scope->about->author_count);
}

static void read_contributor(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_person person = dl_reader_person(dl_reader_text(reader, node));
    dl_reader_add_person(reader, &person, &scope->about->contributors,
                         &scope->about->contributor_count);
}

static void read_publisher(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_person *publisher = &scope->about->publisher;
    if (publisher->name.size == 0 && publisher->email.size == 0)
        *publisher = dl_reader_person(dl_reader_text(reader, node));
}

static void read_subject(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_reader_category(reader, scope->about, dl_reader_text(reader, node), (dl_str){"", 0},
                       (dl_str){"", 0});
}

static void read_language(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill(&scope->about->lang, dl_reader_text(reader, node));
}

static void read_published(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill_date(reader, &scope->about->published, node);
}

static void read_updated(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill_date(reader, &scope->about->updated, node);
}

static void read_created(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill_date(reader, &scope->about->created, node);
}

/* --- iTunes ----------------------------------------------------------------------------------- */

static const dl_str itunes_scheme = {"http://www.itunes.com/", 22};

static void read_itunes_author(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill(&scope->itunes_author, dl_reader_text(reader, node));
}

static void read_itunes_subtitle(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill(&scope->about->itunes.subtitle, dl_reader_text(reader, node));
    fill_text(reader, &scope->about->summary, node);
}

static void read_itunes_summary(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    bool from_subtitle = dl_str_equal(scope->about->summary.value, scope->about->itunes.subtitle) &&
                         !scope->core_summary;
    fill(&scope->about->itunes.summary, dl_reader_text(reader, node));
    if (from_subtitle)
        scope->about->summary.value = (dl_str){"", 0};
    fill_text(reader, &scope->about->summary, node);
}

static void read_itunes_image(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str href = attribute_of(node, "href");
    if (href.size == 0)
        href = attribute_of(node, "url");
    if (href.size == 0)
        href = dl_reader_text(reader, node);
    fill(&scope->about->image.url, dl_reader_url(reader, node, href));
}

static void read_itunes_link(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (dl_word_is(attribute_of(node, "rel"), "image"))
        read_itunes_image(reader, scope, node);
}

static void read_itunes_category(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    for (const dl_xml_node *at = node; at; at = dl_xml_next(at, node))
        if (dl_xml_is(at, DL_SPACE_ITUNES, "category"))
            dl_reader_category(reader, scope->about, attribute_of(at, "text"), itunes_scheme,
                               (dl_str){"", 0});
}

static void read_itunes_keywords(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str rest = dl_reader_text(reader, node);
    while (rest.data) {
        dl_str term = dl_str_trim(dl_str_cut(rest, ',', &rest));
        if (term.size)
            dl_reader_category(reader, scope->about, term, itunes_scheme, (dl_str){"", 0});
    }
}

static void read_itunes_owner(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_person *publisher = &scope->about->publisher;
    for (const dl_xml_node *part = node->first; part; part = part->next) {
        if (dl_xml_is(part, DL_SPACE_ITUNES, "name"))
            fill(&publisher->name, dl_reader_text(reader, part));
        else if (dl_xml_is(part, DL_SPACE_ITUNES, "email"))
            fill(&publisher->email, dl_reader_text(reader, part));
    }
}

/* Apple's words: "yes" blocks and nothing else does; the text is not trimmed. */
static void read_itunes_block(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    (void)reader;
    scope->about->itunes.block = node->first && dl_str_equal(node->first->text, DL_STR("yes"));
}

static void read_itunes_explicit(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    static const struct {
        const char *word;
        int meaning;
    } words[] = {{"yes", 1}, {"true", 1}, {"explicit", 1}, {"no", 0}, {"false", 0}, {"clean", 0}};
    dl_str text = dl_reader_text(reader, node);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dl_str_equal(text, dl_str_of(words[i].word)))
            scope->about->itunes.explicit_word = words[i].meaning;
}

static void read_itunes_duration(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill(&scope->about->itunes.duration, dl_reader_text(reader, node));
}

static void read_itunes_episode(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill(&scope->about->itunes.episode, dl_reader_text(reader, node));
}

static void read_itunes_season(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    fill(&scope->about->itunes.season, dl_reader_text(reader, node));
}

/* --- Media RSS -------------------------------------------------------------------------------- */

static void read_media(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_about *about = scope->about;
    dl_str url = attribute_of(node, "url");
    dl_feed_media *added =
        url.size ? dl_reader_append(reader, &about->media, &about->media_count, sizeof *added)
                 : NULL;
    if (added)
        *added = (dl_feed_media){.thumbnail = dl_word_is(node->name, "thumbnail"),
                                 .url = dl_reader_url(reader, node, url),
                                 .type = attribute_of(node, "type"),
                                 .medium = attribute_of(node, "medium"),
                                 .title = {"", 0},
                                 .width = attribute_of(node, "width"),
                                 .height = attribute_of(node, "height"),
                                 .duration = attribute_of(node, "duration"),
                                 .length = attribute_of(node, "fileSize")};
}

static void read_media_category(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_reader_category(reader, scope->about, dl_reader_text(reader, node),
                       attribute_of(node, "scheme"), attribute_of(node, "label"));
}

static void read_media_keywords(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str rest = dl_reader_text(reader, node);
    while (rest.data)
        dl_reader_category(reader, scope->about, dl_str_trim(dl_str_cut(rest, ',', &rest)),
                           (dl_str){"", 0}, (dl_str){"", 0});
}

/* --- content, comments, licences, polling ----------------------------------------------------- */

static void add_content(dl_reader *reader, dl_scope *scope, const dl_xml_node *node,
                        const char *type)
{
    dl_feed_entry *entry = scope->entry;
    dl_feed_text text = dl_reader_value(reader, node, type);
    dl_feed_text *added =
        entry && text.value.size
            ? dl_reader_append(reader, &entry->contents, &entry->content_count, sizeof *added)
            : NULL;
    if (added)
        *added = text;
}

static void read_encoded(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    add_content(reader, scope, node, "text/html");
}

static void read_xhtml(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    add_content(reader, scope, node, "application/xhtml+xml");
}

static void read_comments_feed(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (scope->entry)
        fill(&scope->entry->comments_feed,
             dl_reader_url(reader, node, dl_reader_text(reader, node)));
}

static void read_comment(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_link link = {.href = dl_reader_url(reader, node, dl_reader_text(reader, node)),
                         .rel = DL_STR("comment"),
                         .type = {"", 0},
                         .title = {"", 0},
                         .length = {"", 0},
                         .hreflang = {"", 0}};
    if (link.href.size)
        dl_reader_link(reader, scope->about, &link);
}

static void read_license(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str href = attribute_of(node, "resource");
    if (href.size == 0)
        href = dl_reader_text(reader, node);
    dl_feed_link link = {.href = dl_reader_url(reader, node, href),
                         .rel = DL_STR("license"),
                         .type = {"", 0},
                         .title = {"", 0},
                         .length = {"", 0},
                         .hreflang = {"", 0}};
    if (link.href.size)
        dl_reader_link(reader, scope->about, &link);
}

static void read_agent(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str resource = attribute_of(node, "resource");
    fill(&scope->about->generator, resource);
    fill(&scope->about->generator_uri, dl_reader_url(reader, node, resource));
}

/* RSS 1.0 syndication module: a period, and how often in it. */
static void read_period(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    static const struct {
        const char *word;
        int64_t seconds;
    } periods[] = {{"hourly", 3600},
                   {"daily", 86400},
                   {"weekly", 604800},
                   {"monthly", 2629746},
                   {"yearly", 31556952}};
    dl_str word = dl_reader_text(reader, node);
    for (size_t i = 0; scope->feed && i < sizeof periods / sizeof *periods; i++)
        if (dl_word_is(word, periods[i].word))
            scope->period_s = periods[i].seconds;
}

static void read_frequency(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str text = dl_reader_text(reader, node);
    int64_t times = 0;
    for (size_t i = 0; i < text.size && i < 6; i++)
        times = text.data[i] >= '0' && text.data[i] <= '9' ? times * 10 + text.data[i] - '0' : 0;
    if (scope->feed && times > 0)
        scope->frequency = times;
}

static const struct {
    dl_xml_space space;
    const char *name;
    reads *read;
} elements[] = {{DL_SPACE_DC, "title", read_title},
                {DL_SPACE_DC, "description", read_summary},
                {DL_SPACE_DC, "creator", read_creator},
                {DL_SPACE_DC, "author", read_creator},
                {DL_SPACE_DC, "contributor", read_contributor},
                {DL_SPACE_DC, "publisher", read_publisher},
                {DL_SPACE_DC, "subject", read_subject},
                {DL_SPACE_DC, "date", read_updated},
                {DL_SPACE_DC, "rights", read_rights},
                {DL_SPACE_DC, "language", read_language},
                {DL_SPACE_TERMS, "title", read_title},
                {DL_SPACE_TERMS, "creator", read_creator},
                {DL_SPACE_TERMS, "publisher", read_publisher},
                {DL_SPACE_TERMS, "subject", read_subject},
                {DL_SPACE_TERMS, "language", read_language},
                {DL_SPACE_TERMS, "issued", read_published},
                {DL_SPACE_TERMS, "modified", read_updated},
                {DL_SPACE_TERMS, "created", read_created},
                {DL_SPACE_CONTENT, "encoded", read_encoded},
                {DL_SPACE_XHTML, "body", read_xhtml},
                {DL_SPACE_XHTML, "div", read_xhtml},
                {DL_SPACE_ITUNES, "author", read_itunes_author},
                {DL_SPACE_ITUNES, "subtitle", read_itunes_subtitle},
                {DL_SPACE_ITUNES, "summary", read_itunes_summary},
                {DL_SPACE_ITUNES, "image", read_itunes_image},
                {DL_SPACE_ITUNES, "link", read_itunes_link},
                {DL_SPACE_ITUNES, "category", read_itunes_category},
                {DL_SPACE_ITUNES, "keywords", read_itunes_keywords},
                {DL_SPACE_ITUNES, "owner", read_itunes_owner},
                {DL_SPACE_ITUNES, "block", read_itunes_block},
                {DL_SPACE_ITUNES, "explicit", read_itunes_explicit},
                {DL_SPACE_ITUNES, "duration", read_itunes_duration},
                {DL_SPACE_ITUNES, "episode", read_itunes_episode},
                {DL_SPACE_ITUNES, "season", read_itunes_season},
                {DL_SPACE_ITUNES, "title", read_title},
                {DL_SPACE_MEDIA, "title", read_title},
                {DL_SPACE_MEDIA, "description", read_summary},
                {DL_SPACE_MEDIA, "content", read_media},
                {DL_SPACE_MEDIA, "thumbnail", read_media},
                {DL_SPACE_MEDIA, "category", read_media_category},
                {DL_SPACE_MEDIA, "keywords", read_media_keywords},
                {DL_SPACE_WFW, "comment", read_comment},
                {DL_SPACE_WFW, "commentRss", read_comments_feed},
                {DL_SPACE_LICENSE, "license", read_license},
                {DL_SPACE_ADMIN, "generatorAgent", read_agent},
                {DL_SPACE_SYNDICATION, "updatePeriod", read_period},
                {DL_SPACE_SYNDICATION, "updateFrequency", read_frequency}};

static bool read_element(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++) {
        if (node->space == elements[i].space && dl_word_is(node->name, elements[i].name)) {
            elements[i].read(reader, scope, node);
            return true;
        }
    }
    return false;
}

/* A group, or an object with what describes it inside: all of it is about the entry. */
static bool read_media_tree(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (node->space != DL_SPACE_MEDIA)
        return false;
    bool group = dl_word_is(node->name, "group");
    if (!group && !dl_xml_is(node, DL_SPACE_MEDIA, "content"))
        return false;
    for (const dl_xml_node *at = node; at; at = dl_xml_next(at, node)) {
        /* the title of one object is not the entry's where there are several */
        bool own = at->name.data && at->space == DL_SPACE_MEDIA && !dl_word_is(at->name, "group");
        if (own && !(at != node && !group && dl_word_is(at->name, "title")))
            read_element(reader, scope, at);
    }
    return true;
}

bool dl_reader_module(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    return read_media_tree(reader, scope, node) || read_element(reader, scope, node);
}
