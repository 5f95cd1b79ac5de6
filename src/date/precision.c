#include "dateline/date.h"

/* A division's code says which kind it is (ISO 8601-2 §4.8). */
static const char *division_word(int code)
{
    if (code <= 32)
        return "season";
    return code <= 36 ? "quarter" : code <= 39 ? "third" : "half";
}

const char *dl_date_precision_word(const dl_date *date)
{
    static const char *const words[] = {"unknown", "millennium", "century", "decade", "year",
                                        "season",  "month",      "day",     "minute", "second"};
    dl_precision precision = dl_date_precision(date);
    bool of_start = date->start_kind == DL_END_DATE && date->start.precision == DL_PRECISION_SEASON;
    if (precision == DL_PRECISION_SEASON)
        return division_word(of_start ? date->start.month : date->end.month);
    return words[precision];
}
