"""What the doctor does with the code alone: stop, replace the code, correct, take away, print, erase."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from relais.cases import passage as passages
from relais.cases.model import Opened
from relais.cases.passage import Pass
from relais.cases.service import lookup_of
from relais.core import clock
from relais.core.context import Context
from relais.core.vault import Vault
from relais.referrals import service
from tests.followup.held import LIVING, Desk, Doctor, Page

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
    assert await desk.owner.fetchval("SELECT state FROM referral") == "received"


async def test_a_passage_neither_moves_to_another_case_nor_is_altered(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    other = await desk.open(coded=False)
    good = doctor.passage
    forged = [
        sealed(desk.vault, other.case, lookup_of(desk.vault, sent.code)),  # another case with one's own code
        sealed(desk.vault, sent.case, lookup_of(desk.vault, sent.code), purpose="another use"),
        good[:-2] + ("00" if good[-2:] != "00" else "11"),
        "zz" + good[2:],
        "",
    ]
    for text in forged:
        doctor.passage = text
        page = await doctor.post("/suivi/arreter", sur="oui")
        assert (page.status, BOX in page.text) == (403, True)
    assert await desk.owner.fetchval("SELECT state FROM referral") == "received"


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


@pytest.mark.long
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
    assert await desk.owner.fetchval("SELECT count(*) FROM consent WHERE answer = 'given' AND ended_at IS NULL") == 0
    async with desk.database.acting(Context(kind="staff", org="mots")) as db:
        assert await service.inbox(db, "mots") == []
    again = await doctor.post("/suivi/arreter", sur="oui")
    assert (again.status, "Tout est arrêté" in again.text) == (200, True)


async def test_stopping_ends_every_referral_that_lives_and_leaves_those_that_ended(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open(coded=False)
    ended = await desk.bring(case.case, "self_contact")
    living = [await desk.bring(case.case, "received"), await desk.bring(case.case, "options_shown")]
    doctor.passage = desk.passage(case)
    page = await doctor.post("/suivi/arreter", sur="oui")
    assert "MOTS ne peut plus rien lire" in page.text
    assert [await desk.state(one.id) for one in living] == ["withdrawn"] * 2
    assert await desk.state(ended.id) == "self_contact"


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
    assert await desk.owner.fetchval("SELECT count(*) FROM case_event WHERE act = 'case.code_kept'") == 1
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
    replaced = await desk.owner.fetchval("SELECT count(*) FROM case_event WHERE act = 'case.code_replaced'")
    assert replaced == 1


async def test_a_new_code_of_another_case_is_not_taken(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    offered = await doctor.post("/suivi/code")
    other = await desk.open(coded=False)
    doctor.passage = desk.passage(other)
    page = await doctor.post("/suivi/code", nouveau=offered.field("nouveau"), sur="oui")
    assert "En voici un autre" in page.text
    assert await desk.owner.fetchval("SELECT count(*) FROM case_event WHERE act = 'case.code_replaced'") == 0


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
        read = await service_parts(db, desk.vault, sent.case)
    assert read == {
        "contact": {"phone": "07 11 22 33 44", "email": "", "quiet": False}, "need": {"words": "Autre phrase."}
    }  # fmt: skip
    again = await doctor.post(
        "/suivi/corriger", sur="oui", name="Camille Tilleuls", phone="07 11 22 33 44", words="Autre phrase."
    )
    assert "Rien n'a changé." in again.text


async def service_parts(db: Any, vault: Vault, case: UUID) -> Any:
    from relais.cases.service import read_parts

    return await read_parts(db, vault, case)


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
    consent = str(await desk.owner.fetchval("SELECT id FROM consent"))
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
    consent = str(await desk.owner.fetchval("SELECT id FROM consent"))
    doctor.passage = desk.passage(await desk.open(coded=False))
    for named in (consent, "", "n'importe quoi"):
        assert (await doctor.post("/suivi/recu", accord=named)).status == 404


# Columns that are not told, and why: plumbing of the pages, names of accounts, what only opens or seals.
NOT_TOLD = {
    "aid_case": {"code_lookup", "code_verifier", "alias_sealed", "data_key_wrapped", "kek", "seq"},
    "case_part": {"case_id", "sealed", "written_at"},  # opened, under `informations`
    "case_event": {"case_id", "previous_hash", "hash"},
    "referral": {"key", "made_at"},  # the event `referral.draft` says when
    "referral_event": {"referral", "expected", "request", "actor"},
    "option_shown": {"referral"},
    "choice": {"referral", "recorded_by"},
    "consent": {"referral", "subject", "collected_by"},
    "disclosure": {"referral", "consent"},
    "notice": set(),
}
# Of a case too, and told by its events: who opened it, what was recalled to the recipient and to the council.
IN_EVENTS = {"case_opening", "referral_told"}


async def test_the_file_holds_every_column_of_every_table_of_the_case(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    answer = await doctor.post("/suivi/telecharger", forme="json")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["content-disposition"] == 'attachment; filename="relais.json"'
    told = msgspec.json.decode(answer.body)
    one = told["orientations"][0]
    rows = {
        "aid_case": told["dossier"], "case_event": told["evenements"][0], "referral": one["orientation"],
        "referral_event": one["etapes"][0], "option_shown": one["possibilites"][0], "choice": one["choix"][0],
        "consent": one["accords"][0], "disclosure": one["transmissions"][0], "notice": told["textes_lus"][0],
    }  # fmt: skip
    held = await desk.owner.fetch(
        "SELECT table_name, array_agg(column_name::text) AS columns FROM information_schema.columns "
        "WHERE table_schema = 'public' GROUP BY table_name"
    )
    columns = {row["table_name"]: set(row["columns"]) for row in held}
    missing = {table: columns[table] - set(row) - NOT_TOLD[table] for table, row in rows.items()}
    assert {table: names for table, names in missing.items() if names} == {}
    for table, row in rows.items():
        if table not in ("aid_case", "case_event", "notice"):
            counted = {"referral": 1}.get(table) or await desk.owner.fetchval(f"SELECT count(*) FROM {table}")
            names = {"referral_event": "etapes", "option_shown": "possibilites", "choice": "choix",
                     "consent": "accords", "disclosure": "transmissions"}  # fmt: skip
            assert counted == (len(one[names[table]]) if table in names else len(told["orientations"])), row
    assert told["informations"]["contact"]["phone"] == NUMBER
    assert len(told["evenements"]) == await desk.owner.fetchval("SELECT seq FROM aid_case")


async def test_no_table_of_a_case_is_left_out_of_the_file(desk: Desk) -> None:
    """A table that grows on a case has to be told, or said to be in the events."""
    linked = await desk.owner.fetch(
        "WITH RECURSIVE of_case (name) AS ("
        " SELECT 'aid_case'::regclass::oid UNION"
        " SELECT c.conrelid FROM pg_constraint AS c JOIN of_case AS o ON c.confrelid = o.name WHERE c.contype = 'f')"
        " SELECT name::regclass::text AS name FROM of_case"
    )
    assert {row["name"] for row in linked} - IN_EVENTS == set(NOT_TOLD) - {"notice"}


async def test_the_page_to_print_says_everything_too(desk: Desk, doctor: Doctor, sent: Opened) -> None:
    page = await doctor.post("/suivi/telecharger", forme="page")
    assert page.status == 200
    notice = await desk.owner.fetchrow("SELECT encode(sha256, 'hex') AS sha256 FROM notice")
    for words in (
        NUMBER,
        "couvre le 69",
        "Les textes lus avant vos accords",
        notice["sha256"],
        "Votre demande a été lue.",
    ):
        assert words in page.text, words
    assert "<details open" in page.html
    assert "<details>" not in page.html


async def test_erasing_stops_everything_and_leaves_a_chain_without_words(
    desk: Desk, doctor: Doctor, sent: Opened
) -> None:
    asked = await doctor.post("/suivi/effacer")
    assert "Cela ne se défait pas." in asked.text
    assert await desk.owner.fetchval("SELECT count(*) FROM case_part") > 0
    done = await doctor.post("/suivi/effacer", sur="oui")
    assert "Tout est effacé" in done.text
    assert sent.reference in done.text
    case = await desk.owner.fetchrow("SELECT * FROM aid_case WHERE id = $1", sent.case)
    assert (case["data_key_wrapped"], case["code_lookup"], case["alias_sealed"]) == (None, None, None)
    assert await desk.owner.fetchval("SELECT count(*) FROM case_part") == 0
    async with desk.database.acting(Context(kind="staff", org="mots")) as db:
        assert await service.inbox(db, "mots") == []
    assert (await doctor.give(sent.code)).status == 404
    again = await doctor.post("/suivi/effacer", sur="oui")
    assert "Si vous veniez de tout effacer, c'est fait" in again.text
    assert await desk.owner.fetchval("SELECT count(*) FROM case_event") > 0


async def test_an_officer_to_whom_the_code_is_said_stops_all_on_the_same_page(desk: Desk, doctor: Doctor) -> None:
    case = await desk.open(by="listener", coded=False)
    held = await desk.bring(case.case, "received")
    doctor.passage = desk.passage(case, "listener")
    page: Page = await doctor.post("/suivi/arreter", sur="oui")
    assert "MOTS ne peut plus rien lire" in page.text
    assert await desk.state(held.id) == "withdrawn"


async def test_an_act_posted_with_the_code_itself_is_done_at_once(desk: Desk, doctor: Doctor, coded: Opened) -> None:
    doctor.passage = ""
    page = await doctor.post("/suivi/arreter", code=coded.code, sur="oui")
    assert "Tout est arrêté" in page.text
