"""A consent being posted when PostgreSQL stops, dies or freezes: said in time, nothing typed lost, done once after."""

import asyncio
import html
import re
import signal
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from relais.accounts.sessions import COOKIE
from relais.core.db import connect
from relais.core.vault import open_vault
from tests.accounts.people import Person, add_person, keep_pads
from tests.faults.desk import FORM, Database, Desk, Reply
from tests.guidance.at_case import AGREED, at_case
from tests.profiles.browsing import form_of

pytestmark = pytest.mark.long
NAMES = {signal.SIGINT: "stopped", signal.SIGKILL: "killed -9", signal.SIGSTOP: "frozen"}
LIMIT = 2.5  # seconds
ROUNDS = 3
TYPED = {"name": "Zoé d'Aubigné", "words": "Première ligne\r\nseconde ligne"}


async def prepared(database: Database, desk: Desk) -> tuple[Person, str]:
    """An officer before a case where a choice was made by telephone, and its address."""
    owner = await connect(database.server.superuser_url)
    vault = open_vault(desk.var / "keys", create=False)
    await keep_pads(owner, vault)
    person = await add_person(owner, vault, "officer", "Camille", council="69")
    stack = SimpleNamespace(push_async_callback=lambda _close: None)
    world = SimpleNamespace(app_url=database.server.app_url, owner=owner, stack=stack)
    made = await at_case(SimpleNamespace(person=person), world, vault)  # type: ignore[arg-type]
    await made.database.close()
    await owner.close()
    return person, made.address


def ask(desk: Desk, person: Person, address: str, fields: Any = None) -> Reply:
    """A page, or the post of a form."""
    headers = {"Cookie": f"{COOKIE}={person.cookie}", "Sec_Fetch_Site": "same-origin"}
    if fields is None:
        return desk.send("GET", address, **headers)
    sent = urlencode(person.form(**fields), doseq=True).encode()
    return desk.send("POST", address, sent, Content_Type=FORM, **headers)


def held(page: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, text in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page):
        fields.setdefault(name, []).append(html.unescape(text))
    return fields


@pytest.mark.parametrize("how", NAMES, ids=NAMES.values())
def test_a_consent_posted_without_postgresql_is_kept_in_the_page_and_sent_once_after(
    desk: Desk, database: Database, how: signal.Signals
) -> None:
    assert desk.wait_for_database("reachable")
    person, case = asyncio.run(prepared(database, desk))
    choice = form_of(ask(desk, person, case).text, f"{case}/choix")
    option = re.findall(r'name="option"\s+value="([0-9a-f-]{36})"', ask(desk, person, case).text)[0]
    assert ask(desk, person, f"{case}/choix", {**choice, "option": option, "act": "choose"}).status == 303
    form = {**form_of(ask(desk, person, case).text, f"{case}/accord"), **AGREED, **TYPED}
    form["shared"] = ["identity", "contact", "need"]
    database.go(how)
    try:
        for _ in range(ROUNDS):
            reply = ask(desk, person, f"{case}/accord", form)
            assert (reply.status, reply.seconds < LIMIT) == (503, True), reply.seconds
            assert "Rien n'est perdu" in html.unescape(reply.text)
            form = held(reply.text)
            assert (form["name"], form["words"]) == ([TYPED["name"]], [TYPED["words"]])
    finally:
        database.come_back()
    assert desk.wait_for_database("reachable")
    for _ in range(2):
        assert ask(desk, person, f"{case}/accord", form).status == 303
    assert "envoyée" in ask(desk, person, case).text
    assert asyncio.run(count(database, case.rpartition("/")[2])) == (1, 1)


async def count(database: Database, case: str) -> tuple[int, int]:
    """Consents and disclosures of a case."""
    owner = await connect(database.server.superuser_url)
    row = await owner.fetchrow(
        "SELECT (SELECT count(*) FROM consent AS c WHERE c.referral = r.id) AS consents,"
        " (SELECT count(*) FROM disclosure AS d WHERE d.referral = r.id) AS gone"
        " FROM referral AS r WHERE r.case_id = $1::text::uuid",
        case,
    )
    await owner.close()
    return row["consents"], row["gone"]
