"""The Scrapy peer: URLS, 64 at once, each body read and dropped."""
import sys

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess


class Get(Spider):
    name = "get"

    def start_requests(self):
        with open(sys.argv[1], encoding="utf-8") as lines:
            for url in lines.read().split():
                yield Request(url)

    def parse(self, response, **_):
        yield {"url": response.url, "size": len(response.body)}


process = CrawlerProcess({
    "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 64, "LOG_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False})
process.crawl(Get)
process.start()
