"""Importing: what is planned, what is published, and what a file may never do."""

from pathlib import Path
from typing import Any

import pytest

from relais.core.errors import Refused
from relais.directory.changes import refuse, waiting_for
from relais.directory.importer import Plan, apply_import
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, change_field, confirm_field
from tests.directory.persons import add_actor

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


def counts(plan: Plan) -> tuple[int, int, int, int, int]:
    return plan.added, plan.changed, plan.retired, plan.unchanged, plan.proposed


async def phone_of(db: Any, slug: str) -> str:
    snapshot = await load_snapshot(db)
    return next(contact.value for contact in snapshot.by_slug[slug].contacts if contact.kind == "phone")


async def proposals(db: Any, *statuses: str) -> list[tuple[str, str, Any]]:
    rows = await db.fetch(
        "SELECT subject_id, field, proposed, status FROM change_request_line ORDER BY subject_id, field, status"
    )
    return [
        (row["subject_id"], row["field"], row["proposed"]) for row in rows if row["status"] in (statuses or ["open"])
    ]


async def test_a_plan_says_what_is_added_changed_withdrawn_and_left_alone(db: Any, files: Any) -> None:
    row = files.row
    first = await files.apply(db, [row("a"), row("b"), row("c")])
    assert counts(first) == (3, 0, 0, 0, 0)
    plan = await files.plan(db, [row("a"), row("b", hours="24/7"), row("d")])
    assert counts(plan) == (1, 1, 1, 1, 0)
    assert [(line.service, line.verdict, line.after) for line in plan.lines if line.field == "hours"] == [
        ("b", "add", "24/7")
    ]


async def test_a_plan_publishes_nothing(db: Any, files: Any) -> None:
    await files.plan(db, [files.row("a")])
    assert "a" not in (await load_snapshot(db)).by_slug


async def test_importing_the_same_file_twice_changes_nothing(db: Any, files: Any) -> None:
    rows = [files.row("a"), files.row("b", email="aide@exemple.fr", hours="24/7")]
    await files.apply(db, rows)
    before = await load_snapshot(db)
    again = await files.apply(db, rows)
    after = await load_snapshot(db)
    assert counts(again) == (0, 0, 0, 2, 0)
    assert not again.publishes
    assert (after.version, after.services) == (before.version, before.services)


