"""Proposing: what is published at once, what waits, what conflicts, and what is never accepted."""

from typing import Any

import pytest

from relais.core.errors import NotFound, Refused
from relais.directory.changes import Outcome, Proposal, submit, undo, waiting_for, withdraw_request
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, change_field
from tests.directory.persons import Persons, add_actor, add_persons

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


@pytest.fixture
async def persons(db: Any, files: Any) -> Persons:
    await files.apply(db, [files.row("a", hours="24/7"), files.row("b")])
    return await add_persons(db)


async def base(db: Any, subject: str, field: str) -> int:
    found = await db.fetchval(
        "SELECT version_from FROM fact WHERE subject_id = $1 AND field = $2 AND version_to IS NULL", subject, field
    )
    return found or 0


async def ask(db: Any, who: Any, field: str, value: Any, slug: str = "a", **more: Any) -> Outcome:
    """Propose one value, having read what is published."""
    subject = f"{slug}/{field.split('_')[0]}/{more.get('position', 1)}" if field.split("_")[0] in (
        "phone", "email", "website"
    ) else slug  # fmt: skip
    version = more.pop("base_version", None)
    version = await base(db, subject, field) if version is None else version
    return await submit(db, who, slug, [Proposal(code=field, value=value, base_version=version, **more)])


async def shown(db: Any, slug: str = "a") -> Any:
    return (await load_snapshot(db)).by_slug[slug]


async def test_a_description_is_published_at_once_as_said_by_the_organisation(db: Any, persons: Persons) -> None:
    done = await ask(db, persons.member, "description", "Une écoute par des confrères.")
    assert (done.published, done.waiting, done.conflicts) == (("description",), (), ())
    service = await shown(db)
    assert service.description == "Une écoute par des confrères."
    [line] = [fact for fact in service.facts if fact.field == "description"]
    assert (line.state, line.source_label, line.confirmed_how) == (
        "confirmed",
        "l'organisme lui-même, dans Relais",
        "saisi par l'organisme",
    )
    assert done.version == (await load_snapshot(db)).version


async def test_a_telephone_number_waits_for_a_second_person(db: Any, persons: Persons) -> None:
    done = await ask(db, persons.member, "phone", "04 72 00 00 99")
    assert (done.published, done.waiting) == ((), ("phone",))
    assert [contact.value for contact in (await shown(db)).contacts] == ["04 72 00 00 01"]
    [line] = await waiting_for(db, "a")
    assert (line.before["display"], line.after["display"]) == ("04 72 00 00 01", "04 72 00 00 99")
    assert (line.made_as, line.field, line.position, line.outdated) == ("member", "phone", 1, False)


async def test_one_form_may_hold_both_speeds(db: Any, persons: Persons) -> None:
    done = await submit(
        db,
        persons.member,
        "a",
        [
            Proposal(code="message", value="Fermé le 15 août.", base_version=0),
            Proposal(code="hours", value="Mo-Fr 09:00-18:00", base_version=await base(db, "a", "hours")),
        ],
    )
    assert (done.published, done.waiting) == (("message",), ("hours",))
    service = await shown(db)
    assert (service.message, service.hours) == ("Fermé le 15 août.", "24/7")


async def test_what_someone_else_changed_meanwhile_is_a_conflict_and_nothing_is_written(
    db: Any, persons: Persons
) -> None:
    seen = await base(db, "a", "hours")
    now = await change_field(db, "a", "hours", "Mo 09:00-12:00", CALLED)
    done = await submit(
        db,
        persons.member,
        "a",
        [
            Proposal(code="hours", value="Mo-Fr 09:00-18:00", base_version=seen),
            Proposal(code="message", value="Nouveau", base_version=0),
        ],
    )
    assert (done.published, done.waiting) == ((), ())
    [conflict] = done.conflicts
    assert (conflict.code, conflict.yours, conflict.theirs, conflict.base_version) == (
        "hours",
        "Mo-Fr 09:00-18:00",
        "Mo 09:00-12:00",
        now,
    )
    assert (await shown(db)).message == ""
    assert await waiting_for(db, "a") == []


async def test_the_same_value_confirmed_again_meanwhile_is_no_conflict(db: Any, persons: Persons) -> None:
    seen = await base(db, "a", "hours")
    await change_field(db, "a", "hours", "24/7", CALLED)
    assert (await ask(db, persons.member, "hours", "Mo 09:00-12:00", base_version=seen)).waiting == ("hours",)


async def test_what_is_already_shown_is_not_proposed_again(db: Any, persons: Persons) -> None:
    done = await ask(db, persons.member, "phone", "04.72.00.00.01")
    assert (done.published, done.waiting) == ((), ())
    assert (await ask(db, persons.member, "hours", "24/7", base_version=0)).conflicts == ()
    assert await waiting_for(db, "a") == []


async def test_a_newer_proposal_takes_the_place_of_ones_own_former_one(db: Any, persons: Persons) -> None:
    other = await add_actor(db, "member")
    await ask(db, persons.member, "phone", "04 72 00 00 98")
    await ask(db, other, "phone", "04 72 00 00 97")
    await ask(db, persons.member, "phone", "04 72 00 00 99")
    lines = await waiting_for(db, "a")
    assert sorted(line.after["display"] for line in lines) == ["04 72 00 00 97", "04 72 00 00 99"]
    assert {line.others for line in lines} == {1}
    await ask(db, persons.member, "phone", "04 72 00 00 01")
    assert [line.after["display"] for line in await waiting_for(db, "a")] == ["04 72 00 00 97"]


async def test_the_same_proposal_is_not_made_twice(db: Any, persons: Persons) -> None:
    for _ in range(2):
        assert (await ask(db, persons.member, "phone", "04 72 00 00 99")).waiting == ("phone",)
    assert await db.fetchval("SELECT count(*) FROM change_request_line") == 1


