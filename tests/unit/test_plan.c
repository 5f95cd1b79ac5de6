/* Which steps are fresh, without Lua: traces, keys, and what makes them hold no more. */
#include "support.h"

#include "dateline/plan.h"

enum { STEPS = 4 };

typedef struct world {
    char value[32]; /* what every use is worth now */
    size_t asked;
} world;

static int value_now(void *user, const dl_use *use, dl_buf *value, bool *there, dl_error *error)
{
    world *w = user;
    (void)use;
    w->asked++;
    *there = w->value[0] != '?';
    dl_buf_puts(value, w->value);
    return dl_buf_ok(value, error);
}

typedef struct bench {
    world world;
    dl_plan *plan;
    dl_step steps[STEPS];
    const dl_step *list[STEPS];
    dl_error error;
} bench;

static void open_bench(bench *b)
{
    static const char *const codes[STEPS] = {"a = 1", "b = a", "t.x = 1", "print(t, b)"};
    memset(b, 0, sizeof *b);
    snprintf(b->world.value, sizeof b->world.value, "v");
    assert_int_equal(dl_plan_new(&b->plan, value_now, &b->world, &b->error), 0);
    for (int i = 0; i < STEPS; i++) {
        b->steps[i] = (dl_step){.code = dl_str_of(codes[i]), .id = DL_STR("id"), .line = 10 * i};
        b->list[i] = &b->steps[i];
    }
}

static void begin(bench *b)
{
    assert_int_equal(dl_plan_begin(b->plan, b->list, STEPS, DL_STR("frame"), &b->error), 0);
}

static dl_str names[] = {{"a", 1}, {"b", 1}, {"t", 1}};
static const size_t first_place = 0;

/* What each step of the bench does: 0 binds a and t, 1 reads a and binds b, 2 changes t's object,
 * 3 reads b and t. */
static dl_did did_of(size_t place, const dl_use *uses, size_t use_count)
{
    dl_did did = {.uses = uses, .use_count = use_count};
    static dl_str binds_first[] = {{"a", 1}, {"t", 1}};
    switch (place) {
    case 0:
        did.binds = binds_first;
        did.bind_count = 2;
        break;
    case 1:
        did.reads = &names[0];
        did.read_count = 1;
        did.binds = &names[1];
        did.bind_count = 1;
        break;
    case 2:
        did.reads = &names[2];
        did.read_count = 1;
        did.owners = did.changed = &first_place;
        did.owner_count = did.changed_count = 1;
        break;
    default:
        did.reads = &names[1];
        did.read_count = 2;
        did.owners = &first_place;
        did.owner_count = 1;
    }
    return did;
}

/* Runs what is stale; bit i of the answer: step i was. */
static unsigned pass(bench *b, const dl_use *uses, size_t use_count, size_t user_place)
{
    unsigned ran = 0;
    for (size_t i = 0; i < STEPS; i++) {
        void *kept;
        dl_key key;
        assert_int_equal(dl_plan_find(b->plan, &kept, &key, &b->error), 0);
        if (!kept) {
            dl_did did = did_of(i, uses, i == user_place ? use_count : 0);
            ran |= 1u << i;
            assert_int_equal(dl_plan_keep(b->plan, &did, b, &key, &b->error), 0);
        }
        assert_int_equal(dl_plan_next(b->plan, &b->error), 0);
    }
    return ran;
}

static unsigned round_of(bench *b)
{
    begin(b);
    return pass(b, NULL, 0, STEPS);
}

static void an_edit_makes_stale_what_reads_and_an_undone_one_nothing(void **state)
{
    bench b;
    (void)state;
    open_bench(&b);
    assert_int_equal(round_of(&b), 0xf);
    assert_int_equal(round_of(&b), 0);
    b.steps[1].code = DL_STR("b = a + 1");
    assert_int_equal(round_of(&b), 0xa); /* itself, and who reads b */
    b.steps[1].code = DL_STR("b = a");
    assert_int_equal(round_of(&b), 0);
    b.steps[2].code = DL_STR("t.x = 2");
    assert_int_equal(round_of(&b), 0xc); /* itself, and who reaches what it changed */
    b.steps[0].code = DL_STR("a = 2");
    assert_int_equal(round_of(&b), 0xf);
    dl_plan_free(b.plan);
}

static void lines_and_captions_and_ids_do_not_count_where_they_were_not_seen(void **state)
{
    bench b;
    (void)state;
    open_bench(&b);
    round_of(&b);
    for (int i = 0; i < STEPS; i++) {
        b.steps[i].line += 7;
        b.steps[i].id = DL_STR("other");
        b.steps[i].caption = DL_STR("new");
        b.steps[i].echo = !b.steps[i].echo;
    }
    assert_int_equal(round_of(&b), 0);
    dl_plan_free(b.plan);
}

