"""The page of a case from options to sending, over HTTP and a real PostgreSQL."""

import asyncio
import re
from typing import Any

import pytest

from relais.core.vault import Vault
from tests.accounts.people import add_person
from tests.guidance.at_case import AGREED, AtDesk, at_case, done
from tests.guidance.browsing import Tab
from tests.profiles.browsing import form_of, words_of


@pytest.fixture
async def desk(officer: Tab, world: Any, vault: Vault) -> AtDesk:
    made = await at_case(officer, world, vault)
    await add_person(world.owner, vault, "recipient", organization="mots", function="assistante sociale")
    await made.read_inbox()
    return made


async def test_the_five_steps_are_there_and_only_the_present_one_is_open(desk: AtDesk) -> None:
    page = await desk.page()
    steps = re.findall(r'<details class="case-step"\s+id="(\w+)"( open)?>', page)
    assert steps == [("besoin", ""), ("options", ""), ("choix", " open"), ("consentement", ""), ("suivi", "")]
    said = words_of(page)
    assert "Docteur Bleu" in said
    assert "réservé aux familles" in said


async def test_nothing_is_ticked_when_the_consent_is_asked_for(desk: AtDesk) -> None:
    await desk.choose()
    page = await desk.page()
    assert re.findall(r"<input[^>]*\bchecked\b", page) == []
    form = await desk.form("accord")
    assert form.keys().isdisjoint({"shared", "how", "quiet"})
    said = words_of(page)
    assert "MOTS" in said
    assert "assistante sociale" in said
    assert said.count("«") >= 4


async def test_a_case_goes_from_options_to_sent_and_the_recipient_is_written_to(desk: AtDesk, world: Any) -> None:
    await desk.choose()
    done(await desk.post("accord", **AGREED))
    assert await desk.states() == ["sent"]
    row = await world.owner.fetchrow("SELECT * FROM disclosure")
    assert (row["recipient_org"], row["recipient_function"], row["medium"]) == ("mots", "assistante sociale", "inbox")
    assert sorted(row["categories"]) == ["contact", "need"]
    assert await world.owner.fetchval("SELECT count(*) FROM case_part") == 2
    assert await world.owner.fetchval("SELECT count(*) FROM outbox") == 1
    said = words_of(await desk.page())
    assert "06 00 00 00 01" in said
    assert "Sans réponse, la structure est relancée à 24 h" in said


async def test_no_yes_or_no_means_a_consent(desk: AtDesk) -> None:
    await desk.choose()
    form = await desk.form("accord")
    for value in ("true", "1", "on", "yes", '"true"', "given", ""):
        reply = await desk.send("accord", form, **{**AGREED, "how": [value]})
        assert reply.status_code == 422
        assert "Dites comment l'accord a été donné" in words_of(reply.text)
    assert await desk.states() == ["chosen"]
    assert await desk.count("consent") == 0


async def test_a_box_ticked_and_left_empty_is_refused_and_what_was_typed_is_kept(desk: AtDesk) -> None:
    await desk.choose()
    form = await desk.form("accord")
    reply = await desk.send("accord", form, **{**AGREED, "phone": "", "words": "Une phrase à garder"})
    assert reply.status_code == 422
    assert "écrivez un numéro ou un courriel, ou décochez" in words_of(reply.text)
    assert "Une phrase à garder" in reply.text
    assert re.findall(r'name="shared"\s+value="(\w+)" checked', reply.text) == ["contact", "need"]
    assert f'name="request" value="{form["request"][0]}"' in reply.text
    assert await desk.count("case_part") == 0
    none = await desk.send("accord", form, how="phone_read", act="send")
    assert "Cochez au moins une information" in words_of(none.text)


