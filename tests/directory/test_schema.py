"""What the database itself refuses, whatever the code in front of it does."""

from typing import Any

import asyncpg
import pytest

from relais.core.db import connect
from relais.directory.facts import FIELDS
from relais.directory.service import Origin, change_field

pytestmark = pytest.mark.anyio
CALLED = Origin(source_label="appel à l'association")
# Columns that hold no fact: names, links between tables, and what is derived from the facts themselves.
BOOKKEEPING = {
    "organization.slug", "organization.version",
    "service.slug", "service.version", "service.retired",
    "schedule.service", "service_area.service",
    "contact.id", "contact.service", "contact.kind", "contact.position", "contact.state",
}  # fmt: skip
PUBLISHED = ("organization", "service", "schedule", "service_area", "contact")


async def test_every_published_column_is_a_field_with_its_own_source(db: Any) -> None:
    rows = await db.fetch(
        "SELECT table_name || '.' || column_name AS name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = ANY ($1)",
        list(PUBLISHED),
    )
    listed = {column for field in FIELDS.values() for column in field.columns}
    assert {row["name"] for row in rows} == listed | BOOKKEEPING
    assert not listed & BOOKKEEPING


async def test_no_column_could_hold_a_paid_or_preferred_place(db: Any) -> None:
    rows = await db.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
        # the order in which options were shown is a proof; a payment is money sent to a doctor
        " AND table_name NOT IN ('option_shown', 'sheet_option', 'payment')"
    )
    words = ("rank", "weight", "boost", "priority", "sponsor", "paid", "premium", "featured", "score")
    assert [row["column_name"] for row in rows if any(word in row["column_name"] for word in words)] == []


async def test_every_constraint_has_a_name_of_its_own(db: Any) -> None:
    rows = await db.fetch(
        "SELECT conname, conrelid::regclass::text AS at FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"
    )
    unnamed = [row["conname"] for row in rows if row["conname"].endswith(("_check", "_fkey", "_pkey", "_key"))]
    assert rows
    assert unnamed == []


FORBIDDEN = (
    "UPDATE service SET name = 'x'",
    "INSERT INTO contact (id, service, kind, position, value, e164, state)"
    " VALUES ('a/phone/1', 'a', 'phone', 1, '06', '+33600000000', 'sourced')",
    "DELETE FROM service_area",
    "UPDATE organization SET independent = 'yes'",
    "UPDATE directory_version SET number = 0",
    "INSERT INTO publication VALUES (99, now(), 'edit')",
    "UPDATE fact SET value = '1'",
    "DELETE FROM fact",
    "TRUNCATE fact",
    "ALTER TABLE fact DISABLE TRIGGER ALL",
)


async def test_the_application_cannot_write_what_is_published(world: Any) -> None:
    for role in ("relais_app", "relais_worker"):
        db = await connect(world.server.url(role, world.name))
        for statement in FORBIDDEN:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await db.execute(statement)
        await db.close()


async def test_a_fact_needs_a_publication(app: Any) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as broken:
        await app.execute(
            "INSERT INTO fact (subject_kind, subject_id, field, value, origin, source_label, source_date_text, state,"
            " version_from) VALUES ('service', 'a', 'name', '\"x\"', 'product', 's', 'd', 'sourced', 1)"
        )
    assert broken.value.constraint_name == "fact_published_with_version"


async def test_not_even_the_owner_rewrites_history(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    for statement in (
        "UPDATE fact SET value = '\"x\"'",
        "UPDATE fact SET version_to = 5",
        "DELETE FROM fact",
        "TRUNCATE fact CASCADE",
    ):
        with pytest.raises(asyncpg.CheckViolationError) as broken:
            await world.owner.execute(statement)
        assert broken.value.constraint_name == "fact_append_only"


async def test_an_ended_fact_stays_ended(app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await change_field(app, "a", "name", "Autre", CALLED)
    transaction = app.transaction()
    await transaction.start()
    version = await app.fetchval("SELECT take_directory_version('edit')")
    with pytest.raises(asyncpg.CheckViolationError):
        await app.execute("UPDATE fact SET version_to = $1 WHERE version_to IS NOT NULL", version)
    await transaction.rollback()


async def test_writers_queue_so_that_versions_are_committed_in_order(world: Any, app: Any, files: Any) -> None:
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    other = await connect(world.app_url)
    transaction = app.transaction()
    await transaction.start()
    first = await app.fetchval("SELECT take_directory_version('edit')")
    await other.execute("SET lock_timeout = '200ms'")
    with pytest.raises(asyncpg.LockNotAvailableError):
        await other.fetchval("SELECT take_directory_version('edit')")
    await transaction.commit()
    assert await other.fetchval("SELECT take_directory_version('edit')") == first + 1
    await other.close()


async def test_a_rolled_back_publication_leaves_no_gap(app: Any, files: Any) -> None:
    before = await app.fetchval("SELECT number FROM directory_version")
    transaction = app.transaction()
    await transaction.start()
    await app.fetchval("SELECT take_directory_version('edit')")
    await transaction.rollback()
    assert await app.fetchval("SELECT take_directory_version('edit')") == before + 1


async def test_a_notification_carries_the_number_and_nothing_else(world: Any, app: Any, files: Any) -> None:
    heard: list[str] = []
    listener = await connect(world.app_url)
    await listener.add_listener("directory_version", lambda *args: heard.append(args[-1]))
    async with app.transaction():
        await files.apply(app, [files.row("a")])
    await listener.fetchval("SELECT 1")
    assert heard == ["1"]
    await listener.close()


async def test_the_name_of_an_emergency_number_cannot_be_taken(db: Any, files: Any) -> None:
    plan = await files.plan(db, [files.row("3114"), files.row("drogues-info-service")])
    assert [(fault.line, fault.column) for fault in plan.faults] == [(2, "slug"), (3, "slug")]
