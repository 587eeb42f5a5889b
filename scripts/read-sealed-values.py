#!/usr/bin/env python3
"""Prints the sealed values of a team server as JSON, one a line. Written from docs/formats/sealed-value.md alone.

Usage: read-sealed-values.py MASTER-KEY-FILE DATABASE     (SQLite's file, or vectors as in tests/server/sealing)
Ends with 1 when a value does not open. Needs Python's package cryptography (Debian: python3-cryptography).
"""
import json, sqlite3, sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEYS = "SELECT id, workspace_id, wrapped FROM data_keys"
VALUES = ("SELECT workspace_id, element_id, slot, v.revision, sealed FROM sealed_values v "
          "JOIN elements e ON e.id = v.element_id ORDER BY element_id, slot, v.revision")


def unseal(keys, sealed, place):
    if len(sealed) < 45 or sealed[0] != 1:
        raise ValueError("cut short, or another version")
    if sealed[1:17] not in keys:
        raise ValueError("sealed by another key")
    try:
        return AESGCM(keys[sealed[1:17]]).decrypt(sealed[17:29], sealed[29:], place.encode())
    except InvalidTag as error:
        raise ValueError("not genuine") from error


master = bytes.fromhex(open(sys.argv[1]).read().strip())
master_id = HKDF(hashes.SHA256(), 16, b"signet/server", b"signet/server/v1/key-id").derive(master)
if open(sys.argv[2], "rb").read(1) == b"{":
    vectors = json.load(open(sys.argv[2]))
    keys = [(key["id"], key["workspace"], bytes.fromhex(key["wrapped"])) for key in vectors["data_keys"]]
    values = [(*(v[x] for x in ("workspace", "element", "slot", "revision")), bytes.fromhex(v["sealed"])) for v in vectors["values"]]
else:
    database = sqlite3.connect(f"file:{sys.argv[2]}?mode=ro", uri=True)
    keys, values = database.execute(KEYS).fetchall(), database.execute(VALUES)
workspaces, failed = {}, False
for key_id, workspace, wrapped in keys:
    key = unseal({master_id: master}, wrapped, f"signet/v1/{workspace}/data-key/{key_id}")
    workspaces.setdefault(workspace, {})[bytes.fromhex(key_id)] = key
for workspace, element, slot, revision, sealed in values:
    line = {"place": f"signet/v1/{workspace}/{element}/{slot}/{revision}"}
    try:
        line["value"] = unseal(workspaces.get(workspace, {}), sealed, line["place"]).decode()
    except ValueError as error:
        line["error"], failed = str(error), True
    print(json.dumps(line, ensure_ascii=False))
sys.exit(1 if failed else 0)
