"""Edits and history: what is published, and what a listener saw on a given day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from relais.core.clock import now
from relais.core.errors import NotFound, Refused
from relais.directory.loading import load_snapshot
from relais.directory.service import Origin, change_field, confirm_field, facts_at

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association", source_date_text="2026-03-03")


async def moment(db: Any) -> datetime:
    """Now, by the clock of the server, which dates publications."""
    found: datetime = await db.fetchval("SELECT clock_timestamp()")
    return found


async def test_history_says_what_a_listener_saw_on_that_day(db: Any, files: Any) -> None:
    start = await moment(db)
    await files.apply(db, [files.row("a", hours="24/7")])
    before = await moment(db)
    await change_field(db, "a", "phone", "04 72 00 00 99", CALLED)
    between = await moment(db)
    await change_field(db, "a", "hours", None, CALLED)
    after = await moment(db)

    def seen(service: Any) -> tuple[str, str]:
        return service.contacts[0].value, service.hours

    assert (await facts_at(db, "a", start)).service is None
    assert seen((await facts_at(db, "a", before)).service) == ("04 72 00 00 01", "24/7")
    assert seen((await facts_at(db, "a", between)).service) == ("04 72 00 00 99", "24/7")
    assert seen((await facts_at(db, "a", after)).service) == ("04 72 00 00 99", "")
    assert (await facts_at(db, "a", after)).service == (await load_snapshot(db)).by_slug["a"]


async def test_history_goes_on_after_a_service_left_its_source(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    before = await moment(db)
    await files.apply(db, [])
    assert (await facts_at(db, "a", before)).service is not None
    assert (await facts_at(db, "a", await moment(db))).service is None


async def test_history_tells_the_source_of_each_value(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await change_field(db, "a", "phone", "04 72 00 00 99", CALLED)
    found = await facts_at(db, "a", await moment(db))
    [phone] = [fact for fact in found.facts if fact.field == "phone"]
    assert (phone.value["e164"], phone.source_label, phone.source_date_text) == (
        "+33472000099",
        "appel à l'association",
        "2026-03-03",
    )


async def test_a_change_of_the_number_forgets_what_the_former_one_cost(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a", phone="0800 288 038", phone_toll="free")])
    await change_field(db, "a", "phone", "06 12 34 56 78", CALLED)
    [contact] = (await load_snapshot(db)).by_slug["a"].contacts
    assert (contact.value, contact.toll) == ("06 12 34 56 78", "standard")


async def test_a_cleared_number_is_no_longer_given(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a", phone_purpose="help")])
    await change_field(db, "a", "phone", None, CALLED)
    assert (await load_snapshot(db)).by_slug["a"].contacts == ()


async def test_a_second_contact_can_be_added(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    await change_field(db, "a", "phone", "06 12 34 56 78", CALLED, position=2)
    assert [c.value for c in (await load_snapshot(db)).by_slug["a"].contacts] == ["04 72 00 00 01", "06 12 34 56 78"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "06 30 10 85 57", "n'est pas une ligne d'aide"),
        ("phone", "12", "numéro court"),
        ("needs", ["addiction", "depression"], "n'est pas un code connu"),
        ("coverage", "FR|69", "aucun département ne s'y ajoute"),
        ("hours", "9h-17h", "ne se lit pas comme des horaires"),
        ("website", "javascript:alert(1)", "n'est pas l'adresse d'un site"),
        ("location", {"commune": "99999"}, "n'est le code INSEE d'aucune commune"),
        ("location", {"lat": "48"}, "ne sont pas une latitude"),
        ("closed_on", "hier", "n'est pas une date"),
        ("state", "stale", "n'est pas un code connu"),
        ("couleur", "bleu", "n'est pas une information"),
    ],
)
async def test_a_value_that_does_not_fit_is_refused_in_french(
    db: Any, files: Any, field: str, value: Any, sentence: str
) -> None:
    await files.apply(db, [files.row("a")])
    from relais.directory.data_files import read_retired_numbers
    from relais.directory.data_import import set_retired_numbers

    await set_retired_numbers(db, read_retired_numbers(files.data_dir / "retired_numbers.csv"))
    version = await db.fetchval("SELECT number FROM directory_version")
    with pytest.raises(Refused) as refused:
        await change_field(db, "a", field, value, CALLED)
    assert sentence in refused.value.sentence
    assert await db.fetchval("SELECT number FROM directory_version") == version


async def test_values_of_every_form_can_be_changed(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    for field, value in (
        ("needs", ["addiction", "financier"]),
        ("coverage", ["69", "2A"]),
        ("location", {"commune": "69123", "city": "Lyon"}),
        ("closure", {"closure_from": "2026-08-01", "closure_to": "2026-08-31"}),
        ("independent", "yes"),
        ("email", "aide@exemple.fr"),
        ("email_purpose", "admin"),
        ("aliases", "Un|Deux"),
        ("council_of", "69"),
    ):
        await change_field(db, "a", field, value, CALLED)
    service = (await load_snapshot(db)).by_slug["a"]
    assert service.needs == ("addiction", "financier")
    assert service.coverage == ("2A", "69")
    assert (service.departement, service.location_precision, service.address) == ("69", "commune", "Lyon")
    assert service.lat == pytest.approx(45.76, abs=0.05)
    assert service.closure_to is not None
    assert service.closure_to.isoformat() == "2026-08-31"
    assert (service.independent, service.aliases, service.council_of) == ("yes", ("Un", "Deux"), "69")
    assert [(c.value, c.purpose) for c in service.contacts[1:]] == [("aide@exemple.fr", "admin")]


async def test_an_unknown_service_is_not_found(db: Any) -> None:
    with pytest.raises(NotFound):
        await change_field(db, "personne", "name", "x", CALLED)
    found = await facts_at(db, "personne", now() + timedelta(hours=1))
    assert (found.service, found.facts) == (None, ())
    assert (await facts_at(db, "personne", datetime(2000, 1, 1, tzinfo=UTC))).published_at is None


async def test_a_confirmation_says_who_and_how_and_keeps_the_value(db: Any, files: Any) -> None:
    await files.apply(db, [files.row("a")])
    with pytest.raises(Refused):
        await confirm_field(db, "a", "phone", Origin(source_label="x"))
    with pytest.raises(NotFound):
        await confirm_field(db, "a", "hours", Origin(source_label="x", confirmed_by="c", confirmed_how="appel"))
    await confirm_field(db, "a", "phone", Origin(source_label="x", confirmed_by="coordination", confirmed_how="appel"))
    service = (await load_snapshot(db)).by_slug["a"]
    [phone] = [fact for fact in service.facts if fact.field == "phone"]
    assert (phone.state, phone.confirmed_how, phone.source_label) == ("confirmed", "appel", "Bulletin de l'Ordre")
    assert phone.confirmed_at is not None
    assert service.contacts[0].state == "confirmed"