async def test_the_words_are_read_again_when_what_is_to_be_read_has_changed(desk: AtDesk, world: Any) -> None:
    await desk.choose()
    form = await desk.form("accord")
    longer = await desk.send("accord", form, **AGREED, days="60")
    assert longer.status_code == 409
    assert "relisez-le avant l'accord" in words_of(longer.text)
    assert "60 jours" in words_of(longer.text)
    await world.owner.execute(
        "INSERT INTO notice (number, body, sha256) SELECT 2, replace(body, 'Rien d''autre', 'Rien de plus'),"
        " sha256(convert_to(replace(body, 'Rien d''autre', 'Rien de plus'), 'UTF8')) FROM notice"
    )
    other = await desk.send("accord", form, **AGREED)
    assert other.status_code == 409
    assert "Rien de plus" in words_of(other.text)
    assert "06 00 00 00 01" in other.text
    assert await desk.count("consent") == 0
    done(await desk.send("accord", form_now(other.text, desk), **AGREED))
    assert await world.owner.fetchval("SELECT notice FROM consent") == 2


def form_now(page: str, desk: AtDesk) -> Any:
    return form_of(page, f"{desk.address}/accord")


async def test_a_refusal_is_one_row_and_sends_nothing(desk: AtDesk, world: Any) -> None:
    await desk.choose()
    form = await desk.form("accord")
    for _ in range(2):
        done(await desk.send("accord", form, act="refuse", days="n'importe quoi"))
    rows = await world.owner.fetch("SELECT answer, categories FROM consent")
    assert [(row["answer"], row["categories"]) for row in rows] == [("refused", [])]
    assert await desk.states() == ["chosen"]
    assert (await desk.count("disclosure"), await desk.count("case_part")) == (0, 0)
    assert "le médecin a refusé : rien n'est parti" in words_of(await desk.page())


async def test_information_only_ends_there(desk: AtDesk) -> None:
    await desk.choose()
    done(await desk.post("accord", act="information"))
    assert await desk.states() == ["cancelled"]
    assert await desk.count("consent") == 0


async def test_a_form_posted_again_is_done_once(desk: AtDesk, world: Any) -> None:
    await desk.choose()
    form = await desk.form("accord")
    for _ in range(3):
        done(await desk.send("accord", form, **AGREED))
    assert await desk.states() == ["sent"]
    assert (await desk.count("consent"), await desk.count("disclosure")) == (1, 1)
    assert await world.owner.fetchval("SELECT count(*) FROM outbox") == 1


async def test_two_clicks_at_once_send_once(desk: AtDesk) -> None:
    await desk.choose()
    form = await desk.form("accord")
    replies = await asyncio.gather(*(desk.send("accord", form, **AGREED) for _ in range(4)))
    assert [reply.status_code for reply in replies] == [303] * 4
    assert (await desk.count("consent"), await desk.count("disclosure")) == (1, 1)


async def test_the_enter_key_in_a_box_neither_sends_nor_chooses(desk: AtDesk) -> None:
    """The first button of a form is the one that a browser presses."""
    first = re.compile(
        r'<form method="post"\s+action="[^"]*/(choix|accord|suite)[^"]*".*?name="act"\s+value="(\w+)"', re.S
    )
    assert ("choix", "stay") in first.findall(await desk.page())
    await desk.choose()
    assert ("accord", "stay") in first.findall(await desk.page())
    kept = await desk.post("accord", **{**AGREED, "act": ["stay"]})
    assert kept.status_code == 200
    assert "06 00 00 00 01" in kept.text
    assert await desk.states() == ["chosen"]


async def test_another_council_finds_nothing_there(desk: AtDesk, stranger: Tab) -> None:
    known, unknown = await stranger.get(desk.address), await stranger.get(desk.address[:-4] + "0000")
    assert (known.status_code, known.text) == (404, unknown.text)
    posted = await stranger.post(f"{desk.address}/accord", {"act": ["send"]})
    assert (posted.status_code, posted.text) == (404, unknown.text)


async def test_a_referral_of_another_case_is_not_moved_from_this_one(
    desk: AtDesk, officer: Tab, world: Any, vault: Vault
) -> None:
    other = await at_case(officer, world, vault)
    form = await desk.form("choix")
    theirs = await other.form("choix")
    reply = await desk.send("choix", {**form, "referral": theirs["referral"]}, act="self_contact")
    assert reply.status_code == 404
    assert await other.states() == ["options_shown"]
