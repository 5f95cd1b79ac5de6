#include "cli/moment.h"

#include <stdio.h>

#include "dateline/date.h"

cli_moment cli_moment_of(int64_t utc_us)
{
    cli_moment moment;
    dl_buf text;
    dl_buf_init(&text);
    dl_date date = dl_date_of_utc(utc_us);
    dl_date_print(&date, &text);
    snprintf(moment.text, sizeof moment.text, "%s", text.data ? text.data : "");
    dl_buf_clear(&text);
    return moment;
}
