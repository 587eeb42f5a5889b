#!/usr/bin/env python3
"""The team server under load, beside what bounds it, in one run: sign-ins a second and their memory beside bare
Argon2id; reads by an API key and writes, by wrk at 1, 64 and 1,000 connections, on SQLite and PostgreSQL, beside the
same statements by pgbench and nginx's static JSON; one, two and three replicas on one PostgreSQL.
Wants wrk, nginx and PostgreSQL 15 with pgbench (apt install wrk nginx-light postgresql-15), and the product:
cmake --preset release && cmake --build build/release --target signet
Usage: bench/server/run.py [--seconds N] [--only sign-ins,sqlite,postgres,replicas]      N of each measurement (10)
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "lib"))
from team_server import (PASSWORD, POSTGRES, Api, NoAnswer, Postgres, TeamServer, add_accounts,  # noqa: E402
                         die_with_parent, run_on_sqlite, wait_for)

CONNECTIONS = (1, 64, 1000)
USERS = 64
POOL = 8  # connections that the server has to PostgreSQL
CORES = os.cpu_count()
# As a proxy, since a single client may have 256 connections only.
ARGUMENTS = ["--trusted-proxy", "127.0.0.1/32"]
READ, WRITE = ("GET", "/api/v1/account"), ("POST", "/api/v1/account/two-factor")

# What the server runs for READ and WRITE (src/server/accounts): one transaction to know the caller, one to do it.
PGBENCH_READ = """\\set n random(0, 63)
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY;
SELECT k.id, k.user_id, k.scopes, k.last_used_ms, u.is_admin FROM signet.api_keys k JOIN signet.users u
  ON u.id = k.user_id WHERE k.hash = (SELECT hash FROM keys WHERE n = :n) AND k.revoked_ms IS NULL;
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY;
SELECT * FROM signet.users WHERE id = (SELECT user_id FROM keys WHERE n = :n);
SELECT 1 FROM signet.two_factor WHERE user_id = (SELECT user_id FROM keys WHERE n = :n) AND confirmed_ms IS NOT NULL;
SELECT COUNT(*) FROM signet.recovery_codes WHERE user_id = (SELECT user_id FROM keys WHERE n = :n) AND used_ms IS NULL;
COMMIT;
"""
PGBENCH_WRITE = """\\set n random(0, 63)
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY;
SELECT * FROM signet.sessions s JOIN signet.users u ON u.id = s.user_id
  WHERE s.user_id = (SELECT user_id FROM keys WHERE n = :n) LIMIT 1;
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT * FROM signet.users WHERE id = (SELECT user_id FROM keys WHERE n = :n);
SELECT 1 FROM signet.two_factor WHERE user_id = (SELECT user_id FROM keys WHERE n = :n) AND confirmed_ms IS NOT NULL;
INSERT INTO signet.two_factor (user_id, secret, created_ms) SELECT user_id, hash, 1 FROM keys WHERE n = :n
  ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_ms = excluded.created_ms;
COMMIT;
"""
WRK_SCRIPT = """local tokens = {%s}
local at = 0
request = function()
  at = at %% #tokens + 1
  return wrk.format("%s", "%s", {["%s"] = tokens[at]})
