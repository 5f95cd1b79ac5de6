#include <curl/curl.h>

#include "dateline/fetch.h"

const char *dl_fetch_library(const char **built)
{
    if (built)
        *built = LIBCURL_VERSION;
    return curl_version_info(CURLVERSION_NOW)->version;
}

const char *dl_fetch_certificates(void)
{
    return curl_version_info(CURLVERSION_NOW)->cainfo;
}
