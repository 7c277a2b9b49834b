"""`relais import`: a plan that is shown, then applied; and the data folder at each start."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from relais.cli.database import database
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, fail, note, progress, say, warn
from relais.core.db import connect
from relais.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from relais.directory.importer import Plan
    from relais.directory.reading import Source

SHOWN = 20
VERDICTS = {
    "add": "ajouté",
    "change": "changé",
    "drop": "vidé",
    "retire": "retiré",
    "propose": "proposé",
    "wait": "attend",
}
COUNTS = (
    ("added", "ajoutés"),
    ("changed", "changés"),
    ("retired", "retirés"),
    ("unchanged", "inchangés"),
    ("proposed", "proposés"),
    ("waiting", "numéros en attente"),
)
PATH = click.Path(path_type=Path)


class _NotAppliedError(Exception):
    """Rolls back what was only to be shown."""


@click.command("import", cls=FrenchCommand)
@click.argument("files", metavar="[FICHIER]…", nargs=-1, type=PATH)
@click.option("--mapping", type=PATH, metavar="FICHIER", help="Correspondance de colonnes, pour d'autres sources.")
@click.option("--skip-bad", is_flag=True, help="Laisse de côté les lignes fautives et les écrit dans un fichier.")
@click.option("--rejects", type=PATH, metavar="FICHIER", help="Où écrire les lignes laissées de côté.")
@click.option("--dry-run", is_flag=True, help="Montre le plan et n'applique rien.")
@click.option("--yes", is_flag=True, help="Applique sans demander.")
def import_files(
    files: tuple[Path, ...], mapping: Path | None, skip_bad: bool, rejects: Path | None, dry_run: bool, yes: bool
) -> None:
    """Importe des fichiers CSV dans l'annuaire ; sans fichier, ceux de data/.

    Le plan (ajouts, changements, retraits) est montré avant d'être appliqué. Une seule ligne fautive, et rien n'est
    importé, sauf avec --skip-bad. Relancer ne change rien. Ce qui a été changé ou confirmé dans Relais n'est jamais
    écrasé : la valeur du fichier devient une proposition. Les numéros de téléphone ajoutés ou changés attendent un
    coordinateur, sauf dans un annuaire vide.

    \b
    relais import                                      l'annuaire de data/
    relais import association.csv --dry-run            ce que ce fichier changerait
    relais import t_finess.csv --mapping data/mappings/finess.toml
    """
    ask = not (dry_run or yes) and sys.stdin.isatty()
    with database(load_settings()) as settings:
        if not files:
            wait(_import_folder(settings, dry_run=dry_run, ask=ask))
            return
        sources = [_open(path, settings, mapping) for path in files]
        for source in sources:
            wait(_import_one(settings, source, skip_bad=skip_bad, rejects=rejects, dry_run=dry_run, ask=ask))


def _open(path: Path, settings: Settings, mapping: Path | None) -> "Source":
    from relais.directory.mapping import load_mapping
    from relais.directory.reading import open_source

    return open_source(path, data_dir=settings.data_dir, mapping=load_mapping(mapping) if mapping else None)


async def _import_one(
    settings: Settings, source: "Source", *, skip_bad: bool, rejects: Path | None, dry_run: bool, ask: bool
) -> None:
    from relais.audit.model import CONSOLE
    from relais.audit.service import record
    from relais.directory.importer import apply_import, plan_import

    beside = rejects or source.file.path.with_name(f"{source.file.path.stem}.rejets.csv")
    async with _kept_if_applied(settings) as db:
        with progress() as tell:
            lines = _count_lines(source.file.path)
            plan = await plan_import(
                db,
                source,
                skip_bad=skip_bad,
                rejects=beside if skip_bad else None,
                progress=lambda done: tell(source.name, done, max(done, lines)),
            )
        show_plans([plan])
        if not plan.can_apply:
            fail(f"rien n'a été importé de {source.name} : corrigez ces lignes, ou laissez-les avec --skip-bad.")
        if plan.rejects:
            warn(f"les lignes fautives sont dans {plan.rejects}.")
        _go_on_or_undo(dry_run=dry_run, ask=ask)
        version = await apply_import(db, plan)
        await record(db, CONSOLE, "directory.import", "import", source.name, detail={"version": version})
    say(f"{source.name} est importé (annuaire en version {version}).")
    tell_waiting(plan.waiting)


async def _import_folder(settings: Settings, *, dry_run: bool, ask: bool) -> None:
    from relais.directory.data_import import import_data_with

    async with _kept_if_applied(settings) as db:
        done = await import_data_with(db, settings.data_dir)
        if done.unchanged:
            say(f"Rien à faire : {settings.data_dir} n'a pas changé depuis son dernier import.")
            return
        show_plans(done.plans)
        if not done.applied:
            fail("rien n'a été importé : corrigez ces lignes.")
        if dry_run or ask:
            _go_on_or_undo(dry_run=dry_run, ask=ask)
    say(f"L'annuaire de {settings.data_dir} est importé (version {done.version}).")
    tell_waiting(sum(plan.waiting for plan in done.plans))


@asynccontextmanager
async def _kept_if_applied(settings: Settings) -> "AsyncIterator[Any]":
    """A connection in a transaction, undone by `_NotAppliedError`."""
    db = await connect(settings.app_url, command_seconds=None)
    try:
        async with db.transaction():
            yield db
    except _NotAppliedError:
        say("Rien n'a été appliqué.")
        sys.exit(0)
    finally:
        db.terminate()


def _go_on_or_undo(*, dry_run: bool, ask: bool) -> None:
    if dry_run or (ask and input("Appliquer ce plan ? [o/N] ").strip().lower() not in {"o", "oui"}):
        raise _NotAppliedError


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def show_plans(plans: "Sequence[Plan]") -> None:
    """The counts of each source, its first values, and every fault with its line."""
    counts = Table("source", *(words for _, words in COUNTS), title="Plan", title_justify="left")
    for plan in plans:
        counts.add_row(plan.source, *(str(getattr(plan, name)) for name, _ in COUNTS))
    Console().print(counts)
    lines = [
        line for plan in plans for line in plan.lines if plan.changed + plan.retired + plan.proposed + plan.waiting
    ]
    if lines:
        Console().print(_values(lines))
    for plan in plans:
        _tell_faults(plan, plan.warnings, "attention")
        _tell_faults(plan, plan.faults, "faute")


def tell_waiting(numbers: int) -> None:
    """Say that telephone numbers wait for a coordinator."""
    if numbers:
        note(f"{numbers} numéros de téléphone attendent qu'un coordinateur les accepte, dans /coordination/imports.")


def _values(lines: Sequence[Any]) -> Table:
    from relais.directory.facts import FIELDS

    more = f" (les {SHOWN} premières sur {len(lines)})" if len(lines) > SHOWN else ""
    table = Table("structure", "", "champ", "avant", "après", title=f"Valeurs{more}", title_justify="left")
    for line in lines[:SHOWN]:
        label = FIELDS[line.field].label if line.field in FIELDS else line.field
        table.add_row(line.service, VERDICTS.get(line.verdict, ""), label, _short(line.before), _short(line.after))
    return table


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _tell_faults(plan: "Plan", faults: Iterable[Any], word: str) -> None:
    for fault in faults:
        where = f"ligne {fault.line}" + (f", colonne {fault.column}" if fault.column else "")
        value = f" (« {fault.value} »)" if fault.value else ""
        warn(f"{word} dans {plan.source}, {where}{value} : {fault.sentence}")
