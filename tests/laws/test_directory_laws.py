"""Laws of the directory: whatever imports and edits follow each other, these hold."""

import asyncio
import copy
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from relais.core.db import connect
from relais.directory.importer import apply_import, plan_import
from relais.directory.loading import load_later, load_snapshot
from relais.directory.published import Snapshot
from relais.directory.reading import open_source
from relais.directory.service import Origin, change_field, facts_at

ROOT = Path(__file__).resolve().parents[2]
SLUGS = ("a", "b", "c")
FILES = ("une.csv", "deux.csv")
FIELDS = {
    "name": st.sampled_from(["Un", "Deux", "Trois"]),
    "hours": st.sampled_from(["24/7", "Mo-Fr 09:00-17:00", ""]),
    "phone": st.sampled_from(["04 72 00 00 01", "04 72 00 00 02", "0800 288 038", ""]),
    "phone_toll": st.sampled_from(["free", ""]),
    "coverage": st.sampled_from(["69", "01|69", "FR", ""]),
    "independent": st.sampled_from(["yes", "no", ""]),
    "state": st.sampled_from(["sourced", "to_verify", "draft"]),
    "source_date": st.sampled_from(["2016", "2025"]),
}
EDITABLE = ("name", "hours", "phone", "coverage", "independent", "state")
row = st.fixed_dictionaries(FIELDS)
content = st.dictionaries(st.sampled_from(SLUGS), row)


class Directory(RuleBasedStateMachine):
    """Two files and a person, on one directory. A model says what must never be lost."""

    url: str

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.edited: dict[tuple[str, str], Any] = {}
        self.moments: list[tuple[datetime, Snapshot]] = []
        self.last: dict[str, dict[str, dict[str, str]]] = {}

    def wait(self, awaitable: Any) -> Any:
        return self.loop.run_until_complete(awaitable)

    @initialize()
    def begin(self) -> None:
        self.db = self.wait(connect(self.url))
        self.transaction = self.db.transaction()
        self.wait(self.transaction.start())
        self.snapshot = self.wait(load_snapshot(self.db))

    def write(self, name: str, rows: dict[str, dict[str, str]]) -> Path:
        path = self.folder / name
        header = ["slug", "kind", "source_label", *FIELDS]
        lines = [[slug, "ecoute", "Bulletin", *(cells[column] for column in FIELDS)] for slug, cells in rows.items()]
        path.write_text("\n".join(";".join(line) for line in [header, *lines]) + "\n", encoding="utf-8")
        return path

    def run_import(self, name: str) -> Any:
        async def run() -> Any:
            source = open_source(self.write(name, self.last[name]), data_dir=ROOT / "data")
            plan = await plan_import(self.db, source)
            await apply_import(self.db, plan)
            return plan

        return self.wait(run())

    @rule(name=st.sampled_from(FILES), rows=content)
    def import_a_file(self, name: str, rows: dict[str, dict[str, str]]) -> None:
        self.last[name] = copy.deepcopy(rows)
        self.run_import(name)

    @precondition(lambda self: self.last)
    @rule(data=st.data())
    def importing_again_changes_nothing(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.last)))
        self.run_import(name)
        before = self.wait(load_snapshot(self.db))
        facts = self.wait(self.db.fetchval("SELECT count(*) FROM fact"))
        proposals = self.wait(self.db.fetchval("SELECT count(*) FROM change_request_line"))
        plan = self.run_import(name)
        assert (plan.added, plan.changed, plan.retired, plan.proposed) == (0, 0, 0, 0)
        assert self.wait(load_snapshot(self.db)).version == before.version
        assert self.wait(self.db.fetchval("SELECT count(*) FROM fact")) == facts
        assert self.wait(self.db.fetchval("SELECT count(*) FROM change_request_line")) == proposals

    @rule(data=st.data(), slug=st.sampled_from(SLUGS), field=st.sampled_from(EDITABLE))
    def edit(self, data: st.DataObject, slug: str, field: str) -> None:
        known = self.wait(self.db.fetchval("SELECT count(*) FROM service WHERE slug = $1 AND NOT retired", slug))
        if not known:
            return
        value = data.draw(FIELDS[field]) or None
        if value is None and field in ("name", "state"):
            return
        self.wait(change_field(self.db, slug, field, value, Origin(source_label="appel")))
        self.edited[slug, field] = value

    @invariant()
    def what_a_person_published_stands(self) -> None:
        for (slug, field), value in self.edited.items():
            fact = self.wait(
                self.db.fetchrow(
                    "SELECT value, origin FROM fact WHERE version_to IS NULL AND field = $2"
                    " AND split_part(subject_id, '/', 1) = $1",
                    slug,
                    field,
                )
            )
            assert fact["origin"] == "product"
            shown = fact["value"]["display"] if field == "phone" and fact["value"] else fact["value"]
            assert shown == (value.split("|") if field == "coverage" and value else value)

    @invariant()
    def changes_alone_lead_to_the_whole(self) -> None:
        later = self.wait(load_later(self.db, self.snapshot))
        self.snapshot = later[1] if later else self.snapshot
        whole = self.wait(load_snapshot(self.db))
        assert dict(self.snapshot.by_slug) == dict(whole.by_slug)
        assert all(service.state not in ("draft", "suspended") for service in whole.services)

    @invariant()
    def every_moment_can_be_told_again(self) -> None:
        moment = self.wait(self.db.fetchval("SELECT clock_timestamp()"))
        self.moments.append((moment, self.snapshot))
        for then, snapshot in self.moments[-6:]:
            for slug in SLUGS:
                assert self.wait(facts_at(self.db, slug, then)).service == snapshot.by_slug.get(slug)

    @invariant()
    def one_value_is_current_and_history_has_no_hole(self) -> None:
        broken = self.wait(
            self.db.fetchval(
                """
                SELECT count(*) FROM (
                    SELECT version_from, lag(version_to) OVER w AS ended, lag(version_from) OVER w AS earlier
                    FROM fact WINDOW w AS (PARTITION BY subject_kind, subject_id, field ORDER BY version_from)
                ) AS lines
                WHERE earlier IS NOT NULL AND (ended IS NULL OR ended > version_from)
                """
            )
        )
        assert broken == 0

    @invariant()
    def nothing_stays_in_the_staging_tables(self) -> None:
        assert self.wait(self.db.fetchval("SELECT count(*) FROM import_line")) == 0

    def teardown(self) -> None:
        if hasattr(self, "transaction"):
            self.wait(self.transaction.rollback())
            self.db.terminate()
            self.wait(asyncio.sleep(0))
        self.loop.close()


def run(url: str, examples: int, steps: int) -> None:
    Directory.url = url
    run_state_machine_as_test(
        Directory,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_sequence_of_imports_and_edits_breaks_the_directory(postgres: Any, shared_database: str) -> None:
    run(postgres.url("relais_app", shared_database), examples=15, steps=10)


@pytest.mark.long
def test_no_long_sequence_of_imports_and_edits_breaks_the_directory(postgres: Any, shared_database: str) -> None:
    run(postgres.url("relais_app", shared_database), examples=100, steps=25)