async def test_a_changed_source_is_a_change_even_when_the_value_is_the_same(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    plan = await files.apply(db, [files.row("a", source_date="2025")])
    assert counts(plan) == (0, 1, 0, 0, 0)
    assert {fact.source_date_text for fact in (await load_snapshot(db)).by_slug["a"].facts} == {"2025"}


async def test_a_service_that_left_its_file_is_no_longer_shown_and_comes_back_with_it(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a"), files.row("b")])
    await files.apply(db, [files.row("b")])
    assert "a" not in (await load_snapshot(db)).by_slug
    back = await files.apply(db, [files.row("a"), files.row("b")])
    assert counts(back) == (1, 0, 0, 1, 0)
    assert back.waiting == 1
    assert (await load_snapshot(db)).by_slug["a"].contacts == ()


async def test_a_file_withdraws_only_the_services_it_brought(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")], name="une.csv")
    plan = await files.apply(db, [files.row("b")], name="autre.csv")
    assert counts(plan) == (1, 0, 0, 0, 0)
    assert {"a", "b"} <= set((await load_snapshot(db)).by_slug)


async def test_a_file_proposes_what_it_says_of_the_services_of_another(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")], name="une.csv")
    plan = await files.apply(db, [files.row("a", name="Autre nom", hours="24/7")], name="autre.csv")
    assert counts(plan) == (0, 0, 0, 1, 3)
    service = (await load_snapshot(db)).by_slug["a"]
    assert (service.name, service.hours) == ("Écoute des soignants", "")
    assert ("a", "hours", "24/7") in await proposals(db)
    assert counts(await files.apply(db, [files.row("a", name="Autre nom", hours="24/7")], name="autre.csv"))[4] == 0


async def test_a_number_edited_in_the_product_survives_every_import(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await change_field(db, "a", "phone", "04 72 00 00 99", CALLED)
    plan = await files.apply(db, [files.row("a")])
    assert counts(plan) == (0, 0, 0, 1, 1)
    assert await phone_of(db, "a") == "04 72 00 00 99"
    [(subject, field, proposed)] = await proposals(db)
    assert (subject, field, proposed["display"]) == ("a/phone/1", "phone", "04 72 00 00 01")


async def test_the_same_proposal_is_made_once(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await change_field(db, "a", "phone", "04 72 00 00 99", CALLED)
    for _ in range(3):
        await files.apply(db, [files.row("a")])
    assert len(await proposals(db, "open", "superseded", "withdrawn")) == 1


async def test_a_refused_proposal_is_not_made_again(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await change_field(db, "a", "phone", "04 72 00 00 99", CALLED)
    await files.apply(db, [files.row("a")])
    [line] = await waiting_for(db, "a")
    await refuse(db, await add_actor(db), line.key, "Ce n'est plus ce numéro.")
    assert counts(await files.apply(db, [files.row("a")])) == (0, 0, 0, 1, 0)
    assert await proposals(db) == []


async def test_a_new_word_of_the_file_takes_the_place_of_what_it_proposed_before(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await change_field(db, "a", "name", "Nom vérifié", CALLED)
    await files.apply(db, [files.row("a", name="Nom du fichier")])
    await files.apply(db, [files.row("a", name="Autre nom du fichier")])
    assert [proposed for _, field, proposed in await proposals(db) if field == "name"] == ["Autre nom du fichier"]
    await files.apply(db, [files.row("a", name="Nom vérifié")])
    assert await proposals(db) == []


async def test_a_confirmed_value_is_not_overwritten_even_where_it_was_the_same(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    by = Origin(source_label="", confirmed_by="coordination", confirmed_how="appel")
    await confirm_field(db, "a", "phone", by)
    assert counts(await files.apply(db, [files.row("a")])) == (0, 0, 0, 1, 0)
    assert counts(await files.apply(db, [files.row("a", phone="04 72 00 00 02")])) == (0, 0, 0, 1, 1)
    service = (await load_snapshot(db)).by_slug["a"]
    assert (service.contacts[0].value, service.contacts[0].state) == ("04 72 00 00 01", "confirmed")


async def test_a_value_cleared_in_the_product_is_not_filled_again(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a", hours="24/7")])
    await change_field(db, "a", "hours", None, CALLED)
    assert counts(await files.apply(db, [files.row("a", hours="24/7")])) == (0, 0, 0, 1, 1)
    assert (await load_snapshot(db)).by_slug["a"].hours == ""


async def test_an_edited_service_that_left_its_file_stays_and_its_suspension_is_proposed(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a"), files.row("b")])
    await change_field(db, "a", "phone", "04 72 00 00 99", CALLED)
    for expected in (1, 0):
        assert counts(await files.apply(db, [files.row("b")])) == (0, 0, 0, 1, expected)
    assert await phone_of(db, "a") == "04 72 00 00 99"
    assert await proposals(db) == [("a", "state", "suspended")]


async def test_an_organisation_stays_as_long_as_one_of_its_services_does(db: Any, files: Any) -> None:
    rows = [files.row("unite", organization_name="Clinique de l'Unité"), files.row("unite-jour", organization="unite")]
    await files.apply(db, rows)
    await files.apply(db, rows[1:])
    services = (await load_snapshot(db)).by_slug
    assert "unite" not in services
    assert services["unite-jour"].organization_name == "Clinique de l'Unité"
    assert counts(await files.apply(db, rows[1:])) == (0, 0, 0, 1, 0)


async def test_a_service_needs_an_organisation_that_somebody_named(db: Any, files: Any) -> None:
    plan = await files.plan(db, [files.row("a", organization="inconnue")])
    assert [(fault.line, fault.column, fault.value) for fault in plan.faults] == [(2, "organization", "inconnue")]
    assert (await files.plan(db, [files.row("a", organization="b", organization_name="B")])).faults == ()


async def test_a_suspended_service_is_not_put_back_by_an_import(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await change_field(db, "a", "state", "suspended", CALLED)
    await files.apply(db, [files.row("a")])
    assert "a" not in (await load_snapshot(db)).by_slug


async def test_every_fault_is_told_at_once_and_nothing_is_imported(db: Any, files: Any) -> None:
    rows = [
        files.row("a"),
        files.row("B b", phone="12", needs="depression|addiction", coverage="69|99"),
        files.row("c", name="", hours="9h-17h", source_label=""),
        files.row("a"),
    ]
    plan = await files.plan(db, rows)
    assert [(fault.line, fault.column) for fault in plan.faults] == [
        (3, "slug"), (3, "needs"), (3, "coverage"), (3, "phone"),
        (4, "name"), (4, "source_label"), (4, "hours"), (5, "slug"),
    ]  # fmt: skip
    assert {fault.value for fault in plan.faults} >= {"B b", "12", "9h-17h"}
    assert all(fault.sentence.endswith(".") for fault in plan.faults)
    with pytest.raises(Refused) as refused:
        await apply_import(db, plan)
    assert refused.value.code == "import_has_faults"
    assert "a" not in (await load_snapshot(db)).by_slug


async def test_skipping_bad_lines_imports_the_others_and_writes_the_rejects(
    db: Any, files: Any, tmp_path: Path
) -> None:
    await files.apply(db, [files.row("a"), files.row("b")])
    rejects = tmp_path / "rejets.csv"
    rows = [files.row("a", name="Nouveau nom"), files.row("b", phone="12"), files.row("c", kind="")]
    plan = await files.apply(db, rows, skip_bad=True, rejects=rejects)
    assert counts(plan) == (0, 1, 0, 0, 0)
    assert await phone_of(db, "b") == "04 72 00 00 01", "a line at fault is not a line that left"
    lines = rejects.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith(",faute")
    assert [line.split(",")[0] for line in lines[1:]] == ["b", "c"]
    assert "numéro court" in lines[1]


async def test_after_a_line_whose_name_is_unreadable_nothing_is_taken_for_withdrawn(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a"), files.row("b")])
    plan = await files.apply(db, [files.row("a"), files.row("B!")], skip_bad=True)
    assert plan.retired == 0
    assert "b" in (await load_snapshot(db)).by_slug


async def test_a_plan_made_before_an_edit_is_refused(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    plan = await files.plan(db, [files.row("a", name="Nouveau nom")])
    await change_field(db, "a", "name", "Nom vérifié", CALLED)
    with pytest.raises(Refused) as refused:
        await apply_import(db, plan)
    assert refused.value.code == "plan_outdated"


async def test_an_organisation_is_told_by_its_main_line_alone(db: Any, files: Any) -> None:
    rows = [
        files.row("unite-jour", organization="unite"),
        files.row("unite", organization_name="Clinique de l'Unité", independent="yes"),
    ]
    await files.apply(db, rows)
    services = (await load_snapshot(db)).by_slug
    assert services["unite-jour"].organization_name == "Clinique de l'Unité"
    assert services["unite-jour"].independent == "yes"
    rows[0]["independent"] = "no"
    plan = await files.plan(db, rows)
    assert [(fault.line, fault.column, fault.value) for fault in plan.faults] == [(2, "independent", "no")]


async def test_a_change_of_the_organisation_moves_every_service_it_has(db: Any, files: Any) -> None:
    rows = [files.row("unite", organization_name="Avant"), files.row("unite-jour", organization="unite")]
    await files.apply(db, rows)
    await files.apply(db, [{**rows[0], "organization_name": "Après"}, rows[1]])
    services = (await load_snapshot(db)).by_slug
    assert {services[slug].organization_name for slug in ("unite", "unite-jour")} == {"Après"}


async def test_a_successor_must_exist(db: Any, files: Any) -> None:
    plan = await files.plan(db, [files.row("a", closed_on="2019-04-01", replaced_by="b")])
    assert [(fault.line, fault.column, fault.value) for fault in plan.faults] == [(2, "replaced_by", "b")]
    assert (await files.plan(db, [files.row("a", replaced_by="b"), files.row("b")])).faults == ()


async def test_numbers_that_must_never_be_given_are_refused_wherever_they_stand(db: Any, files: Any) -> None:
    rows = [
        files.row("a", phone="06.30.10.85.57"),
        files.row("b", description="Appelez le 0800 203 007 le matin"),
        files.row("c", phone="0800 800 854"),
        files.row("d", note="Ni 06 30 10 85 57 0800 288 038", hours_note="ni +33 8 00 20 30 07"),
    ]
    plan = await files.plan(db, rows)
    assert [(fault.line, fault.column) for fault in plan.faults] == [
        (2, "phone"), (3, "description"), (4, "phone"), (5, "note"), (5, "hours_note"),
    ]  # fmt: skip
    assert "n'est pas une ligne d'aide aux médecins" in plan.faults[0].sentence
    assert "n'est plus en service" in plan.faults[2].sentence


async def test_a_premium_number_warns_without_preventing(db: Any, files: Any) -> None:
    plan = await files.apply(db, [files.row("a", phone="0826 123 456")])
    assert [(fault.column, fault.value) for fault in plan.warnings] == [("phone", "0826 123 456")]
    assert (await load_snapshot(db)).by_slug["a"].contacts[0].toll == "premium"


async def test_a_draft_is_never_shown_until_someone_publishes_it(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a", state="draft")])
    assert "a" not in (await load_snapshot(db)).by_slug
    await change_field(db, "a", "state", "to_verify", CALLED)
    service = (await load_snapshot(db)).by_slug["a"]
    assert (service.state, service.contacts[0].state) == ("to_verify", "to_verify")
    await files.apply(db, [files.row("a", state="draft")])
    assert "a" in (await load_snapshot(db)).by_slug


async def test_a_field_can_have_a_source_of_its_own(db: Any, files: Any) -> None:
    (files.folder / "fact_sources.csv").write_text(
        "slug,field,state,source_label,source_url,source_date,note\n"
        "a,phone,to_verify,Le site de l'association,https://exemple.fr,2025,Deux numéros imprimés\n",
        encoding="utf-8",
    )
    await files.apply(db, [files.row("a", phone_purpose="admin")])
    lines = {fact.field: fact for fact in (await load_snapshot(db)).by_slug["a"].facts}
    assert (lines["phone"].source_label, lines["phone"].note) == ("Le site de l'association", "Deux numéros imprimés")
    assert lines["phone_purpose"].source_label == "Le site de l'association"
    assert lines["name"].source_label == "Bulletin de l'Ordre"


async def test_several_numbers_of_a_line_are_several_contacts(db: Any, files: Any) -> None:
    await files.apply(
        db, [files.row("a", phone="04 72 00 00 01|06 12 34 56 78", phone_purpose="help|admin", phone_toll="standard")]
    )
    contacts = (await load_snapshot(db)).by_slug["a"].contacts
    assert [(c.value, c.purpose, c.toll) for c in contacts] == [
        ("04 72 00 00 01", "help", "standard"),
        ("06 12 34 56 78", "admin", "standard"),
    ]
    await files.apply(db, [files.row("a")])
    assert len((await load_snapshot(db)).by_slug["a"].contacts) == 1


async def test_an_import_leaves_nothing_in_the_staging_tables(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a"), files.row("b", phone="12")], skip_bad=True)
    for table in ("import_line", "import_reject", "import_change"):
        assert await db.fetchval(f"SELECT count(*) FROM {table}") == 0
    run = await db.fetchrow("SELECT source, added, rejected FROM import_run")
    assert (run["source"], run["added"], run["rejected"]) == ("lignes.csv", 1, 1)


async def test_an_emptied_file_withdraws_everything_it_brought(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a"), files.row("b")])
    plan = await files.apply(db, [])
    assert counts(plan) == (0, 0, 2, 0, 0)
    assert not {"a", "b"} & set((await load_snapshot(db)).by_slug)
