"""Every address × method × role × (own, foreign, none), against a table that was read by a person."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.accounts.people import Person
from tests.attacks.http.walking import COUNCIL, FOREIGN, NOBODY, NONE, OWN, Address, addresses, send
from tests.house.project import DOCS, read
from tests.house.test_routes import ROW

pytestmark = [pytest.mark.anyio, pytest.mark.long]
Open = Callable[[Person | None], httpx.AsyncClient]
EVERY = frozenset(
    {
        *("listener", "officer", "member", "recipient", "coordinator", "national", "auditor", "technician"),
        *("commissioner", "chair", "signatory", "account"),
    }
)
# Reviewed: who passes each gate. A gate that is not here fails the test, whoever it lets in.
PASSES: dict[str, frozenset[str]] = {
    "everyone": EVERY | {NOBODY},
    "known if signed in": EVERY | {NOBODY},
    "password proved": frozenset(),  # steps of signing in: nobody who is in, nobody who is out
    "entering": frozenset(),
    "signed in": EVERY,
    "member or officer": frozenset({"member", "officer"}),
    "member, officer or signatory": frozenset({"member", "officer", "signatory"}),
    "officer": frozenset({"officer"}),
    "recipient": frozenset({"recipient"}),
    "listener or officer": frozenset({"listener", "officer"}),
    "coordinator": frozenset({"coordinator"}),
    "national": frozenset({"national"}),
    "commission": frozenset({"commissioner", "chair", "national"}),
    "chair": frozenset({"chair"}),
    "officer or commission": frozenset({"officer", "commissioner", "chair", "national"}),
    "signatory": frozenset({"signatory"}),
    "officer or national": frozenset({"officer", "national"}),
    "coordinator or auditor": frozenset({"coordinator", "auditor"}),
}
STEPS = frozenset({"password proved", "entering"})
DOOR = ("/connexion", "POST")  # 401 is its answer to a wrong password
MISSING = "/cette-page-n-existe-pas"
NEVER = 500


def told() -> dict[tuple[str, str], str]:
    """(path, method) -> gate, as the table for people says it."""
    rows = ROW.finditer(read(DOCS / "reference" / "routes.md"))
    return {(row["path"], method): row["gate"].strip() for row in rows for method in row["methods"].split(", ")}


def expected(gate: str, who: str) -> str:
    if who in PASSES[gate]:
        return "pass"
    if who == NOBODY:
        return "sign in"
    return "led on" if gate in STEPS else "missing"


async def test_each_role_passes_its_gates_and_finds_nothing_behind_the_others(
    living: Litestar, people: dict[str, Person], browser: Open
) -> None:
    table, faults = told(), []
    known = list(addresses(living))
    assert {(one.path, one.method) for one in known} == set(table)
    for who, person in {NOBODY: None, **people}.items():
        client = browser(person)
        missing = (await client.get(MISSING)).text
        for one in known:
            answer = await send(client, one.method, one.at(), jeton="0" * 32)
            due = expected(table[one.path, one.method], who)
            if fault := wrong(one, due, answer, missing, signed_in=person is not None):
                faults.append(f"{who} {one.method} {one.path}: {fault}")
    assert not faults, "\n".join(faults)


def wrong(one: Address, due: str, answer: httpx.Response, missing: str, *, signed_in: bool) -> str:
    status = answer.status_code
    if status >= NEVER:
        return f"{status}"
    if due == "sign in":
        return "" if status == 401 else f"{status} instead of signing in"
    if due == "led on":
        return "" if status == 303 else f"{status} instead of leading on"
    if due == "missing":
        return "" if (status, answer.text) == (404, missing) else f"{status} instead of a missing page"
    guarded = one.method == "POST" and not one.reading and one.gate != "everyone" and signed_in
    if guarded:
        return "" if status == 403 else f"{status} without the token of the session"
    own = (
        one.path.startswith(("/suivi", "/fiche/commencer", "/demande/premier", "/demande/note", "/commission/dossier"))
        and "code" in answer.text
    )  # 403 asks for the code again, whoever posts
    refused = status in (401, 403) and (one.path, one.method) != DOOR and not (own and status == 403)
    return f"{status}" if refused else ""


async def test_what_is_foreign_answers_as_what_does_not_exist(
    living: Litestar, people: dict[str, Person], browser: Open
) -> None:
    faults = []
    own = {"member": OWN, "officer": COUNCIL}
    for who in ("member", "officer"):
        client, person = browser(people[who]), people[who]
        missing = (await client.get(MISSING)).text
        for one in addresses(living):
            if not (one.path.startswith("/espace/") and "{slug}" in one.path):
                continue
            for slug in {OWN, FOREIGN, COUNCIL, NONE} - {own[who]}:
                answer = await send(client, one.method, one.at(slug, code="nom", name="nom"), jeton=person.token)
                if (answer.status_code, answer.text) != (404, missing):
                    faults.append(f"{who} {one.method} {one.path} {slug}: {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "who",
    ["coordinator", "member", "account", "officer", "national", "commissioner", "chair", "signatory", "recipient"],
)
async def test_ids_of_nothing_and_no_ids_at_all_are_missing_pages(
    living: Litestar, people: dict[str, Person], browser: Open, who: str
) -> None:
    """Ids are tried as an id of nothing, as no id, and as text made to hurt; nothing is found and nothing breaks."""
    faults = []
    client, person = browser(people[who]), people[who]
    for one in addresses(living):
        if "{code}" not in one.path:
            continue
        for code in ("", "1", "x" * 300, "..%2f..%2fetc", "%00", "'%20OR%201=1--", "%F0%9F%92%A9", "0", "-1", "9" * 30):
            answer = await send(client, one.method, one.at(code=code), jeton=person.token)
            if answer.status_code >= NEVER:
                faults.append(f"{one.method} {one.path} {code!r}: {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"])
async def test_methods_that_no_page_has_do_nothing(
    living: Litestar, people: dict[str, Person], browser: Open, method: str
) -> None:
    client, faults = browser(people["coordinator"]), []
    for path in sorted({one.at() for one in addresses(living)}):
        answer: Any = await client.request(method, path)
        if answer.status_code not in (404, 405):
            faults.append(f"{path}: {answer.status_code}")
    assert not faults, "\n".join(faults)
