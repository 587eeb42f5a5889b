"""Working copies that are edited at random, and what must be true of them: scripts/agents-test."""

import json
import os
import re
import subprocess
import threading
import uuid

from team_server import PROGRAM, die_with_parent
from writers import SCHEMA, expect

COLLECTION, ENVIRONMENT = "Orders.postman_collection.json", "Staging.postman_environment.json"
TOKEN = re.compile(r"\b[ab]-token-\d+\b")  # one for each edit, named after who made it
PLACES = ("name", "url", "description")


def tokens(text):
    return set(TOKEN.findall(text))


def items_of(node):
    """(the list that it is in, the item) of all items of a collection."""
    for item in node["item"]:
        yield node["item"], item
        if "item" in item:
            yield from items_of(item)


def places_of(documents):
    """{(element's own id, place): token}, of collections and environments, and the ids that there are."""
    found, ids = {}, set()
    for document in documents:
        for _, item in items_of(document) if "item" in document else ():
            if "id" not in item:
                continue  # it is new
            ids.add(item["id"])
            texts = {"name": item["name"], "description": item.get("description", ""),
                     "url": item.get("request", {}).get("url", "")}
            found.update({(item["id"], place): text for place, text in texts.items() if TOKEN.search(text)})
        for variable in document.get("values", ()):
            if TOKEN.search(variable["value"]) and "id" in variable:
                found[(document["id"], variable["id"])] = variable["value"]
    return {key: TOKEN.search(text).group() for key, text in found.items()}, ids


