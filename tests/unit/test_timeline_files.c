/* Timelines as text: round trips in every format, what others write, and faults with their place.
 */
#include "dateline/constraints.h"
#include "dateline/timeline_files.h"
#include "timeline_random.h"

static const char *const format_words[] = {"tsv", "csv", "json", "timelinejs", "ical", "markdown"};

/* --- round trips --- */

/* Words with what formats must escape; `breaks`: line breaks too, which TSV cannot hold. */
static void random_text(uint64_t *seed, bool breaks, char *text, size_t size)
{
    static const char *const pieces[] = {
        "a", "Sora", ",",   ";",   ":",   "\"",   "\\",   "|",    "<b>",     "&",
        "'", "=",    "\\n", "\\,", "é",   "日本", "🙂", "#",    "- ",      "<br>",
        "%", "{",    "]",   "*",   "x y", "+",    "@",    "=1+1", "\xC2\xA0"};
    int count = 1 + random_below(seed, 30);
    size_t used = 1;
    static const char *const firsts[] = {"w", "w", "=", "+", "-", "@", "'", "'=", "''-", "-5"};
    strcpy(text, firsts[random_below(seed, sizeof firsts / sizeof *firsts)]);
    used = strlen(text);
    for (int i = 0; i < count; i++) {
        const char *piece = pieces[random_below(seed, sizeof pieces / sizeof *pieces)];
        if (breaks && random_below(seed, 12) == 0)
            piece = "\n";
        if (used + strlen(piece) + 2 > size)
            break;
        strcpy(text + used, piece);
        used += strlen(piece);
    }
    strcpy(text + used, "e");
}

typedef struct texts {
    char what[300], note[300], said[300], quote[2][300], tag[2][300], url[2][300];
    char day[80], due[80], published[80], id[32], before[32];
} texts;

static void add_random(dl_timeline *timeline, uint64_t *seed, int index, bool breaks)
{
    texts t;
    char *all[] = {t.what,   t.note,   t.said,   t.quote[0], t.quote[1],
                   t.tag[0], t.tag[1], t.url[0], t.url[1]};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        random_text(seed, breaks && i < 5, all[i], sizeof t.what);
    random_date_text(seed, 4, t.day, sizeof t.day);
    random_date_text(seed, 4, t.due, sizeof t.due);
    random_date_text(seed, 4, t.published, sizeof t.published);
    snprintf(t.id, sizeof t.id, "e-%d", index);
    snprintf(t.before, sizeof t.before, "e-%d", index ? random_below(seed, index) : 0);
    dl_str sources[] = {dl_str_of(t.url[0]), dl_str_of(t.url[1])};
    dl_str published[] = {{"", 0}, dl_str_of(t.published)};
    dl_str evidence[] = {dl_str_of(t.quote[0]), dl_str_of(t.quote[1])};
    dl_str tags[] = {dl_str_of(t.tag[0]), dl_str_of(t.tag[1])};
    dl_event event = {.what = dl_str_of(t.what),
                      .spans = random_below(seed, 3) == 0,
                      .sources = sources,
                      .source_count = (size_t)random_below(seed, 3),
                      .evidence = evidence,
                      .evidence_count = (size_t)random_below(seed, 3),
                      .tags = tags,
                      .tag_count = (size_t)random_below(seed, 3)};
    if (event.source_count == 2)
        event.published = published;
    if (random_below(seed, 2)) {
        event.note = dl_str_of(t.note);
        event.has_due = true;
        event.due = pointed(date_of(t.due));
        event.due_said = dl_str_of(t.said);
    }
    if (index && random_below(seed, 2)) {
        dl_str *names[] = {&event.settles, &event.revises, &event.supersedes, &event.disputes};
        *names[random_below(seed, 4)] = dl_str_of(t.before);
        event.reason = dl_str_of(t.note);
    }
    add(timeline, t.id, t.said, random_below(seed, 4) ? "release" : "era", t.day, event);
    if (random_below(seed, 3))
        return;
    random_text(seed, breaks, t.note, sizeof t.note);
    dl_constraint c = {.a = event_in(timeline, t.id),
                       .ordering = (dl_ordering)random_below(seed, 8),
                       .seconds = random_below(seed, 3) * 1800,
                       .why = random_below(seed, 2) ? dl_str_of(t.note) : DL_STR("")};
    if (index && random_below(seed, 2))
        c.b = dl_timeline_at(timeline, (size_t)random_below(seed, index));
    else if (c.ordering == DL_ORDER_WITHIN)
        return;
    else
        c.date = date_of(t.due);
    bool timed = c.ordering == DL_ORDER_WITHIN || c.ordering >= DL_ORDER_AT_LEAST_AFTER;
    c.seconds = timed ? c.seconds : 0;
    assert_int_equal(dl_timeline_constrain(timeline, &c, NULL), 0);
}

