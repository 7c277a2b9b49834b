"""Reading a small count, counting for another, entering alone, releasing without the three, rewriting a year."""

from uuid import UUID

import pytest
from msgspec import Struct

from relais.core.context import PUBLIC, WORKER, Context
from relais.core.ids import new_id
from tests.referrals.attacking import CHECK, DENIED, TWICE, Stage, as_role, refused
from tests.referrals.scenes import OFFICER, Scene

pytestmark = pytest.mark.anyio
YEAR = 2025
COUNT = "SELECT count_call($1, $2)"
ENTER = "SELECT enter_figure($1, $2, $3, $4, $5, 'un titre, une date')"
CONFIRM = "SELECT confirm_figure($1)"
AGREE = "SELECT confirm_year($1, $2)"
CONTENT = "SELECT sha256(report_content($1))"
ROLES = ("relais_app", "relais_worker", "relais_audit", "relais_purge")
ADD_RELEASE = "INSERT INTO year_release VALUES ($1, 'x', sha256('x'), now())"


class Cast(Struct, frozen=True, kw_only=True):
    """Who acts: two persons of the CNOM, one of each other signatory, a listener, a coordinator."""

    cnom: Context
    second: Context
    carmf: Context
    cng: Context
    listener: Context
    coordinator: Context


async def _person(stage: Stage, role: str, organization: str = "") -> Context:
    account = new_id()
    await stage.owner.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed) VALUES ($1, sha256(uuid_send($1)), 'a', 'b')",
        account,
    )
    await stage.owner.execute("ALTER TABLE role_grant DISABLE TRIGGER USER")
    await stage.owner.execute(
        "INSERT INTO role_grant (id, account, role, organization, via, approved_at)"
        " VALUES ($1, $2, $3, $4, 'console', now())",
        new_id(), account, role, organization,
    )  # fmt: skip
    await stage.owner.execute("ALTER TABLE role_grant ENABLE TRIGGER USER")
    return Context(kind="staff", org=organization, actor=account)


@pytest.fixture
async def cast(stage: Stage) -> Cast:
    await stage.owner.execute(
        "INSERT INTO organization (slug, name, convention, version)"
        " VALUES ('ordre', 'O', 'cnom', 0), ('carmf', 'C', 'carmf', 0), ('cng', 'N', 'cng', 0), ('autre', 'A', '', 0)"
    )
    await stage.owner.execute("INSERT INTO call_by_region VALUES (2025, '11', 400), (2025, '84', 90), (2025, '94', 3)")
    await stage.owner.execute("INSERT INTO call_by_month VALUES (2025, 1, 'violence', 4)")
    await stage.owner.execute("SELECT keep_counts(2025)")
    return Cast(
        cnom=await _person(stage, "signatory", "ordre"),
        second=await _person(stage, "signatory", "ordre"),
        carmf=await _person(stage, "signatory", "carmf"),
        cng=await _person(stage, "signatory", "cng"),
        listener=await _person(stage, "listener"),
        coordinator=await _person(stage, "coordinator"),
    )


async def entered(scene: Scene, who: Context, value: int = 152) -> UUID:
    figure = new_id()
    await scene.run(who, ENTER, figure, YEAR, "own_files", "files", value)
    return figure


async def released(scene: Scene, cast: Cast) -> None:
    seen = (await scene.rows(PUBLIC, CONTENT, YEAR))[0][0]
    for who in (cast.cnom, cast.carmf, cast.cng):
        await scene.run(who, AGREE, YEAR, seen)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM call_by_month", "SELECT * FROM call_by_region", "SELECT * FROM year_count",
        "SELECT count_year(2025)", "SELECT counts_of(2025)", "SELECT count_calls(2025)", "SELECT count_referrals(2025)",
        "SELECT count_requests(2025)", "SELECT count_files(2025)", "SELECT count_delays(2025)",
        "SELECT count_programme(2025)", "SELECT count_freshness(2025)",
    ],
)  # fmt: skip
async def test_a_count_that_is_not_hidden_is_read_by_nobody(stage: Stage, cast: Cast, role: str, sql: str) -> None:
    await refused(as_role(stage, role, sql), DENIED)


async def test_what_the_application_reads_is_hidden_already(scene: Scene, cast: Cast) -> None:
    rows = await scene.rows(
        PUBLIC, "SELECT line, value FROM report_cell WHERE year = 2025 AND measure = 'calls_by_region'"
    )
    values = {row["line"]: row["value"] for row in rows}
    assert (values[""], values["11"], values["84"], values["94"], values["06"]) == (495, 400, None, None, None)
    content = (await scene.rows(None, "SELECT convert_from(report_content(2025), 'UTF8') AS said"))[0]["said"]
    assert '"value": 90,' not in content.replace("}", ",")
    assert '"value": 3,' not in content.replace("}", ",")


