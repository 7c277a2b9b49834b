"""Rows of a chosen age, written by a superuser who puts the triggers aside: for the database the clock has moved."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import connect
from relais.core.ids import new_id
from tests.conftest import TEMPLATE, clone, drop

PARIS = "Europe/Paris"
# One row of each table whose rule counts from a column; $1 is that moment, $2 an identifier that nothing else has.
SEEDS: dict[tuple[str, str], str] = {
    ("absence", "last_day"): "INSERT INTO absence (id, grant_id, first_day, last_day)"
    " VALUES ($2, $2, ($1::timestamptz AT TIME ZONE 'Europe/Paris')::date - 1,"
    " ($1::timestamptz AT TIME ZONE 'Europe/Paris')::date)",
    ("account", "closed_at"): "INSERT INTO account (id, email_key, email_sealed, name_sealed, closed_at)"
    " VALUES ($2, sha256($2::uuid::text::bytea), 'e', 'n', $1)",
    ("attempt", "since"): "INSERT INTO attempt (bucket, since, count) VALUES ($2::uuid::text::bytea, $1, 1)",
    ("card", "ends_at"): "INSERT INTO card (id, code_lookup, code_verifier, made_at, ends_at)"
    " VALUES ($2, sha256($2::uuid::text::bytea), '$argon2id$x', $1::timestamptz - interval '720 hours', $1)",
    ("case_opening", "at"): "INSERT INTO case_opening (case_id, seq, org, actor, session, reason, as_function, at)"
    " VALUES ($2, 1, 'cdom-69', $2, 's', 'call', 'officer', $1)",
    ("draft", "saved_at"): "INSERT INTO draft (account, service, field, typed, base_version, saved_at)"
    " VALUES ($2, 'ligne', 'phone', '{}', 0, $1)",
    ("error_report", "decided_at"): "INSERT INTO error_report"
    " (id, service, motive, made_as, made_at, decided_by, decided_at, outcome)"
    " VALUES ($2, 'ligne', 'closed', 'anonymous', $1, $2, $1, 'corrected')",
    ("import_upload", "made_at"): "INSERT INTO import_upload (id, made_by, made_at, name, content)"
    " VALUES ($2, $2, $1, 'a.csv', 'x')",
    ("invitation", "expires_at"): "INSERT INTO invitation (token_key, account, purpose, made_at, expires_at)"
    " VALUES ($2::uuid::text::bytea, $2, 'enter', $1::timestamptz - interval '72 hours', $1)",
    ("journal", "at"): "INSERT INTO journal (at, acting_as, act, subject_kind, subject_id)"
    " VALUES ($1, 'system', 'a.b', 'x', $2::uuid::text)",
    ("outbox", "given_up_at"): "INSERT INTO outbox (id, kind, message_sealed, given_up_at) VALUES ($2, 'a', '', $1)",
    ("outbox", "sent_at"): "INSERT INTO outbox (id, kind, message_sealed, sent_at) VALUES ($2, 'a', '', $1)",
    ("reminder", "made_at"): "INSERT INTO reminder"
    " (id, token_key, service, account, step, due_on, fields, made_at, expires_at)"
    " VALUES ($2, $2::uuid::text::bytea, 'ligne', $2, 'due', '2020-01-01', '[]', $1, $1)",
    ("reset", "proposed_at"): "INSERT INTO reset (id, account, proposed_by, proposed_at)"
    " VALUES ($2, $2, gen_random_uuid(), $1)",
    ("role_grant", "ended_at"): "INSERT INTO role_grant (id, account, role, via, proposed_at, ended_at)"
    " VALUES ($2, $2, 'listener', 'console', $1, $1)",
    ("session", "ends_at"): "INSERT INTO session (id_key, account, stage, made_at, ends_at)"
    " VALUES (sha256($2::uuid::text::bytea), $2, 'full', $1::timestamptz - interval '1 hour', $1)",
    ("sheet", "ends_at"): "INSERT INTO sheet"
    " (id, code_lookup, code_verifier, made_at, ends_at, directory_version, seed)"
    " VALUES ($2, sha256($2::uuid::text::bytea), '$argon2id$x', $1::timestamptz - interval '720 hours', $1, 1, 7)",
}
MOMENT = """
CREATE FUNCTION pg_temp.moment(age double precision) RETURNS timestamptz LANGUAGE sql VOLATILE
RETURN now() - make_interval(secs => age * 86400)
"""
DIRECTORY = """
INSERT INTO organization (slug, name, version) VALUES ('mots', 'MOTS', 0);
INSERT INTO service (slug, organization, name, kind, state, version)
VALUES ('ligne', 'mots', 'MOTS', 'ecoute', 'sourced', 0)
"""
# How many of each are left; an account stays, without its words.
LEFT: dict[str, str] = {"account": "SELECT count(*) FROM account WHERE name_sealed <> ''"}


class Aged(Struct, frozen=True, kw_only=True):
    """A superuser's connection to a database of one's own, driven from tests that are not coroutines."""

    db: Any
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def execute(self, sql: str, *args: Any) -> Any:
        return self.run(self.db.execute(sql, *args))

    def value(self, sql: str, *args: Any) -> Any:
        return self.run(self.db.fetchval(sql, *args))

    def rows(self, sql: str, *args: Any) -> list[Any]:
        return list(self.run(self.db.fetch(sql, *args)))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside never was."""
        attempt = self.db.transaction()
        self.run(attempt.start())
        try:
            yield
        finally:
            self.run(attempt.rollback())

    def written(self, sql: str, *args: Any) -> Any:
        """One statement, with the guards aside."""
        self.execute("SET LOCAL session_replication_role = replica")
        done = self.execute(sql, *args)
        self.execute("SET LOCAL session_replication_role = origin")
        return done

    def as_role(self, role: str, sql: str, *args: Any) -> list[Any]:
        self.execute(f"SET LOCAL ROLE {role}")
        found = self.rows(sql, *args)
        self.execute("RESET ROLE")
        return found

    def left(self, table: str) -> int:
        return int(self.value(LEFT.get(table, f"SELECT count(*) FROM {table}")))

    def seed(self, table: str, since: str, days_past_due: int) -> UUID:
        """A row whose day passed so many days ago; less than zero: is still to come."""
        made = new_id()
        moment = self.value(
            "SELECT clock_timestamp() - lasts - make_interval(days => $3) FROM retention_rule"
            " WHERE of_table = $1 AND since = $2",
            table, since, days_past_due,
        )  # fmt: skip
        self.written(SEEDS[table, since], moment, made)
        return made


@contextmanager
def aged_in(server: Any, name: str) -> Iterator[Aged]:
    """A fresh database and its superuser, whose days are those of Paris."""
    loop = asyncio.new_event_loop()
    loop.run_until_complete(clone(server, name, TEMPLATE))
    db = loop.run_until_complete(connect(server.url("postgres", name)))
    loop.run_until_complete(db.execute(f"SET timezone = '{PARIS}'"))
    loop.run_until_complete(db.execute(MOMENT))
    loop.run_until_complete(db.execute(DIRECTORY))
    try:
        yield Aged(db=db, loop=loop)
    finally:
        loop.run_until_complete(db.close())
        loop.run_until_complete(drop(server, name))
        loop.close()
