"""What the attacks on a pathway share: its acts as the pages post them, and a case that holds one of everything."""

from datetime import date
from uuid import UUID

from relais.core.context import Context
from relais.core.ids import new_id
from tests.referrals.attacking import Stage
from tests.referrals.scenes import OFFICER, OPEN, Scene

BEGIN = "SELECT begin_pathway($1, $2, 'care')"
AGREE = "SELECT agree_pathway($1, $2, $3, $4, $5, $6)"
PLAN = "SELECT plan_step($1, $2, 1, 'psychiatrist', 'doctor', '', $3, $3, $4, $5)"
CHANGE = "SELECT change_step($1, $2, $3, 1, 'other', 'doctor', '', NULL, NULL, NULL, $4)"
ANSWER = "SELECT answer_step($1, $2, $3, $4, $5, $6)"
SETTLE = "SELECT settle_step($1, $2, $3, $4)"
PROPOSE = "SELECT propose_handover($1, $2, $3, $4)"
REPLY = "SELECT answer_handover($1, $2, $3, $4, $5)"
REMIND = "SELECT set_pathway_reminders($1, $2, $3)"
SPOKEN, OWN = ("oral_phone", "read_back"), ("online", "code")
NEW = Context(kind="staff", org="cdom-75", actor=new_id())
TABLES = ("pathway", "pathway_step", "handover")
COUNCILS = """
    INSERT INTO organization (slug, name, council_of, version) VALUES ('cdom-75', 'CDOM 75', '75', 0);
    UPDATE organization SET council_of = '69' WHERE slug = 'cdom-69';
"""
EVERY_CASE_ROW = """
    SELECT c.relname AS name FROM pg_class AS c
    WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace
        AND has_any_column_privilege('relais_app', c.oid, 'SELECT')
    ORDER BY 1
"""


async def open_for(scene: Scene, context: Context) -> None:
    assert (await scene.rows(context, OPEN, scene.case, "follow_up", "officer"))[0][0]


async def begun(scene: Scene) -> UUID:
    made = new_id()
    await scene.run(OFFICER, BEGIN, made, scene.case)
    return made


async def agreed(scene: Scene, reminders: str = "none") -> UUID:
    made = await begun(scene)
    await scene.run(OFFICER, AGREE, made, new_id(), 1, *SPOKEN, reminders)
    return made


async def planned(scene: Scene, pathway: UUID, *, day: date | None = None, words: bytes | None = None) -> UUID:
    made = new_id()
    await scene.run(OFFICER, PLAN, made, pathway, day, words, None)
    return made


async def proposed(scene: Scene, to: str = "cdom-75", officer: UUID | None = None) -> UUID:
    made = new_id()
    await scene.run(OFFICER, PROPOSE, made, scene.case, to, officer)
    return made


async def state_of(stage: Stage, table: str, wanted: UUID) -> str:
    return str(await stage.owner.fetchval(f"SELECT state FROM {table} WHERE id = $1", wanted))


async def agreed_now(scene: Scene, made: UUID) -> UUID:
    await scene.run(scene.person, AGREE, made, new_id(), 1, *OWN, "none")
    return made


async def whole_case(scene: Scene, stage: Stage) -> UUID:
    """A case that holds one of everything: parts, a sent referral, a pathway, a request, a file, a proposal."""
    await scene.bring("sent")
    for category in ("contact", "need", "identity"):
        await stage.owner.execute(
            "INSERT INTO case_part (case_id, category, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            scene.case, category, bytes(284),
        )  # fmt: skip
    await planned(scene, await agreed(scene))
    await scene.app.execute("SET LOCAL session_replication_role = replica")
    await scene.app.execute(
        "INSERT INTO aid_request (id, case_id, council, needs, practice, reach, state, version, made_at, state_at)"
        " VALUES ($1, $2, 'cdom-69', '{financier}', 'liberal', 'phone', 'received', 1, now(), now())",
        new_id(), scene.case,
    )  # fmt: skip
    await scene.app.execute(
        "INSERT INTO national_file (id, case_id, reference, key, council, body, begun_as, practice, state, version,"
        " round, shared_at, made_at, state_at) VALUES ($1, $2, 'AAA-AAA', $1, 'cdom-69', 'sps', 'council', 'liberal',"
        " 'draft', 1, 1, now(), now(), now())",
        new_id(), scene.case,
    )  # fmt: skip
    await scene.app.execute("SET LOCAL session_replication_role = origin")
    return await proposed(scene)


async def read_by(scene: Scene, stage: Stage, context: Context) -> dict[str, int]:
    """How many rows of every table about persons this context reads."""
    tables = [row["name"] for row in await stage.owner.fetch(EVERY_CASE_ROW)]
    found = {table: (await scene.rows(context, f"SELECT count(*) FROM {table}"))[0][0] for table in tables}
    return {table: count for table, count in found.items() if count}