static void a_use_makes_its_step_stale_when_its_value_is_another(void **state)
{
    static const struct {
        dl_use_kind kind;
        const char *value;
    } kinds[] = {{DL_USE_PARAM, "v"}, {DL_USE_FILE, "v"},     {DL_USE_SOURCE, "v"},
                 {DL_USE_TODAY, "v"}, {DL_USE_CAPTURES, "v"}, {DL_USE_READS_TABLE, "v"}};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bench b;
        dl_use use = {kinds[i].kind, DL_STR("name"), dl_str_of(kinds[i].value)};
        open_bench(&b);
        begin(&b);
        assert_int_equal(pass(&b, &use, 1, 1), 0xf);
        begin(&b);
        assert_int_equal(pass(&b, &use, 1, 1), 0);
        snprintf(b.world.value, sizeof b.world.value, "w");
        dl_use now = use;
        now.value = DL_STR("w");
        begin(&b);
        assert_int_equal(pass(&b, &now, 1, 1), 0xa);
        snprintf(b.world.value, sizeof b.world.value, "?"); /* it cannot be known */
        begin(&b);
        assert_int_equal(pass(&b, &now, 1, 1) & 2, 2);
        dl_plan_free(b.plan);
    }
}

static void random_numbers_and_pictures_count_their_steps_id_and_errors_its_lines(void **state)
{
    static const dl_use_kind kinds[] = {DL_USE_RANDOM, DL_USE_ID, DL_USE_LINES};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        bench b;
        dl_use use = {kinds[i], DL_STR(""), DL_STR("")};
        open_bench(&b);
        begin(&b);
        pass(&b, &use, 1, 1);
        begin(&b);
        assert_int_equal(pass(&b, &use, 1, 1), 0);
        if (kinds[i] == DL_USE_LINES)
            b.steps[0].line++; /* whose functions it may call */
        else
            b.steps[1].id = DL_STR("new");
        begin(&b);
        assert_int_equal(pass(&b, &use, 1, 1), 0xa);
        dl_plan_free(b.plan);
    }
}

static void a_value_is_asked_for_once_a_round(void **state)
{
    bench b;
    dl_use use = {DL_USE_FILE, DL_STR("f"), DL_STR("v")};
    (void)state;
    open_bench(&b);
    for (int i = 0; i < STEPS; i++)
        b.steps[i].code = DL_STR("same");
    begin(&b);
    pass(&b, &use, 1, 0);
    begin(&b);
    b.world.asked = 0;
    pass(&b, &use, 1, 0);
    assert_int_equal(b.world.asked, 1);
    dl_plan_free(b.plan);
}

static void a_trace_goes_through_bytes_and_damage_is_refused(void **state)
{
    bench b, other;
    dl_use use = {DL_USE_FILE, DL_STR("f"), DL_STR("v")};
    dl_buf bytes = {0};
    dl_key key, code;
    void *kept;
    (void)state;
    open_bench(&b);
    begin(&b);
    pass(&b, &use, 1, 1);
    open_bench(&other);
    begin(&other);
    for (size_t i = 0; i < STEPS; i++) {
        dl_buf_truncate(&bytes, 0);
        assert_int_equal(dl_plan_save(b.plan, i, &bytes, &key, &code, &kept, &b.error), 0);
        for (size_t size = 0; size < bytes.size; size++)
            assert_int_equal(dl_plan_load(other.plan, (dl_str){bytes.data, size}, &other, &b.error),
                             DL_ERR_SYNTAX);
        uint64_t random = random_seed();
        for (int damage = 0; damage < 500; damage++) {
            size_t at = (size_t)random_below(&random, (int)bytes.size);
            char was = bytes.data[at];
            bytes.data[at] = (char)random_next(&random);
            int rc = dl_plan_load(other.plan, dl_buf_str(&bytes), &other, &b.error);
            assert_true(rc == 0 || rc == DL_ERR_SYNTAX);
            bytes.data[at] = was;
        }
        assert_int_equal(dl_plan_load(other.plan, dl_buf_str(&bytes), &other, &b.error), 0);
    }
    assert_int_equal(pass(&other, &use, 1, 1), 0);
    dl_buf_clear(&bytes);
    dl_plan_free(b.plan);
    dl_plan_free(other.plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edit_makes_stale_what_reads_and_an_undone_one_nothing),
        cmocka_unit_test(lines_and_captions_and_ids_do_not_count_where_they_were_not_seen),
        cmocka_unit_test(a_use_makes_its_step_stale_when_its_value_is_another),
        cmocka_unit_test(random_numbers_and_pictures_count_their_steps_id_and_errors_its_lines),
        cmocka_unit_test(a_value_is_asked_for_once_a_round),
        cmocka_unit_test(a_trace_goes_through_bytes_and_damage_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