class Agent:
    """One person's folder, and the edits made in it."""

    def __init__(self, name, folder, server, key, rng):
        self.name, self.folder, self.random = name, os.path.join(folder, name), rng
        self.environment = dict(os.environ, SIGNET_SERVER=server, SIGNET_API_KEY=key, XDG_DATA_HOME=folder,
                                ASAN_OPTIONS="detect_leaks=0")
        self.edits, self.seen, self.seen_ids, self.acknowledged, self.ever_there = 0, set(), set(), set(), set()
        self.next_sync, self.conflicts, self.refused = 0, [], 0

    # --- files ---

    def path(self, name):
        return os.path.join(self.folder, name)

    def text(self):
        return "".join(open(self.path(name), encoding="utf-8").read() for name in (COLLECTION, ENVIRONMENT)
                       if os.path.exists(self.path(name)))

    def load(self, name):
        with open(self.path(name), encoding="utf-8") as file:
            return json.load(file)

    def save(self, name, document):
        os.makedirs(self.folder, exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            json.dump(document, file)

    def documents(self):
        return [self.load(COLLECTION), self.load(ENVIRONMENT)]

    def state(self):
        with open(self.path(".signet/state.json"), encoding="utf-8") as file:
            return json.load(file)["elements"]

    # --- edits ---

    def token(self):
        self.edits += 1
        return f"{self.name}-token-{self.edits}"

    def edit(self):
        if self.random.random() < 0.2:
            return self.edit_environment()
        document = self.load(COLLECTION)
        pairs = list(items_of(document))
        lists = [document["item"]] + [item["item"] for _, item in pairs if "item" in item]
        requests = [item for _, item in pairs if "request" in item]
        wanted = self.random.random()
        if wanted < 0.14 or len(requests) < 5:
            self.random.choice(lists).insert(0, {"name": self.token(), "request": {"method": "GET", "url": "/"}})
        elif wanted < 0.17:
            self.random.choice(lists).append({"name": self.token(), "item": []})
        elif wanted < 0.28:
            self.remove(pairs)
        elif wanted < 0.42:
            self.move(pairs, lists)
        elif wanted < 0.5:
            self.random.choice(pairs)[1]["name"] = self.token()
        elif wanted < 0.65:
            self.random.choice(pairs)[1]["description"] = self.token()
        else:
            self.random.choice(requests)["request"]["url"] = "https://a.example/" + self.token()
        self.save(COLLECTION, document)

    def remove(self, pairs):
        siblings, item = self.random.choice(pairs)
        if "item" in item and self.random.random() < 0.7:
            return  # rather a request than a whole folder
        siblings.remove(item)

    def move(self, pairs, lists):
        siblings, item = self.random.choice(pairs)
        inside = [below["item"] for _, below in items_of({"item": [item]}) if "item" in below]
        places = [place for place in lists if not any(place is one for one in inside)]
        siblings.remove(item)
        place = self.random.choice(places)
        place.insert(self.random.randint(0, len(place)), item)

    def edit_environment(self):
        document = self.load(ENVIRONMENT)
        values = document["values"]
        wanted = self.random.random()
        if wanted < 0.2 or len(values) < 3:
            values.append({"key": f"v{self.random.randint(0, 99)}", "value": self.token(), "enabled": True})
        elif wanted < 0.3:
            values.pop(self.random.randrange(len(values)))
        else:
            self.random.choice(values)["value"] = self.token()
        self.save(ENVIRONMENT, document)

    # --- the program ---

    def start(self, *words):
        return subprocess.Popen([PROGRAM, *words, "--dir", self.folder, "--json"], env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=die_with_parent)

    def run(self, *words, disturb=None):
        """Gives the report; `disturb` is called with the process beside it."""
        before = tokens(self.text())
        process = self.start(*words)
        other = threading.Thread(target=disturb or (lambda _: None), args=(process,))
        other.start()
        out, errors = process.communicate(timeout=300)
        other.join()
        expect(process.returncode in (0, 1, -9), f"{words} ended with {process.returncode}: {errors}{out}")
        if process.returncode == -9:
            report = {"error": "killed", "conflicts": []}
        else:
            report = json.loads(out) if out.strip() else {"error": errors, "conflicts": []}
            expect((process.returncode == 0) == report.get("is_complete", False), f"{words}: {out}")
        self.check(before, words, report)
        return report

    def check(self, before, words, report):
        """What was there is there, or was acknowledged; what is complete is acknowledged."""
        if os.path.exists(self.path(".signet/state.json")):
            entries = self.state().values()
            self.acknowledged |= tokens(json.dumps([entry["base"] for entry in entries if "base" in entry]))
        after = tokens(self.text())
        resolves = "--theirs" in words or "--mine" in words
        lost = set() if resolves else before - after - self.acknowledged
        expect(not lost, f"{self.name}: {words} lost {lost}: {report}")
        if report.get("is_complete") and words[0] != "pull":
            expect(after <= self.acknowledged, f"{self.name}: {after - self.acknowledged} is nowhere: {report}")
        expect("refused" not in report or not report["refused"], f"{self.name}: {report}")

    def look(self):
        """What the person has seen so far."""
        self.seen |= tokens(self.text())
        self.seen_ids |= places_of(self.documents())[1]

    def own_ids(self):
        """The ids of elements by the ids that their contents have."""
        found = {}
        for element, entry in self.state().items():
            for side in ("base", "theirs"):
                content = entry.get(side, {}).get("content", {})
                if "id" in content:
                    found.setdefault(content["id"], set()).add(element)
        return found

    def expected_conflicts(self, server, server_tokens):
        """Own ids of elements that both changed in one place, or one deleted and the other changed, as this test alone
        knows it: what is on the server and this agent has never seen, against what it has and never gave."""
        there, ids_there = places_of(server)
        here, ids_here = places_of(self.documents())
        wanted = set()
        for (element, place), token in here.items():
            if token in server_tokens:
                continue
            if (element, place) in there:
                if there[element, place] not in self.seen:
                    wanted.add(element)
            elif element in ids_here and element in self.ever_there and element not in ids_there:
                wanted.add(element)
        for (element, _), token in there.items():
            if element in self.seen_ids and element in ids_there and element not in ids_here and token not in self.seen:
                wanted.add(element)
        return wanted


def first_documents():
    names = ("list", "get", "make", "change", "drop")
    items = [{"name": f"{name}", "id": str(uuid.uuid4()), "request": {"method": "GET", "url": "/" + name}}
             for name in names]
    folder = {"name": "admin", "id": str(uuid.uuid4()), "item": items[3:]}
    values = [{"key": f"v{i}", "id": str(uuid.uuid4()), "value": str(i), "enabled": True} for i in range(5)]
    info = {"name": "Orders", "schema": SCHEMA, "_postman_id": str(uuid.uuid4())}
    return ({"info": info, "item": items[:3] + [folder]},
            {"name": "Staging", "id": str(uuid.uuid4()), "values": values})