static int by_text(const void *first, const void *second)
{
    return strcmp(*(char *const *)first, *(char *const *)second);
}

/* The same constraints, in any order: tables tell them by their first event. */
static void assert_same_constraints(const dl_timeline *a, const dl_timeline *b, const char *format)
{
    const dl_timeline *both[] = {a, b};
    char *words[2][64];
    size_t count = dl_timeline_constraint_count(a);
    if (count != dl_timeline_constraint_count(b) || count > 64)
        fail_msg("%s: %zu constraints, not %zu", format, dl_timeline_constraint_count(b), count);
    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < count; i++) {
            const dl_constraint *c = dl_timeline_constraint(both[k], i);
            dl_buf text;
            dl_buf_init(&text);
            dl_constraint_words(c, &text);
            dl_buf_printf(&text, " (%.*s)", DL_STR_ARG(c->why));
            words[k][i] = text.data; /* freed below */
        }
        qsort(words[k], count, sizeof *words[k], by_text);
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(words[0][i], words[1][i]) != 0)
            fail_msg("%s: %s, not %s", format, words[1][i], words[0][i]);
        free(words[0][i]);
        free(words[1][i]);
    }
}

static dl_timeline *read_back(dl_timeline_format format, dl_str text)
{
    dl_timeline *timeline = new_timeline();
    dl_error error;
    if (dl_timeline_read(timeline, format, text, "x", &error) != 0)
        fail_msg("%s:%d:%d: %s\n%.*s", format_words[format], error.line, error.column,
                 error.message, (int)(text.size < 3000 ? text.size : 3000), text.data);
    return timeline;
}

static void assert_alike(const dl_timeline *a, const dl_timeline *b, const char *format)
{
    dl_difference *rows;
    size_t count;
    assert_int_equal(dl_timeline_diff(a, b, &rows, &count, NULL), 0);
    if (count)
        fail_msg("%s: %.*s differs in %s", format,
                 (int)(rows->old ? rows->old : rows->new)->id.size,
                 (rows->old ? rows->old : rows->new)->id.data, rows->field ? rows->field : "all");
    free(rows);
}

static void every_format_gives_back_what_it_was_given(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 60; round++) {
        for (int format = 0; format < 6; format++) {
            dl_timeline *timeline = new_timeline();
            bool breaks = format != DL_TIMELINE_TSV;
            int count = random_below(&seed, 12);
            for (int i = 0; i < count; i++)
                add_random(timeline, &seed, i, breaks);
            dl_buf text, again;
            dl_buf_init(&text);
            dl_buf_init(&again);
            assert_int_equal(dl_timeline_write(timeline, (dl_timeline_format)format, &text, NULL),
                             0);
            dl_timeline *back = read_back((dl_timeline_format)format, dl_buf_str(&text));
            assert_alike(timeline, back, format_words[format]);
            assert_same_constraints(timeline, back, format_words[format]);
            assert_int_equal(dl_timeline_write(back, (dl_timeline_format)format, &again, NULL), 0);
            assert_true(dl_str_equal(dl_buf_str(&text), dl_buf_str(&again)));
            dl_buf_clear(&text);
            dl_buf_clear(&again);
            dl_timeline_free(back);
            dl_timeline_free(timeline);
        }
    }
}

