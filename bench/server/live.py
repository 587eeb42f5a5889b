#!/usr/bin/env python3
"""Many idle streams of live changes on one `signet serve` (SQLite), each of its own connection: the server's memory for
each, what the server does meanwhile, and how long a change takes from the request that makes it to a client that follows.
Wants the product: cmake --preset release && cmake --build build/release --target signet
Usage: bench/server/live.py [--streams N] [--changes N]
"""

import argparse
import base64
import hashlib
import json
import os
import re
import resource
import secrets
import socket
import sqlite3
import statistics
import struct
import sys
import tempfile
import threading
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "lib"))
from team_server import Api, TeamServer, wait_for  # noqa: E402

OF_USER = 100  # streams that a person may have
SPARE = 100  # of the server's 10,000 connections, for all else


def raise_file_limit(wanted):
    """Whether so many files may be open, in this process and the server that it starts."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return True


def add_people(data, count):
    """People with a session each, straight into the database; their Apis' headers."""
    headers = []
    database = sqlite3.connect(os.path.join(data, "signet.db"))
    now = int(time.time() * 1000)
    for number in range(count):
        user, token = str(uuid.uuid4()), secrets.token_urlsafe(32)
        mail = f"user{number}@example.com"
        database.execute("INSERT INTO users (id, email, email_canonical, email_verified_ms, name, password_hash, is_admin, "
                         "created_ms) VALUES (?, ?, ?, 1, 'U', '-', 0, 1)", (user, mail, mail))
        database.execute("INSERT INTO sessions (token_hash, id, user_id, kind, csrf_hash, user_agent, address, created_ms, "
                         "last_used_ms, expires_ms, authenticated_ms) VALUES (?, ?, ?, 'cli', ?, 'bench', '127.0.0.1', ?, "
                         "?, ?, ?)", (hashlib.sha256(token.encode()).digest(), str(uuid.uuid4()), user, bytes(32), now,
                                      now, now + 86_400_000, now))
        headers.append({"Authorization": "Bearer " + token})
    database.commit()
    database.close()
    return headers


class Stream:
    """A WebSocket that follows a workspace."""

    def __init__(self, port, workspace, headers):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.buffer = b""
        lines = [f"GET /api/v1/workspaces/{workspace}/live HTTP/1.1", "Host: localhost", "Upgrade: websocket",
                 "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                 "Sec-WebSocket-Key: " + base64.b64encode(secrets.token_bytes(16)).decode()]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        while b"\r\n\r\n" not in self.buffer:
            self.read_more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise AssertionError(head.decode() + self.buffer.decode())

    def read_more(self):
        got = self.socket.recv(65536)
        if not got:
            raise AssertionError("the server has closed a stream")
        self.buffer += got

    def take(self, count):
        while len(self.buffer) < count:
            self.read_more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def next(self):
        """The next message; pings are answered."""
        while True:
            first, length = self.take(2)
            if length == 126:
                length = struct.unpack(">H", self.take(2))[0]
            payload = self.take(length)
            if first & 15 == 9:
                self.socket.sendall(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)
            elif first & 15 == 1:
                return json.loads(payload)
            else:
                raise AssertionError(f"a frame of kind {first & 15}: {payload}")


def of_process(server, name):
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as status:
        return int(re.search(name + r":\s+(\d+)", status.read()).group(1))


def processor_seconds(server):
    with open(f"/proc/{server.process.pid}/stat", encoding="utf-8") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def arrivals(api, path, stream, count):
    """For each of so many changes: ms of the request, and ms from its sending to the change's arrival."""
    times = {}
    reader = threading.Thread(target=lambda: [times.setdefault(stream.next()["name"], time.monotonic())
                                              for _ in range(count)])
    reader.start()
    requests, sent = [], {}
    for number in range(count):
        began = sent[f"E{number}"] = time.monotonic()
        api.must(201, "POST", path + "/elements", {"kind": "environment", "content": {"name": f"E{number}", "values": []}})
        requests.append((time.monotonic() - began) * 1000)
        time.sleep(0.005)
    reader.join()
    return requests, [(times[name] - sent[name]) * 1000 for name in sent]


def row(what, times):
    times = sorted(times)
    print(f"| {what} | {statistics.median(times):.2f} ms | {times[int(len(times) * 0.99)]:.2f} ms |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=500)
    given = parser.parse_args()
    streams = min(given.streams, 10_000 - SPARE)
    if not raise_file_limit(streams + 1_000):
        print(f"skipped: this needs {streams + 1_000} open files, and the limit cannot be raised (ulimit -Hn)")
        return
    with tempfile.TemporaryDirectory() as data:
        # As a trusted proxy this machine may open as many connections as it likes.
        server = TeamServer(data, arguments=["--trusted-proxy", "127.0.0.1"]).start()
        wait_for(lambda: server.get("/readyz") == 200, "the server")
        people = add_people(data, streams // OF_USER + 1)
        spaces = [Api(server.port, who).must(201, "POST", "/workspaces", {"kind": "personal", "name": "W"})["id"]
                  for who in people]
        writer, path = Api(server.port, people[0]), "/workspaces/" + spaces[0]
        print("| | p50 | p99 |\n|---|---|---|")
        watcher = Stream(server.port, spaces[0], people[0])
        assert watcher.next()["type"] == "ready"
        requests, delays = arrivals(writer, path, watcher, given.changes)
        row("a change: the request, nobody else follows", requests)
        row("a change: from its request's sending to its arrival", delays)

        before, began = of_process(server, "VmRSS"), time.monotonic()
        idle = []
        for number in range(streams):
            person = 1 + number // OF_USER
            idle.append(Stream(server.port, spaces[person], people[person]))
        for stream in idle:
            assert stream.next()["type"] == "ready"
        took = time.monotonic() - began
        after = of_process(server, "VmRSS")
        used, began = processor_seconds(server), time.monotonic()
        time.sleep(20)
        used = (processor_seconds(server) - used) / (time.monotonic() - began)
        requests, delays = arrivals(writer, path, watcher, given.changes)
        row(f"the request, with {streams:,} idle streams", requests)
        row("from its sending to its arrival", delays)
        print(f"\n{streams:,} idle streams were opened in {took:.1f} s; memory {before / 1024:.0f} MB before, "
              f"{after / 1024:.0f} MB with them: {(after - before) / streams:.1f} kB each, "
              f"{of_process(server, 'Threads')} threads in all; {used * 100:.1f} % of one core while nothing happens")
        server.kill()


if __name__ == "__main__":
    main()
