"""What the doctor downloads and prints holds every table and every column of their case (RGPD, article 15)."""

from typing import Any

import msgspec
import pytest

from relais.cases.model import Opened
from relais.core.db import connect
from tests.followup.everything import DOCUMENT, OPINION, SITUATION, STEP, everything
from tests.followup.held import Desk, Doctor

# Columns that are not told, and why: plumbing of the pages, names of accounts, what only opens or seals.
NOT_TOLD: dict[str, set[str]] = {
    # `emptied_at` under `autres_rubriques`, with until when each thing is kept.
    "aid_case": {"code_lookup", "code_verifier", "alias_sealed", "data_key_wrapped", "kek", "seq", "emptied_at"},
    "case_part": {"case_id", "sealed", "written_at", "kept_from_council"},  # opened, under `informations`
    "case_event": {"case_id", "previous_hash", "hash"},
    "referral": {"key", "made_at"},  # the event `referral.draft` says when
    "referral_event": {"referral", "expected", "request", "actor"},
    "option_shown": {"referral"},
    "choice": {"referral", "recorded_by"},
    "consent": {"referral", "subject", "collected_by"},
    "disclosure": {"referral", "consent"},
    "notice": set(),
    "aid_request": {"fingerprint"},  # keyed: it only folds what is sent twice
    "request_event": {"request", "expected", "post", "actor"},
    "pathway": {"request", "officer", "recorded_by"},
    "pathway_step": {"case_id", "request", "sealed", "recorded_by"},
    "handover": {"to_officer", "proposed_by", "recorded_by", "told", "agreed_in"},
    "national_file": {"key"},
    "file_event": {"file", "request", "actor"},
    "file_section": {"file", "sealed", "request"},
    "file_piece": {"file"},
    "file_opinion": {"file", "sealed", "actor"},
    "attachment": {"file", "case_id", "request", "words", "actor"},
    "session_file": {"file"},
    "decision": {"file", "case_id", "recorded_by", "confirmed_by", "ratified_by"},
    "payment": {"file", "request", "recorded_by"},
}
# Of a case too, and told by its events: who opened it, what was recalled, which member knows the doctor.
IN_EVENTS = {"case_opening", "referral_told", "request_told", "recusal"}
# A note is a case of its own, whose tests compare its columns; a document is downloaded by itself, below.
ELSEWHERE = {"note", "note_author", "attachment_chunk"}


@pytest.fixture
async def held(desk: Desk, doctor: Doctor) -> Opened:
    case = await everything(desk, doctor.client)
    doctor.passage = desk.passage(case)
    return case


