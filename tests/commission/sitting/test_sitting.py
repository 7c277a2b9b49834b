"""The commission by its pages: from the calendar to the last payment, and what each person is shown of it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from relais.core.clock import PARIS, now
from relais.core.ids import new_id
from tests.accounts.people import Person, client_for
from tests.commission.sitting.office import NAME, Held, Office

pytestmark = pytest.mark.anyio


class Desk:
    """A browser of someone signed in."""

    def __init__(self, app: Litestar, person: Person) -> None:
        self.client, self.person = client_for(app, person), person

    async def see(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        return await self.client.post(path, data=self.person.form(**fields))


@pytest.fixture
async def desks(office: Office, app: Litestar) -> AsyncIterator[dict[str, Desk]]:
    made = {name: Desk(app, getattr(office, name)) for name in ("officer", "national", "one", "two", "chair")}
    yield made
    for desk in made.values():
        await desk.client.aclose()


async def suivi(office: Office, app: Litestar, held: Held) -> str:
    async with client_for(app) as own:
        answer = await own.post("/suivi", data={"passage": office.passage(held)})
    assert answer.status_code == 200
    return answer.text.replace("\u202f", " ").replace("\u00a0", " ")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


async def answer(desk: Desk, held: Held, said: str = "unknown") -> httpx.Response:
    here = f"/commission/examens/{held.file}"
    asked = await desk.see(here)
    assert "Connaissez-vous ce médecin" in asked.text
    assert NAME in asked.text
    assert "fuite" not in asked.text
    return await desk.post(f"{here}/ouvrir", answer=said, reason="file_decision")


async def sitting(office: Office, desks: dict[str, Desk], held: Held) -> UUID:
    """The file on the agenda of a session that has begun."""
    session = await office.plan()
    await office.schedule(held, session)
    return session


async def test_the_national_service_plans_and_a_complete_file_goes_on_the_agenda(
    office: Office, app: Litestar, desks: dict[str, Desk]
) -> None:
    held, national = await office.bring("complete"), desks["national"]
    reference = (await office.seen(held)).reference
    day = (now().astimezone(PARIS) + timedelta(days=9)).date().isoformat()
    request = str(new_id())
    for _ in range(2):
        planned = await national.post(
            "/commission/seances/prevoir", day=day, hour="14:30", place="remote", request=request
        )
        assert planned.status_code == 303
    page = await national.see("/commission")
    assert f"Dossier {reference}" in page.text
    assert NAME not in page.text
    fields = {
        "file": str(held.file),
        "session": request,
        "version": hidden_of(page.text, held),
        "request": str(new_id()),
    }
    put = await national.post("/commission/seances/inscrire", **fields)
    assert put.headers["location"] == f"/commission/seances/{request}"
    agenda = await national.see(f"/commission/seances/{request}")
    assert f"Dossier {reference}" in agenda.text
    assert "14 h 30" in agenda.text.replace("\u202f", " ")
    told = await suivi(office, app, held)
    assert "Votre dossier est examiné à la séance du" in told
    assert "Votre dossier est inscrit à la séance du" in told
    early = await national.post(f"/commission/seances/{request}/lever")
    assert early.status_code == 409
    assert "pas encore commencé" in early.text
    gone = await national.post(f"/commission/seances/{request}/annuler")
    assert gone.status_code == 303
    assert (await office.seen(held)).state == "complete"


def hidden_of(page: str, held: Held) -> str:
    found = re.search(rf'value="{held.file}">\s*<input type="hidden" name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": "", "hour": "14:00"}, "Choisissez un jour"),
        ({"day": "2031-02-30", "hour": "14:00"}, "Choisissez un jour"),
        ({"day": "2031-02-03", "hour": "midi"}, "Donnez une heure"),
        ({"day": "2020-02-03", "hour": "14:00"}, "Une séance se prévoit à l'avance"),
        ({"day": "2031-02-03", "hour": "14:00", "place": "lune"}, "Où elle se tient"),
    ],
)
async def test_a_session_that_cannot_be_planned_says_why_beside_its_field(
    desks: dict[str, Desk], fields: dict[str, str], sentence: str
) -> None:
    page = await desks["national"].post("/commission/seances/prevoir", **fields)
    assert page.status_code == 422
    assert sentence in page.text.replace("&#39;", "'")
    assert f'value="{fields["day"]}"' in page.text


async def test_from_the_session_to_the_last_payment(office: Office, app: Litestar, desks: dict[str, Desk]) -> None:
    held = await office.bring("complete")
    session = await sitting(office, desks, held)
    here, one, two, national = f"/commission/examens/{held.file}", desks["one"], desks["two"], desks["national"]
    assert (await answer(one, held)).status_code == 303
    page = await one.see(here)
    assert "fuite" in page.text
    wrong = await one.post(f"{here}/decision", kind="gift", amount="douze", version=hidden(page.text, "version"))
    assert wrong.status_code == 422
    assert 'value="douze"' in wrong.text
    made = {"kind": "gift", "amount": "1 000,50", "version": hidden(page.text, "version"), "request": str(new_id())}
    for _ in range(2):
        assert (await one.post(f"{here}/decision", **made)).status_code == 303
    page = await one.see(here)
    assert "un autre membre" in page.text
    decision = hidden(page.text, "decision")
    own = await one.post(f"{here}/confirmer", decision=decision)
    assert own.status_code == 409
    assert "un autre membre la confirme" in own.text
    assert "don" not in re.sub(r"don(né|ne)", "", await decision_of(office, app, held))

    unopened = await two.post(f"{here}/confirmer", decision=decision)
    assert unopened.status_code == 404
    assert (await answer(two, held)).status_code == 303
    assert (await two.post(f"{here}/confirmer", decision=decision)).status_code == 303
    assert (await office.seen(held)).state == "decided"
    told = await suivi(office, app, held)
    assert "Don : 1 000,50 €" in told
    assert "0 € versés sur 1 000,50 €" in told
    assert (await national.post(f"/commission/seances/{session}/lever")).status_code == 303

    ledger = f"/commission/versements/{held.file}"
    assert f"/commission/versements/{held.file}" in (await national.see("/commission/versements")).text
    today = now().astimezone(PARIS).date().isoformat()
    paid = {"decision": decision, "what": "paid", "amount": "600,50", "day": today, "request": str(new_id())}
    for _ in range(2):
        assert (await national.post(ledger, **paid)).status_code == 303
    more = await national.post(ledger, **{**paid, "amount": "400,01", "request": str(new_id())})
    assert more.status_code == 409
    assert "dépasserait ce qui a été décidé" in more.text
    assert 'value="400,01"' in more.text
    late = await national.post(ledger, **{**paid, "amount": "1", "day": "2031-01-01", "request": str(new_id())})
    assert "du jour de la décision à aujourd" in late.text
    page = await national.see(ledger)
    assert "Clore le dossier" not in page.text
    early = await national.post(f"{ledger}/cloture", version=await version(office, held))
    assert early.status_code == 409
    await national.post(ledger, **{**paid, "amount": "400", "request": str(new_id())})
    page = await national.see(ledger)
    assert "Clore le dossier : tout est versé" in page.text.replace("\u202f", " ")
    closed = await national.post(f"{ledger}/cloture", version=hidden(page.text, "version"), request=str(new_id()))
    assert closed.status_code == 303
    assert (await office.seen(held)).state == "paid"
    told = await suivi(office, app, held)
    assert "600,50 € vous ont été versés" in told
    assert "Demander un nouvel examen" in told


async def decision_of(office: Office, app: Litestar, held: Held) -> str:
    told = await suivi(office, app, held)
    found = re.search(r"La décision de la commission nationale</h2>(.*?)</section>", told, re.DOTALL)
    return found[1] if found else ""


async def version(office: Office, held: Held) -> str:
    return str((await office.seen(held)).version)


async def test_a_member_who_knows_the_doctor_is_shown_nothing_more(
    office: Office, app: Litestar, desks: dict[str, Desk]
) -> None:
    held = await office.bring("complete")
    session = await sitting(office, desks, held)
    one, reference = desks["one"], (await office.seen(held)).reference
    assert reference in (await one.see(f"/commission/seances/{session}")).text
    unsaid = await one.post(f"/commission/examens/{held.file}/ouvrir")
    assert unsaid.status_code == 422
    assert "choisissez une des deux réponses" in unsaid.text
    said = await answer(one, held, "knows")
    assert said.status_code == 200
    assert "Vous vous êtes récusé" in said.text
    missing = (await one.see("/commission/examens/" + str(new_id()))).text
    for path in (f"/commission/examens/{held.file}", f"/commission/documents/{held.file}"):
        page = await one.see(path)
        assert (page.status_code, page.text) == (404, missing)
    assert reference not in (await one.see(f"/commission/seances/{session}")).text
    for act in ("ouvrir", "decision", "confirmer", "ecarter", "ratifier"):
        fields = {
            "answer": "unknown",
            "reason": "file_session",
            "kind": "gift",
            "amount": "1",
            "decision": str(new_id()),
        }
        assert (await one.post(f"/commission/examens/{held.file}/{act}", **fields)).status_code == 404
    told = await suivi(office, app, held)
    assert "s'est récusé" in told.replace("&#39;", "'")
    assert "Una" not in told
    page = await desks["two"].see(f"/commission/examens/{held.file}")
    assert page.status_code == 200


async def test_what_cannot_wait_is_decided_by_the_chair_then_ratified(
    office: Office, app: Litestar, desks: dict[str, Desk]
) -> None:
    held = await office.bring("complete", urgent=True)
    chair, one, here = desks["chair"], desks["one"], f"/commission/examens/{held.file}"
    assert (await one.see(here)).status_code == 404  # not before it is on an agenda
    assert "Entre deux séances" in (await chair.see("/commission")).text
    assert (await answer(chair, held)).status_code == 303
    page = await chair.see(here)
    fields = {"kind": "advance", "amount": "500", "version": hidden(page.text, "version"), "request": str(new_id())}
    assert (await one.post(f"{here}/urgence", **fields)).status_code == 404
    assert (await chair.post(f"{here}/urgence", **fields)).status_code == 303
    told = await suivi(office, app, held)
    assert "sans attendre une séance" in told
    assert "à ratifier par la prochaine séance" in told
    await office.plan(-20)
    async with office.database.acting(office.of_body(office.national)) as db:
        session = await db.fetchval("SELECT session FROM session_file WHERE file = $1 AND outcome IS NULL", held.file)
    refused = await desks["national"].post(f"/commission/seances/{session}/lever")
    assert refused.status_code == 409
    assert "attend d'être ratifiée" in refused.text.replace("&#39;", "'")
    assert (await answer(one, held)).status_code == 303
    page = await one.see(here)
    decision = hidden(page.text, "decision")
    own = await chair.post(f"{here}/ratifier", decision=decision, answer="ratified")
    assert own.status_code == 409
    assert (await one.post(f"{here}/ratifier", decision=decision, answer="not_ratified")).status_code == 303
    assert "n&#39;est pas ratifiée" in await suivi(office, app, held) or "n'est pas ratifiée" in await suivi(
        office, app, held
    )
    today = now().astimezone(PARIS).date().isoformat()
    unpaid = await desks["national"].post(
        f"/commission/versements/{held.file}", decision=decision, amount="1", day=today, request=str(new_id())
    )
    assert unpaid.status_code == 409


async def test_an_appeal_is_a_new_round_and_the_first_decision_stays(
    office: Office, app: Litestar, desks: dict[str, Desk]
) -> None:
    held, _ = await office.decided("refusal", 0, reason="resources")
    national = desks["national"]
    ledger = f"/commission/versements/{held.file}"
    page = await national.see(ledger)
    ended = await national.post(f"{ledger}/cloture", version=hidden(page.text, "version"), request=str(new_id()))
    assert ended.status_code == 303
    assert "les ressources permettent" in await suivi(office, app, held)
    async with client_for(app) as doctor:
        passage = {"passage": office.passage(held)}
        for path in ("", "/imprimer"):
            own = await doctor.post("/commission/dossier" + path, data=passage)
            assert "les ressources permettent" in own.text
        told = await doctor.post("/commission/dossier/retirer", data=passage)
        assert "qui n'est pas encore versé ne le sera pas" in told.text.replace("&#39;", "'")
    await office.move(held, held.context, "draft", "person")
    assert (await office.seen(held)).round == 2
    await office.move(held, held.context, "submitted", "person")
    for rows in (await office.rows(held.context, "SELECT round, kind FROM decision WHERE file = $1", held.file),):
        assert [tuple(row) for row in rows] == [(1, "refusal")]
    assert "les ressources permettent" in await suivi(office, app, held)


async def test_a_wrong_line_is_taken_back_by_a_contrary_one(office: Office, desks: dict[str, Desk]) -> None:
    held, decision = await office.decided(cents=1000)
    ledger, today = f"/commission/versements/{held.file}", now().astimezone(PARIS).date().isoformat()
    fields = {"decision": str(decision), "amount": "10", "day": today}
    await desks["national"].post(ledger, **fields, request=str(new_id()))
    back = await desks["national"].post(ledger, **fields, what="taken_back", request=str(new_id()))
    assert back.status_code == 303
    assert "(annulé)" in (await desks["national"].see(ledger)).text
    again = await desks["national"].post(ledger, **fields, what="taken_back", request=str(new_id()))
    assert again.status_code == 409


async def test_a_withdrawn_file_leaves_the_agenda_and_what_was_recorded(office: Office, desks: dict[str, Desk]) -> None:
    held = await office.bring("complete")
    session = await sitting(office, desks, held)
    await office.open(held, office.one)
    await office.record(held, office.one)
    await office.move(held, held.context, "withdrawn", "person")
    assert await office.owner.fetchval("SELECT count(*) FROM decision WHERE file = $1", held.file) == 0
    assert (await desks["one"].see(f"/commission/examens/{held.file}")).status_code == 404
    assert (await desks["national"].post(f"/commission/seances/{session}/lever")).status_code == 303


async def test_an_undecided_file_goes_back_when_the_session_ends(office: Office, desks: dict[str, Desk]) -> None:
    held = await office.bring("complete")
    session = await sitting(office, desks, held)
    await office.open(held, office.one)
    recorded = await office.record(held, office.one)
    early = await desks["national"].post(f"/commission/seances/{session}/lever")
    assert early.status_code == 409
    assert "confirmation d'un second membre" in early.text.replace("&#39;", "'")
    aside = await desks["one"].post(f"/commission/examens/{held.file}/ecarter", decision=str(recorded))
    assert aside.status_code == 303 or "Connaissez" in aside.text
    assert (await desks["national"].post(f"/commission/seances/{session}/lever")).status_code == 303
    assert (await office.seen(held)).state == "complete"


async def test_the_national_service_alone_does_its_acts(office: Office, desks: dict[str, Desk]) -> None:
    held, decision = await office.decided()
    for name in ("officer", "one", "chair"):
        desk = desks[name]
        for path in ("/commission/versements", f"/commission/versements/{held.file}"):
            assert (await desk.see(path)).status_code == 404
        for path in (
            "/commission/seances/prevoir",
            "/commission/seances/inscrire",
            f"/commission/versements/{held.file}",
        ):
            assert (await desk.post(path, decision=str(decision), amount="1")).status_code == 404
    assert (await desks["officer"].see("/commission")).status_code == 404
