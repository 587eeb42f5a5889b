#!/usr/bin/env python3
"""Prints the entries of a Signet vault as JSON, one a line. Written from docs/formats/vault.md alone, as a second opinion.

Usage: read-vault.py VAULT --key-file FILE
       read-vault.py VAULT < PASSPHRASE        (the first line of standard input)
Needs the Python packages cryptography and argon2-cffi (Debian: python3-cryptography, python3-argon2).
"""
import base64, hashlib, json, sys, unicodedata

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(key, salt, info, size=32):
    return HKDF(hashes.SHA256(), size, salt, info.encode()).derive(key)


def unseal(key, key_id, sealed, place):
    if sealed[0] != 1 or sealed[1:17] != key_id:
        sys.exit("sealed by another key")
    return AESGCM(key).decrypt(sealed[17:29], sealed[29:], place)  # raises InvalidTag


def read_key_file(path):
    data = open(path, "rb").read()
    text = data.strip()
    return data if len(data) == 32 else bytes.fromhex(text.decode()) if len(text) == 64 else base64.b64decode(text)


vault = open(sys.argv[1], "rb").read()
length = int.from_bytes(vault[8:12], "big")
if vault[:8] != b"SGNTVLT\n" or length != int.from_bytes(vault[12:16], "big") ^ 0xFFFFFFFF:
    sys.exit("no vault, or damaged")
if hashlib.sha256(vault[: 16 + length]).digest() != vault[16 + length : 48 + length]:
    sys.exit("damaged")
header = json.loads(vault[16 : 16 + length])
before_body, body = vault[: 48 + length], vault[48 + length :]
if header["format"] != 1 or len(body) != header["body_bytes"]:
    sys.exit("another format, or cut short")
key_id, key = bytes.fromhex(header["key"]), None
kind = "key_file" if "--key-file" in sys.argv else "passphrase"
secret = read_key_file(sys.argv[3]) if kind == "key_file" else unicodedata.normalize(
    "NFKC", sys.stdin.readline().rstrip("\n")).encode()
for slot in (slot for slot in header["slots"] if slot["kind"] == kind and key is None):
    salt, cost = base64.b64decode(slot["salt"]), slot.get("argon2id")
    wrapping = hkdf(secret, salt, "signet/vault/v1/slot") if not cost else hash_secret_raw(
        secret, salt, cost["passes"], cost["memory_kib"], 1, 32, Type.ID)
    place = f"signet/vault/v1/{header['vault']}/slot/{slot['id']}".encode()
    try:
        key = unseal(wrapping, key_id, base64.b64decode(slot["wrapped_key"]), place)
    except Exception:
        continue
if key is None or hkdf(key, header["vault"].encode(), "signet/vault/v1/key-id", 16) != key_id:
    sys.exit("wrong passphrase or key file")
body_key = hkdf(key, base64.b64decode(header["body_salt"]), "signet/vault/v1/body")
for line in unseal(body_key, key_id, body, before_body).splitlines():
    record = json.loads(line.decode(errors="surrogateescape"))
    if record.get("vault", {}).get("version", 1) != 1:
        sys.exit("a newer version")
    if "entry" in record:
        print(json.dumps(record["entry"], ensure_ascii=False))
