"""Floods, doubles and programs: slowed, folded, marked; nobody refused, nothing lost."""

from typing import Any

import pytest

from relais.aid_requests import pace
from tests.aid_requests.asking import Asker, Office

pytestmark = pytest.mark.anyio


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that each request was made to wait; none is really waited for."""
    seen: list[float] = []

    async def note(seconds: float) -> None:
        seen.append(seconds)

    monkeypatch.setattr(pace, "sleep", note)
    return seen


async def last(office: Office) -> Any:
    return await office.owner.fetchrow("SELECT * FROM aid_request ORDER BY made_at DESC LIMIT 1")


async def test_a_source_waits_longer_and_longer_and_is_never_refused(
    office: Office, asker: Asker, waited: list[float]
) -> None:
    for number in range(15):
        page = await asker.send(words=f"Demande numéro {number}.")
        assert "Votre demande est arrivée" in page.text
    assert waited[:3] == [0, 0, 0]
    assert waited == sorted(waited)
    assert waited[-1] == pace.LONGEST
    marks = await office.owner.fetch("SELECT marks FROM aid_request ORDER BY made_at DESC LIMIT 3")
    assert [row["marks"] for row in marks] == [["rate"]] * 3


async def test_a_flood_fills_no_mailbox(office: Office, asker: Asker, waited: list[float]) -> None:
    for number in range(15):
        await asker.send(words=f"Encore {number}.")
    assert len(await office.mails()) == pace.MARKED_FROM
    assert len(waited) == 15


async def test_no_cookie_is_set_to_slow_anyone(asker: Asker) -> None:
    await asker.send()
    assert not asker.client.cookies
    answer = await asker.client.get("/demande")
    assert "set-cookie" not in answer.headers


async def test_the_hidden_box_and_a_page_filled_at_once_mark_a_request_and_lose_nothing(
    office: Office, asker: Asker
) -> None:
    page = await asker.send(site="https://exemple.fr", request=asker.ticket(seconds=0), words="Achetez.")
    assert "Votre demande est arrivée" in page.text
    row = await last(office)
    assert (row["marks"], row["state"]) == (["honeypot", "quick"], "received")
    assert await office.mails() == []


async def test_an_urgent_request_that_was_filled_quickly_is_told_all_the_same(office: Office, asker: Asker) -> None:
    await asker.send(words="Je veux en finir avec la vie.", first="oui", request=asker.ticket(seconds=1))
    assert (await last(office))["marks"] == ["quick"]
    assert len(await office.mails()) == 2


async def test_the_same_request_within_a_day_is_folded_and_says_so(office: Office, asker: Asker) -> None:
    same = {"words": "Un seul et même texte.", "phone": "06 98 76 54 32"}
    await asker.send(**same)
    first = await last(office)
    page = await asker.send(**same)
    second = await last(office)
    assert "La même demande était déjà arrivée aujourd'hui" in page.text
    assert (second["state"], second["outcome"], second["needs"]) == ("closed", "duplicate", [])
    kept = "SELECT count(*) FROM case_part WHERE case_id = $1"
    assert await office.owner.fetchval(kept, second["case_id"]) == 0
    assert await office.owner.fetchval(kept, first["case_id"]) == 4
    assert len(await office.mails()) == 1
    view = await asker.post("/suivi", code=page.code)
    assert "la même demande était déjà arrivée" in view.text.lower()


async def test_the_day_after_it_is_another_request(office: Office, asker: Asker) -> None:
    same = {"words": "Un texte repris le lendemain."}
    await asker.send(**same)
    await office.age((await last(office))["id"], "25 hours")
    await asker.send(**same)
    assert (await last(office))["state"] == "received"


async def test_two_doctors_who_leave_no_word_are_two(office: Office, asker: Asker) -> None:
    silent = {"words": "", "phone": "", "when": "", "reach": "calls_back"}
    for _ in range(2):
        await asker.send(**silent)
        assert (await last(office))["state"] == "received"


async def test_asked_again_as_urgent_the_first_one_goes_on_top(office: Office, asker: Asker) -> None:
    same = {"words": "Je veux mourir, vraiment."}
    await asker.send(**same)
    first = await last(office)
    await office.owner.execute("DELETE FROM outbox")
    await asker.send(**same, first="oui")
    assert await office.owner.fetchval("SELECT urgent FROM aid_request WHERE id = $1", first["id"]) is True
    assert len(await office.mails()) == 2
