#include "extract/xpath_guard.h"

#include <libxml/xpathInternals.h>
#include <string.h>

#include "base/clock.h"

/* Ten times what the slowest selector of the tests needs on the largest page of the suites. */
static const unsigned long most_operations = 100UL * 1000 * 1000;
/* A notebook waits for it; libxml2 asks between operations only, so the largest one comes on top.
 */
static const int64_t most_ns = (int64_t)5 * 1000 * 1000 * 1000;
/* Bytes of one argument times bytes of another, and of what concat() makes. */
static const size_t most_work = (size_t)2000 * 1000 * 1000, most_bytes = (size_t)64 << 20;

/* Waits until the search ends, or so long; the wait is by the wall's clock. */
static void wait_for(dl_xpath_guard *guard, int64_t ns)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    ns += until.tv_nsec;
    until.tv_sec += ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    int rc = 0;
    while (!guard->done && rc == 0)
        rc = pthread_cond_timedwait(&guard->ended, &guard->lock, &until);
}

/* libxml2 offers no clock, but reads its limit anew before each operation. The limit is processor
 * time, so that a busy machine does not fail a search that an idle one makes. */
static void *watch(void *data)
{
    static const int64_t least_wait = 50 * 1000 * 1000;
    dl_xpath_guard *guard = data;
    int64_t left = most_ns;
    pthread_mutex_lock(&guard->lock);
    while (!guard->done && left > 0) {
        wait_for(guard, left > least_wait ? left : least_wait);
        left = guard->last_ns - dl_clock_ns(guard->work);
    }
    if (!guard->done) {
        guard->late = true;
        __atomic_store_n(&guard->context->opLimit, 1UL, __ATOMIC_RELAXED);
    }
    pthread_mutex_unlock(&guard->lock);
    return NULL;
}

static bool start_watch(dl_xpath_guard *guard)
{
    pthread_condattr_t steady; /* a clock that nobody sets */
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&guard->lock, NULL);
    pthread_cond_init(&guard->ended, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_getcpuclockid(pthread_self(), &guard->work) != 0)
        return false;
    guard->last_ns = dl_clock_ns(guard->work) + most_ns;
    return pthread_create(&guard->watcher, NULL, watch, guard) == 0;
}

static size_t size_of(const xmlXPathObject *object)
{
    return object && object->stringval ? strlen((const char *)object->stringval) : 0;
}

static void refuse(xmlXPathParserContext *run)
{
    ((dl_xpath_guard *)run->context->user)->too_large = true;
    xmlXPathSetError(run, XPATH_EXPR_ERROR);
}

/* Pops up to three arguments as strings, and puts them back for the function itself. */
static void within(xmlXPathParserContext *run, int count, xmlXPathFunction function)
{
    xmlXPathObject *taken[3] = {NULL, NULL, NULL};
    if (count > 3 || count < 1) {
        function(run, count); /* tells of the wrong number itself */
        return;
    }
    for (int i = count - 1; i >= 0; i--)
        taken[i] = xmlXPathConvertString(valuePop(run));
    bool fine = size_of(taken[0]) * (size_of(taken[1]) + 1) <= most_work;
    for (int i = 0; i < count; i++)
        valuePush(run, taken[i]);
    if (fine)
        function(run, count);
    else
        refuse(run);
}

static void contains(xmlXPathParserContext *run, int count)
{
    within(run, count, xmlXPathContainsFunction);
}

static void substring_before(xmlXPathParserContext *run, int count)
{
    within(run, count, xmlXPathSubstringBeforeFunction);
}

static void substring_after(xmlXPathParserContext *run, int count)
{
    within(run, count, xmlXPathSubstringAfterFunction);
}

static void translate(xmlXPathParserContext *run, int count)
{
    within(run, count, xmlXPathTranslateFunction);
}

/* libxml2's own copies the whole once an argument, and makes as much as it is asked to. */
static void concat(xmlXPathParserContext *run, int count)
{
    xmlBuffer *all = NULL;
    if (count < 2) {
        xmlXPathSetError(run, XPATH_INVALID_ARITY);
        return;
    }
    /* arguments come off the stack last first: total their sizes, then take them in order */
    size_t total = 0;
    int base = run->valueNr - count;
    bool fine = base >= 0;
    for (int i = 0; fine && i < count; i++) {
        xmlXPathObject *made = xmlXPathConvertString(run->valueTab[base + i]);
        run->valueTab[base + i] = made;
        if (i == count - 1)
            run->value = made;
        total += size_of(made);
        fine = made && total <= most_bytes;
    }
    if (!fine || !(all = xmlBufferCreateSize(total + 1))) {
        refuse(run);
        return;
    }
    for (int i = 0; i < count; i++)
        if (run->valueTab[base + i]->stringval)
            xmlBufferCat(all, run->valueTab[base + i]->stringval);
    for (int i = 0; i < count; i++)
        xmlXPathFreeObject(valuePop(run));
    valuePush(run, xmlXPathNewString(xmlBufferContent(all)));
    xmlBufferFree(all);
}

static const struct {
    const char *name;
    xmlXPathFunction function;
} guarded[] = {{"contains", contains},
               {"substring-before", substring_before},
               {"substring-after", substring_after},
               {"translate", translate},
               {"concat", concat}};

static void take_error(void *data, xmlError *error)
{
    dl_xpath_guard *guard = data;
    if (guard->code)
        return;
    guard->code = error->code - XML_XPATH_EXPRESSION_OK;
    guard->at = error->domain == XML_FROM_XPATH && error->str1 ? error->int1 : -1;
}

/* Some of libxml2's complaints go past the context's handler, to standard error. */
static void print_nothing(void *data, const char *format, ...)
{
    (void)data;
    (void)format;
}

void dl_xpath_guard_begin(dl_xpath_guard *guard, xmlXPathContext *context)
{
    memset(guard, 0, sizeof *guard);
    guard->context = context;
    guard->at = -1;
    context->user = guard;
    context->userData = guard;
    context->error = (xmlStructuredErrorFunc)take_error;
    context->opLimit = most_operations;
    guard->printer = xmlGenericError; /* of this thread alone */
    guard->printer_data = xmlGenericErrorContext;
    xmlSetGenericErrorFunc(NULL, print_nothing);
    for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++) {
        const xmlChar *name = (const xmlChar *)guarded[i].name;
        xmlXPathRegisterFunc(context, name, NULL); /* its own, which it would not replace */
        if (xmlXPathRegisterFunc(context, name, guarded[i].function) != 0)
            guard->code = XPATH_MEMORY_ERROR;
    }
    guard->watched = start_watch(guard);
    if (!guard->watched)
        context->opLimit = most_operations / 20;
}

void dl_xpath_guard_end(dl_xpath_guard *guard)
{
    pthread_mutex_lock(&guard->lock);
    guard->done = true;
    pthread_cond_signal(&guard->ended);
    pthread_mutex_unlock(&guard->lock);
    if (guard->watched)
        pthread_join(guard->watcher, NULL);
    xmlSetGenericErrorFunc(guard->printer_data, guard->printer);
    pthread_cond_destroy(&guard->ended);
    pthread_mutex_destroy(&guard->lock);
}
