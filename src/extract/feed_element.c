/* The elements of RSS and Atom that feeds, entries and sources share; modules are beside. */
#include <stddef.h>
#include <string.h>

#include "extract/feed_reader.h"
#include "extract/link.h"

typedef void reads(dl_reader *reader, dl_scope *scope, const dl_xml_node *node);

static bool is_set(const dl_feed_text *text)
{
    return text->value.size > 0;
}

/* --- texts ------------------------------------------------------------------------------------ */

static void read_title(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    scope->about->title = dl_reader_value(reader, node, "text/plain");
}

static void read_rights(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    scope->about->rights = dl_reader_value(reader, node, "text/plain");
}

static void add_content(dl_reader *reader, dl_scope *scope, const dl_feed_text *text)
{
    dl_feed_entry *entry = scope->entry;
    if (!entry || (text->value.size == 0 && text->src.size == 0))
        return;
    dl_feed_text *added =
        dl_reader_append(reader, &entry->contents, &entry->content_count, sizeof *added);
    if (added)
        *added = *text;
}

/* An item with both a summary and a description has the longer form in the second. */
static void read_summary(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_text text = dl_reader_value(reader, node, "text/plain");
    if (scope->entry && scope->core_summary) {
        add_content(reader, scope, &text);
        return;
    }
    scope->about->summary = text;
    scope->core_summary = true;
}

static void read_info(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (scope->feed)
        reader->feed->info = dl_reader_value(reader, node, "text/plain");
}

static void read_content(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_text text = dl_reader_value(reader, node, "text/plain");
    add_content(reader, scope, &text);
}

static void read_body(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_text text = dl_reader_value(reader, node, "application/xhtml+xml");
    add_content(reader, scope, &text);
}

static void read_html(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_text text = dl_reader_value(reader, node, "text/html");
    add_content(reader, scope, &text);
}

/* --- addresses -------------------------------------------------------------------------------- */

/* An id is a name, and stays as written unless it is plainly half an address. */
static dl_str read_name(dl_reader *reader, const dl_xml_node *node)
{
    dl_str id = dl_reader_words(reader, node);
    bool path = dl_str_find(id, DL_STR("/"), 0) < id.size || dl_str_starts(id, DL_STR("?"));
    bool words = dl_str_find(id, DL_STR(" "), 0) < id.size || dl_str_starts(id, DL_STR("<"));
    return path && !words ? dl_reader_url(reader, node, id) : id;
}

static void read_id(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    scope->about->id = read_name(reader, node);
}

static void read_guid(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str permanent = dl_str_trim(dl_xml_attribute_of(node, "isPermaLink"));
    bool is_link = permanent.size == 0 || dl_word_is(permanent, "true");
    scope->about->id = is_link ? read_name(reader, node) : dl_reader_words(reader, node);
    if (is_link && dl_link_is_web(scope->about->id))
        scope->guid = scope->about->id;
    if (scope->entry)
        scope->entry->id_is_link = is_link;
}

/* RFC 4287 §4.2.7.2: a registered relation may be written as its address. */
static dl_str relation_of(dl_str rel)
{
    const dl_str registry = DL_STR("http://www.iana.org/assignments/relation/");
    rel = dl_str_trim(rel);
    if (dl_str_starts(rel, registry))
        rel = dl_str_slice(rel, registry.size, rel.size);
    return rel.size ? rel : DL_STR("alternate");
}

static dl_str attribute_of(const dl_xml_node *node, const char *name)
{
    dl_str value = dl_str_trim(dl_xml_attribute_of(node, name));
    return value.data ? value : (dl_str){"", 0};
}

/* The address of a link: its attribute, else its text. An empty attribute is a reference to the
 * base (RFC 3986 §4.4). */
static dl_str href_of(dl_reader *reader, const dl_xml_node *node)
{
    dl_str href = attribute_of(node, "href");
    if (href.size == 0)
        href = dl_reader_text(reader, node);
    if (href.size == 0)
        href = attribute_of(node, "resource"); /* rdf:resource */
    if (href.size == 0 && dl_xml_attribute_of(node, "href").data)
        return node->base;
    return dl_reader_url(reader, node, href);
}

static void read_link(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_link link = {.href = href_of(reader, node),
                         .rel = relation_of(dl_xml_attribute_of(node, "rel")),
                         .type = attribute_of(node, "type"),
                         .title = attribute_of(node, "title"),
                         .length = attribute_of(node, "length"),
                         .hreflang = attribute_of(node, "hreflang")};
    if (link.href.size || node->attribute_count)
        dl_reader_link(reader, scope->about, &link);
}

static void read_enclosure(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str url = attribute_of(node, "url");
    if (url.size == 0)
        url = attribute_of(node, "href");
    if (url.size == 0)
        url = dl_reader_text(reader, node);
    if (url.size == 0)
        return;
    dl_feed_link link = {.href = dl_reader_url(reader, node, url),
                         .rel = DL_STR("enclosure"),
                         .type = attribute_of(node, "type"),
                         .title = {"", 0},
                         .length = attribute_of(node, "length"),
                         .hreflang = {"", 0}};
    dl_reader_link(reader, scope->about, &link);
}