/* From any format to any other: what both can hold (TSV: no line breaks) comes through. */
static void every_format_goes_through_every_other(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int round = 0; round < 6; round++) {
        for (int pair = 0; pair < 36; pair++) {
            dl_timeline *timeline = new_timeline();
            int formats[] = {pair / 6, pair % 6}, count = 1 + random_below(&seed, 8);
            for (int i = 0; i < count; i++)
                add_random(timeline, &seed, i, false);
            dl_timeline *now = timeline;
            for (int k = 0; k < 2; k++) {
                dl_buf text;
                dl_buf_init(&text);
                assert_int_equal(
                    dl_timeline_write(now, (dl_timeline_format)formats[k], &text, NULL), 0);
                dl_timeline *next = read_back((dl_timeline_format)formats[k], dl_buf_str(&text));
                dl_buf_clear(&text);
                if (now != timeline)
                    dl_timeline_free(now);
                now = next;
            }
            assert_alike(timeline, now, format_words[formats[1]]);
            assert_same_constraints(timeline, now, format_words[formats[1]]);
            dl_timeline_free(now);
            dl_timeline_free(timeline);
        }
    }
}

static void json_keeps_constraints(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    add(timeline, "a", "A", "k", "2024", (dl_event){0});
    add(timeline, "b", "A", "k", "2024", (dl_event){0});
    dl_constraint near = {.a = event_in(timeline, "a"),
                          .b = event_in(timeline, "b"),
                          .ordering = DL_ORDER_WITHIN,
                          .seconds = 10800,
                          .why = DL_STR("the group's \"three hours\"")};
    dl_constraint by = {.a = near.a, .ordering = DL_ORDER_BY, .date = date_of("2024-05")};
    assert_int_equal(dl_timeline_constrain(timeline, &near, NULL), 0);
    assert_int_equal(dl_timeline_constrain(timeline, &by, NULL), 0);
    dl_buf text;
    dl_buf_init(&text);
    assert_int_equal(dl_timeline_write(timeline, DL_TIMELINE_JSON, &text, NULL), 0);
    dl_timeline *back = read_back(DL_TIMELINE_JSON, dl_buf_str(&text));
    assert_int_equal(dl_timeline_constraint_count(back), 2);
    const dl_constraint *first = dl_timeline_constraint(back, 0);
    assert_int_equal(first->seconds, 10800);
    assert_true(dl_str_equal(first->why, near.why));
    assert_true(dl_date_equal(&dl_timeline_constraint(back, 1)->date, &by.date));
    dl_buf_clear(&text);
    dl_timeline_free(back);
    dl_timeline_free(timeline);
}

/* --- what others write --- */

static void assert_date(const dl_event *event, const char *expected)
{
    dl_buf text;
    dl_buf_init(&text);
    dl_date_print(event->date, &text);
    assert_string_equal(text.data, expected);
    dl_buf_clear(&text);
}

static void assert_text(dl_str text, const char *expected)
{
    if (!dl_str_equal(text, dl_str_of(expected)))
        fail_msg("'%.*s', expected '%s'", DL_STR_ARG(text), expected);
}

static void timelinejs_slides_are_events(void **state)
{
    static const char text[] = "{\"title\": {\"text\": {\"headline\": \"T\"}}, \"events\": [\n"
                               "{\"unique_id\": \"one\", \"start_date\": {\"year\": \"2024\", "
                               "\"month\": \"2\", \"day\": \"\"},\n"
                               " \"group\": \"OpenAI\", \"text\": {\"headline\": \"<b>Sora</b> "
                               "shown\", \"text\": \"<p>Long</p>\"},\n"
                               " \"media\": {\"url\": \"https://a.example/\"}},\n"
                               "{\"start_date\": {\"year\": 2024, \"month\": 2, \"day\": 3, "
                               "\"hour\": 8, \"minute\": 30},\n"
                               " \"end_date\": {\"year\": 2024, \"month\": 3}, \"text\": {}}]}";
    (void)state;
    dl_timeline *timeline = read_back(DL_TIMELINE_JSON, dl_str_of(text));
    const dl_event *one = event_in(timeline, "one"), *two = event_in(timeline, "slide-2");
    assert_date(one, "2024-02");
    assert_text(one->what, "Sora shown");
    assert_text(one->note, "Long");
    assert_text(one->actor, "OpenAI");
    assert_text(one->sources[0], "https://a.example/");
    assert_date(two, "2024-02-03T08:30/2024-03");
    assert_true(two->spans && !one->spans);
    assert_text(two->actor, "unknown");
    dl_timeline_free(timeline);
}