async def test_a_running_year_is_not_read_by_subtraction(scene: Scene, stage: Stage, cast: Cast) -> None:
    await scene.run(cast.listener, COUNT, ["violence"], "94")
    year = await stage.owner.fetchval("SELECT extract(year FROM now() AT TIME ZONE 'Europe/Paris')::integer")
    rows = await scene.rows(PUBLIC, "SELECT DISTINCT measure FROM report_cell WHERE year = $1", year)
    shown = {row["measure"] for row in rows}
    assert shown == {"actions_by_kind", "actions_by_organiser", "age_of_phone", "age_of_hours", "age_of_description"}
    assert not await stage.owner.fetchval("SELECT keep_counts($1)", year)


async def test_a_call_counted_by_who_does_not_listen(scene: Scene, cast: Cast) -> None:
    person = Context(kind="person", case=scene.case)
    for who in (None, PUBLIC, person, cast.cnom, cast.coordinator, Context(kind="staff", actor=new_id())):
        await refused(scene.run(who, COUNT, [], "84"), DENIED)
    await refused(as_role(*_worker(scene)), DENIED)


def _worker(scene: Scene) -> tuple[Stage, str, str]:
    return Stage(db=scene.app), "relais_worker", "SELECT count_call('{}', '84')"


@pytest.mark.parametrize(
    ("needs", "region", "name"),
    [(["secret"], "84", "call_by_month_need_known"), ([], "69", "call_by_region_region_known")],
)
async def test_a_call_counted_under_a_word_of_ones_own(
    scene: Scene, cast: Cast, needs: list[str], region: str, name: str
) -> None:
    assert await refused(scene.run(cast.listener, COUNT, needs, region), CHECK) == name


async def test_counts_written_directly_or_taken_back(scene: Scene, stage: Stage, cast: Cast) -> None:
    for sql in ("INSERT INTO call_by_region VALUES (2025, '44', 1)", "UPDATE call_by_region SET calls = 0",
                "DELETE FROM call_by_month", "INSERT INTO year_count SELECT * FROM year_count",
                "INSERT INTO year_release VALUES (2025, 'x', sha256('x'), now())",
                "INSERT INTO year_confirmation VALUES (2025, 'cnom', sha256('x'), NULL)",
                "UPDATE year_figure SET value = 1", "DELETE FROM year_figure"):  # fmt: skip
        await refused(scene.run(cast.cnom, sql), DENIED)
    name = await refused(stage.owner.execute("UPDATE call_by_region SET calls = calls + 2"), CHECK)
    assert name == "call_by_region_only_grows"
    name = await refused(stage.owner.execute("UPDATE call_by_month SET need = 'famille'"), CHECK)
    assert name == "call_by_month_only_grows"


@pytest.mark.parametrize(
    "table", ["call_by_month", "call_by_region", "year_count", "year_release", "year_confirmation"]
)
async def test_what_was_counted_agreed_or_released_is_deleted(
    scene: Scene, stage: Stage, cast: Cast, table: str
) -> None:
    await released(scene, cast)
    for sql in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
        assert await refused(stage.owner.execute(sql), CHECK) == f"{table}_append_only"
    if not table.startswith("call_"):
        name = await refused(stage.owner.execute(f"UPDATE {table} SET year = 2024"), CHECK)
        assert name == f"{table}_append_only"


async def test_a_figure_entered_for_another_signatory_or_by_none(scene: Scene, cast: Cast) -> None:
    strangers = (
        None, PUBLIC, OFFICER, cast.listener, cast.coordinator,
        Context(kind="staff", org="carmf", actor=cast.cnom.actor),
        Context(kind="staff", org="autre", actor=cast.cnom.actor), Context(kind="person", case=scene.case),
    )  # fmt: skip
    for who in strangers:
        await refused(scene.run(who, ENTER, new_id(), YEAR, "own_files", "files", 152), DENIED)


async def test_a_figure_confirmed_by_who_entered_it_or_by_another_signatory(scene: Scene, cast: Cast) -> None:
    figure = await entered(scene, cast.cnom)
    name = await refused(scene.run(cast.cnom, CONFIRM, figure), CHECK)
    assert name == "year_figure_takes_two_persons"
    for who in (cast.carmf, cast.listener, PUBLIC, None):
        assert [row[0] for row in await scene.rows(who, CONFIRM, figure)] == [False]
        assert await scene.rows(who, "SELECT id FROM year_figure") == []
    assert [row[0] for row in await scene.rows(cast.second, CONFIRM, figure)] == [True]


async def test_a_figure_that_waits_no_more_is_confirmed(scene: Scene, cast: Cast) -> None:
    figure = await entered(scene, cast.cnom)
    await entered(scene, cast.cnom)  # takes its place
    assert await refused(scene.run(cast.second, CONFIRM, figure), CHECK) == "year_figure_waits"