static void read_comments(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (scope->entry)
        scope->entry->comments = dl_reader_url(reader, node, dl_reader_text(reader, node));
}

static void read_docs(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (scope->feed)
        reader->feed->docs = dl_reader_url(reader, node, dl_reader_text(reader, node));
}

static void read_icon(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    scope->about->icon = dl_reader_url(reader, node, dl_reader_text(reader, node));
}

static void read_logo(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    scope->about->logo = dl_reader_url(reader, node, dl_reader_text(reader, node));
}

static void read_image(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_picture *image = &scope->about->image;
    if (!dl_xml_has_elements(node)) { /* RSS 1.0 only refers from here */
        dl_str url = dl_reader_text(reader, node);
        if (url.size && image->url.size == 0)
            image->url = dl_reader_url(reader, node, url);
        return;
    }
    for (const dl_xml_node *part = node->first; part; part = part->next) {
        if (dl_xml_is(part, DL_SPACE_CORE, "url"))
            image->url = dl_reader_url(reader, part, dl_reader_text(reader, part));
        else if (dl_xml_is(part, DL_SPACE_CORE, "link"))
            image->link = dl_reader_url(reader, part, dl_reader_text(reader, part));
        else if (dl_xml_is(part, DL_SPACE_CORE, "title"))
            image->title = dl_reader_words(reader, part);
        else if (dl_xml_is(part, DL_SPACE_CORE, "width"))
            image->width = dl_reader_text(reader, part);
        else if (dl_xml_is(part, DL_SPACE_CORE, "height"))
            image->height = dl_reader_text(reader, part);
        else if (dl_xml_is(part, DL_SPACE_CORE, "description"))
            image->description = dl_reader_words(reader, part);
    }
}

/* --- people and subjects ---------------------------------------------------------------------- */

static void read_author(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_person person = dl_reader_somebody(reader, node);
    dl_reader_add_person(reader, &person, &scope->about->authors, &scope->about->author_count);
}

static void read_contributor(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_person person = dl_reader_somebody(reader, node);
    dl_reader_add_person(reader, &person, &scope->about->contributors,
                         &scope->about->contributor_count);
}

static void read_publisher(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_feed_person person = dl_reader_somebody(reader, node);
    if (dl_reader_is_somebody(&person))
        scope->about->publisher = person;
}

static void read_category(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str term = attribute_of(node, "term");
    dl_str scheme = attribute_of(node, "scheme");
    if (scheme.size == 0)
        scheme = attribute_of(node, "domain");
    if (term.size == 0)
        term = dl_reader_words(reader, node);
    dl_reader_category(reader, scope->about, term, scheme, attribute_of(node, "label"));
}

static void read_tags(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str rest = dl_reader_text(reader, node);
    while (rest.data) {
        dl_str term = dl_str_trim(dl_str_cut(rest, ',', &rest));
        dl_reader_category(reader, scope->about, term, (dl_str){"", 0}, (dl_str){"", 0});
    }
}

/* --- dates ------------------------------------------------------------------------------------ */

static void read_published(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_reader_date(reader, dl_reader_text(reader, node), &scope->about->published);
}

static void read_updated(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_reader_date(reader, dl_reader_text(reader, node), &scope->about->updated);
}

static void read_created(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_reader_date(reader, dl_reader_text(reader, node), &scope->about->created);
}

static void read_expires(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_reader_date(reader, dl_reader_text(reader, node), &scope->about->expires);
}

/* --- the rest --------------------------------------------------------------------------------- */

static void read_generator(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    dl_str uri = attribute_of(node, "uri");
    if (uri.size == 0)
        uri = attribute_of(node, "url");
    scope->about->generator = dl_reader_words(reader, node);
    scope->about->generator_uri = dl_reader_url(reader, node, uri);
    scope->about->generator_version = attribute_of(node, "version");
}

static void read_language(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    scope->about->lang = dl_reader_text(reader, node);
}

static int64_t whole_number(dl_str text)
{
    int64_t value = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || value > 1000000)
            return 0;
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

static void read_ttl(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (scope->feed)
        reader->feed->ttl_minutes = whole_number(dl_reader_text(reader, node));
}

static void read_skip_hours(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    for (const dl_xml_node *part = node->first; scope->feed && part; part = part->next) {
        if (!dl_xml_is(part, DL_SPACE_CORE, "hour"))
            continue;
        dl_str text = dl_reader_text(reader, part);
        int64_t hour = whole_number(text);
        if (text.size && hour <= 24) /* 24 is written for 0 (RSS 0.91) */
            reader->feed->skip_hours |= 1U << (hour % 24);
    }
}

