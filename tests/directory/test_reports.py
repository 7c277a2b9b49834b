"""Reports of errors: what one person's word does at once, what it never does, and how it is undone."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from relais.audit.model import ANONYMOUS, Actor
from relais.core.errors import NotFound, Refused
from relais.directory.importer import apply_import
from relais.directory.loading import load_snapshot
from relais.directory.model import Contact
from relais.directory.report_store import ReportLine
from relais.directory.reports import MOST_MARKS, decide_report, list_reports, position_of, read_comment, report
from relais.directory.service import Origin, confirm_field, facts_at
from relais.directory.snapshot import read_snapshot_file, write_snapshot_file
from tests.directory.persons import add_actor

pytestmark = pytest.mark.anyio


async def phone_of(db: Any, slug: str) -> Contact:
    return (await load_snapshot(db)).by_slug[slug].contacts[0]


async def say(db: Any, actor: Actor, slug: str = "a", motive: str = "phone_dead", comment: str = "") -> bool:
    return (await report(db, actor, slug, position=1, motive=motive, comment=comment)).marked


async def only_report(db: Any) -> ReportLine:
    [found] = await list_reports(db)
    return found


async def made_by(db: Any, actor: Actor) -> UUID:
    found: UUID = await db.fetchval("SELECT id FROM error_report WHERE made_by = $1", actor.account)
    return found


@pytest.mark.parametrize("role", ["listener", "officer", "member", "coordinator"])
async def test_a_known_person_marks_a_number_at_once_and_it_stays_visible(db: Any, files: Any, role: Any) -> None:
    await files.apply(db, [files.row("a")])
    assert await say(db, await add_actor(db, role), motive="phone_wrong")
    phone = await phone_of(db, "a")
    assert (phone.value, phone.state, phone.purpose) == ("04 72 00 00 01", "doubtful", "help")
    assert phone.doubted_at is not None
    assert (await only_report(db)).marked


@pytest.mark.parametrize("role", ["auditor", "technician", "national", "recipient", "account"])
async def test_anonymous_words_reach_the_queue_only(db: Any, files: Any, role: Any) -> None:
    await files.apply(db, [files.row("a")])
    assert not await say(db, ANONYMOUS)
    assert not await say(db, await add_actor(db, role))
    assert (await phone_of(db, "a")).state == "sourced"
    found = await list_reports(db)
    assert [(one.known, one.marked, one.alike) for one in found] == [(False, False, 1), (False, False, 1)]


async def test_other_motives_mark_nothing(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    listener = await add_actor(db, "listener")
    for motive in ("hours_wrong", "address_wrong", "closed", "not_for_doctors", "other"):
        assert not await say(db, listener, motive=motive)
    assert (await phone_of(db, "a")).state == "sourced"


async def test_a_number_is_marked_wherever_it_stands(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a"), files.row("b"), files.row("c", phone="04 72 00 00 02")])
    assert await say(db, await add_actor(db, "listener"))
    assert [(await phone_of(db, slug)).state for slug in "abc"] == ["doubtful", "doubtful", "sourced"]


@pytest.mark.parametrize(
    ("slug", "phone"), [("cnom-ecoute", "0800 288 038"), ("b", "0800 288 038"), ("b", "0800 23 13 13")]
)
async def test_protected_numbers_are_never_marked_by_one_person(db: Any, files: Any, slug: str, phone: str) -> None:
    await files.apply(db, [files.row("cnom-ecoute", phone="0800 288 038"), files.row("b", phone=phone)])
    assert not await say(db, await add_actor(db, "coordinator"), slug)
    assert (await phone_of(db, slug)).state == "sourced"
    assert len(await list_reports(db)) == 1


async def test_the_line_named_in_the_settings_is_protected_too(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    listener = await add_actor(db, "listener")
    done = await report(db, listener, "a", position=1, motive="phone_dead", comment="", desk_line="a")
    assert not done.marked


async def test_a_compiled_in_service_can_be_reported_and_reaches_the_queue(db: Any) -> None:
    listener = await add_actor(db, "listener")
    assert not (await report(db, listener, "15", position=None, motive="other", comment="mal affiché")).marked
    assert (await only_report(db)).service == "15"


async def test_the_same_person_counts_once(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    listener = await add_actor(db, "listener")
    assert await say(db, listener)
    assert await say(db, listener)
    assert len(await list_reports(db)) == 1


async def test_nobody_marks_numbers_in_bulk(db: Any, files: Any) -> None:
    slugs = [f"s{number}" for number in range(MOST_MARKS + 2)]
    await files.apply(db, [files.row(slug, phone=f"04 72 00 01 {10 + n}") for n, slug in enumerate(slugs)])
    listener = await add_actor(db, "listener")
    assert [await say(db, listener, slug) for slug in slugs] == [True] * MOST_MARKS + [False] * 2
    assert len(await list_reports(db)) == len(slugs)
    assert await say(db, await add_actor(db, "listener"), slugs[-1])


async def test_unfounded_gives_the_former_state_back_when_nobody_else_holds_the_mark(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    origin = Origin(source_label="x", confirmed_by="Réseau", confirmed_how="appel")
    await confirm_field(db, "a", "phone", origin)
    before = await phone_of(db, "a")
    first, second, judge = [await add_actor(db, role) for role in ("listener", "member", "coordinator")]
    await say(db, first)
    await say(db, second, motive="phone_wrong")
    await say(db, ANONYMOUS)
    assert not await decide_report(db, judge, await made_by(db, first), "unfounded")
    assert (await phone_of(db, "a")).state == "doubtful"
    assert await decide_report(db, judge, await made_by(db, second), "unfounded")
    assert await phone_of(db, "a") == before
    assert before.state == "confirmed"


async def test_corrected_and_duplicate_leave_the_mark(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    first, second, judge = [await add_actor(db, role) for role in ("listener", "listener", "coordinator")]
    await say(db, first)
    await say(db, second)
    assert not await decide_report(db, judge, await made_by(db, first), "duplicate")
    with pytest.raises(Refused, match="report_not_duplicate"):
        await decide_report(db, judge, await made_by(db, second), "duplicate")
    assert not await decide_report(db, judge, await made_by(db, second), "corrected")
    assert (await phone_of(db, "a")).state == "doubtful"
    assert await list_reports(db) == []
    with pytest.raises(NotFound):
        await decide_report(db, judge, await made_by(db, second), "unfounded")


@pytest.mark.parametrize("role", ["listener", "member", "officer", "auditor", "technician", "anonymous"])
async def test_only_a_coordinator_decides(db: Any, files: Any, role: Any) -> None:
    await files.apply(db, [files.row("a")])
    await say(db, ANONYMOUS)
    found = await only_report(db)
    actor = ANONYMOUS if role == "anonymous" else await add_actor(db, role)
    with pytest.raises(NotFound):
        await decide_report(db, actor, found.id, "unfounded")


async def test_a_confirmation_takes_the_mark_away_and_an_unfounded_then_changes_nothing(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    listener, judge = await add_actor(db, "listener"), await add_actor(db, "coordinator")
    await say(db, listener)
    await confirm_field(db, "a", "phone", Origin(source_label="x", confirmed_by="nous", confirmed_how="appel"))
    phone = await phone_of(db, "a")
    assert (phone.state, phone.doubted_at) == ("confirmed", None)
    assert not await decide_report(db, judge, (await only_report(db)).id, "unfounded")
    assert await phone_of(db, "a") == phone


async def test_an_import_does_not_take_a_mark_away(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await say(db, await add_actor(db, "listener"))
    await apply_import(db, await files.plan(db, [files.row("a")]))
    assert (await phone_of(db, "a")).state == "doubtful"


async def test_the_journal_of_an_organisation_tells_the_mark_and_not_who_made_it(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    listener = await add_actor(db, "listener")
    await say(db, listener, comment="Répondeur d'un particulier")
    rows = await db.fetch("SELECT act, actor, organization, detail::text FROM journal ORDER BY id")
    assert [(row["act"], row["actor"], row["organization"]) for row in rows] == [
        ("directory.report", listener.account, ""),
        ("directory.doubt", None, "a"),
    ]
    assert "particulier" not in "".join(row["detail"] for row in rows)
    assert not {"made_by", "made_as"} & set(ReportLine.__struct_fields__)


async def test_what_a_report_says_is_bounded(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    for motive, comment, code in (("nope", "", "report_motive"), ("other", "x" * 201, "report_comment")):
        with pytest.raises(Refused, match=code):
            await report(db, ANONYMOUS, "a", position=1, motive=motive, comment=comment)
    with pytest.raises(Refused, match="report_comment"):
        read_comment("a\x1bb")
    assert read_comment("  deux\r\nlignes 06 12 34 56 78 ") == "deux\nlignes 06 12 34 56 78"
    with pytest.raises(Refused, match="report_number"):
        await report(db, ANONYMOUS, "a", position=7, motive="phone_dead", comment="")
    with pytest.raises(NotFound):
        await report(db, ANONYMOUS, "inconnue", position=None, motive="other", comment="")


async def test_a_number_is_found_again_by_what_it_dials(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a", phone="04 72 00 00 01|04 72 00 00 02")])
    assert await position_of(db, "a", "+33472000002") == 2
    assert await position_of(db, "a", "+33472000003") is None


async def test_wrong_numbers_come_first_in_the_queue(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    for motive in ("other", "closed", "phone_dead", "phone_wrong", "hours_wrong"):
        await say(db, ANONYMOUS, motive=motive)
    assert [one.motive for one in await list_reports(db)][:3] == ["phone_wrong", "phone_dead", "closed"]


async def test_the_mark_stays_in_the_copy_on_disk(db: Any, files: Any, tmp_path: Path) -> None:
    await files.apply(db, [files.row("a")])
    await say(db, await add_actor(db, "listener"))
    snapshot = await load_snapshot(db)
    write_snapshot_file(tmp_path / "copy", snapshot)
    kept = read_snapshot_file(tmp_path / "copy").by_slug["a"]
    assert kept == snapshot.by_slug["a"]
    assert kept.contacts[0].doubted_at is not None


async def test_what_was_shown_that_night_is_told_with_its_mark(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await say(db, await add_actor(db, "listener"))
    moment = await db.fetchval("SELECT clock_timestamp()")
    listener_saw = (await facts_at(db, "a", moment)).service
    assert listener_saw == (await load_snapshot(db)).by_slug["a"]
