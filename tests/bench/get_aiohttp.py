"""The aiohttp peer: URLS to FOLDER, 64 at once, a file each."""
import asyncio
import sys

import aiohttp


async def get(session, url, path):
    async with session.get(url) as answer:
        body = await answer.read()
    with open(path, "wb") as file:
        file.write(body)


async def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        urls = lines.read().split()
    connector = aiohttp.TCPConnector(limit=64)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(
            *(get(session, url, f"{sys.argv[2]}/{i}") for i, url in enumerate(urls)))


asyncio.run(main())