def rows_of(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """One exported row of each table."""
    one, more = told["orientations"][0], told["autres_rubriques"]
    asked, way = more["Votre demande"], more["Votre parcours"]
    file = more["Votre dossier national"]["dossiers_nationaux"][1]  # the one before: another was begun since
    return {
        "aid_case": told["dossier"], "case_event": told["evenements"][0],
        "case_part": {"category": told["informations"]},
        "referral": one["orientation"], "referral_event": one["etapes"][0], "option_shown": one["possibilites"][0],
        "choice": one["choix"][0], "consent": one["accords"][0], "disclosure": one["transmissions"][0],
        "notice": told["textes_lus"][0], "aid_request": asked["demande"] | asked["contenu"],
        "request_event": asked["etapes"][0], "pathway": way["parcours"][0], "pathway_step": way["etapes"][0],
        "handover": way["passages"][0], "national_file": file["dossier"], "file_event": file["etapes"][0],
        "file_section": file["rubriques"][0], "file_piece": file["pieces"][0], "file_opinion": file["avis"][0],
        "attachment": file["documents"][0], "session_file": file["seances"][0], "decision": file["decisions"][0],
        "payment": file["versements"][0],
    }  # fmt: skip


async def test_the_file_holds_every_column_of_every_table_of_the_case(desk: Desk, doctor: Doctor, held: Opened) -> None:
    answer = await doctor.post("/suivi/telecharger", forme="json")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["content-disposition"] == 'attachment; filename="relais.json"'
    told = msgspec.json.decode(answer.body)
    rows = rows_of(told)
    found = await desk.owner.fetch(
        "SELECT table_name, array_agg(column_name::text) AS columns FROM information_schema.columns "
        "WHERE table_schema = 'public' GROUP BY table_name"
    )
    columns = {row["table_name"]: set(row["columns"]) for row in found}
    missing = {table: columns[table] - set(row) - NOT_TOLD[table] for table, row in rows.items()}
    assert not {table: names for table, names in missing.items() if names}
    assert set(rows) == set(NOT_TOLD)
    assert told["informations"]["contact"]["phone"] == "06 12 34 56 78"
    assert told["noms"]["mots"] == "MOTS"
    assert len(told["evenements"]) == await desk.owner.fetchval("SELECT seq FROM aid_case WHERE id = $1", held.case)


async def test_what_is_sealed_of_a_file_and_of_every_parcours_is_opened_in_it(doctor: Doctor, held: Opened) -> None:
    more = msgspec.json.decode((await doctor.post("/suivi/telecharger", forme="json")).body)["autres_rubriques"]
    files = more["Votre dossier national"]["dossiers_nationaux"]
    said = {row["section"]: row["dit"] for row in files[1]["rubriques"]}
    assert (len(files), len(said), said["situation"]["words"]) == (2, 6, SITUATION)
    assert files[1]["avis"][0]["texte"] == OPINION
    assert files[1]["documents"][0]["nom"] == f"{DOCUMENT}.pdf"
    assert [row["amount_cents"] for row in (*files[1]["decisions"], *files[1]["versements"])] == [150000, 150000]
    assert [row["state"] for row in more["Votre parcours"]["parcours"]] == ["ended", "agreed"]
    assert [row["words"] for row in more["Votre parcours"]["etapes"]] == [STEP, STEP]


async def test_no_account_of_the_network_is_named_in_it(desk: Desk, doctor: Doctor, held: Opened) -> None:
    whole = (await doctor.post("/suivi/telecharger", forme="json")).body.decode()
    asked = await desk.owner.fetch(
        "SELECT actor FROM case_opening WHERE case_id = $1 UNION"
        " SELECT collected_by FROM consent WHERE subject = $1 AND collected_by IS NOT NULL",
        held.case,
    )
    assert asked
    assert not [row for row in asked if str(row[0]) in whole]


async def test_no_table_of_a_case_is_left_out_of_the_file(desk: Desk) -> None:
    """A table that grows on a case has to be told, or said to be in the events."""
    linked = await desk.owner.fetch(
        "WITH RECURSIVE of_case (name) AS ("
        " SELECT 'aid_case'::regclass::oid UNION"
        " SELECT c.conrelid FROM pg_constraint AS c JOIN of_case AS o ON c.confrelid = o.name WHERE c.contype = 'f')"
        " SELECT name::regclass::text AS name FROM of_case"
    )
    assert {row["name"] for row in linked} - IN_EVENTS - ELSEWHERE == set(NOT_TOLD) - {"notice"}


async def test_the_page_to_print_says_everything_too(desk: Desk, doctor: Doctor, held: Opened) -> None:
    page = await doctor.post("/suivi/telecharger", forme="page")
    assert page.status == 200
    notice = await desk.owner.fetchrow("SELECT encode(sha256, 'hex') AS sha256 FROM notice")
    for words in (
        *("06 12 34 56 78", "couvre le 69", "Les textes lus avant vos accords", notice["sha256"]),
        *("Votre demande a été lue.", "Vous demandez : difficultés financières", SITUATION, OPINION, f"{DOCUMENT}.pdf"),
        *("Don : 1 500 €", "Un dossier d'avant", STEP, "Les étapes d'un parcours d'avant", "vous avez refusé"),
    ):
        assert words in page.text, words
    assert "<details open" in page.html
    assert "<details>" not in page.html


async def test_a_document_of_a_file_that_ended_is_still_downloaded_from_the_view(
    desk: Desk, doctor: Doctor, held: Opened
) -> None:
    page = await doctor.post("/suivi")
    assert "1 document joint, d'un dossier d'avant" in page.text
    assert "Don : 1 500 €" in page.text
    document = await desk.owner.fetchval("SELECT id FROM attachment WHERE case_id = $1", held.case)
    given = await doctor.post("/commission/dossier/documents/lire", document=document)
    assert (given.status, given.body[:8]) == (200, b"%PDF-1.7")
    other = await desk.open(coded=False)
    doctor.passage = desk.passage(other)
    assert (await doctor.post("/commission/dossier/documents/lire", document=document)).status == 404


async def test_stopping_says_what_it_does_to_each_thing_before_and_after(
    desk: Desk, doctor: Doctor, held: Opened
) -> None:
    ends = (
        "MOTS ne peut plus rien lire",
        "Votre demande est retirée",
        "Votre parcours est terminé",
        "Votre dossier national est retiré : la commission ne l'examinera pas.",
    )
    asked = await doctor.post("/suivi/arreter")
    done = await doctor.post("/suivi/arreter", sur="oui")
    for words in ends:
        assert words in asked.text, words
        assert words in done.text, words
    again = await doctor.post("/suivi/arreter", sur="oui")
    assert "Votre demande est retirée" not in again.text
    assert "Rien n'est en cours" in (await doctor.post("/suivi")).text


async def test_erasing_says_until_when_what_was_decided_stays_and_nothing_of_the_person_with_it(
    desk: Desk, doctor: Doctor, held: Opened
) -> None:
    until = await desk.owner.fetchval("SELECT case_file_until($1)", held.case)
    document = await desk.owner.fetchval("SELECT id FROM attachment WHERE case_id = $1", held.case)
    asked = await doctor.post("/suivi/effacer")
    assert f"disparaît après le 31 décembre {until.year}" in asked.text
    assert "30 juin de l'année prochaine" not in asked.text
    done = await doctor.post("/suivi/effacer", sur="oui")
    assert f"disparaît après le 31 décembre {until.year}" in done.text
    for table in ("case_part", "pathway_step", "attachment"):
        assert await desk.owner.fetchval(f"SELECT count(*) FROM {table} WHERE case_id = $1", held.case) == 0, table
    of_file = "WHERE file IN (SELECT id FROM national_file WHERE case_id = $1)"
    for sql in (f"file_section {of_file}", f"file_opinion {of_file} AND sealed IS NOT NULL"):
        assert await desk.owner.fetchval(f"SELECT count(*) FROM {sql}", held.case) == 0, sql
    assert await desk.owner.fetchval("SELECT count(*) FROM attachment_chunk WHERE attachment = $1", document) == 0


AGED = (
    "UPDATE referral SET state_at = state_at - interval '40 days' WHERE case_id = $1",
    "UPDATE aid_request SET state_at = state_at - interval '40 days' WHERE case_id = $1",
    "UPDATE national_file SET state_at = state_at - interval '40 days' WHERE case_id = $1",
    "UPDATE pathway SET ended_at = ended_at - interval '40 days', made_at = made_at - interval '40 days',"
    " agreed_at = agreed_at - interval '40 days', state_at = state_at - interval '40 days' WHERE case_id = $1",
)


@pytest.mark.parametrize("decided", [True, False])
async def test_once_its_content_is_gone_the_person_still_reads_and_takes_away_what_is_left(
    desk: Desk, doctor: Doctor, held: Opened, decided: bool
) -> None:
    await doctor.post("/suivi/arreter", sur="oui")
    db = await connect(desk.world.superuser_url)
    async with db.transaction():
        await db.execute("SET LOCAL session_replication_role = replica")
        for sql in AGED:
            await db.execute(sql, held.case)
        if not decided:
            await db.execute(
                "DELETE FROM file_event WHERE to_state = 'decided' AND file IN (SELECT id FROM"
                " national_file WHERE case_id = $1)",
                held.case,
            )
    await db.execute("SET ROLE relais_purge")
    assert held.case in [row["case_id"] for row in await db.fetch("SELECT case_id FROM empty_due()")]
    await db.fetch("SELECT of_table FROM purge_rows()")
    await db.close()
    page = await doctor.post("/suivi")
    whole = await doctor.post("/suivi/telecharger", forme="page")
    file = await doctor.post("/suivi/telecharger", forme="json")
    assert [page.status, whole.status, file.status] == [200, 200, 200]
    assert "ce que vous aviez dit est effacé" in page.text
    for words in (STEP, "06 12 34 56 78"):
        assert words not in whole.text, words
    for words in (SITUATION, OPINION, f"{DOCUMENT}.pdf"):
        assert (words in whole.text) == decided, words
