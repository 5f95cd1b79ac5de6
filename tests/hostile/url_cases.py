"""Addresses that a notebook may not reach, and what redirects, names and the environment change."""
import os
import re

from lua_cases import cell, judge_error, lua_string, notebook
from net import OTHER, PUBLIC, Names, Server, answer, pages


def refused(case, run):
    if run.status == 0:
        return "it was not refused"
    return judge_error(case, run)


def run_url(world, case):
    """By hand and in a notebook; nothing on this machine hears of it."""
    url = case["payload"]
    with Server("127.0.0.1", 80, pages({}, answer())) as here, Server("127.0.0.1", 8080, pages({}, answer())) as there:
        typed = world.command(["fetch", "--timeout", "5", url])
        fault = refused(case, typed)
        if not fault:
            text = notebook(cell(f"fetch({lua_string(url)})"), "net: [a.test]\n")
            fault = refused(case, world.run_patiently(text, ["--allow-net"]))
        if not fault and here.connections + there.connections:
            fault = "a connection was made"
    return fault or typed.slow(case)


def asking(url, net):
    return notebook(cell(f"return fetch({lua_string(url)}).title"), f"net: [{net}]\n")


def run_redirect(world, case):
    source, target = re.match(r"(\S+) -> 302 (\S+)", case["payload"]).groups()
    routes = {"/": answer(b"", "302 Found", [f"Location: {target}"])}
    with Server(PUBLIC, 80, pages(routes)), Server(OTHER, 80, pages({}, answer())) as other, \
            Server("127.0.0.1", 80, pages({}, answer())) as inside:
        run = world.run_patiently(asking(f"http://{source}/", source), ["--allow-net", "--delay", "0"])
        fault = refused(case, run)
        if not fault and "other" in target and not re.search(r"--allow-net=other\.test", run.errors):
            fault = "the flag is not named"
        if not fault and inside.connections + other.connections:
            fault = "the target was reached"
        return fault


def run_dropped(world, case):
    """Secrets that a notebook sends stay with the host that they are for."""
    routes = {"/": answer(b"", "302 Found", ["Location: http://granted2.test/"])}
    with Server(PUBLIC, 80, pages(routes)) as first, Server(OTHER, 80, pages({}, answer())) as second:
        code = 'return fetch("http://granted.test/", {headers = {Authorization = "secret", Cookie = "secret"}}).title'
        text = notebook(cell(code), "net: [granted.test, granted2.test]\n")
        run = world.run_patiently(text, ["--allow-net", "--delay", "0"])
        if run.status != 0:
            return f"status {run.status}: {run.errors[:300]}"
        if not any("secret" in head for head in first.heads):
            return "the first host was not sent what it is for"
        return "the second host was sent it too" if any("secret" in head for head in second.heads) else None


def run_names(world, case):
    if "rebind" in case["payload"]:
        with Names([PUBLIC, PUBLIC, "127.0.0.1"]), Server(PUBLIC, 80, pages({}, answer())), \
                Server("127.0.0.1", 80, pages({}, answer())) as inside:
            code = ('fetch("http://rebind.test/1") ' * 1 + 'for i = 2, 9 do fetch("http://rebind.test/" .. i) end')
            run = world.run_notebook(notebook(cell(code), "net: [rebind.test]\n"),
                                     ["--allow-net", "--delay", "0", "--timeout", "20"])
            fault = refused(case, run) if run.status else None
            return fault or ("the private address was reached" if inside.connections else None)
    with Names([PUBLIC]) as names:
        run = world.run_patiently(asking("http://secret-in-a-name.test/", "a.test"), ["--allow-net"])
        return refused(case, run) or (f"names were asked for: {names.queries}" if names.queries else None)


def run_policy(world, case):
    grant, url = re.match(r"grant (\S+); fetch (\S+)", case["payload"]).groups()
    with Server(PUBLIC, 80, pages({}, answer())), Server(OTHER, 80, pages({}, answer())) as other:
        run = world.run_patiently(asking(url, grant), ["--allow-net", "--delay", "0"])
        if case["check"]["outcome"] == "ok":
            return None if run.status in (0, 6) else f"status {run.status}: {run.errors[:300]}"
        return refused(case, run) or ("it was reached" if other.connections else None)


def run_environment(world, case):
    """Proxies and secrets of the environment do not count."""
    extra, home = {}, {}
    match = re.match(r"(\w+)=(\S+) in the environment", case["payload"])
    if match:
        extra[match.group(1)] = match.group(2)
    else:
        home[".netrc"] = b"machine public.test login me password secret\n"
    with Server(PUBLIC, 80, pages({}, answer())) as server:
        run = world.run_patiently(asking("http://public.test/", "public.test"),
                                  ["--allow-net", "--delay", "0"], files=home, environment=extra)
        if run.status != 0:
            return f"status {run.status}: {run.errors[:300]}"
        if not server.heads:
            return "the host was not asked"
        return "a secret was sent" if any("uthorization" in head for head in server.heads) else None


def run_many(world, case):
    """A loop of requests ends at the limit of a run."""
    code = case["payload"].replace("fetch.get", "fetch")
    if "1e5" not in code:
        run = world.run_patiently(notebook(cell(code), "net: [ok.test]\n"), ["--allow-net"])
        return judge_error(case, run)
    with Server(PUBLIC, 80, pages({}, answer())) as server:
        run = world.run_notebook(notebook(cell(code), "net: [ok.test]\n"),
                                 ["--allow-net", "--delay", "0", "--timeout", "50"])
        fault = judge_error(case, run)
        return fault or (f"{len(server.heads)} requests went out" if len(server.heads) > 1001 else None)


def run_case(world, case):
    if case["kind"] == "url":
        return run_url(world, case)
    if case["kind"] == "lua":
        return run_many(world, case)
    if case["kind"] == "dns" or "DNS" in case["payload"]:
        return run_names(world, case)
    if case["kind"] == "policy":
        return run_policy(world, case)
    if case["kind"] == "env":
        return run_environment(world, case)
    if "Authorization" in case["payload"]:
        return run_dropped(world, case)
    return run_redirect(world, case)
