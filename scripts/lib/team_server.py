"""`signet serve` and PostgreSQL as programs of a test's or benchmark's own, and a small client of the API."""

import contextlib
import ctypes
import http.client
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("SIGNET", os.path.join(ROOT, "build", "release", "signet"))
POSTGRES = "/usr/lib/postgresql/15/bin"
PASSWORD = "plum-harbor-tin-eagle"
PATIENCE = 30  # seconds that anything may take to start


def die_with_parent():
    """In a child: ends it when the script is killed, too."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class NoAnswer(Exception):
    """The server went away before it answered: nobody knows what was done."""


class Api:
    """Requests below /api/v1 over one connection that is opened again when it ends."""

    def __init__(self, port, headers=None):
        self.port, self.headers, self.connection = port, headers or {}, None

    def send(self, method, path, body=None, revision=None):
        """Gives status and decoded body; NoAnswer when none came. `revision` is what a change is based on."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        if revision is not None:
            headers["If-Match"] = f'"{revision}"'
        try:
            self.connection.request(method, "/api/v1" + path, None if body is None else json.dumps(body), headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(str(error)) from error
        return answer.status, json.loads(text) if text else None

    def must(self, status, method, path, body=None, revision=None):
        """The body of an answer that must have this status."""
        got, answer = self.send(method, path, body, revision)
        if got != status:
            raise AssertionError(f"{method} {path}: {got} in the place of {status}: {answer}")
        return answer

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class TeamServer:
    """A server on a free port of loopback. `database` is a postgres:// address; without it, SQLite in `data`."""

    def __init__(self, data, database=None, arguments=()):
        self.data, self.database, self.arguments = data, database, list(arguments)
        self.process = self.port = self.invitation = None

    def start(self):
        environment = dict(os.environ)
        environment.pop("SIGNET_DATABASE", None)
        if self.database:
            environment["SIGNET_DATABASE"] = self.database
        self.log = tempfile.TemporaryFile("w+")
        command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--data", self.data, "--json", "--access-log", "none"]
        self.process = subprocess.Popen(command + self.arguments, env=environment, stdout=subprocess.PIPE, text=True,
                                        stderr=self.log, preexec_fn=die_with_parent)
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the server did not start: " + self.words())
        self.port = json.loads(line)["ports"][0]
        return self

    def words(self):
        """What it has said on standard error."""
        self.log.seek(0)
        return self.log.read()

    def first_invitation(self):
        """The token that makes the first administrator, once it is printed."""
        return wait_for(lambda: re.search(r"for 24 hours:\n  (\S+)", self.words()), "the first invitation").group(1)

    def kill(self):
        """As a power cut would end it, but for the disk's cache."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return code

    def get(self, path):
        """Status of a path that takes no credential: /readyz, /healthz."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def make_admin(self, email="ada@example.com"):
        Api(self.port).must(202, "POST", "/sign-up", {"email": email, "name": "Ada", "password": PASSWORD,
                                                      "invitation": self.first_invitation()})

    def sign_in(self, email="ada@example.com", kind="cli"):
        """An Api with a session that begins now."""
        answer = Api(self.port).must(200, "POST", "/sign-in", {"email": email, "password": PASSWORD, "kind": kind})
        return Api(self.port, {"Authorization": "Bearer " + answer["token"]})


def wait_for(ask, what, seconds=PATIENCE):
    """The first true answer of `ask`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.01)
    raise AssertionError(f"waited {seconds} s for {what}")


class Postgres:
    """A fresh cluster in a folder of its own, reached by a socket in it; not root's, as PostgreSQL refuses that."""

    @staticmethod
    def is_installed():
        return os.access(POSTGRES + "/postgres", os.X_OK)

    def __init__(self, settings=()):
        self.folder = tempfile.mkdtemp(prefix="signet-postgres-")
        self.settings = ["listen_addresses=", "max_connections=200", *settings]
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self.password = secrets.token_hex(16)
        password_file = os.path.join(self.folder, "password")
        with open(password_file, "w", encoding="utf-8") as out:
            out.write(self.password)
        if self.user:
            for path in (self.folder, password_file):
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        self.run_program("initdb", "-D", self.folder + "/data", "--username=signet", "--pwfile=" + password_file,
                         "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
        self.process = None
        self.start()

    def become(self):
        die_with_parent()
        if self.user:
            os.setgid(self.user.pw_gid)
            os.setuid(self.user.pw_uid)

    def run_program(self, name, *arguments):
        subprocess.run([f"{POSTGRES}/{name}", *arguments], check=True, cwd="/", stdout=subprocess.DEVNULL,
                       preexec_fn=self.become)

    def start(self):
        options = [word for setting in self.settings for word in ("-c", setting)]
        self.process = subprocess.Popen([POSTGRES + "/postgres", "-D", self.folder + "/data", "-k", self.folder,
                                         *options], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        preexec_fn=self.become)
        ready = [POSTGRES + "/pg_isready", "-q", "-h", self.folder]
        wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")

    def stop(self):
        """As an administrator would, without waiting for clients."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)

    def address(self, name):
        return f"postgres://signet:{self.password}@/{name}?host={self.folder}"

    def query(self, name, statement):
        """Rows of texts; NULL is None."""
        environment = dict(os.environ, PGPASSWORD=self.password)
        out = subprocess.run(["psql", "-h", self.folder, "-U", "signet", "-d", name, "-qAtX", "-F", "\x1f", "-R", "\x1e",
                              "-P", "null=\x1d", "-c", statement], check=True, env=environment, capture_output=True,
                             text=True).stdout
        rows = out.removesuffix("\n").split("\x1e") if out.strip("\n") else []
        return [[None if cell == "\x1d" else cell for cell in row.split("\x1f")] for row in rows]

    def make_database(self):
        name = "d" + secrets.token_hex(6)
        self.query("postgres", "CREATE DATABASE " + name)
        return name


def add_accounts(execute, count):
    """More accounts with the first administrator's password, user0@example.com and on, straight into the database:
    `execute` runs a statement."""
    for number in range(count):
        email = f"user{number}@example.com"
        execute("INSERT INTO users (id, email, email_canonical, email_verified_ms, name, password_hash, created_ms) "
                f"SELECT '{uuid.uuid4()}', '{email}', '{email}', 1, 'User', password_hash, 1 FROM users "
                "WHERE email_canonical = 'ada@example.com'")


def run_on_sqlite(folder, statement):
    """As somebody at the database's console would, beside a server that runs."""
    with contextlib.closing(sqlite3.connect(os.path.join(folder, "signet.db"), timeout=PATIENCE)) as connection:
        connection.execute(statement)
        connection.commit()
