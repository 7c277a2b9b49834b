"""What lets a doctor go from page to page, and a code of their own: what dies, when, and that nobody is locked out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from relais.cases import passage as passages
from relais.cases.entering import Entered
from relais.cases.model import Opened
from relais.cases.passage import Pass, issue
from relais.cases.service import lookup_of
from relais.core import clock
from relais.core.vault import Vault
from tests.followup.held import Desk, Doctor, doctor_of
from tests.followup.pressing import altered
from tests.web.site import VAULT, site

NUMBER = "06 12 34 56 78"
BOX = "Donnez de nouveau votre code"


@pytest.fixture
async def sent(desk: Desk, doctor: Doctor) -> Opened:
    """A case with one referral that MOTS has read, and the doctor on its page."""
    case = await desk.open(coded=False)
    await desk.bring(case.case, "received")
    doctor.passage = desk.passage(case)
    return case


@pytest.fixture
async def coded(desk: Desk, doctor: Doctor) -> Opened:
    """A case whose code really opens it, the doctor on its page."""
    case = await desk.open()
    await desk.bring(case.case, "draft")
    await desk.say(case.case, {"contact": {"phone": NUMBER}, "need": {"words": "Parler de mes cotisations."}})
    doctor.passage = desk.passage(case)
    return case


def sealed(vault: Vault, case: UUID, lookup: bytes, **changes: Any) -> str:
    """A passage as ours would be."""
    made = Pass(
        case=case, lookup=lookup, code_by="person", until=changes.pop("until", clock.now() + timedelta(hours=1))
    )
    return vault.seal(msgspec.msgpack.encode(made), changes.pop("purpose", passages.PURPOSE)).hex()


async def test_a_passage_is_over_after_half_an_hour(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    lookup = lookup_of(desk.vault, sent.code)
    doctor.passage = sealed(desk.vault, sent.case, lookup, until=clock.now() - timedelta(seconds=1))
    page = await doctor.post("/suivi/arreter", sur="oui")
    assert page.status == 403
    assert BOX in page.text
    assert await desk.states(sent) == ["received"]


async def test_a_passage_neither_moves_to_another_case_nor_is_altered(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    other = await desk.open(coded=False)
    good = doctor.passage
    forged = [
        sealed(desk.vault, other.case, lookup_of(desk.vault, sent.code)),  # another case with one's own code
        sealed(desk.vault, sent.case, lookup_of(desk.vault, sent.code), purpose="another use"),
        altered(good),
        "zz" + good[2:],
        "",
    ]
    for text in forged:
        doctor.passage = text
        page = await doctor.post("/suivi/arreter", sur="oui")
        assert (page.status, BOX in page.text) == (403, True)
    assert await desk.states(sent) == ["received"]


async def test_a_passage_dies_with_its_code(desk: Desk, doctor: Doctor, coded: Opened) -> None:
    before = doctor.passage
    page = await doctor.post("/suivi/code")
    code = page.new_code
    page = await doctor.post("/suivi/code", nouveau=page.field("nouveau"), sur="oui")
    assert "Votre code est remplacé" in page.text
    after, doctor.passage = doctor.passage, before
    assert (await doctor.post("/suivi")).status == 403
    doctor.passage = after
    assert (await doctor.post("/suivi")).status == 200
    assert (await doctor.give(code)).status == 200
    assert (await doctor.give(coded.code)).status == 404


async def test_what_was_typed_is_kept_when_the_passage_is_over(desk: Desk, doctor: Doctor, coded: Opened) -> None:
    doctor.passage = "00"
    typed = {"sur": "oui", "phone": "07 98 76 54 32", "words": "Une phrase longue à <retaper> & relire."}
    box = await doctor.post("/suivi/corriger", **typed)
    assert BOX in box.text
    assert "gardé dans cette page" in box.text
    assert box.field("passage") == ""
    kept = {name: box.field(name) for name in typed}
    assert kept == typed
    page = await doctor.post("/suivi/corriger", code=coded.code, **kept)
    assert "C'est corrigé." in page.text
    assert "07 98 76 54 32" in page.text
    wrong = await doctor.post("/suivi/corriger", code="1" * 18, **kept)
    assert {name: wrong.field(name) for name in typed} == typed


async def test_a_code_that_another_made_is_replaced_first_or_put_off_once(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open(by="officer")
    await desk.bring(case.case, "options_shown")
    offered = await doctor.give(case.code)
    assert "Prenez votre propre code" in offered.text
    assert "Plus tard, une seule fois" in offered.text
    kept = await doctor.post("/suivi/plus-tard")
    await doctor.post("/suivi/plus-tard")  # a second click
    assert "Votre suivi" in kept.text
    assert "Vous avez gardé le code qu'on vous avait fait." in kept.text
    assert await desk.acts(case, "case.code_kept") == 1
    offered = await doctor.give(case.code)
    assert "Plus tard" not in offered.text
    assert "Tout arrêter" in offered.text
    page = await doctor.post("/suivi/code", nouveau=offered.field("nouveau"), sur="oui")
    assert "Votre code est remplacé" in page.text
    assert "Votre suivi" in (await doctor.give(offered.new_code)).text


async def test_a_second_click_on_a_new_code_locks_nobody_out(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    offered = await doctor.post("/suivi/code")
    fields = {"passage": doctor.passage, "nouveau": offered.field("nouveau"), "sur": "oui"}
    await doctor.client.post("/suivi/code", data=fields)
    second = await doctor.post("/suivi/code", **fields)
    assert "Si vous veniez de remplacer votre code, donnez le nouveau." in second.text
    page = await doctor.post("/suivi/code", code=offered.new_code, nouveau=second.field("nouveau"), sur="oui")
    assert "Votre suivi" in page.text
    assert await desk.acts(sent, "case.code_replaced") == 1


async def test_a_new_code_of_another_case_is_not_taken(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    offered = await doctor.post("/suivi/code")
    other = await desk.open(coded=False)
    doctor.passage = desk.passage(other)
    page = await doctor.post("/suivi/code", nouveau=offered.field("nouveau"), sur="oui")
    assert "En voici un autre" in page.text
    assert await desk.acts(other, "case.code_replaced") == 0


async def test_an_act_posted_with_the_code_itself_is_done_at_once(desk: Desk, doctor: Doctor, coded: Opened) -> None:
    doctor.passage = ""
    page = await doctor.post("/suivi/arreter", code=coded.code, sur="oui")
    assert "Tout est arrêté" in page.text


async def test_what_was_typed_waits_in_the_page_while_the_database_is_away(desk: Desk, coded: Opened) -> None:
    typed = {"sur": "oui", "words": "Une phrase longue à retaper.", "phone": NUMBER}
    away = doctor_of(site())  # over the data files, without a database
    away.passage = issue(VAULT, Entered(case=coded.case, code_by="person", lookup=b"x" * 32))
    page = await away.post("/suivi/corriger", **typed)
    assert page.status == 503
    assert "La base de données ne répond pas pour l'instant." in page.text
    assert {name: page.field(name) for name in ("passage", *typed)} == {"passage": away.passage, **typed}
    code = await away.give(coded.code)
    assert (code.status, code.field("passage")) == (503, "")
    assert coded.code not in code.html.replace(" ", "")
    await away.client.aclose()