end
"""
WRK_RESULT = """done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %f %f %f %d %d\\n", (summary.requests - errors.status) * 1e6 / summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
"""


def memory_mb(process, name="VmHWM"):
    with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
        return int(re.search(name + r":\s+(\d+)", status.read()).group(1)) / 1024


class Load:
    """wrk in a folder of its own."""

    def __init__(self, seconds):
        self.folder, self.seconds = tempfile.mkdtemp(prefix="signet-wrk-"), seconds

    def start(self, port, connections, method, path, header, tokens):
        listed = ", ".join(json.dumps(token) for token in tokens)
        return self.start_script(port, connections, WRK_SCRIPT % (listed, method, path, header))

    def start_script(self, port, connections, requests):
        """`requests`: what of a script of wrk makes them."""
        script = os.path.join(self.folder, f"{port}.lua")
        with open(script, "w", encoding="utf-8") as out:
            out.write(requests + WRK_RESULT)
        return subprocess.Popen(["wrk", "-t", str(min(connections, CORES)), "-c", str(connections), "-d",
                                 f"{self.seconds}s", "--timeout", "30s", "-s", script, f"http://127.0.0.1:{port}"],
                                stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent)

    @staticmethod
    def result(process):
        """Requests a second that were done, median and 99th percentile in ms, how many were told to come back (503),
        and how many failed."""
        out = process.communicate()[0]
        rate, p50, p99, refused, errors = re.search(r"RESULT (\S+) (\S+) (\S+) (\d+) (\d+)", out).groups()
        return float(rate), float(p50), float(p99), int(refused), int(errors)

    def run(self, *arguments):
        return self.result(self.start(*arguments))


def row(what, measured, beside=""):
    rate, p50, p99, refused, errors = measured
    shown = [f"{ms:.2f} ms" if ms is not None else "" for ms in (p50, p99)]
    notes = [text for text in (beside, f"{refused:,} told to come back" if refused else "",
                               f"{errors:,} FAILED" if errors else "") if text]
    print(f"| {what} | {rate:,.1f}/s | {shown[0]} | {shown[1]} | {', '.join(notes)} |", flush=True)


def head(title, beside):
    print(f"\n## {title}\n\n| | rate | p50 | p99 | {beside} |\n|---|---|---|---|---|")


def prepared(server, execute):
    """Tokens of sessions and keys of USERS accounts."""
    server.make_admin()
    add_accounts(execute, USERS)
    keys, sessions = [], []
    for number in range(USERS):
        api = Api(server.port, {"X-Forwarded-For": f"198.51.100.{number + 1}"})
        token = api.must(200, "POST", "/sign-in", {"email": f"user{number}@example.com", "password": PASSWORD,
                                                   "kind": "cli"})["token"]
        api.headers["Authorization"] = "Bearer " + token
        keys.append(api.must(201, "POST", "/account/api-keys", {"name": "bench", "scope": "read"})["key"])
        sessions.append("Bearer " + token)
        api.close()
    return keys, sessions


def measure_sign_ins(seconds):
    head("Sign-ins (Argon2id, 64 MiB, 3 passes)", "peak memory; of bare Argon2id")
    bare = 0
    with tempfile.TemporaryDirectory(prefix="signet-argon2-"):
        code = ("import argon2,time\nh=argon2.PasswordHasher(3,65536,1)\nx=h.hash('a')\nn=0\ne=time.time()+%d\n"
                "while time.time()<e:\n h.verify(x,'a'); n+=1\nprint(n/%d)" % (seconds, seconds))
        runs = [subprocess.Popen(["/usr/bin/python3", "-c", code], stdout=subprocess.PIPE, text=True)
                for _ in range(CORES)]
        bare = sum(float(run.communicate()[0] or 0) for run in runs)
    print(f"| bare Argon2id, {CORES} processes | {bare:.1f}/s | | | 1 |")
    for connections in CONNECTIONS[:2]:
        data = tempfile.mkdtemp(prefix="signet-bench-")
        server = TeamServer(data, arguments=ARGUMENTS).start()
        server.make_admin()
        add_accounts(lambda statement, folder=data: run_on_sqlite(folder, statement), connections)
        times, turned_away = [], [0]
        began_all = time.monotonic()
        end = began_all + seconds

        def sign_in(number, server=server, times=times, turned_away=turned_away, end=end):
            api = Api(server.port, {"X-Forwarded-For": f"203.0.113.{number + 1}"})
            while time.monotonic() < end:
                began = time.monotonic()
                status, _ = api.send("POST", "/sign-in", {"email": f"user{number}@example.com", "password": PASSWORD})
                if status == 200:
                    times.append((time.monotonic() - began) * 1000)
                else:
                    turned_away[0] += 1
                    time.sleep(0.05)

        threads = [threading.Thread(target=sign_in, args=(number,)) for number in range(connections)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        times.sort()
        rate = len(times) / (time.monotonic() - began_all)
        row(f"{connections} at a time", (rate, times[len(times) // 2], times[len(times) * 99 // 100], turned_away[0], 0),
            f"{memory_mb(server.process):.0f} MB; {rate / bare if bare else 0:.2f}")
        server.stop()
        shutil.rmtree(data)


def start_nginx(size):
    """nginx on loopback with a static JSON of so many bytes; its process, port and folder."""
    folder = tempfile.mkdtemp(prefix="signet-nginx-")
    os.chmod(folder, 0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(os.path.join(folder, "account"), "w", encoding="utf-8") as out:
        out.write(json.dumps({"text": "x" * (size - 12)}))
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="utf-8") as out:
        out.write(f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes {CORES};\n"
                  "events { worker_connections 4096; }\nhttp { access_log off; keepalive_requests 100000000; "
                  f"default_type application/json; root {folder}; open_file_cache max=10;\n"
                  + "".join(f"{name}_temp_path {folder}/{name};\n" for name in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
                  + f"server {{ listen 127.0.0.1:{port} backlog=4096; }} }}\n")
    process = subprocess.Popen(["/usr/sbin/nginx", "-c", folder + "/nginx.conf"], preexec_fn=die_with_parent)

    def is_up():
        try:
            return Api(port).send("GET", "/none") is not None
        except (NoAnswer, ValueError):
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_for(is_up, "nginx")
    return process, port, folder


def measure_nginx(load, size):
    process, port, folder = start_nginx(size)
    rates = {}
    for connections in CONNECTIONS:
        measured = load.run(port, connections, "GET", "/account", "X-Api-Key", ["x"])
        rates[connections] = measured[0]
        row(f"nginx, static JSON, {connections} connections", measured, "1")
    process.send_signal(signal.SIGTERM)
    process.wait()
    shutil.rmtree(folder)
    return rates


def pgbench(postgres, name, text, seconds, clients):
    """Transactions a second of a script, and their mean time in ms."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(text)
        script.flush()
        out = subprocess.run([POSTGRES + "/pgbench" if os.access(POSTGRES + "/pgbench", os.X_OK) else "pgbench", "-h",
                              postgres.folder, "-U", "signet", "-n", "-M", "prepared", "-c", str(clients), "-j",
                              str(min(clients, CORES)), "-T", str(seconds), "--max-tries", "100", "-f", script.name,
                              name], check=True, capture_output=True, text=True,
                             env=dict(os.environ, PGPASSWORD=postgres.password)).stdout
    rate = float(re.search(r"tps = (\S+)", out).group(1))
    latency = float(re.search(r"latency average = (\S+)", out).group(1))
    return rate, latency


