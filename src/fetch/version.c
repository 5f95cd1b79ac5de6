#include <curl/curl.h>

#include "dateline/fetch.h"

const char *dl_fetch_library(void)
{
    return curl_version_info(CURLVERSION_NOW)->version;
}
