#include "extract/written_words.h"

#include <stdio.h>
#include <string.h>

/* English, German, French, Spanish, Italian, Portuguese, Catalan, Dutch, the Nordic languages,
 * Finnish, Polish, Czech, Slovak, Croatian, Hungarian, Romanian, Turkish, Indonesian, Greek,
 * Russian, Ukrainian, Bulgarian, Arabic, Hindi, with the abbreviations that are in use. A word
 * that names one month in one language and another in a second ("listopada") is the one of the
 * language with more readers. */
static const char *const months[12] = {
    " january jan januar jänner jän janvier janv enero ene gennaio gen janeiro gener januari "
    "stycznia styczeń sty ledna januára siječnja január ianuarie ocak oca tammikuuta tammikuu "
    "ιανουαρίου ιανουάριος ιαν января январь янв січня януари يناير जनवरी ",
    " february feb februar febr fév févr février febrero febbraio fevereiro febrer fev februari "
    "lutego luty lut února februára veljače február februarie şubat şub helmikuuta helmikuu "
    "φεβρουαρίου φεβρουάριος φεβ февраля февраль фев лютого февруари فبراير شباط फ़रवरी फरवरी ",
    " march mar märz mrz mär mars marzo março març maart mrt marts marca marzec března ožujka "
    "március martie mart maret maaliskuuta maaliskuu μαρτίου μάρτιος μαρ марта март мар березня "
    "مارس آذار मार्च ",
    " april apr avril avr abril abr aprile kwietnia kwiecień kwi dubna apríla travnja április "
    "aprilie nisan nis huhtikuuta huhtikuu απριλίου απρίλιος απρ апреля апрель апр квітня април "
    "أبريل ابريل نيسان अप्रैल ",
    " may mai mayo maggio mag maio maig mei maja maj května mája svibnja május mayıs toukokuuta "
    "toukokuu μαΐου μαΐος μάιος мая май травня مايو أيار मई ",
    " june jun juni juin junio giugno giu junho juny czerwca czerwiec cze června júna lipnja "
    "június iunie haziran haz kesäkuuta kesäkuu ιουνίου ιούνιος ιουν июня июнь июн червня юни "
    "يونيو يونيه حزيران जून ",
    " july jul juli juil juillet julio luglio lug julho juliol lipca lipiec lip července júla "
    "srpnja július iulie temmuz tem heinäkuuta heinäkuu ιουλίου ιούλιος ιουλ июля июль июл липня "
    "юли يوليو يوليه تموز जुलाई ",
    " august aug août aout agosto ago agost augustus augusti agustus sierpnia sierpień sie srpna "
    "augusta kolovoza augusztus ağustos ağu elokuuta elokuu αυγούστου αύγουστος αυγ августа "
    "август авг серпня أغسطس اغسطس آب अगस्त ",
    " september sep sept septembre septiembre settembre set setembro setembre września wrzesień "
    "wrz září septembra rujna szeptember septembrie eylül eyl syyskuuta syyskuu σεπτεμβρίου "
    "σεπτέμβριος σεπ сентября сентябрь сен вересня септември سبتمبر أيلول सितंबर सितम्बर ",
    " october oct oktober okt octobre octubre ottobre ott outubro out października październik "
    "paź října októbra október octombrie ekim eki lokakuuta lokakuu οκτωβρίου οκτώβριος οκτ "
    "октября октябрь окт жовтня октомври أكتوبر اكتوبر अक्टूबर अक्तूबर ",
    " november nov novembre noviembre novembro listopada listopad lis listopadu novembra "
    "studenoga noiembrie kasım kas marraskuuta marraskuu νοεμβρίου νοέμβριος νοε ноября ноябрь "
    "ноя ноември نوفمبر नवंबर नवम्बर ",
    " december dec dezember dez décembre déc diciembre dic dicembre dezembro desembre desember "
    "des grudnia grudzień gru prosince decembra prosinca decembrie aralık ara joulukuuta "
    "joulukuu δεκεμβρίου δεκέμβριος δεκ декабря декабрь дек грудня декември ديسمبر दिसंबर "
    "दिसम्बर "};

/* RFC 5322 §4.3 and the European ones that stand for one offset only. Names such as "ET", which
 * change with the season, tell no offset. */
static const struct {
    const char *name;
    int minutes;
} zones[] = {{"z", 0},      {"gmt", 0},    {"utc", 0},    {"ut", 0},     {"est", -300},
             {"edt", -240}, {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360},
             {"pst", -480}, {"pdt", -420}, {"cet", 60},   {"cest", 120}, {"mez", 60},
             {"mesz", 120}, {"msk", 180},  {"мск", 180},  {"jst", 540},  {"wib", 420}};

static const char fillers[] = " st nd rd th of de del di er º ª the do dal den в năm ";

/* Of Vietnamese. */
static const char *const counts[] = {"một", "hai", "ba",   "tư",   "năm",  "sáu",
                                     "bảy", "tám", "chín", "mười", "giêng"};

static bool is_in(const char *list, const char *word)
{
    char wanted[40];
    int size = snprintf(wanted, sizeof wanted, " %s ", word);
    return size > 2 && size < (int)sizeof wanted && strstr(list, wanted) != NULL;
}

int dl_written_month(const char *word)
{
    for (int i = 0; i < 12; i++)
        if (is_in(months[i], word))
            return i + 1;
    return 0;
}

int dl_written_count(const char *word)
{
    enum { FIRST_MONTH = 10 }; /* giêng */
    for (int i = 0; i < (int)(sizeof counts / sizeof *counts); i++)
        if (strcmp(word, counts[i]) == 0)
            return i == FIRST_MONTH ? 1 : i + 1;
    return 0;
}

bool dl_written_zone(const char *word, int *minutes)
{
    for (size_t z = 0; z < sizeof zones / sizeof *zones; z++) {
        if (strcmp(word, zones[z].name) != 0)
            continue;
        *minutes = zones[z].minutes;
        return true;
    }
    return false;
}

char dl_written_half(const char *word)
{
    if (is_in(" am ص ", word))
        return 'a';
    return (char)(is_in(" pm م ", word) ? 'p' : 0);
}

char dl_written_half_before(const char *word)
{
    if (is_in(" 中午 正午 ", word))
        return 'n';
    if (is_in(" 오전 午前 上午 早上 凌晨 ", word))
        return 'a';
    return (char)(is_in(" 오후 午後 下午 晚上 pm ", word) ? 'p' : 0);
}

int dl_written_hour_of(char half, int hour)
{
    enum { BEFORE_NOON = 10, HALF = 12 };
    if (!half || (half == 'n' && hour >= BEFORE_NOON))
        return hour;
    return hour % HALF + (half == 'a' ? 0 : HALF);
}

bool dl_written_hour(const char *word)
{
    return is_in(" h 時 时 点 點 시 ", word);
}

bool dl_written_filler(const char *word)
{
    return is_in(fillers, word);
}