async def test_removing_a_number_waits_too(db: Any, persons: Persons) -> None:
    assert (await ask(db, persons.member, "phone", "")).waiting == ("phone",)
    [line] = await waiting_for(db, "a")
    assert (line.before["display"], line.after) == ("04 72 00 00 01", None)


async def test_new_contacts_take_positions_that_were_never_given(db: Any, persons: Persons) -> None:
    await submit(
        db,
        persons.member,
        "a",
        [
            Proposal(code="phone", value="06 12 34 56 78", position=0),
            Proposal(code="phone_purpose", value="admin", position=0),
            Proposal(code="phone", value="06 12 34 56 79", position=-1),
            Proposal(code="email", value="aide@exemple.fr", position=0),
        ],
    )
    found = sorted((line.subject_id, line.field) for line in await waiting_for(db, "a"))
    assert found == [
        ("a/email/1", "email"),
        ("a/phone/2", "phone"),
        ("a/phone/2", "phone_purpose"),
        ("a/phone/3", "phone"),
    ]
    await ask(db, persons.member, "phone", "06 12 34 56 80", position=0)
    assert max(line.subject_id for line in await waiting_for(db, "a")) == "a/phone/4"


async def test_a_member_edits_only_what_the_organisation_owns(db: Any, persons: Persons) -> None:
    for field, value in (("charter", "signatory"), ("state", "suspended"), ("closed_on", "2026-01-01")):
        with pytest.raises(Refused) as refused:
            await ask(db, persons.member, field, value)
        assert refused.value.code == "field_not_owned"
        assert (await ask(db, persons.first, field, value)).waiting == (field,)


async def test_someone_without_a_function_proposes_nothing(db: Any, persons: Persons) -> None:
    for acting_as in ("listener", "auditor", "account", "recipient"):
        with pytest.raises(NotFound):
            await ask(db, await add_actor(db, acting_as), "message", "x")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("phone", "12", "Téléphone : "),
        ("phone", "3114", "Téléphone : "),
        ("hours", "de 9 h à 17 h", "Horaires : "),
        ("coverage", ["69", "99"], "Territoire : "),
        ("email", "aide chez exemple", "Adresse électronique : "),
        ("name", "", "Nom : "),
        ("description", "Appelez le 06 12 34 56 78", "« Présentation »"),
        ("message", "écrire à aide@exemple.fr", "« Message »"),
        ("languages", "voir www.exemple.fr", "« Langues »"),
    ],
)
async def test_a_refusal_names_its_field_and_writes_nothing(
    db: Any, persons: Persons, field: str, value: Any, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        await ask(db, persons.member, field, value)
    assert refused.value.sentence.startswith(said)
    assert refused.value.field == field
    assert await db.fetchval("SELECT count(*) FROM change_request") == 0


async def test_the_number_of_the_helpline_is_not_removed_by_its_own_page(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("cnom-ecoute")])
    with pytest.raises(Refused) as refused:
        await ask(db, await add_actor(db, "member"), "phone", None, slug="cnom-ecoute")
    assert refused.value.code == "number_protected"


async def test_a_proposal_is_taken_back_by_who_made_it_alone(db: Any, persons: Persons) -> None:
    await ask(db, persons.member, "phone", "04 72 00 00 99")
    [line] = await waiting_for(db, "a")
    with pytest.raises(NotFound):
        await withdraw_request(db, persons.first, line.request)
    await withdraw_request(db, persons.member, line.request)
    assert await waiting_for(db, "a") == []
    with pytest.raises(NotFound):
        await withdraw_request(db, persons.member, line.request)


async def test_undoing_is_a_new_change_at_its_own_speed(db: Any, persons: Persons) -> None:
    done = await ask(db, persons.member, "message", "Fermé en août.")
    phone = await change_field(db, "a", "phone", "04 72 00 00 99", CALLED)
    undone = await undo(db, persons.member, "a", "service", "a", "message", done.version)
    assert undone.published == ("message",)
    assert (await shown(db)).message == ""
    again = await undo(db, persons.member, "a", "service", "a", "message", undone.version)
    assert (await shown(db)).message == "Fermé en août."
    assert again.version > undone.version > done.version
    asked = await undo(db, persons.member, "a", "contact", "a/phone/1", "phone", phone)
    assert (asked.published, asked.waiting) == ((), ("phone",))
    [line] = await waiting_for(db, "a")
    assert line.after["display"] == "04 72 00 00 01"


async def test_nothing_of_another_service_can_be_undone(db: Any, persons: Persons) -> None:
    version = await change_field(db, "b", "message", "x", CALLED)
    for kind, subject, field, at in (
        ("service", "b", "message", version),
        ("service", "a", "message", version),
        ("organization", "b", "independent", version),
    ):
        with pytest.raises(NotFound):
            await undo(db, persons.member, "a", kind, subject, field, at)


async def test_every_proposal_leaves_a_line_in_the_journal_of_its_organisation(db: Any, persons: Persons) -> None:
    await submit(
        db,
        persons.member,
        "a",
        [Proposal(code="message", value="Nouveau"), Proposal(code="email", value="aide@exemple.fr", position=0)],
    )
    rows = await db.fetch("SELECT actor, acting_as, act, organization, field, detail FROM journal ORDER BY id")
    assert [(row["act"], row["organization"], row["field"], row["detail"]["after"]) for row in rows] == [
        ("directory.propose", "a", "email", "aide@exemple.fr"),
        ("directory.publish", "a", "message", "Nouveau"),
    ]
    assert {row["actor"] for row in rows} == {persons.member.account}