def measure_requests(load, server, keys, sessions, limits, peers):
    """`limits`: nginx's rates by connections. `peers`: pgbench's rates by kind and connections; may be empty."""
    for kind, (method, path), header, tokens in (("read by a key", READ, "X-Api-Key", keys),
                                                 ("write in a session", WRITE, "Authorization", sessions)):
        for connections in CONNECTIONS:
            measured = load.run(server.port, connections, method, path, header, tokens)
            beside = f"{measured[0] / limits[connections]:.2f} of nginx"
            if peers:
                beside += f", {measured[0] / peers[kind, connections]:.2f} of pgbench"
            row(f"{kind}, {connections} connections", measured, beside)


def measure_pgbench(postgres, name, seconds):
    postgres.query(name, "CREATE TABLE IF NOT EXISTS public.keys AS SELECT CAST(row_number() OVER () - 1 AS int) AS n, "
                         "hash, user_id FROM signet.api_keys; CREATE UNIQUE INDEX ON public.keys (n); ANALYZE")
    rates = {}
    for kind, text in (("read by a key", PGBENCH_READ), ("write in a session", PGBENCH_WRITE)):
        for connections in CONNECTIONS:
            clients = min(connections, POOL)
            if (kind, clients) not in rates:
                rates[kind, clients], latency = pgbench(postgres, name, text, seconds, clients)
                row(f"pgbench, {kind}, {clients} clients (mean)", (rates[kind, clients], latency, None, 0, 0), "1")
            rates[kind, connections] = rates[kind, clients]
    return rates