static void calendars_are_events(void **state)
{
    static const char text[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:America/New_York\r\n"
        "BEGIN:STANDARD\r\nDTSTART:19671029T020000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        "BEGIN:VEVENT\r\nUID:a b@c\r\nDTSTART;VALUE=DATE:20240215\r\nDTEND;VALUE=DATE:20240216\r\n"
        "SUMMARY:One\\, two\\; th\r\n ree\\nfour\r\nEND:VEVENT\r\n"
        "begin:vevent\nUID:two\nDTSTART;TZID=\"America/New_York\":20241126T083000\n"
        "BEGIN:VALARM\nSUMMARY:no\nEND:VALARM\nSUMMARY:Leak\nRRULE:FREQ=DAILY\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:three\nDTSTART;VALUE=DATE:20240215\nDTEND;VALUE=DATE:20240220\nEND:"
        "VEVENT\n"
        "BEGIN:VEVENT\nUID:four\nDTSTART:20241126T133000Z\nDTEND:20241126T170000Z\nEND:VEVENT\n"
        "END:VCALENDAR\n";
    (void)state;
    dl_timeline *timeline = read_back(DL_TIMELINE_ICAL, dl_str_of(text));
    assert_int_equal(dl_timeline_count(timeline), 4);
    assert_date(event_in(timeline, "a-b-c"), "2024-02-15");
    assert_text(event_in(timeline, "a-b-c")->what, "One, two; three\nfour");
    assert_text(event_in(timeline, "two")->what, "Leak");
    assert_text(event_in(timeline, "two")->note, "repeats: FREQ=DAILY");
    assert_true(dl_date_bounds(event_in(timeline, "two")->date).start_earliest.seconds ==
                1732627800);
    assert_date(event_in(timeline, "three"), "2024-02-15/2024-02-19");
    assert_true(event_in(timeline, "three")->spans);
    assert_date(event_in(timeline, "four"), "2024-11-26T13:30:00Z/2024-11-26T17:00:00Z");
    dl_timeline_free(timeline);
}

#define CAL(lines) "BEGIN:VCALENDAR\n" lines "END:VCALENDAR\n"

/* Once each of these refused the whole calendar, but for the small letters, which were passed over.
 */
static void calendars_of_other_programs_are_read(void **state)
{
    static const char text[] =
        CAL("BEGIN:VEVENT\nUID:a\nDTSTART;TZID=/x.org/America/New_York:20241205T170000\n"
            "RRULE:FREQ=WEEKLY\nEND:VEVENT\n"
            "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20241212T170000\nDTSTART:20241213T170000\n"
            "STATUS:CANCELLED\nEND:VEVENT\n"
            "BEGIN:VEVENT\nUID:b\nDTSTART;TZID=My Zone:20241205T170000\nDESCRIPTION:told\n"
            "END:VEVENT\n"
            "BEGIN:VEVENT\nuid:c\ndtstart;value=date:20241224\nsummary:small\nEND:VEVENT\n");
    (void)state;
    dl_timeline *timeline = read_back(DL_TIMELINE_ICAL, dl_str_of(text));
    assert_int_equal(dl_timeline_count(timeline), 4);
    assert_date(event_in(timeline, "a"), "2024-12-05T17:00:00-05:00[America/New_York]");
    assert_text(event_in(timeline, "a")->note, "repeats: FREQ=WEEKLY");
    assert_date(event_in(timeline, "a-20241212T170000"), "2024-12-13T17:00:00");
    assert_text(event_in(timeline, "a-20241212T170000")->note, "cancelled");
    assert_date(event_in(timeline, "b"), "2024-12-05T17:00:00");
    assert_text(event_in(timeline, "b")->note, "told; time zone: My Zone");
    assert_text(event_in(timeline, "c")->what, "small");
    dl_timeline_free(timeline);
}

/* Sheets leave an end that is none empty; the player's text is HTML. */
static void slides_made_of_sheets_are_read(void **state)
{
    static const char text[] =
        "{\"events\": [{\"unique_id\": \"a\", \"start_date\": {\"year\": \"2024\"},"
        " \"end_date\": {\"year\": \"\", \"month\": \"\"}, \"text\": {\"headline\":"
        " \"AT&amp;T&#8217;s &quot;news&#x22; &c; &#0;\", \"text\": \"<p>One</p><p>Two "
        "&lt;3</p><p>1 < 2</p>\"}}]}";
    (void)state;
    dl_timeline *timeline = read_back(DL_TIMELINE_TIMELINEJS, dl_str_of(text));
    assert_date(event_in(timeline, "a"), "2024");
    assert_false(event_in(timeline, "a")->spans);
    assert_text(event_in(timeline, "a")->what, "AT&T\xE2\x80\x99s \"news\" &c; &#0;");
    assert_text(event_in(timeline, "a")->note, "One Two <3 1 < 2");
    dl_timeline_free(timeline);
}

/* What is there but blank is as if it were not there: written as JSON it could not be read again.
 */
static void what_other_programs_leave_blank_is_filled(void **state)
{
    static const struct {
        dl_timeline_format format;
        const char *text, *what;
    } blanks[] = {
        {DL_TIMELINE_ICAL, CAL("BEGIN:VEVENT\nUID:a\nDTSTART:20240215\nSUMMARY:\t \nEND:VEVENT\n"),
         "untitled"},
        {DL_TIMELINE_ICAL,
         CAL("BEGIN:VEVENT\nUID:a\nDTSTART:20240215\nSUMMARY:\t\nX-DATELINE-ACTOR: x \n"
             "DESCRIPTION:told\nEND:VEVENT\n"),
         "told"},
        {DL_TIMELINE_TIMELINEJS,
         "{\"events\":[{\"unique_id\":\"a\",\"group\":\"\\t\",\"start_date\":{\"year\":\"2024\"},"
         "\"text\":{\"headline\":\" \",\"text\":\"told\"}}]}",
         "told"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        dl_timeline *timeline = read_back(blanks[i].format, dl_str_of(blanks[i].text));
        dl_buf text = {0};
        assert_text(event_in(timeline, "a")->what, blanks[i].what);
        assert_int_equal(dl_timeline_write(timeline, DL_TIMELINE_JSON, &text, NULL), 0);
        dl_timeline *back = read_back(DL_TIMELINE_JSON, dl_buf_str(&text));
        assert_text(event_in(back, "a")->what, blanks[i].what);
        dl_timeline_free(back);
        dl_timeline_free(timeline);
        dl_buf_clear(&text);
    }
}

static void a_calendars_lines_are_folded_between_characters(void **state)
{
    (void)state;
    dl_timeline *timeline = new_timeline();
    dl_buf text;
    char what[600] = "";
    for (int i = 0; i < 100; i++)
        strcat(what, "日é");
    add(timeline, "a", "A", "k", "2024-02~", (dl_event){.what = dl_str_of(what)});
    dl_buf_init(&text);
    assert_int_equal(dl_timeline_write(timeline, DL_TIMELINE_ICAL, &text, NULL), 0);
    dl_str rest = dl_buf_str(&text);
    while (rest.data) {
        dl_str line = dl_str_cut(rest, '\n', &rest);
        assert_true(line.size <= 76); /* 75 and CR */
        assert_true(line.size == 0 || dl_str_ends(line, DL_STR("\r")));
        assert_true(line.size < 2 || ((unsigned char)line.data[1] & 0xC0) != 0x80);
    }
    assert_non_null(strstr(text.data, "DTSTART;VALUE=DATE:20240201\r\n"));
    assert_non_null(strstr(text.data, "DTEND;VALUE=DATE:20240301\r\n"));
    assert_non_null(strstr(text.data, "X-DATELINE-EDTF:2024-02~\r\n"));
    dl_buf_clear(&text);
    dl_timeline_free(timeline);
}

static void a_markdown_table_is_found_among_prose(void **state)
{
    static const char text[] =
        "# Facts\n\nSome | prose\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "| id | actor | kind | date | what | x-mine |\n|:--|---|---|--:|---|---|\n"
        "| a | A | k | 2024 | this \\| that<br>more | z |\n| b | B | k | 2025 | w |\n\n"
        "| c | C | k | 2025 | after |\n";
    (void)state;
    dl_timeline *timeline = read_back(DL_TIMELINE_MARKDOWN, dl_str_of(text));
    assert_int_equal(dl_timeline_count(timeline), 2);
    assert_text(event_in(timeline, "a")->what, "this | that\nmore");
    dl_timeline_free(timeline);
}

/* --- faults --- */

typedef struct bad_text {
    dl_timeline_format format;
    const char *text;
    int line, column;
    const char *says;
} bad_text;

#define HEAD "id,actor,kind,date,what"
#define EVENT(date)                                                                                \
    "{\"id\": \"a\", \"actor\": \"A\", \"kind\": \"k\", \"date\": " date ", \"what\": \"w\"}"

static const bad_text bad_texts[] = {
    {DL_TIMELINE_CSV, "", 1, 1, "names its columns"},
    {DL_TIMELINE_CSV, HEAD "\na,A,k,2024-13,w\n", 2, 12, "months go"},
    {DL_TIMELINE_CSV, HEAD "\n\"a\",A,k,\"2024-13\",w\n", 2, 15, "months go"},
    {DL_TIMELINE_CSV, HEAD "\na,A,k,2024,\"w\n", 2, 12, "never closed"},
    {DL_TIMELINE_CSV, HEAD "\na,A,k,2024,w\"x\n", 2, 13, "not quoted"},
    {DL_TIMELINE_CSV, HEAD "\na,A,k,2024,\"w\"x\n", 2, 15, "closing quote"},
    {DL_TIMELINE_CSV, HEAD "\na,A,k,2024,\"w\nx\"\nb,A,k,20,w\n", 4, 7, "four digits"},
    {DL_TIMELINE_CSV, HEAD "\na,A,k,2024,w\nb,A,k,\xFF,w\n", 3, 7, "no UTF-8"},
    {DL_TIMELINE_CSV, HEAD "\na,A,k,2024,\"v\nw\",x\n", 3, 4, "a field more"},
    {DL_TIMELINE_CSV, HEAD ",reading\na,A,k,2024,w,often\n", 2, 14, "spans or sometime"},
    {DL_TIMELINE_CSV, HEAD ",published\na,A,k,2024,w,2024\n", 2, 14, "for 0 sources"},
    {DL_TIMELINE_CSV, HEAD ",sources,published\na,A,k,2024,w,u,2024-99\n", 2, 1, "months go"},
    {DL_TIMELINE_CSV, HEAD ",chosen\na,A,k,2024,w,b\n", 2, 1, "prefers 'b'"},
    {DL_TIMELINE_JSON, "", 1, 1, "JSON"},
    {DL_TIMELINE_JSON, "{\"events\": 3}", 1, 1, "events"},
    {DL_TIMELINE_JSON, "[3]", 1, 2, "an event"},
    {DL_TIMELINE_JSON, "{\"events\": [\n" EVENT("\"2024-13\"") "]}", 2, 54, "months go"},
    {DL_TIMELINE_JSON, "{\"events\": [\n" EVENT("2024") "]}", 2, 48, "a string"},
    {DL_TIMELINE_JSON, "[\n" EVENT("\"2024\"") ",\n" EVENT("\"2024\"") "]", 3, 1, "is taken"},
    {DL_TIMELINE_JSON, "[{\"id\": \"a\", \"when\": 3}]", 1, 22, "no field"},
    {DL_TIMELINE_JSON, "[{\"id\": \"a\"}]", 1, 2, "actor is missing"},
    {DL_TIMELINE_JSON, "{\"x\": \"}\", \"events\": [{\"start_date\": {\"year\": \"x\"}}]}", 1, 38,
     "year"},
    {DL_TIMELINE_JSON, "{\"events\": [], \"constraints\": [\n{\"a\": \"q\"}]}", 2, 1, "no event"},
    {DL_TIMELINE_JSON, "[\"\xff\"]", 1, 2, "JSON"},
    {DL_TIMELINE_ICAL, "", 1, 1, "BEGIN:VCALENDAR"},
    {DL_TIMELINE_ICAL, "BEGIN:VCALENDAR\n", 1, 1, "cut short"},
    {DL_TIMELINE_ICAL, CAL("BEGIN:VEVENT\nEND:VEVENT\n"), 3, 5, "DTSTART"},
    {DL_TIMELINE_ICAL, CAL("BEGIN:VEVENT\nDTSTART:2024\nEND:VEVENT\n"), 3, 9, "a date"},
    {DL_TIMELINE_ICAL, CAL("BEGIN:VEVENT\nDTSTART:20241301\nEND:VEVENT\n"), 3, 9, "month"},
    {DL_TIMELINE_ICAL, CAL("nonsense\n"), 2, 1, "NAME:value"},
    {DL_TIMELINE_ICAL, "END:VCALENDAR\n", 1, 5, "a BEGIN"},
    {DL_TIMELINE_MARKDOWN, "no table", 1, 1, "no table"},
    {DL_TIMELINE_MARKDOWN, "| id | actor | kind | date | what |\n|-|\n| a | A | k | 2024-13 | w |",
     3, 20, "months go"},
    {DL_TIMELINE_MARKDOWN, "| id | actor | kinds | date | what |\n", 1, 16, "no column"},
};

static void a_faulty_text_says_where_and_adds_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad_texts / sizeof *bad_texts; i++) {
        const bad_text *bad = &bad_texts[i];
        dl_timeline *timeline = new_timeline();
        dl_error error;
        int rc = dl_timeline_read(timeline, bad->format, dl_str_of(bad->text), "x", &error);
        if (rc == 0 || !strstr(error.message, bad->says) || error.line != bad->line ||
            error.column != bad->column)
            fail_msg("case %zu: %d: %s:%d:%d: %s", i, rc, error.place, error.line, error.column,
                     error.message);
        assert_string_equal(error.place, "x");
        assert_int_equal(dl_timeline_count(timeline), 0);
        dl_timeline_free(timeline);
    }
}

