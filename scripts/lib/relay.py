"""A TCP relay in front of a server, which cuts connections: before a request reaches the server, or after it did and
before the answer comes back."""

import contextlib
import random
import select
import socket
import threading


class Relay:
    def __init__(self, seed):
        self.random, self.target, self.rate, self.cuts = random.Random(seed), None, 0.0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client, contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", self.target)) as server:
                self.pass_on(client, server)

    def pass_on(self, client, server):
        answered, loses_answer = True, False
        while True:
            for ready in select.select([client, server], [], [])[0]:
                data = ready.recv(1 << 16)
                if not data or (ready is server and loses_answer):
                    return
                if ready is client and answered:  # a request begins
                    answered = False
                    if self.random.random() < self.rate:
                        self.cuts += 1
                        loses_answer = self.random.random() < 0.5
                        if not loses_answer:
                            return
                answered = answered or ready is server
                (server if ready is client else client).sendall(data)