def measure_sqlite(load, limits):
    head("SQLite", "beside")
    data = tempfile.mkdtemp(prefix="signet-bench-")
    server = TeamServer(data, arguments=ARGUMENTS).start()
    keys, sessions = prepared(server, lambda statement: run_on_sqlite(data, statement))
    measure_requests(load, server, keys, sessions, limits, {})
    print(f"\npeak memory {memory_mb(server.process):.0f} MB")
    server.stop()
    shutil.rmtree(data)


def measure_postgres(load, limits, postgres):
    head("PostgreSQL", "beside")
    data = tempfile.mkdtemp(prefix="signet-bench-")
    name = postgres.make_database()
    server = TeamServer(data, postgres.address(name), ARGUMENTS).start()
    keys, sessions = prepared(server, lambda statement: postgres.query(name, "SET search_path TO signet; " + statement))
    peers = measure_pgbench(postgres, name, load.seconds)
    measure_requests(load, server, keys, sessions, limits, peers)
    print(f"\npeak memory {memory_mb(server.process):.0f} MB")
    server.stop()
    shutil.rmtree(data)


def measure_replicas(load, postgres):
    head("Replicas on one PostgreSQL, 64 connections each", "of one")
    data = tempfile.mkdtemp(prefix="signet-bench-")
    name = postgres.make_database()
    servers = [TeamServer(data, postgres.address(name), ARGUMENTS).start()]
    keys, sessions = prepared(servers[0],
                              lambda statement: postgres.query(name, "SET search_path TO signet; " + statement))
    first = {}
    for count in (1, 2, 3):
        while len(servers) < count:
            servers.append(TeamServer(data, postgres.address(name), ARGUMENTS).start())
        for kind, (method, path), header, tokens in (("read", READ, "X-Api-Key", keys),
                                                     ("write", WRITE, "Authorization", sessions)):
            runs = [load.start(server.port, 64, method, path, header, tokens) for server in servers]
            results = [load.result(run) for run in runs]
            rate = sum(result[0] for result in results)
            first.setdefault(kind, rate)
            row(f"{kind}, {count} replicas", (rate, max(r[1] for r in results), max(r[2] for r in results),
                                              sum(r[3] for r in results), sum(r[4] for r in results)),
                f"{rate / first[kind]:.2f}")
    for server in servers:
        server.stop()
    shutil.rmtree(data)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--only", default="sign-ins,sqlite,postgres,replicas")
    options = parser.parse_args()
    only = options.only.split(",")
    missing = [name for name in ("wrk", "pgbench", "/usr/sbin/nginx") if not shutil.which(name)]
    if missing or not Postgres.is_installed():
        print(f"skipped: {', '.join(missing) or 'PostgreSQL 15'} not installed: "
              "apt install wrk nginx-light postgresql-15")
        return
    load = Load(options.seconds)
    if "sign-ins" in only:
        measure_sign_ins(options.seconds)
    limits = {}
    if "sqlite" in only or "postgres" in only:
        head("The front's limit", "")
        limits = measure_nginx(load, 260)
    if "sqlite" in only:
        measure_sqlite(load, limits)
    if "postgres" in only or "replicas" in only:
        postgres = Postgres(["shared_buffers=256MB"])
        try:
            if "postgres" in only:
                measure_postgres(load, limits, postgres)
            if "replicas" in only:
                measure_replicas(load, postgres)
        finally:
            postgres.remove()
    shutil.rmtree(load.folder)


if __name__ == "__main__":
    main()