/* Cut short anywhere, or with a byte changed, a text is read or refused, and never more than that.
 */
static void damaged_texts_are_read_or_refused(void **state)
{
    (void)state;
    uint64_t seed = random_seed();
    for (int format = 0; format < 6; format++) {
        dl_timeline *timeline = new_timeline();
        dl_buf text;
        for (int i = 0; i < 5; i++)
            add_random(timeline, &seed, i, true);
        dl_buf_init(&text);
        assert_int_equal(dl_timeline_write(timeline, (dl_timeline_format)format, &text, NULL), 0);
        for (int i = 0; i < 1500; i++) {
            dl_timeline *into = new_timeline();
            size_t at = (size_t)random_below(&seed, (int)text.size);
            char old = text.data[at];
            text.data[at] = (char)(i % 3 ? random_below(&seed, 256) : "\0\n\t\"\\|{:,;"[i % 10]);
            size_t size = i % 2 ? text.size : at;
            char *copy = malloc(size + 1); /* so that a read past its end is seen */
            memcpy(copy, text.data, size);
            dl_timeline_read(into, (dl_timeline_format)format, (dl_str){copy, size}, "x", NULL);
            free(copy);
            text.data[at] = old;
            dl_timeline_free(into);
        }
        dl_buf_clear(&text);
        dl_timeline_free(timeline);
    }
}

