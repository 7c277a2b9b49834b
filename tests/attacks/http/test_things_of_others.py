"""What is another's answers as what does not exist: same status, same words, same headers, in the same time."""

import time
from collections.abc import AsyncIterator
from statistics import median
from typing import Any
from uuid import UUID

import httpx
import pytest

from relais.core.embedded import EmbeddedPostgres
from relais.core.ids import new_id
from tests.attacks.http.town import Town, same, town_in
from tests.attacks.http.walking import Address, send
from tests.commission.sitting.documents import PDF, join
from tests.commission.sitting.office import Held

pytestmark = [pytest.mark.anyio, pytest.mark.long]
ROUNDS = 40
# As much as a hand that knows the forms would send.
FIELDS = {
    "motif_ouverture": "call", "motif": "call", "answer": "unknown", "reason": "file_decision", "version": "1",
    "file_version": "1", "act": "taken_up", "plan": "care", "kind": "gift", "amount": "1000", "sur": "oui",
    "opinion": "favourable", "whole": "agreed", "how": "phone_read", "informed_on": "2026-11-22", "outcome": "helped",
    "reminders": "none", "to": "cdom-75", "name": "Camille", "reached": "oui", "practice": "liberal",
    "begun_as": "council", "paid_on": "2026-11-22",
}  # fmt: skip
AT_A_COUNCIL = ("/orientations", "/parcours", "/demandes", "/commission/dossiers", "/commission/nouveau",
                "/commission/documents")  # fmt: skip
SITTING = ("/commission/examens", "/commission/documents", "/commission/versements")


