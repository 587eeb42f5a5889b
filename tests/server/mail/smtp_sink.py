"""An SMTP server that keeps what it gets, for tests: smtp_sink.py FD FOLDER [--cert PEM --key PEM [--tls]] [--auth].

FD is a listening socket. Each mail becomes FOLDER/N.eml, byte for byte, and a line of JSON on standard output. With a
certificate it offers STARTTLS, with --tls it speaks TLS from the first byte, with --auth it wants the login
signet / "pass: word". What it answers depends on the recipient's local part:
  busy      451 to RCPT the first time        unknown   550 to RCPT
  spam      554 to DATA                       full      452 to DATA the first time
  drop      takes the mail and closes without an answer, the first time
  hang      takes the mail and never answers, the first time
"""

import argparse
import asyncio
import json
import pathlib
import socket
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.count = 0
        self.seen: set[str] = set()

    def is_first(self, local: str) -> bool:
        is_new = local not in self.seen
        self.seen.add(local)
        return is_new

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        local = address.split("@")[0]
        if local == "unknown":
            return "550 5.1.1 nobody of that name"
        if local == "busy" and self.is_first(local):
            return "451 4.7.1 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        path = self.folder / f"{self.count}.eml"
        path.write_bytes(envelope.original_content)
        print(
            json.dumps(
                {
                    "file": str(path),
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "tls": server.transport.get_extra_info("ssl_object") is not None,
                    "login": session.auth_data.decode() if session.auth_data else "",
                }
            ),
            flush=True,
        )
        local = envelope.rcpt_tos[0].split("@")[0]
        if local == "spam":
            return "554 5.7.1 not wanted"
        if local == "full" and self.is_first(local):
            return "452 4.2.2 full"
        if local == "drop" and self.is_first(local):
            server.transport.abort()
        if local == "hang" and self.is_first(local):
            await asyncio.Event().wait()
        return "250 OK"


def check_login(server, session, envelope, mechanism, data):
    right = data.login == b"signet" and data.password == b"pass: word"
    return AuthResult(success=right, handled=False, auth_data=data.login if right else None)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("fd", type=int)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--auth", action="store_true")
    arguments = parser.parse_args()
    context = None
    if arguments.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.cert, arguments.key)
    keeper = Keeper(arguments.folder)

    def session() -> SMTP:
        return SMTP(
            keeper,
            hostname="sink.example",
            enable_SMTPUTF8=True,
            tls_context=None if arguments.tls else context,
            require_starttls=context is not None and not arguments.tls,
            authenticator=check_login if arguments.auth else None,
            auth_required=arguments.auth,
            auth_require_tls=context is not None and not arguments.tls,
        )

    listener = socket.socket(fileno=arguments.fd)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, sock=listener, ssl=context if arguments.tls else None)
    print(json.dumps({"ready": True}), flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
