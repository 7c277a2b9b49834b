"""Laws of changes: whatever is proposed, decided and undone by whom, these hold."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from relais.audit.model import Actor
from relais.core.clock import now
from relais.core.db import connect
from relais.core.errors import Refused
from relais.directory.changes import (
    CallBack,
    Proposal,
    accept,
    confirm,
    confirm_by_call,
    queue,
    refuse,
    submit,
    undo,
    withdraw_number,
    withdraw_request,
)
from relais.directory.facts import FIELDS
from relais.directory.loading import load_later, load_snapshot
from relais.directory.service import Origin, change_field, facts_at
from tests.directory.persons import add_actor

CONTACTS = ("phone", "phone_purpose", "email")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "phone": st.sampled_from(["04 72 00 00 01", "04 72 00 00 02", "0800 288 038", None]),
    "phone_purpose": st.sampled_from(["help", "admin", None]),
    "email": st.sampled_from(["aide@exemple.fr", "autre@exemple.fr", None]),
    "hours": st.sampled_from(["24/7", "Mo-Fr 09:00-17:00", None]),
    "name": st.sampled_from(["Un", "Deux"]),
    "independent": st.sampled_from(["yes", "no", None]),
    "message": st.sampled_from(["Fermé en août.", "Ouvert.", None]),
    "description": st.sampled_from(["Une écoute.", None]),
}
CODES = st.sampled_from(sorted(VALUES))
SLUGS = st.sampled_from(["a", "b"])
PEOPLE = st.integers(0, 3)
POSITIONS = st.integers(-1, 2)


class Changes(RuleBasedStateMachine):
    """Two services of two organisations, two members, two coordinators."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.history: dict[tuple[Any, ...], Any] = {}

    def wait(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    def attempt(self, awaitable: Any) -> Any:
        """A refusal is an answer; anything else is a fault."""
        try:
            return self.wait(awaitable)
        except Refused:
            return None

    @initialize()
    def begin(self) -> None:
        self.db = self.wait(connect(self.url))
        self.transaction = self.db.transaction()
        self.wait(self.transaction.start())
        self.people = [self.wait(add_actor(self.db, "member")) for _ in range(2)]
        self.people += [self.wait(add_actor(self.db, "coordinator")) for _ in range(2)]
        self.wait(self._publish())
        self.snapshot = self.wait(load_snapshot(self.db))

    async def _publish(self) -> None:
        version = await self.db.fetchval("SELECT take_directory_version('import')")
        for slug in ("a", "b"):
            for kind, field, value in (
                ("organization", "organization_name", slug),
                ("service", "organization", slug),
                ("service", "name", slug),
                ("service", "kind", "ecoute"),
                ("service", "state", "sourced"),
            ):
                await self.db.execute(
                    "INSERT INTO fact (subject_kind, subject_id, field, value, origin, source_label, source_date_text,"
                    " state, version_from) VALUES ($1, $2, $3, $4, 'une.csv', 's', 'd', 'sourced', $5)",
                    kind, slug, field, value, version,
                )  # fmt: skip
        await self.db.fetchval("SELECT project_directory($1)", version)
        for slug in ("a", "b"):
            await change_field(self.db, slug, "phone", "04 72 00 00 01", Origin(source_label="Bulletin"))

    def held(self, slug: str, code: str, position: int) -> int:
        subject = f"{slug}/{code.split('_')[0]}/{position}" if code in CONTACTS else slug
        version = self.wait(
            self.db.fetchval(
                "SELECT version_from FROM fact WHERE subject_id = $1 AND field = $2 AND version_to IS NULL",
                subject,
                code,
            )
        )
        return version or 0

    @rule(data=st.data(), slug=SLUGS, code=CODES, who=PEOPLE, position=POSITIONS, stale=st.booleans())
    def propose(self, data: st.DataObject, slug: str, code: str, who: int, position: int, stale: bool) -> None:
        base = 0 if stale else self.held(slug, code, position)
        proposal = Proposal(code=code, value=data.draw(VALUES[code]), position=position, base_version=base)
        outcome = self.attempt(submit(self.db, self.people[who], slug, [proposal]))
        if outcome is not None:
            assert not any(FIELDS[published].two_persons for published in outcome.published)
            assert not (outcome.conflicts and (outcome.published or outcome.waiting))

    @rule(data=st.data(), who=PEOPLE, as_coordinator=st.booleans(), called=st.booleans(), yes=st.booleans())
    def decide(self, data: st.DataObject, who: int, as_coordinator: bool, called: bool, yes: bool) -> None:
        lines = self.wait(queue(self.db, limit=100))
        if not lines:
            return
        line = data.draw(st.sampled_from(lines))
        person = self.people[who]
        actor = Actor(account=person.account, acting_as="coordinator") if as_coordinator else person
        call = CallBack(reached="secrétariat", reached_at=now(), read_back="relu") if called else None
        act = accept(self.db, actor, line.key, call_back=call) if yes else refuse(self.db, actor, line.key, "Non.")
        if self.attempt(act) is not None:
            assert actor.acting_as == "coordinator"
            assert line.made_by != actor.account

    @rule(slug=SLUGS, data=st.data(), who=PEOPLE)
    def undo_something(self, slug: str, data: st.DataObject, who: int) -> None:
        facts = self.wait(
            self.db.fetch(
                "SELECT subject_kind, subject_id, field, version_from FROM fact WHERE slug = $1"
                " ORDER BY version_from DESC, field LIMIT 12",
                slug,
            )
        )
        fact = data.draw(st.sampled_from(facts))
        self.attempt(undo(self.db, self.people[who], slug, *fact.values()))

    @rule(slug=SLUGS, code=CODES, who=PEOPLE, position=st.integers(1, 2))
    def confirm_or_call(self, slug: str, code: str, who: int, position: int) -> None:
        before = self.wait(self.states(slug, code))
        self.attempt(confirm(self.db, self.people[who], slug, [(code, position)], how="tout est exact"))
        if FIELDS[code].two_persons:
            after = self.wait(self.states(slug, code))
            assert all(before[key] in ("confirmed", "stale") for key, state in after.items() if state == "confirmed"), (
                "one person confirmed first what takes two"
            )
        call = CallBack(reached="secrétariat", reached_at=now(), read_back="relu")
        if who == 3:
            self.attempt(confirm_by_call(self.db, self.people[who], slug, code, position, call))

    async def states(self, slug: str, code: str) -> dict[str, str]:
        rows = await self.db.fetch(
            "SELECT subject_id, state FROM fact WHERE slug = $1 AND field = $2 AND version_to IS NULL", slug, code
        )
        return {row["subject_id"]: row["state"] for row in rows}

    @rule(slug=SLUGS, who=PEOPLE, position=st.integers(1, 2))
    def withdraw(self, slug: str, who: int, position: int) -> None:
        self.attempt(withdraw_number(self.db, self.people[who], slug, position, "Un particulier répond."))

    @rule(who=PEOPLE, data=st.data())
    def take_back(self, who: int, data: st.DataObject) -> None:
        lines = self.wait(queue(self.db, limit=100))
        if lines:
            self.attempt(withdraw_request(self.db, self.people[who], data.draw(st.sampled_from(lines)).request))

    @invariant()
    def nobody_published_alone_what_takes_two(self) -> None:
        lines = self.wait(
            self.db.fetch("SELECT made_by, decided_by, status FROM change_request_line WHERE decided_by IS NOT NULL")
        )
        assert all(line["made_by"] != line["decided_by"] for line in lines)
        alone = self.wait(
            self.db.fetch(
                """
                SELECT f.field FROM fact AS f
                LEFT JOIN fact AS p
                    ON (p.subject_kind, p.subject_id, p.field, p.version_to)
                    = (f.subject_kind, f.subject_id, f.field, f.version_from)
                WHERE f.origin = 'product' AND f.source_label <> 'Bulletin' AND f.field = ANY ($1::text[])
                    AND p.value IS DISTINCT FROM f.value
                    AND NOT EXISTS (
                        SELECT FROM change_request_line AS l
                        WHERE (l.subject_kind, l.subject_id, l.field) = (f.subject_kind, f.subject_id, f.field)
                            AND l.status = 'accepted' AND l.decided_by <> l.made_by AND l.proposed = f.value
                    )
                """,
                [code for code, field in FIELDS.items() if field.two_persons and code != "phone_toll"],
            )
        )
        assert [row["field"] for row in alone] == []

    @invariant()
    def history_loses_nothing_and_one_value_is_current(self) -> None:
        rows = self.wait(
            self.db.fetch("SELECT subject_kind, subject_id, field, version_from, version_to, value FROM fact")
        )
        seen = {tuple(row.values())[:4]: row["value"] for row in rows}
        assert all(seen.get(key, self) == value for key, value in self.history.items())
        self.history = seen
        current = [tuple(row.values())[:3] for row in rows if row["version_to"] is None]
        assert len(current) == len(set(current))
        ends = sorted((tuple(row.values())[:3], row["version_from"], row["version_to"]) for row in rows)
        for (subject, _, until), (following, begins, _) in pairwise(ends):
            assert subject != following or until == begins

    @invariant()
    def what_is_shown_is_what_the_facts_say(self) -> None:
        moment = self.wait(self.db.fetchval("SELECT clock_timestamp()"))
        whole = self.wait(load_snapshot(self.db))
        later = self.wait(load_later(self.db, self.snapshot))
        self.snapshot = later[1] if later else self.snapshot
        assert dict(self.snapshot.by_slug) == dict(whole.by_slug)
        for slug in ("a", "b"):
            assert self.wait(facts_at(self.db, slug, moment)).service == whole.by_slug.get(slug)

    @invariant()
    def a_withdrawn_number_is_on_no_screen(self) -> None:
        held = self.wait(
            self.db.fetch(
                "SELECT slug, value FROM fact WHERE field = 'phone' AND state <> 'suspended' AND version_to IS NULL"
            )
        )
        given = {(row["slug"], row["value"]["display"]) for row in held if row["value"]}
        services = self.wait(load_snapshot(self.db)).by_slug
        shown = {
            (slug, contact.value)
            for slug in ("a", "b")
            for contact in services[slug].contacts
            if contact.kind == "phone"
        }
        assert shown == given

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            self.wait(self.transaction.rollback())
            self.db.terminate()
            self.wait(asyncio.sleep(0))
        self.loop.close()


def run(url: str, examples: int, steps: int) -> None:
    Changes.url = url
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.long
def test_no_long_sequence_of_proposals_and_decisions_breaks_the_rules(postgres: Any, shared_database: str) -> None:
    run(postgres.url("relais_app", shared_database), examples=80, steps=25)


def test_no_sequence_of_proposals_and_decisions_breaks_the_rules(postgres: Any, shared_database: str) -> None:
    run(postgres.url("relais_app", shared_database), examples=10, steps=10)