static void hostile_texts_are_refused(void **state)
{
    (void)state;
    enum { DEEP = 200000 };
    dl_buf text;
    dl_error error;
    dl_timeline *timeline = new_timeline();
    dl_buf_init(&text);
    for (int i = 0; i < DEEP; i++)
        dl_buf_putc(&text, '[');
    assert_int_not_equal(
        dl_timeline_read(timeline, DL_TIMELINE_JSON, dl_buf_str(&text), "x", &error), 0);
    dl_buf_truncate(&text, 0);
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&text, "BEGIN:X\n");
    assert_int_not_equal(
        dl_timeline_read(timeline, DL_TIMELINE_ICAL, dl_buf_str(&text), "x", &error), 0);
    dl_buf_truncate(&text, 0);
    for (int i = 0; i < DEEP; i++)
        dl_buf_puts(&text, "x-a,");
    assert_int_not_equal(
        dl_timeline_read(timeline, DL_TIMELINE_CSV, dl_buf_str(&text), "x", &error), 0);
    dl_buf_clear(&text);
    dl_timeline_free(timeline);
}

/* --- behind others --- */

static void a_text_is_read_behind_what_is_there(void **state)
{
    static const char head[] = "id\tactor\tkind\tdate\twhat\tconstraints\n";
    char text[300];
    (void)state;
    dl_error error;
    dl_timeline *timeline = new_timeline();
    add(timeline, "a", "A", "k", "2024", (dl_event){0});
    snprintf(text, sizeof text, "%sb\tB\tk\t2025\tb\tafter a\n", head);
    assert_int_equal(dl_timeline_read(timeline, DL_TIMELINE_TSV, dl_str_of(text), "x", &error), 0);
    assert_int_equal(dl_timeline_count(timeline), 2);
    assert_int_equal(dl_timeline_constraint_count(timeline), 1);
    assert_true(dl_timeline_constraint(timeline, 0)->b == dl_timeline_find(timeline, DL_STR("a")));
    snprintf(text, sizeof text, "%sc\tC\tk\t2025\tc\t\nb\tB\tk\t2025\tb\t\n", head);
    assert_int_equal(dl_timeline_read(timeline, DL_TIMELINE_TSV, dl_str_of(text), "x", &error),
                     DL_ERR_USAGE);
    assert_string_equal(error.message, "the id 'b' is taken");
    assert_int_equal(error.line, 3);
    assert_int_equal(dl_timeline_count(timeline), 2);
    dl_timeline_free(timeline);
}

