#!/usr/bin/env python3
"""Writers of workspaces under load: requests added by 16 connections, each in a workspace of its own, and all in one, on
SQLite and on PostgreSQL with one, two and three replicas; how many of PostgreSQL's transactions were begun anew because
another was in the way. Each workspace has 1,000 requests before.
Wants wrk and PostgreSQL 15 (apt install wrk postgresql-15), and the product:
cmake --preset release && cmake --build build/release --target signet
Usage: bench/server/saves.py [--seconds N] [--only sqlite,postgres]      N of each measurement (10)
"""

import argparse
import base64
import json
import shutil
import tempfile
import time

from run import ARGUMENTS, Load, head, prepared, row
from team_server import Api, Postgres, TeamServer, run_on_sqlite

WRITERS = 16
FORMER = 1000  # requests
STATISTICS = 1.5  # seconds until PostgreSQL has counted what was done
CONTENT = {"name": "Orders", "request": {"method": "POST", "url": "https://orders.example/api/v1/orders?expand=lines",
                                         "auth": {"type": "bearer", "bearer": [
                                             {"key": "token", "value": "0123456789abcdef0123456789abcdef"}]}}}
# Each connection of a thread has one writer's turn after the other.
WRK_SCRIPT = """local writers = {%s}
local at = 0
request = function()
  at = at %% #writers + 1
  local writer = writers[at]
  return wrk.format("POST", writer[1], {["Authorization"] = writer[2], ["Content-Type"] = "application/json"}, writer[3])
end
"""

def make_writer(server, session):
    """Where one writer adds, as whom, and what."""
    api = Api(server.port, {"Authorization": session})
    workspace = "/workspaces/" + api.must(201, "POST", "/workspaces", {"kind": "personal", "name": "Bench"})["id"]
    collection = {"info": {"name": "C", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
                  "item": [CONTENT] * FORMER}
    api.must(201, "POST", workspace + "/import", {
        "name": "c.json", "data": base64.b64encode(json.dumps(collection).encode()).decode()})
    top = api.must(200, "GET", workspace + "/elements?kind=collection&limit=1")["elements"][0]["id"]
    api.close()
    return ["/api/v1" + workspace + "/elements", session,
            json.dumps({"kind": "request", "parent": top, "content": CONTENT})]


def start(load, server, writers):
    listed = ("{" + ", ".join(json.dumps(word) for word in writer) + "}" for writer in writers)
    return load.start_script(server.port, WRITERS, WRK_SCRIPT % ", ".join(listed))


def measure(title, load, address, execute, replicas, count_tries):
    """`count_tries` gives how many transactions were given up so far."""
    head(title, "")
    data = tempfile.mkdtemp(prefix="signet-bench-")
    servers = [TeamServer(data, address, ARGUMENTS).start()]
    _, sessions = prepared(servers[0], lambda statement: execute(data, statement))
    writers = [make_writer(servers[0], session) for session in sessions[:WRITERS]]
    for count in range(1, replicas + 1):
        while len(servers) < count:
            servers.append(TeamServer(data, address, ARGUMENTS).start())
        for what, whose in (("16 workspaces", writers), ("one workspace", writers[:1])):
            before = count_tries()
            runs = [start(load, server, whose) for server in servers]
            results = [Load.result(run) for run in runs]
            rate = sum(result[0] for result in results)
            anew = (count_tries() - before) / (rate * load.seconds)
            row(f"{what}, {count} replica{'s' if count > 1 else ''}",
                (rate, max(r[1] for r in results), max(r[2] for r in results), sum(r[3] for r in results),
                 sum(r[4] for r in results)), f"{anew:.2f} a write begun anew" if replicas > 1 else "")
    for server in servers:
        server.stop()
    shutil.rmtree(data)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--only", default="sqlite,postgres")
    options = parser.parse_args()
    only = options.only.split(",")
    if not shutil.which("wrk") or not Postgres.is_installed():
        print("skipped: wrk or PostgreSQL 15 not installed: apt install wrk postgresql-15")
        return
    load = Load(options.seconds)
    if "sqlite" in only:
        measure("SQLite", load, None, run_on_sqlite, 1, lambda: 0)
    if "postgres" in only:
        postgres = Postgres(["shared_buffers=256MB"])
        name = postgres.make_database()

        def given_up():
            time.sleep(STATISTICS)
            return int(postgres.query(name, "SELECT xact_rollback FROM pg_stat_database "
                                            "WHERE datname = current_database()")[0][0])

        try:
            measure("PostgreSQL", load, postgres.address(name),
                    lambda _, statement: postgres.query(name, "SET search_path TO signet; " + statement), 3, given_up)
        finally:
            postgres.remove()
    shutil.rmtree(load.folder)


if __name__ == "__main__":
    main()
