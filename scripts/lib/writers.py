"""Threads that write to a server until it goes away, and remember what was acknowledged: scripts/server-kill-test."""

import base64
import itertools
import json
import random
import threading
import time

from team_server import Api, NoAnswer

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
REQUESTS = 3  # in an imported collection


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Writer(threading.Thread):
    """Calls write() until the server goes away."""

    def __init__(self, number, port, headers):
        super().__init__(daemon=True)
        self.api, self.number, self.failure = Api(port, headers), number, None

    def run(self):
        try:
            while True:
                self.write()
        except NoAnswer:
            pass
        except Exception as error:  # shown by the main thread
            self.failure = error
        finally:
            self.api.close()

    def write(self):
        raise NotImplementedError


class KeyWriter(Writer):
    """Makes, rotates and revokes API keys."""

    def __init__(self, number, port, headers):
        super().__init__(number, port, headers)
        self.alive, self.revoked = {}, {}  # id: key

    def write(self):
        name = f"{self.number}-{time.monotonic_ns()}"
        made = self.api.must(201, "POST", "/account/api-keys", {"name": name, "scope": "read"})
        self.alive[made["id"]] = made["key"]
        if random.random() < 0.3:
            made_next = self.api.must(201, "POST", f"/account/api-keys/{made['id']}/rotate", {"overlap_days": 1})
            self.alive[made_next["id"]] = made_next["key"]
        if len(self.alive) > 8:
            # The one that is being revoked when the server dies may be either.
            victim = random.choice(list(self.alive))
            key = self.alive.pop(victim)
            self.api.must(204, "DELETE", f"/account/api-keys/{victim}")
            self.revoked[victim] = key


def environment(word):
    """The same word in the clear and as a secret."""
    return {"name": word, "values": [{"id": "shown", "key": "shown", "value": word, "type": "default"},
                                     {"id": "hidden", "key": "hidden", "value": word, "type": "secret"}]}


def request(word):
    token = {"type": "bearer", "bearer": [{"key": "token", "value": word, "type": "string"}]}
    return {"name": word, "request": {"method": "GET", "url": "https://a.example/" + word, "auth": token}}


def collection(word, items):
    return {"info": {"name": word, "schema": SCHEMA}, "item": items}


class ElementWriter(Writer):
    """Makes, changes, throws away and imports elements of a workspace. Each says one word in all places."""

    words = itertools.count(1)

    def __init__(self, number, port, headers, workspace, parent):
        super().__init__(number, port, headers)
        self.elements, self.parent = workspace + "/elements", parent
        self.importing = workspace + "/import"
        self.known = {}  # id: (kind, revision, word, whether in the trash), as acknowledged last
        self.trying = None  # id: the one whose change nobody acknowledged

    def write(self):
        word = f"word-{next(self.words)}"
        wanted = random.random()
        if wanted < 0.35 or not self.known:
            self.make(word)
        elif wanted < 0.85:
            self.change(word)
        else:
            whole = json.dumps(collection(word, [request(word)] * REQUESTS)).encode()
            self.api.must(201, "POST", self.importing, {"name": "c.json", "data": base64.b64encode(whole).decode()})

    def make(self, word):
        kind = random.choice(("environment", "request"))
        body = {"kind": kind, "content": environment(word) if kind == "environment" else request(word)}
        if kind == "request":
            body["parent"] = self.parent
        made = self.api.must(201, "POST", self.elements, body)
        self.known[made["id"]] = (kind, 1, word, False)

    def change(self, word):
        self.trying = random.choice(list(self.known))
        kind, revision, said, is_trashed = self.known[self.trying]
        path = f"{self.elements}/{self.trying}"
        if is_trashed:
            self.api.must(200, "POST", path + "/restore")
            word = said
        elif random.random() < 0.2:
            self.api.must(204, "DELETE", path)
            word, is_trashed = said, None
        else:
            content = environment(word) if kind == "environment" else request(word)
            self.api.must(200, "PUT", path, {"content": content}, revision)
        self.known[self.trying] = (kind, revision + 1, word, is_trashed is None)
        self.trying = None


class Workspace:
    """A workspace, and what was acknowledged of it so far."""

    def __init__(self, api):
        self.path = "/workspaces/" + api.must(201, "POST", "/workspaces", {"kind": "personal", "name": "Killed"})["id"]
        made = api.must(201, "POST", self.path + "/elements",
                        {"kind": "collection", "content": collection("top", [])})
        self.top, self.seq, self.known, self.writes = made["id"], 0, {}, 0

    def writer(self, number, api):
        return ElementWriter(number, api.port, api.headers, self.path, self.top)

    def check(self, api, writers):
        """After a restart, with those who wrote until then."""
        now = self.list(api)
        for writer in writers:
            self.writes += sum(known[1] for known in writer.known.values())
            tried = now.get(writer.trying)
            if tried and tried["revision"] == writer.known[writer.trying][1] + 1:  # done, and nobody was told
                writer.known[writer.trying] = (tried["kind"], tried["revision"], tried["name"], bool(tried["trashed"]))
            self.known.update(writer.known)
        for element, known in self.known.items():
            expect(element in now, f"the acknowledged {known[0]} {element} is lost")
            found = tuple(now[element][member] for member in ("kind", "revision", "name", "trashed"))
            expect((*found[:3], bool(found[3])) == known, f"{element}: acknowledged was {known}, there is {found}")
        self.check_changes(api)

    def list(self, api):
        """All elements by their ids."""
        found, cursor = {}, ""
        while cursor is not None:
            page = api.must(200, "GET", f"{self.path}/elements?limit=1000" + (f"&cursor={cursor}" if cursor else ""))
            found.update((element["id"], element) for element in page["elements"])
            cursor = page["next_cursor"]
        return found

    def check_changes(self, api):
        """What happened since the last check has no gaps, and each element in it is whole, acknowledged or not."""
        changed = set()
        while True:
            page = api.must(200, "GET", f"{self.path}/changes?after={self.seq}&limit=1000")
            for change in page["changes"]:
                expect(change["seq"] == self.seq + 1, f"the change {self.seq + 1} is missing")
                self.seq += 1
                changed.add((change["kind"], change["element"]))
            if self.seq == page["last_seq"]:
                break
            expect(page["changes"], f"the changes end at {self.seq}, not at {page['last_seq']}")
        for kind, element in changed:
            if element != self.top:
                self.check_whole(api, kind, element)

    def check_whole(self, api, kind, element):
        path = f"{self.path}/elements/{element}"
        now = api.must(200, "GET", path)
        word = now["name"]
        if kind == "environment":
            secrets = api.must(200, "POST", path + "/reveal")["secrets"]
            expect(now["content"]["values"][0]["value"] == word, f"{element}: its version is not its own")
            expect([one["value"] for one in secrets] == [word], f"{element}: its secret is not its own")
        elif kind == "request":
            expect(now["content"] == request(word), f"{element}: its content is not its own")
        else:
            whole = api.must(200, "GET", path + "/export")
            expect(whole == collection(word, [request(word)] * REQUESTS), f"{element}: was imported by half")
