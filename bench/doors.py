"""`python -m bench.doors`: what signing in costs to those who search, and how fast the coordinator's queue is read.

A real `relais serve` on its embedded database; all figures of one run, written in bench/DOORS.md.
"""

import asyncio
import http.client
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bench import ground, load
from bench.life import free_port
from bench.machine import machine
from bench.questions import questions
from bench.timing import Spread, spread
from relais.accounts.address import address_key
from relais.accounts.passwords import Passwords
from relais.accounts.sessions import COOKIE, form_token
from relais.core.db import connect
from relais.core.embedded import EmbeddedPostgres
from relais.core.ids import new_id
from relais.core.vault import Vault, open_vault, token_key
from relais.geo.gazetteer import load_gazetteer

RESULTS = Path(__file__).with_name("DOORS.md")
LOGINS = 20
ROUNDS = 6
SEARCHES = 4  # connections
PENDING = 1_000
PASSWORD = "des mots sans rapport entre eux"
SEARCH_LIMIT_MS, QUEUE_LIMIT_MS = 50, 100


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Port and process of `relais serve`."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    environ |= {"RELAIS_PORT": str(port), "RELAIS_VAR_DIR": str(folder)}
    command = [sys.executable, "-m", "relais", "serve"]
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        next(line for line in process.stdout if "prêt" in line)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


async def add_people(owner: Any, vault: Vault) -> tuple[list[str], str]:
    """The addresses of those who will sign in, and the cookie of a coordinator who has."""
    verifier = await Passwords().verifier(PASSWORD)
    emails = [f"personne{number}@exemple.fr" for number in range(LOGINS)]
    accounts = [await _add_account(owner, vault, email, verifier) for email in emails]
    identifier = secrets.token_urlsafe(32)
    await owner.execute(
        "INSERT INTO role_grant (id, account, role, via, approved_at) VALUES ($1, $2, 'coordinator', 'console', now())",
        new_id(),
        accounts[0],
    )
    await owner.execute(
        "INSERT INTO session (id_key, account, stage, ends_at) VALUES ($1, $2, 'full', now() + interval '4 hours')",
        token_key(identifier),
        accounts[0],
    )
    await _propose(owner, accounts[1])
    assert form_token(vault, token_key(identifier), accounts[0])
    return emails, identifier


async def _add_account(owner: Any, vault: Vault, email: str, verifier: str) -> UUID:
    account = new_id()
    await owner.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed, entered_at) VALUES ($1, $2, $3, $4, now())",
        account,
        address_key(vault, email),
        vault.seal(email.encode(), f"account.email:{account}"),
        vault.seal(b"Personne", f"account.name:{account}"),
    )
    await owner.execute("INSERT INTO password (account, verifier) VALUES ($1, $2)", account, verifier)
    return account


async def _propose(owner: Any, account: UUID) -> None:
    """A thousand changes that wait, over the fields of the real directory."""
    facts = await owner.fetch(
        "SELECT subject_kind, subject_id, slug, field, version_from, value FROM fact "
        "WHERE version_to IS NULL AND field IN ('phone', 'hours', 'coverage', 'name', 'audiences', 'needs') "
        "ORDER BY field, subject_id"
    )
    for number in range(PENDING):
        fact = facts[number % len(facts)]
        request = new_id()
        await owner.execute(
            "INSERT INTO change_request (id, service, origin, made_by, made_as) "
            "VALUES ($1, $2, 'product', $3, 'member')",
            request,
            fact["slug"],
            account,
        )
        await owner.execute(
            "INSERT INTO change_request_line (request, subject_kind, subject_id, field, fact_version, proposed, state, "
            "source_label, source_date_text, made_by) VALUES ($1, $2, $3, $4, $5, $6, 'confirmed', $7, $8, $9)",
            request,
            fact["subject_kind"],
            fact["subject_id"],
            fact["field"],
            fact["version_from"],
            fact["value"],
            "l'organisme lui-même, dans Relais",
            "2026-11-22",
            account,
        )


async def prepared(folder: Path) -> tuple[list[str], str]:
    """Fill the database of the running server."""
    with EmbeddedPostgres(folder) as server:
        owner = await connect(server.url("postgres", "relais"))
        try:
            return await add_people(owner, open_vault(folder / "keys", create=False))
        finally:
            await owner.close()