@pytest.fixture(scope="module")
async def town(
    postgres: EmbeddedPostgres, filled: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with town_in(postgres, filled, tmp_path_factory.mktemp("var")) as made:
        yield made


async def asked(town: Town, client: httpx.AsyncClient, one: Address, who: str, named: UUID, **more: str) -> Any:
    form = town.people[who].form(**FIELDS, request=str(new_id()), **more)
    return same(await send(client, one.method, one.at("cdom-69", code=str(named), name="situation"), **form), named)


async def differing(town: Town, who: str, under: tuple[str, ...], held: Held) -> tuple[list[str], int]:
    """Addresses where a thing of another is told from nothing; how many were tried."""
    faults, tried, document = [], 0, await town.document(town.held)
    async with town.client(who) as client:
        for one, kind in town.addresses():
            if not one.path.startswith(under):
                continue
            found = await asked(town, client, one, who, town.ids(held)[kind], document=str(document))
            nothing = await asked(town, client, one, who, new_id(), document=str(new_id()))
            tried += 1
            if found != nothing or found[0] != 404:
                faults.append(f"{who} {one.method} {one.path}: {found[0]} and {nothing[0]}")
    return faults, tried


@pytest.mark.parametrize(
    ("who", "under", "which"),
    [
        ("stranger", AT_A_COUNCIL, "held"),
        ("national", ("/orientations", "/parcours", "/demandes/notes", "/commission/dossiers",
                      "/commission/documents"), "draft"),
        ("officer", ("/commission/dossiers", "/commission/documents"), "draft"),
        ("one", SITTING, "held"),
        ("chair", SITTING, "draft"),
        ("outsider", ("/espace/agenda",), "held"),
        ("stranger", ("/espace/agenda",), "held"),
        ("other signatory", ("/espace/agenda",), "held"),
        ("recipient", (*AT_A_COUNCIL, *SITTING, "/espace/agenda"), "held"),
        ("listener", (*AT_A_COUNCIL, *SITTING, "/espace/agenda"), "held"),
        ("coordinator", (*AT_A_COUNCIL, *SITTING), "held"),
        ("account", (*AT_A_COUNCIL, *SITTING, "/espace/agenda", "/coordination/agenda"), "held"),
    ],
)  # fmt: skip
async def test_what_is_anothers_answers_as_what_does_not_exist(
    town: Town, who: str, under: tuple[str, ...], which: str
) -> None:
    faults, tried = await differing(town, who, under, getattr(town, which))
    assert not faults, "\n".join(faults)
    assert tried >= 5


async def test_who_is_recused_finds_nothing_of_the_file_any_more(town: Town) -> None:
    async with town.client("two") as client:
        here = f"/commission/examens/{town.complete.file}"
        assert (await client.get(here)).status_code == 200
        await client.post(f"{here}/ouvrir", data=town.people["two"].form(answer="knows"))
    faults, _ = await differing(town, "two", ("/commission/examens", "/commission/documents"), town.complete)
    assert not faults, "\n".join(faults)


async def test_nobody_is_asked_to_sign_in_whatever_the_id_names(town: Town) -> None:
    async with town.client() as client:
        for one, kind in town.addresses():
            named, nothing = town.ids()[kind], new_id()
            answers = [
                same(await send(client, one.method, one.at("cdom-69", code=str(code), name="asked"), **FIELDS), code)
                for code in (named, nothing)
            ]
            assert answers[0] == answers[1], one.path
            assert answers[0][0] == 401, one.path


async def test_a_doctors_code_does_nothing_with_the_ids_of_another_doctor(town: Town) -> None:
    document, before = await town.document(town.held), await kept(town)
    step = await town.commission.owner.fetchval("SELECT id FROM pathway_step WHERE case_id = $1", town.held.case)
    for path, field, named in (
        ("/commission/dossier/documents/lire", "document", document),
        ("/commission/dossier/documents/retirer", "document", document),
        ("/suivi/parcours", "step", step),
    ):
        answers = []
        for code in (named, new_id()):
            sent = {"passage": town.passage(town.draft), field: str(code), "request": str(new_id()), "version": "1"}
            async with town.client() as doctor:
                answer = await doctor.post(path, data={**sent, "faire": "etape", "act": "agreed"})
            answers.append(same(answer, code))
        assert answers[0] == answers[1], path
        assert answers[0][0] == 404, path
    assert await kept(town) == before


async def test_a_document_is_joined_to_ones_own_file_alone(town: Town) -> None:
    before = await kept(town)
    for named in (town.held.file, town.complete.file, new_id()):
        async with town.client() as doctor:
            answer = await join(doctor, {"passage": town.passage(town.draft)}, named, PDF)
        assert answer.status_code == 404
        async with town.client("stranger") as stranger:
            answer = await join(stranger, town.people["stranger"].form(), named, PDF)
        assert answer.status_code == 404
    assert await kept(town) == before


async def test_a_document_sent_with_no_token_or_anothers_is_refused(town: Town) -> None:
    before = await kept(town)
    for token in ({}, {"jeton": ""}, {"jeton": town.people["national"].token}):
        async with town.client("officer") as client:
            assert (await join(client, token, town.held.file, PDF)).status_code == 403
    assert await kept(town) == before


async def kept(town: Town) -> list[Any]:
    """Documents and steps, as they stand."""
    owner = town.commission.owner
    return [
        *await owner.fetch("SELECT id, file, added_at FROM attachment ORDER BY id"),
        *await owner.fetch("SELECT id, state, version FROM pathway_step ORDER BY id"),
    ]


@pytest.mark.parametrize(
    ("who", "path", "kind"),
    [
        ("stranger", "/commission/dossiers/{}", "file"),
        ("stranger", "/demandes/notes/{}", "note"),
        ("stranger", "/demandes/{}", "case"),
        ("stranger", "/parcours/{}", "case"),
        ("one", "/commission/examens/{}", "file"),
        ("outsider", "/espace/agenda/{}", "action"),
    ],
)
async def test_what_is_anothers_takes_the_time_of_nothing(town: Town, who: str, path: str, kind: str) -> None:
    named = town.ids()[kind]
    took: dict[bool, list[float]] = {True: [], False: []}
    async with town.client(who) as client:
        for turn in range(2 * ROUNDS):
            real = turn % 2 == 0
            code = named if real else new_id()
            start = time.perf_counter()
            answer = await client.get(path.format(code))
            took[real].append(time.perf_counter() - start)
            assert answer.status_code == 404
    real, nothing = median(took[True]), median(took[False])
    assert abs(real - nothing) < 0.001 + 0.2 * max(real, nothing), (real, nothing)
