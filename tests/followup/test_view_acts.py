"""What the doctor does with the code alone: stop, replace the code, correct, take away, print, erase."""

import asyncio
import hashlib
from typing import Any

import pytest

from relais.cases.model import Opened
from relais.cases.service import read_parts
from tests.followup.held import LIVING, Desk, Doctor, Page

NUMBER = "06 12 34 56 78"


@pytest.fixture
async def sent(desk: Desk, doctor: Doctor) -> Opened:
    """A case with one referral that MOTS has read, and the doctor on its page."""
    case = await desk.open(coded=False)
    await desk.bring(case.case, "received")
    doctor.passage = desk.passage(case)
    return case


@pytest.mark.parametrize("state", LIVING)
async def test_all_is_stopped_in_two_posts_from_every_state(desk: Desk, doctor: Doctor, state: Any) -> None:
    case = await desk.open(coded=False)
    held = await desk.bring(case.case, state)
    assert held.state == state
    doctor.passage = desk.passage(case)
    asked = await doctor.post("/suivi/arreter")
    done = await doctor.post("/suivi/arreter", sur=asked.field("sur"))
    assert "Tout est arrêté" in done.text
    assert ("MOTS ne peut plus rien lire" in done.text) == (held.readable_until is not None)
    assert await desk.state(held.id) == "withdrawn"
    alive = "SELECT count(*) FROM consent WHERE subject = $1 AND answer = 'given' AND ended_at IS NULL"
    assert await desk.owner.fetchval(alive, case.case) == 0
    assert not await desk.readable("mots", case.case)
    again = await doctor.post("/suivi/arreter", sur="oui")
    assert (again.status, "Tout est arrêté" in again.text) == (200, True)


async def test_stopping_succeeds_whoever_moves_at_the_same_moment(desk: Desk, doctor: Doctor) -> None:
    """The recipient ends it at the same time: whichever was first, the doctor reads that all is stopped."""
    ends = set()
    for _ in range(6):
        case = await desk.open(coded=False)
        held = await desk.bring(case.case, "contact_made")
        doctor.passage = desk.passage(case)
        moving = desk.move(held, "closed", "recipient", org="mots", outcome="helped")
        page, _moved = await asyncio.gather(doctor.post("/suivi/arreter", sur="oui"), moving, return_exceptions=True)
        assert isinstance(page, Page)
        assert (page.status, "Tout est arrêté" in page.text) == (200, True)
        ends |= set(await desk.states(case))
        assert not await desk.readable("mots", case.case)
    assert ends <= {"withdrawn", "closed"}


