/* Who a feed names: in an element's parts, or in words of many forms. */

#include "extract/feed_reader.h"

static bool is_email(dl_str text)
{
    size_t at = dl_str_find(text, DL_STR("@"), 0);
    if (at == 0 || at + 1 >= text.size)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == ' ' || text.data[i] == '<' || text.data[i] == '/' ||
            text.data[i] == '\n' || text.data[i] == ',')
            return false;
    return true;
}

static dl_str without_mailto(dl_str text)
{
    bool mailto = text.size > 7 && dl_str_starts_word(text, "mailto:");
    return mailto ? dl_str_slice(text, 7, text.size) : text;
}

dl_feed_person dl_reader_person(dl_str text)
{
    dl_feed_person person = {{"", 0}, {"", 0}, {"", 0}, {"", 0}};
    text = dl_str_trim(text);
    char close = text.size ? text.data[text.size - 1] : '\0';
    size_t open = dl_str_find(text, close == ')' ? DL_STR("(") : DL_STR("<"), 0);
    if ((close == ')' || close == '>') && open < text.size) {
        dl_str before = dl_str_trim(dl_str_slice(text, 0, open));
        dl_str inside = dl_str_trim(dl_str_slice(text, open + 1, text.size - 1));
        if (is_email(without_mailto(inside))) {
            person.name = before;
            person.email = without_mailto(inside);
            return person;
        }
        if (close == ')' && is_email(without_mailto(before))) {
            person.name = inside;
            person.email = without_mailto(before);
            return person;
        }
    }
    if (is_email(without_mailto(text)))
        person.email = without_mailto(text);
    else
        person.name = text;
    return person;
}

bool dl_reader_is_somebody(const dl_feed_person *person)
{
    return person->name.size || person->email.size || person->uri.size;
}

dl_feed_person dl_reader_somebody(dl_reader *reader, const dl_xml_node *node)
{
    dl_feed_person person = {{"", 0}, {"", 0}, {"", 0}, {"", 0}};
    if (!dl_xml_has_elements(node))
        return dl_reader_person(dl_reader_text(reader, node));
    for (const dl_xml_node *part = node->first; part; part = part->next) {
        if (dl_xml_is(part, DL_SPACE_CORE, "name"))
            person.name = dl_reader_words(reader, part);
        else if (dl_xml_is(part, DL_SPACE_CORE, "email"))
            person.email = dl_reader_text(reader, part);
        else if (dl_xml_is(part, DL_SPACE_CORE, "uri") || dl_xml_is(part, DL_SPACE_CORE, "url") ||
                 dl_xml_is(part, DL_SPACE_CORE, "homepage"))
            person.uri = dl_reader_url(reader, part, dl_reader_text(reader, part));
    }
    if (!dl_reader_is_somebody(&person)) /* markup around a name, where RSS has text */
        person.name = dl_reader_words(reader, node);
    return person;
}

void dl_reader_add_person(dl_reader *reader, const dl_feed_person *person, void *people,
                          size_t *count)
{
    if (!dl_reader_is_somebody(person))
        return;
    dl_feed_person *added = dl_reader_append(reader, people, count, sizeof *added);
    if (added)
        *added = *person;
}
