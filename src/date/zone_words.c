#include "date/zone_words.h"

#include <string.h>

#include "date/zone.h"
#include "dateline/zone.h"

static const char eastern[] = "America/New_York";
static const char central[] = "America/Chicago";
static const char mountain[] = "America/Denver";
static const char pacific[] = "America/Los_Angeles";
static const char berlin[] = "Europe/Berlin";

/* Abbreviations as the tz database and reporters use them. MST and AEST have no keeper: Arizona and
 * Queensland have them in summer too. */
static const zone_word words[] = {
    {"eastern", eastern, 0, NULL, NULL, 0},
    {"et", eastern, 0, NULL, NULL, 0},
    {"central", central, 0, NULL, NULL, 0},
    {"ct", central, 0, NULL, NULL, ZONE_CAPITALS},
    {"mountain", mountain, 0, NULL, NULL, 0},
    {"mt", mountain, 0, NULL, NULL, ZONE_CAPITALS},
    {"pacific", pacific, 0, NULL, NULL, 0},
    {"pt", pacific, 0, NULL, NULL, 0},
    {"alaska", "America/Anchorage", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"hawaii", "Pacific/Honolulu", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"newfoundland", "America/St_Johns", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"new york", eastern, 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"los angeles", pacific, 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"hong kong", "Asia/Hong_Kong", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"london", "Europe/London", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"paris", "Europe/Paris", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"berlin", berlin, 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"moscow", "Europe/Moscow", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"kyiv", "Europe/Kiev", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"beijing", "Asia/Shanghai", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"shanghai", "Asia/Shanghai", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"tokyo", "Asia/Tokyo", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"seoul", "Asia/Seoul", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"sydney", "Australia/Sydney", 0, NULL, NULL, ZONE_NEEDS_TIME},
    {"z", NULL, 0, NULL, NULL, ZONE_CAPITALS},
    {"utc", NULL, 0, NULL, NULL, 0},
    {"gmt", NULL, 0, NULL, NULL, 0},
    {"est", NULL, -300, eastern, NULL, 0},
    {"edt", NULL, -240, eastern, NULL, 0},
    {"cdt", NULL, -300, central, NULL, 0},
    {"mst", NULL, -420, NULL, NULL, 0},
    {"mdt", NULL, -360, mountain, NULL, 0},
    {"pst", NULL, -480, pacific, NULL, 0},
    {"pdt", NULL, -420, pacific, NULL, 0},
    {"akst", NULL, -540, "America/Anchorage", NULL, 0},
    {"akdt", NULL, -480, "America/Anchorage", NULL, 0},
    {"hst", NULL, -600, NULL, NULL, 0},
    {"nst", NULL, -210, "America/St_Johns", NULL, 0},
    {"ndt", NULL, -150, "America/St_Johns", NULL, 0},
    {"cet", NULL, 60, berlin, NULL, 0},
    {"mez", NULL, 60, berlin, NULL, 0},
    {"cest", NULL, 120, berlin, NULL, 0},
    {"mesz", NULL, 120, berlin, NULL, 0},
    {"wet", NULL, 0, "Europe/Lisbon", NULL, ZONE_CAPITALS},
    {"west", NULL, 60, "Europe/Lisbon", NULL, ZONE_CAPITALS},
    {"eet", NULL, 120, "Europe/Helsinki", NULL, 0},
    {"eest", NULL, 180, "Europe/Helsinki", NULL, 0},
    {"msk", NULL, 180, NULL, NULL, 0},
    {"sast", NULL, 120, NULL, NULL, 0},
    {"eat", NULL, 180, NULL, NULL, ZONE_CAPITALS},
    {"pkt", NULL, 300, NULL, NULL, 0},
    {"hkt", NULL, 480, NULL, NULL, 0},
    {"sgt", NULL, 480, NULL, NULL, ZONE_CAPITALS},
    {"awst", NULL, 480, NULL, NULL, 0},
    {"jst", NULL, 540, NULL, NULL, 0},
    {"kst", NULL, 540, NULL, NULL, 0},
    {"acst", NULL, 570, NULL, NULL, 0},
    {"acdt", NULL, 630, "Australia/Adelaide", NULL, 0},
    {"aest", NULL, 600, NULL, NULL, 0},
    {"aedt", NULL, 660, "Australia/Sydney", NULL, 0},
    {"nzst", NULL, 720, "Pacific/Auckland", NULL, 0},
    {"nzdt", NULL, 780, "Pacific/Auckland", NULL, 0},
    {"ist", NULL, 0, NULL, "Asia/Kolkata (India), Asia/Jerusalem (Israel) or Europe/Dublin", 0},
    {"cst", NULL, 0, NULL, "America/Chicago, Asia/Shanghai (China) or America/Havana", 0},
    {"bst", NULL, 0, NULL, "Europe/London (British summer) or Asia/Dhaka (Bangladesh)", 0},
    {"ast", NULL, 0, NULL, "America/Halifax (Atlantic) or Asia/Riyadh (Arabia)", 0},
    {"adt", NULL, 0, NULL, "America/Halifax (Atlantic) or Asia/Baghdad (Arabia)", 0},
    {"gst", NULL, 0, NULL, "Asia/Dubai (Gulf) or Atlantic/South_Georgia", 0},
    {"sst", NULL, 0, NULL, "Pacific/Pago_Pago (Samoa) or Asia/Singapore", 0},
    {"amt", NULL, 0, NULL, "America/Manaus (Amazon) or Asia/Yerevan (Armenia)", 0},
    {"ect", NULL, 0, NULL, "America/Guayaquil (Ecuador) or America/St_Lucia", 0},
    {"wst", NULL, 0, NULL, "Australia/Perth (Western) or Pacific/Apia (West Samoa)", 0}};

