#!/usr/bin/env python3
"""Does the time of a refused sign-in tell whether there is such an account? Asks a server with the real cost of Argon2id
for accounts that exist and for some that do not, in turns, each from another address, and compares the times.
Usage: bench/server/sign_in_timing.py [SAMPLES]      of each kind (200); SIGNET names the program
"""

import math
import os
import shutil
import statistics
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "scripts", "lib"))
from team_server import Api, TeamServer, add_accounts, run_on_sqlite  # noqa: E402

GUESSES_AN_ACCOUNT = 4  # fewer than an account is slowed down after


def ask(server, email, number):
    api = Api(server.port, {"X-Forwarded-For": f"203.0.{number // 250}.{number % 250 + 1}"})
    api.connection = None
    began = time.perf_counter()
    api.must(403, "POST", "/sign-in", {"email": email, "password": "velvet-canyon-moss-9"})
    took = time.perf_counter() - began
    api.close()
    return took * 1000


def main():
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    data = tempfile.mkdtemp(prefix="signet-timing-")
    server = TeamServer(data, arguments=["--trusted-proxy", "127.0.0.1/32"]).start()
    try:
        server.make_admin()
        accounts = math.ceil(samples / GUESSES_AN_ACCOUNT)
        add_accounts(lambda statement: run_on_sqlite(data, statement), accounts)
        known, unknown = [], []
        for number in range(samples):
            turns = [(known, f"user{number % accounts}@example.com"), (unknown, f"none{number % accounts}@example.com")]
            for place, (times, email) in enumerate(turns if number % 2 else turns[::-1]):
                times.append(ask(server, email, 2 * number + place))
    finally:
        server.stop()
        shutil.rmtree(data)
    for name, times in (("known", known), ("unknown", unknown)):
        print(f"{name:8} median {statistics.median(times):8.3f} ms, mean {statistics.fmean(times):8.3f} ms, "
              f"deviation {statistics.stdev(times):.3f} ms, {len(times)} samples")
    # Welch's t, and how many samples an attacker would need to tell the two apart by their means (two deviations).
    difference = statistics.fmean(known) - statistics.fmean(unknown)
    error = math.sqrt(statistics.variance(known) / len(known) + statistics.variance(unknown) / len(unknown))
    needed = len(known) * (2 * error / abs(difference)) ** 2 if difference else math.inf
    print(f"difference {difference:+.3f} ms, t = {difference / error:+.2f}: "
          + ("they cannot be told apart" if abs(difference) < 2 * error else "THEY DIFFER")
          + f"; some {needed:.0f} samples of one account would be needed, and it is slowed down after five")


if __name__ == "__main__":
    main()