def sign_in(port: int, email: str) -> float:
    """Milliseconds of the first step of a login: the one that costs."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = urlencode({"email": email, "mot_de_passe": PASSWORD})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "Origin": f"http://127.0.0.1:{port}",
    }
    start = time.perf_counter()
    line.request("POST", "/connexion", body, headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 303:
        raise RuntimeError(f"login refused: {answer.status}")
    return (time.perf_counter() - start) * 1000


def read_queue(port: int, pid: int, identifier: str, times: int = 30) -> tuple[Spread, int]:
    """Reading the whole queue: time for the whole answer, and its size in bytes."""
    durations, size = [], 0
    cpu, begun = load.cpu_seconds(pid), time.perf_counter()
    for _ in range(times):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        start = time.perf_counter()
        line.request("GET", "/coordination/modifications", headers={"Cookie": f"{COOKIE}={identifier}"})
        answer = line.getresponse()
        size = len(answer.read())
        durations.append((time.perf_counter() - start) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"the queue is not shown: {answer.status}")
    spent = (load.cpu_seconds(pid) - cpu) * 1000
    return spread(durations, cpu=spent, seconds=time.perf_counter() - begun), size


def searched(port: int, pid: int, bodies: list[bytes], emails: list[str]) -> tuple[Spread, Spread, list[float]]:
    """Searches alone, then with twenty people signing in at once, turn by turn; and how long logins took."""
    quiet: list[Spread] = []
    busy: list[Spread] = []
    logins: list[float] = []
    for _ in range(ROUNDS):
        quiet.append(load.ask(port, pid, bodies, SEARCHES, 2_000))
        with ThreadPoolExecutor(LOGINS) as people:
            gate = threading.Barrier(LOGINS + 1)

            def enter(email: str, gate: threading.Barrier = gate) -> float:
                gate.wait()
                return sign_in(port, email)

            waiting = [people.submit(enter, email) for email in emails]
            gate.wait()
            busy.append(load.ask(port, pid, bodies, SEARCHES, 2_000))
            logins += [one.result() for one in waiting]
    return _middle(quiet), _middle(busy), logins


def _middle(parts: list[Spread]) -> Spread:
    names = Spread.__struct_fields__
    return Spread(**{name: sorted(getattr(part, name) for part in parts)[len(parts) // 2] for name in names})


def report(quiet: Spread, busy: Spread, logins: list[float], queue: Spread, size: int) -> str:
    """The results as a page."""
    slowest = max(logins)
    kept = "kept" if busy.p95 < SEARCH_LIMIT_MS else "MISSED"
    read = "kept" if queue.p95 < QUEUE_LIMIT_MS else "MISSED"
    lines = [
        "# Doors: what signing in costs to those who search",
        "",
        *machine(),
        "`python -m bench.doors`; the figures of one run, medians of its turns, client and server on the same cores.",
        "",
        "| what | p50 ms | p95 ms | p99 ms | server cpu ms | target |",
        "|---|---|---|---|---|---|",
        f"| search, nobody signs in | {quiet.p50:.2f} | {quiet.p95:.2f} | {quiet.p99:.2f} | {quiet.cpu:.2f} | |",
        f"| search while {LOGINS} people sign in at once | {busy.p50:.2f} | {busy.p95:.2f} | {busy.p99:.2f} "
        f"| {busy.cpu:.2f} | p95 < {SEARCH_LIMIT_MS}: {kept} |",
        f"| the queue of {PENDING:,} pending changes ({size / 1000:.0f} kB) | {queue.p50:.1f} | {queue.p95:.1f} "
        f"| {queue.p99:.1f} | {queue.cpu:.1f} | p95 < {QUEUE_LIMIT_MS}: {read} |",
        "",
        f"Logins (argon2id 64 MiB, two at a time): the slowest of {LOGINS} at once waits {slowest:.0f} ms; "
        f"the p95 of a search is then {busy.p95 / quiet.p95:.1f} times that of a quiet server.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        var = folder / "var"
        with serving(var) as (port, pid):
            emails, identifier = asyncio.run(prepared(var))
            asked = questions("facets", load_gazetteer(), ground.drawn(ground.snapshot(100)), 500)
            bodies = [load.post("/api/v1/search", port, question) for question in asked]
            read_queue(port, pid, identifier, 5)
            queue, size = read_queue(port, pid, identifier)
            quiet, busy, logins = searched(port, pid, bodies, emails)
    text = report(quiet, busy, logins, queue, size)
    RESULTS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