async def test_a_small_number_of_people_entered_as_a_figure(scene: Scene, cast: Cast) -> None:
    name = await refused(entered(scene, cast.cnom, 10), CHECK)
    assert name == "year_figure_value_is_publishable"


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("UPDATE year_figure SET value = 999", "year_figure_written_once"),
        ("UPDATE year_figure SET confirmed_at = now(), confirmed_by = NULL", "year_figure_written_once"),
        ("DELETE FROM year_figure", "year_figure_append_only"),
        ("TRUNCATE year_figure", "year_figure_append_only"),
        (
            "INSERT INTO year_figure (id, year, signatory, measure, unit, value, source, entered_by, entered_at,"
            " confirmed_by, confirmed_at) SELECT gen_random_uuid(), 2024, signatory, measure, unit, value, source,"
            " entered_by, entered_at, confirmed_by, confirmed_at FROM year_figure",
            "year_figure_first_waits",
        ),
    ],
)
async def test_a_figure_is_rewritten_even_by_the_owner(
    scene: Scene, stage: Stage, cast: Cast, sql: str, name: str
) -> None:
    await scene.run(cast.coordinator, CONFIRM, await entered(scene, cast.cnom))
    assert await refused(stage.owner.execute(sql), CHECK) == name


async def test_a_year_released_by_fewer_than_three(scene: Scene, stage: Stage, cast: Cast) -> None:
    seen = (await scene.rows(PUBLIC, CONTENT, YEAR))[0][0]
    for who in (cast.cnom, cast.second, cast.carmf):
        assert [row[0] for row in await scene.rows(who, AGREE, YEAR, seen)] == [False]
    assert await refused(stage.owner.execute(ADD_RELEASE, YEAR), CHECK) == "year_release_takes_three"
    await refused(stage.owner.execute(ADD_RELEASE, 2090), CHECK)
    assert await stage.owner.fetchval("SELECT count(*) FROM year_release") == 0


async def test_one_person_agrees_for_two_signatories(scene: Scene, stage: Stage, cast: Cast) -> None:
    await stage.owner.execute("ALTER TABLE role_grant DISABLE TRIGGER USER")
    await stage.owner.execute(
        "INSERT INTO role_grant (id, account, role, organization, via, approved_at)"
        " VALUES ($1, $2, 'signatory', 'carmf', 'console', now())",
        new_id(), cast.cnom.actor,
    )  # fmt: skip
    await stage.owner.execute("ALTER TABLE role_grant ENABLE TRIGGER USER")
    seen = (await scene.rows(PUBLIC, CONTENT, YEAR))[0][0]
    await scene.run(cast.cnom, AGREE, YEAR, seen)
    both = Context(kind="staff", org="carmf", actor=cast.cnom.actor)
    assert await refused(scene.run(both, AGREE, YEAR, seen), TWICE) == "year_confirmation_three_persons"


async def test_agreeing_to_what_was_not_read_or_to_a_year_that_runs(scene: Scene, stage: Stage, cast: Cast) -> None:
    name = await refused(scene.run(cast.cnom, AGREE, YEAR, b"x" * 32), CHECK)
    assert name == "year_confirmation_of_what_was_read"
    name = await refused(scene.run(cast.cnom, AGREE, 2099, b"x" * 32), CHECK)
    assert name == "year_release_of_finished_year"
    assert await refused(stage.owner.execute(ADD_RELEASE, 2099), CHECK) == "year_release_of_finished_year"
    for who in (cast.coordinator, cast.listener, PUBLIC, None):
        await refused(scene.run(who, AGREE, YEAR, b"x" * 32), DENIED)


async def test_a_figure_slipped_into_a_released_year(scene: Scene, cast: Cast) -> None:
    figure = await entered(scene, cast.cnom)
    await released(scene, cast)
    assert await refused(entered(scene, cast.carmf), CHECK) == "year_figure_before_release"
    assert await refused(scene.run(cast.second, CONFIRM, figure), CHECK) == "year_figure_before_release"


async def test_who_agreed_is_told_to_signatories_by_body_alone(scene: Scene, cast: Cast) -> None:
    await released(scene, cast)
    sql = "SELECT signatory FROM year_confirmation ORDER BY signatory"
    assert [row[0] for row in await scene.rows(cast.cng, sql)] == ["carmf", "cng", "cnom"]
    for who in (cast.listener, cast.coordinator, PUBLIC, None):
        assert await scene.rows(who, sql) == []
    await refused(scene.rows(cast.cng, "SELECT account FROM year_confirmation"), DENIED)


async def test_the_worker_keeps_a_year_once_and_reads_nothing(scene: Scene, stage: Stage, cast: Cast) -> None:
    kept = "SELECT count(*) FROM year_count"
    before = await stage.owner.fetchval(kept)
    assert before > 0
    await stage.owner.execute("INSERT INTO call_by_region VALUES (2025, '44', 50)")
    assert [row[0] for row in await scene.rows(WORKER, "SELECT keep_counts(2025)")] == [True]
    assert await stage.owner.fetchval(kept) == before
    for sql in ("SELECT * FROM report_cell", "SELECT * FROM year_figure", "SELECT report_content(2025)"):
        await refused(as_role(stage, "relais_worker", sql), DENIED)


async def test_a_year_in_which_nothing_happened_is_not_kept(stage: Stage, cast: Cast) -> None:
    assert await stage.owner.fetchval("SELECT keep_counts(2020)")
    assert await stage.owner.fetchval("SELECT count(*) FROM year_count WHERE year = 2020") == 0