static void read_skip_days(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    static const char *const days[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
    for (const dl_xml_node *part = node->first; scope->feed && part; part = part->next)
        for (unsigned day = 0; dl_xml_is(part, DL_SPACE_CORE, "day") && day < 7; day++)
            if (dl_word_is(dl_reader_text(reader, part), days[day]))
                reader->feed->skip_days |= 1U << day;
}

static void read_source(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (!scope->entry || scope->entry->source)
        return;
    dl_feed_about *source = dl_arena_alloc(reader->arena, sizeof *source);
    if (!source) {
        reader->failed = true;
        return;
    }
    dl_scope inner = {.about = source};
    source->itunes.explicit_word = -1;
    if (dl_xml_has_elements(node)) {
        dl_reader_children(reader, &inner, node);
    } else {
        source->title = dl_reader_value(reader, node, "text/plain");
        source->link = dl_reader_url(reader, node, attribute_of(node, "url"));
    }
    source->lang = source->lang.size ? source->lang : node->lang;
    dl_reader_finish(reader, &inner);
    scope->entry->source = source;
}

/* RSS 2.0 and its elder versions, RSS 1.0 §5, RFC 4287 §4.2, Atom 0.3 §4. */
static const struct {
    const char *name;
    reads *read;
} elements[] = {{"title", read_title},
                {"link", read_link},
                {"description", read_summary},
                {"pubDate", read_published},
                {"guid", read_guid},
                {"category", read_category},
                {"author", read_author},
                {"updated", read_updated},
                {"published", read_published},
                {"id", read_id},
                {"content", read_content},
                {"summary", read_summary},
                {"enclosure", read_enclosure},
                {"comments", read_comments},
                {"source", read_source},
                {"contributor", read_contributor},
                {"subtitle", read_summary},
                {"tagline", read_summary},
                {"info", read_info},
                {"rights", read_rights},
                {"copyright", read_rights},
                {"modified", read_updated},
                {"issued", read_published},
                {"created", read_created},
                {"lastBuildDate", read_updated},
                {"expirationDate", read_expires},
                {"managingEditor", read_author},
                {"webMaster", read_publisher},
                {"publisher", read_publisher},
                {"generator", read_generator},
                {"language", read_language},
                {"icon", read_icon},
                {"logo", read_logo},
                {"image", read_image},
                {"docs", read_docs},
                {"ttl", read_ttl},
                {"skipHours", read_skip_hours},
                {"skipDays", read_skip_days},
                {"tags", read_tags},
                {"keywords", read_tags},
                {"body", read_body},
                {"fullitem", read_html}};

static void add_extra(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    enum { MOST_EXTRAS = 1000 };
    dl_feed_about *about = scope->about;
    dl_str value = dl_reader_text(reader, node);
    if (value.size == 0)
        value = attribute_of(node, "resource");
    if (value.size == 0 || dl_xml_has_elements(node) || about->extra_count >= MOST_EXTRAS)
        return;
    dl_buf name = {0};
    if (node->prefix.size) {
        dl_buf_add(&name, node->prefix);
        dl_buf_putc(&name, ':');
    }
    dl_buf_add(&name, node->name);
    dl_feed_extra *added =
        dl_reader_append(reader, &about->extras, &about->extra_count, sizeof *added);
    if (added)
        *added = (dl_feed_extra){dl_reader_keep(reader, node->uri),
                                 dl_reader_keep_buf(reader, &name), value};
    dl_buf_clear(&name);
}

void dl_reader_element(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    if (!node->name.data)
        return;
    for (size_t i = 0; node->space == DL_SPACE_CORE && i < sizeof elements / sizeof *elements;
         i++) {
        if (dl_word_is(node->name, elements[i].name)) {
            elements[i].read(reader, scope, node);
            return;
        }
    }
    if (!dl_reader_module(reader, scope, node))
        add_extra(reader, scope, node);
}

void dl_reader_children(dl_reader *reader, dl_scope *scope, const dl_xml_node *node)
{
    static const char *const units[] = {"item", "entry", "items", "channel", "textInput"};
    for (const dl_xml_node *child = node->first; child; child = child->next) {
        bool unit = false;
        for (size_t i = 0; child->space == DL_SPACE_CORE && i < sizeof units / sizeof *units; i++)
            unit = unit || dl_word_is(child->name, units[i]);
        if (!unit)
            dl_reader_element(reader, scope, child);
    }
}

static bool is_page(const dl_feed_link *link)
{
    return link->type.size == 0 || dl_word_is(link->type, "text/html") ||
           dl_word_is(link->type, "application/xhtml+xml");
}

/* The first alternate that is a page, else the first, else a permanent guid. */
static dl_str choose_link(const dl_scope *scope)
{
    const dl_feed_about *about = scope->about;
    const dl_feed_link *best = NULL;
    for (size_t i = 0; i < about->link_count; i++) {
        const dl_feed_link *link = &about->links[i];
        if (link->href.size && dl_word_is(link->rel, "alternate") &&
            (!best || (!is_page(best) && is_page(link))))
            best = link;
    }
    return best ? best->href : scope->guid;
}

void dl_reader_finish(dl_reader *reader, dl_scope *scope)
{
    dl_feed_about *about = scope->about;
    if (about->link.size == 0)
        about->link = choose_link(scope);
    if (is_set(&about->title))
        about->title_text = dl_reader_line(reader, &about->title);
    dl_feed_person person = dl_reader_person(scope->itunes_author);
    if (about->author_count == 0)
        dl_reader_add_person(reader, &person, &about->authors, &about->author_count);
}