const zone_word *zone_word_of(dl_str word)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (dl_str_same_letters(dl_str_of(words[i].word), word))
            return &words[i];
    }
    return NULL;
}

static bool drop_word(dl_str *text, dl_str last)
{
    if (text->size <= last.size + 1 || text->data[text->size - last.size - 1] != ' ')
        return false;
    if (!dl_str_same_letters(dl_str_slice(*text, text->size - last.size, text->size), last))
        return false;
    *text = dl_str_slice(*text, 0, text->size - last.size - 1);
    return true;
}

/* "Eastern daylight time" is "Eastern"; the word alone says what the season does not. */
static dl_str without_time(dl_str word)
{
    if (drop_word(&word, DL_STR("time")) && !drop_word(&word, DL_STR("standard")))
        drop_word(&word, DL_STR("daylight"));
    return word;
}

static bool system_has(dl_str name, dl_zone *zone)
{
    int16_t minutes;
    if (name.size == 0 || name.size >= sizeof zone->name || memchr(name.data, '\0', name.size))
        return false;
    memcpy(zone->name, name.data, name.size);
    zone->name[name.size] = '\0';
    return zone_offset(zone->name, 0, &minutes);
}

int dl_zone_find(dl_str text, dl_zone *zone, dl_error *error)
{
    memset(zone, 0, sizeof *zone);
    const zone_word *word = zone_word_of(without_time(text));
    if (word && word->instead)
        return dl_error_set(error, DL_ERR_SYNTAX, "'%.*s' is the name of several zones: write %s",
                            DL_STR_ARG(text), word->instead);
    if (word && !word->zone) {
        zone->minutes = word->minutes;
        return 0;
    }
    if (system_has(word ? dl_str_of(word->zone) : text, zone))
        return 0;
    memset(zone, 0, sizeof *zone);
    dl_str shown = dl_str_slice(text, 0, 60);
    dl_error_set(error, DL_ERR_SYNTAX,
                 "the system's zone table has no '%.*s', and it is no time zone's word",
                 DL_STR_ARG(shown));
    dl_error_hint(error, "write a name of the tz database, America/New_York, or an offset, -05:00");
    return DL_ERR_SYNTAX;
}

bool dl_zone_out_of_season(dl_str text, int64_t local_seconds)
{
    const zone_word *word = zone_word_of(without_time(text));
    int16_t minutes;
    return word && word->keeper && zone_offset(word->keeper, local_seconds, &minutes) &&
           minutes != word->minutes;
}

static void put_zone(dl_date_part *part, const dl_zone *zone)
{
    if (part->precision < DL_PRECISION_MINUTE || part->zone != DL_ZONE_NONE)
        return;
    part->offset_minutes = zone->minutes;
    if (zone->name[0] == '\0') {
        part->zone = zone->minutes ? DL_ZONE_OFFSET : DL_ZONE_UTC;
        return;
    }
    int64_t local = dl_days_from_civil(part->year, part->month, part->day) * 86400 +
                    part->hour * 3600 + part->minute * 60 + part->second;
    part->zone = DL_ZONE_NAMED;
    memcpy(part->zone_name, zone->name, sizeof part->zone_name);
    zone_offset(zone->name, local, &part->offset_minutes);
}

int dl_date_in_zone(dl_date *date, dl_str word, dl_error *error)
{
    dl_zone zone;
    int rc = dl_zone_find(word, &zone, error);
    if (rc)
        return rc;
    if (date->set)
        return dl_error_set(error, DL_ERR_USAGE, "a set has no zone; give its members theirs");
    put_zone(&date->start, &zone);
    put_zone(&date->end, &zone);
    return 0;
}