static void formats_are_told_by_word_and_ending(void **state)
{
    static const struct {
        const char *word;
        int format;
    } rows[] = {{"tsv", 0},        {"a/b.csv", 1}, {"b.json", 2},  {"b.timelinejs.json", 3},
                {"timelinejs", 3}, {"c.ics", 4},   {"notes.md", 5}};
    (void)state;
    dl_timeline_format format;
    dl_error error;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(dl_timeline_format_of(dl_str_of(rows[i].word), &format, &error), 0);
        assert_int_equal(format, rows[i].format);
    }
    assert_int_equal(dl_timeline_format_of(DL_STR("a.xls"), &format, &error), DL_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_gives_back_what_it_was_given),
        cmocka_unit_test(every_format_goes_through_every_other),
        cmocka_unit_test(json_keeps_constraints),
        cmocka_unit_test(timelinejs_slides_are_events),
        cmocka_unit_test(calendars_are_events),
        cmocka_unit_test(what_other_programs_leave_blank_is_filled),
        cmocka_unit_test(a_calendars_lines_are_folded_between_characters),
        cmocka_unit_test(a_markdown_table_is_found_among_prose),
        cmocka_unit_test(a_faulty_text_says_where_and_adds_nothing),
        cmocka_unit_test(calendars_of_other_programs_are_read),
        cmocka_unit_test(slides_made_of_sheets_are_read),
        cmocka_unit_test(damaged_texts_are_read_or_refused),
        cmocka_unit_test(hostile_texts_are_refused),
        cmocka_unit_test(a_text_is_read_behind_what_is_there),
        cmocka_unit_test(formats_are_told_by_word_and_ending)};
    return cmocka_run_group_tests_name("timelines as text", tests, NULL, NULL);
}