async def test_stopping_ends_every_referral_that_lives_and_leaves_those_that_ended(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open(coded=False)
    ended = await desk.bring(case.case, "self_contact")
    living = [await desk.bring(case.case, "received"), await desk.bring(case.case, "options_shown")]
    doctor.passage = desk.passage(case)
    page = await doctor.post("/suivi/arreter", sur="oui")
    assert "MOTS ne peut plus rien lire" in page.text
    assert [await desk.state(one.id) for one in living] == ["withdrawn"] * 2
    assert await desk.state(ended.id) == "self_contact"


async def test_a_correction_reaches_only_who_reads_that_category(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    await desk.say(sent.case, {"identity": {"name": "Camille Tilleul"}})
    form = await doctor.post("/suivi/corriger")
    assert NUMBER in form.html
    page = await doctor.post(
        "/suivi/corriger",
        sur="oui",
        name="Camille Tilleuls",
        phone="07 11 22 33 44",
        words="Autre phrase.",
        when="soir",
    )
    assert "C'est corrigé." in page.text
    assert "Vous avez corrigé : votre nom, comment vous joindre et votre demande en une phrase." in page.text
    account = await desk.account()
    await desk.opened_by(sent.case, "mots", "follow_up", "recipient", account)
    async with desk.database.acting(desk.staff("mots", account)) as db:
        read = await read_parts(db, desk.vault, sent.case)
    assert read == {
        "contact": {"phone": "07 11 22 33 44", "email": "", "quiet": False}, "need": {"words": "Autre phrase."}
    }  # fmt: skip
    again = await doctor.post(
        "/suivi/corriger", sur="oui", name="Camille Tilleuls", phone="07 11 22 33 44", words="Autre phrase."
    )
    assert "Rien n'a changé." in again.text


async def test_a_correction_at_fault_keeps_what_was_typed_and_writes_nothing(
    desk: Desk, doctor: Doctor, sent: Opened
) -> None:
    page = await doctor.post("/suivi/corriger", sur="oui", words=f"mon code est {sent.code}", phone="01 02 03 04 05")
    assert page.status == 422
    assert "Ce texte contient ce qui ressemble à un code de suivi." in page.text
    assert "01 02 03 04 05" in page.html
    long = await doctor.post("/suivi/corriger", sur="oui", words="x" * 501)
    assert (long.status, "500 signes au plus" in long.text) == (422, True)
    assert NUMBER in (await doctor.post("/suivi")).text


async def test_the_receipt_is_known_by_the_hash_of_its_own_text(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    consent = await desk.consent_of(sent)
    page = await doctor.post("/suivi/recu", accord=consent)
    text = await doctor.post("/suivi/recu", accord=consent, forme="texte")
    digest = hashlib.sha256(text.body).hexdigest()
    assert digest in page.text
    assert text.headers["content-disposition"] == 'attachment; filename="relais-recu.txt"'
    notice = await desk.owner.fetchrow("SELECT number, encode(sha256, 'hex') AS sha256 FROM notice")
    for words in (
        f"Texte n° {notice['number']}, empreinte SHA-256 : {notice['sha256']}",
        "Qui le lirait : MOTS (fonction : assistante sociale), et personne d'autre",
        "Ce qui serait transmis : comment vous joindre, votre demande en une phrase.",
        sent.reference,
    ):
        assert words in page.text, words
    await doctor.post("/suivi/arreter", sur="oui")
    later = await doctor.post("/suivi/recu", accord=consent)
    assert digest in later.text
    assert "Cet accord a pris fin le" in later.text


async def test_the_receipt_of_another_case_is_not_found(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    consent = await desk.consent_of(sent)
    doctor.passage = desk.passage(await desk.open(coded=False))
    for named in (consent, "", "n'importe quoi"):
        assert (await doctor.post("/suivi/recu", accord=named)).status == 404


async def test_erasing_stops_everything_and_leaves_a_chain_without_words(
    desk: Desk, doctor: Doctor, sent: Opened
) -> None:
    asked = await doctor.post("/suivi/effacer")
    assert "Cela ne se défait pas." in asked.text
    assert await desk.owner.fetchval("SELECT count(*) FROM case_part WHERE case_id = $1", sent.case) > 0
    done = await doctor.post("/suivi/effacer", sur="oui")
    assert "Tout est effacé" in done.text
    assert sent.reference in done.text
    case = await desk.owner.fetchrow("SELECT * FROM aid_case WHERE id = $1", sent.case)
    assert (case["data_key_wrapped"], case["code_lookup"], case["alias_sealed"]) == (None, None, None)
    assert await desk.owner.fetchval("SELECT count(*) FROM case_part WHERE case_id = $1", sent.case) == 0
    assert not await desk.readable("mots", sent.case)
    assert (await doctor.give(sent.code)).status == 404
    again = await doctor.post("/suivi/effacer", sur="oui")
    assert "Si vous veniez de tout effacer, c'est fait" in again.text
    assert await desk.acts(sent, "case.erased") == 1


async def test_an_officer_to_whom_the_code_is_said_stops_all_on_the_same_page(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open(by="listener", coded=False)
    held = await desk.bring(case.case, "received")
    doctor.passage = desk.passage(case, "listener")
    page: Page = await doctor.post("/suivi/arreter", sur="oui")
    assert "MOTS ne peut plus rien lire" in page.text
    assert await desk.state(held.id) == "withdrawn"
