#!/usr/bin/env python3
"""A workspace of 1,000 collections with 100 requests each, beside one of a single collection with 10: what it takes to
import it, to open it, to search in it, to read and save one request, on SQLite and PostgreSQL. One client, one request
at a time.
Wants PostgreSQL 15 and the product: cmake --preset release && cmake --build build/release --target signet
Usage: bench/server/workspaces.py [--collections N] [--saves N] [--only sqlite,postgres]
"""

import argparse
import base64
import http.client
import io
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "lib"))
from team_server import Api, Postgres, TeamServer  # noqa: E402

REQUESTS = 100  # of a collection
FEW = 10
LONG = 600  # seconds that an import may take


def request(number, token="a token of some length, 0123456789abcdef"):
    return {"name": f"Request {number}",
            "request": {"method": "POST", "url": f"https://orders.example/api/v1/orders/{number}?expand=lines",
                        "header": [{"key": "Accept", "value": "application/json"}],
                        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": token, "type": "string"}]},
                        "body": {"mode": "raw", "raw": json.dumps({"id": number, "lines": [{"sku": "A1", "n": 2}] * 3})}},
            "event": [{"listen": "test", "script": {"type": "text/javascript", "exec": [
                "pm.test('is there', () => pm.response.to.have.status(200));"]}}],
            "response": []}


def collection(name, requests):
    return {"info": {"name": name, "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
            "item": [request(number) for number in range(requests)]}


def dump(collections, requests):
    """A Postman data dump (ZIP) of so many collections."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        names = [f"c{number}" for number in range(collections)]
        archive.writestr("archive.json", json.dumps({"collection": dict.fromkeys(names, True)}))
        for name in names:
            archive.writestr(f"collection/{name}.json", json.dumps(collection(name, requests)))
    return out.getvalue()


def memory_mb(server, name="VmHWM"):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as status:
        return int(re.search(name + r":\s+(\d+)", status.read()).group(1)) / 1024


def timed(work):
    began = time.monotonic()
    answer = work()
    return (time.monotonic() - began) * 1000, answer


def row(what, times, notes=""):
    times = sorted(times)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    shown = f"{statistics.median(times):,.2f} ms | " + (f"{p99:,.2f} ms" if len(times) > 1 else "")
    print(f"| {what} | {shown} | {notes} |", flush=True)


def pages(api, path):
    """Times of all pages of a list, and how many elements were on them."""
    times, count, cursor = [], 0, ""
    while cursor is not None:
        took, page = timed(lambda: api.must(200, "GET", f"{path}&limit=1000" + (f"&cursor={cursor}" if cursor else "")))
        times.append(took)
        count += len(page["elements"])
        cursor = page["next_cursor"]
    return times, count


class Workspace:
    def __init__(self, server, api, name, collections, requests):
        self.api = api
        self.path = "/workspaces/" + api.must(201, "POST", "/workspaces", {"kind": "personal", "name": name})["id"]
        self.elements = collections * (requests + 1)
        body = {"name": "dump.zip", "data": base64.b64encode(dump(collections, requests)).decode()}
        patient = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONG)
        headers = dict(api.headers, **{"Content-Type": "application/json"})

        def send():
            patient.request("POST", f"/api/v1{self.path}/import", json.dumps(body), headers)
            answer = patient.getresponse()
            text = answer.read()
            if answer.status != 201:
                raise AssertionError(f"import: {answer.status}: {text[:300]}")

        took, _ = timed(send)
        api.close()  # the server did so meanwhile
        row(f"import {self.elements:,} elements", [took],
            f"{self.elements / took * 1000:,.0f} elements/s, peak memory {memory_mb(server):,.0f} MB")

    def one_request(self):
        top = self.api.must(200, "GET", f"{self.path}/elements?kind=collection&limit=1")["elements"][0]["id"]
        return self.api.must(200, "GET", f"{self.path}/elements?parent={top}&limit=1")["elements"][0]["id"]

    def open(self):
        times, count = pages(self.api, f"{self.path}/elements?after_seq=0")
        row(f"list all {count:,} elements, a page of 1,000", times, f"{sum(times) / 1000:,.2f} s for {len(times)} pages")
        times, count = pages(self.api, f"{self.path}/elements?kind=collection")
        row(f"list the {count:,} collections", times)
        top = self.api.must(200, "GET", f"{self.path}/elements?kind=collection&limit=1")["elements"][0]["id"]
        row("list the requests of a collection", [
            timed(lambda: self.api.must(200, "GET", f"{self.path}/elements?parent={top}&limit=1000"))[0]
            for _ in range(50)])
        row("export a collection", [
            timed(lambda: self.api.must(200, "GET", f"{self.path}/elements/{top}/export"))[0] for _ in range(50)])

    def search(self):
        for what, words in [("a word of all of them", "orders"), ("a word of 100 names", "request+77"),
                            ("a word of none", "missingword")]:
            path = f"{self.path}/search?q={words}"
            row(f"search for {what}, in {self.elements:,} elements",
                [timed(lambda: self.api.must(200, "GET", path))[0] for _ in range(20)])

    def read_and_save(self, times):
        path = f"{self.path}/elements/{self.one_request()}"
        row(f"read a request, of {self.elements:,} elements",
            [timed(lambda: self.api.must(200, "GET", path))[0] for _ in range(times)])
        saves = []
        for number in range(times):
            body = {"content": request(number, f"another token {number}")}
            saves.append(timed(lambda: self.api.must(200, "PUT", path, body, number + 1))[0])
        row(f"save a request with a new secret, of {self.elements:,} elements", saves)


def measure(title, database, collections, saves):
    print(f"\n## {title}\n\n| | p50 | p99 | |\n|---|---|---|---|")
    data = tempfile.mkdtemp(prefix="signet-bench-")
    server = TeamServer(data, database).start()
    try:
        server.make_admin()
        api = server.sign_in()
        small = Workspace(server, api, "small", 1, FEW)
        small.read_and_save(saves)
        large = Workspace(server, api, "large", collections, REQUESTS)
        large.open()
        large.search()
        large.read_and_save(saves)
        print(f"\nMemory afterwards: {memory_mb(server, 'VmRSS'):,.0f} MB.")
    finally:
        server.stop()
        shutil.rmtree(data)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--collections", type=int, default=1000)
    parser.add_argument("--saves", type=int, default=1000)
    parser.add_argument("--only", default="sqlite,postgres")
    options = parser.parse_args()
    if "sqlite" in options.only:
        measure("SQLite", None, options.collections, options.saves)
    if "postgres" in options.only:
        postgres = Postgres()
        try:
            measure("PostgreSQL", postgres.address(postgres.make_database()), options.collections, options.saves)
        finally:
            postgres.remove()


if __name__ == "__main__":
    main()
