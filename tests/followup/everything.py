"""A case that holds one of everything: what the person can do themselves they do; the rest is written beside them."""

from typing import Any
from uuid import UUID

import httpx
from msgspec import structs

from relais.accompaniment import service as accompaniment
from relais.accompaniment.model import OWN_SESSION, StepDraft
from relais.cases.model import Opened
from relais.cases.sealing import CaseKey
from relais.commission import file_service as filing
from relais.commission.file_model import NationalFile, NewFile
from relais.commission.section_boxes import FORMS
from relais.commission.section_model import ORDER, SectionName
from relais.core.db import connect
from relais.core.ids import new_id
from tests.commission.sitting.documents import PDF, join
from tests.followup.held import COUNCIL, Desk

BODY = "cnom-ecoute"
SITUATION, OPINION, STEP, DOCUMENT = "Un incendie au cabinet.", "Avis bien motivé.", "Voir la caisse.", "quittance"


async def everything(desk: Desk, client: httpx.AsyncClient, *, coded: bool = False) -> Opened:
    """A referral that was read, a request, two parcours, a hand-over, a file that was paid, and another begun."""
    case = await desk.open(coded=coded)
    await desk.bring(case.case, "received")
    await _two_pathways(desk, case.case)
    paid = await _file_said(desk, case.case)
    answer = await join(client, {"passage": desk.passage(case)}, paid.id, PDF, name=f"{DOCUMENT}.pdf", piece="rib")
    assert answer.status_code == 200, answer.text
    await _written_beside(desk, case.case, paid.id)
    async with desk.database.acting(await desk.person(case.case)) as db:
        await filing.begin_file(db, case.case, _new())
    return case


def _new() -> NewFile:
    return NewFile(key=new_id(), body=BODY, begun_as="doctor", practice="liberal")


async def _two_pathways(desk: Desk, case: UUID) -> None:
    for last in (False, True):
        drafts = [StepDraft(position=1, kind="income", who="doctor", words=STEP)]
        async with desk.database.acting(await desk.person(case)) as db:
            await accompaniment.begin(db, desk.vault, case, new_id(), "care", drafts)
            if not last:
                await accompaniment.end_own(db, case)
                continue
            held = await accompaniment.accompaniment_of(db, desk.vault, case)
            assert held.pathway
            await accompaniment.agree(db, held.pathway, new_id(), held.pathway.version, OWN_SESSION, "page")
            await accompaniment.answer_step(db, held.steps[0].id, new_id(), 1, "agreed", OWN_SESSION)


async def _file_said(desk: Desk, case: UUID) -> NationalFile:
    async with desk.database.acting(await desk.person(case)) as db:
        file = await filing.begin_file(db, case, _new())
        for name in ORDER:
            said = said_in(name)
            await filing.save_section(db, desk.vault, file, name, said, expected=0, request=new_id())
        await filing.mark_piece(db, file.id, "rib", "paper")
        return await filing.find_file(db, file.id)


def said_in(name: SectionName) -> dict[str, Any]:
    """A section as it is kept, almost empty."""
    form = FORMS[name]
    said = structs.asdict(form.form()) | dict.fromkeys(form.amounts, 0)
    return said | ({"words": SITUATION} if name == "situation" else {})


async def _written_beside(desk: Desk, case: UUID, file: UUID) -> None:
    """What councils and the commission write, with the guards aside: their own tests play it."""
    db = await connect(desk.world.superuser_url)
    wrapped = await db.fetchval("SELECT data_key_wrapped FROM aid_case WHERE id = $1", case)
    opinion = CaseKey(desk.vault, case, wrapped).seal(OPINION.encode(), filing.OPINION_CATEGORY)
    session, decision = new_id(), new_id()
    async with db.transaction():
        await db.execute("SET LOCAL session_replication_role = replica")
        for sql, args in (
            (REQUEST, (new_id(), case, COUNCIL)),
            (HANDOVER, (new_id(), case, COUNCIL)),
            (OPINED, (file, opinion, COUNCIL)),
            (SESSION, (session, BODY)),
            (AGENDA, (session, file)),
            (DECISION, (decision, file, case, session)),
            (PAYMENT, (decision, file)),
            (PAID, (file, BODY)),
            ("UPDATE national_file SET state = 'paid', submitted_at = now(), shared_at = now() WHERE id = $1", (file,)),
        ):
            await db.execute(sql, *args)
    await db.close()


REQUEST = """
WITH made AS (
    INSERT INTO aid_request
    (id, case_id, council, needs, practice, reach, state, version, fingerprint, made_at, state_at, contacted_on)
    VALUES ($1, $2, $3, '{financier}', 'liberal', 'phone', 'contacted', 3, sha256('x'), now(), now(), CURRENT_DATE)
    RETURNING id
)
INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as, contacted_on, org, actor, at)
SELECT id, 2, id, 'taken_up', 'contacted', 'council', CURRENT_DATE, $3, id, now() FROM made
"""
HANDOVER = """
INSERT INTO handover
(id, case_id, from_council, to_council, state, mode, evidence, proposed_by, proposed_at, answered_at)
VALUES ($1, $2, $3, 'cdom-75', 'refused', 'online', 'code', $1, now(), now())
"""
OPINED = """
INSERT INTO file_opinion (file, version, round, opinion, sealed, org, actor, given_at)
VALUES ($1, 2, 1, 'favourable', $2, $3, $1, now())
"""
SESSION = """
INSERT INTO commission_session (id, body, held_at, place, state, made_by, made_at, state_by, state_at)
VALUES ($1, $2, now(), 'remote', 'held', $1, now(), $1, now())
"""
AGENDA = """
INSERT INTO session_file (session, file, round, purpose, outcome, added_at)
VALUES ($1, $2, 1, 'decide', 'decided', now())
"""
DECISION = """
INSERT INTO decision
(id, file, case_id, round, session, kind, amount_cents, recorded_by, recorded_at, confirmed_by, confirmed_at)
VALUES ($1, $2, $3, 1, $4, 'gift', 150000, $1, now(), $2, now())
"""
PAYMENT = """
INSERT INTO payment (decision, number, follows, file, request, decided_cents, before_cents, amount_cents, after_cents,
    paid_on, recorded_by, recorded_at)
VALUES ($1, 1, NULL, $2, $1, 150000, 0, 150000, 150000, CURRENT_DATE, $1, now())
"""
PAID = """
INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, round, org, at)
VALUES ($1, 5, $1, 'scheduled', 'decided', 'national', 1, $2, now())
"""
