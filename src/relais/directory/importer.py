"""Importing a source: a plan that is shown, then one transaction that publishes it or proposes it.

An import owns the facts whose current source is itself. What a person changed or confirmed in the product is never
overwritten: the file's value becomes a proposed change. Telephone numbers that it adds or changes wait for a second
person as one batch, unless the directory was empty: what is shipped was read by two.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from msgspec import Struct, structs

from relais.core.db import Db, copy
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.directory import difference_store as difference
from relais.directory import import_store as publishing
from relais.directory import store
from relais.directory.data_files import retired_digits
from relais.directory.difference_store import PlanLine
from relais.directory.facts import FIELDS
from relais.directory.following import followed, read_moves
from relais.directory.protected import PROTECTED
from relais.directory.reading import Progress, Reading, Source, write_rejects
from relais.directory.rows import Fault

SHOWN_LINES = 500
_LARGE = 1_000  # lines above which fresh statistics of the whole history pay


class Plan(Struct, frozen=True, kw_only=True):
    """What an import would do, in services; `proposed` and `facts` are in values, `lines` holds the first 500 of them.

    `retired`: services that left the source. `waiting`: telephone numbers that a second person must accept, as the
    batch named by `id`. `warnings` do not prevent anything.
    """

    id: UUID
    source: str
    digest: str
    base_version: int
    added: int = 0
    changed: int = 0
    retired: int = 0
    unchanged: int = 0
    proposed: int = 0
    waiting: int = 0
    facts: int = 0
    lines: tuple[PlanLine, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    skip_bad: bool = False
    rejects: Path | None = None

    @property
    def publishes(self) -> bool:
        """Whether applying it changes what listeners see."""
        return self.facts > 0

    @property
    def can_apply(self) -> bool:
        """False when a line is at fault and faulty lines are not skipped."""
        return self.skip_bad or not self.faults


async def plan_import(
    db: Db,
    source: Source,
    *,
    skip_bad: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
    first_load: bool | None = None,
) -> Plan:
    """Stage `source` and compare it with what is published. Nothing is published.

    Call it and `apply_import` in one transaction: rolling back forgets the plan. With `skip_bad`, lines at fault are
    left out (their services keep what they have) and written to `rejects`. Progress is told in lines read.
    `first_load`: numbers need no second person; None = only when nothing was ever published.
    Raises Refused when the file as a whole cannot be read.
    """
    run = new_id()
    version = await store.GET_VERSION.one(db)
    assert version is not None  # noqa: S101 the row is made by the migration
    retired = retired_digits(tuple(await store.LIST_RETIRED_NUMBERS.all(db)))
    if first_load is None:
        first_load = not await difference.HAS_FACTS.value(db)
    reading = Reading(source, source.reader(retired), run, progress)
    await copy(db, "import_line", difference.LINE_COLUMNS, followed(reading, await read_moves(db)))
    plan = Plan(
        id=run,
        source=source.name,
        digest=source.file.digest,
        base_version=version.number,
        warnings=tuple(reading.warnings),
        skip_bad=skip_bad,
    )
    return await _compare(db, plan, source, reading, rejects, first_load)


async def _compare(
    db: Db, plan: Plan, source: Source, reading: Reading, rejects: Path | None, first_load: bool
) -> Plan:
    large = reading.lines > _LARGE
    if large:
        await difference.SET_MEMORY.run(db)
    await difference.ANALYZE.run(db, large)
    await _check_together(db, plan.id, reading)
    faults = tuple(sorted(reading.faults, key=lambda fault: fault.line))
    if faults and not plan.skip_bad:
        return structs.replace(plan, faults=faults)
    if faults:
        await _leave_out(db, plan.id, faults, reading)
        if rejects is not None:
            write_rejects(source, faults, rejects)
    await difference.END_BORROWED.run(db, plan.id, plan.source)
    await difference.ADD_SUBJECTS.run(db, plan.id, plan.source)
    await difference.ANALYZE.run(db, False)
    await difference.ADD_ABSENT.run(db, plan.id, f"Import de {plan.source}")
    await difference.ADD_CHANGES.run(db, plan.id, plan.source)
    await difference.ANALYZE.run(db, False)
    await difference.END_KNOWN_PROPOSALS.run(db, plan.id, plan.source)
    if not first_load:
        await _hold(db, plan)
    counts = await difference.COUNT_PLAN.one(db, plan.id)
    assert counts is not None  # noqa: S101 an aggregate has a row
    return structs.replace(
        plan,
        faults=faults,
        rejects=rejects if faults else None,
        added=counts.added,
        changed=counts.changed,
        retired=counts.retired,
        unchanged=counts.unchanged,
        proposed=counts.proposed,
        waiting=counts.waiting,
        facts=counts.facts,
        lines=tuple(await difference.LIST_PLAN.all(db, plan.id, SHOWN_LINES)),
    )


async def _hold(db: Db, plan: Plan) -> None:
    """Set apart the numbers that wait for a second person."""
    protected = sorted(PROTECTED)
    await difference.END_PROTECTED.run(db, plan.id, protected)
    await difference.HOLD_NUMBERS.run(db, plan.id)
    await difference.HOLD_REMOVALS.run(db, plan.id, protected)
    await difference.ANALYZE.run(db, False)
    await difference.END_KNOWN_NUMBERS.run(db, plan.id, plan.source)


async def _check_together(db: Db, run: UUID, reading: Reading) -> None:
    """Faults that no line shows alone: an organisation told in two ways, a successor that does not exist."""
    for found in await difference.LIST_CONTRADICTIONS.all(db, run):
        label = FIELDS[found.field].label
        sentence = f"{label} : la fiche principale « {found.main_service} » dit « {found.main} ». Laissez vide ici."
        reading.faults.append(Fault(line=found.line, column=found.field, value=str(found.value), sentence=sentence))
    for column, query in (
        ("replaced_by", difference.LIST_MISSING_REPLACEMENTS),
        ("organization", difference.LIST_MISSING_ORGANIZATIONS),
    ):
        for missing in await query.all(db, run):
            sentence = f"Aucune fiche ne s'appelle « {missing.slug} »."
            reading.faults.append(Fault(line=missing.line, column=column, value=missing.slug, sentence=sentence))


async def _leave_out(db: Db, run: UUID, faults: Sequence[Fault], reading: Reading) -> None:
    """Unstage lines at fault, and remember their services so that they do not pass for withdrawn."""
    lines = sorted({fault.line for fault in faults})
    for row in await difference.LIST_LINE_SERVICES.all(db, run, lines):
        reading.rejected.add(row.slug)
    await difference.END_LINES_AT.run(db, run, lines)
    await copy(db, "import_reject", difference.REJECT_COLUMNS, [(run, slug) for slug in sorted(reading.rejected)])


async def apply_import(db: Db, plan: Plan, *, made_by: UUID | None = None) -> int:
    """Publish a plan and make its proposals; returns the directory's version. Forgets the staged lines.

    `made_by`: the account that sent the file, which may not accept its numbers; None = the console.
    Raises Refused: `import_has_faults`, or `plan_outdated` when the directory changed since the plan was made.
    """
    if not plan.can_apply:
        raise Refused(
            "import_has_faults",
            f"{len(plan.faults)} fautes dans {plan.source} : rien n'a été importé.",
            field="file",
        )
    async with db.transaction():
        version = await _publish(db, plan) if plan.publishes else plan.base_version
        await publishing.END_OUTDATED_PROPOSALS.run(db, plan.id, plan.source)
        await publishing.ADD_PROPOSALS.run(db, plan.id, plan.source)
        await publishing.ADD_BATCH.run(db, plan.id, plan.source, made_by, f"Import de {plan.source}")
        rejected = len({fault.line for fault in plan.faults})
        counts = (plan.added, plan.changed, plan.retired, plan.unchanged, plan.proposed, rejected)
        await publishing.ADD_RUN.run(db, new_id(), plan.source, plan.digest, version, *counts)
        await forget_import(db, plan)
    return version


async def _publish(db: Db, plan: Plan) -> int:
    version: int = await store.TAKE_VERSION.value(db, "import")
    if version != plan.base_version + 1:
        raise Refused(
            "plan_outdated", "L'annuaire a changé depuis que ce plan a été calculé : relancez l'import.", status=409
        )
    await publishing.END_CHANGED_FACTS.run(db, plan.id, version)
    await publishing.ADD_CHANGED_FACTS.run(db, plan.id, version, plan.source)
    await store.PROJECT.run(db, version)
    return version


async def forget_import(db: Db, plan: Plan) -> None:
    """Empty the staging of a plan that will not be applied, where its transaction is kept."""
    for query in (publishing.END_LINES, publishing.END_REJECTS, publishing.END_SUBJECTS, publishing.END_CHANGES):
        await query.run(db, plan.id)
