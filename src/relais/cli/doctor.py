"""`relais doctor`: what is set, and what answers."""

import platform
from datetime import timedelta
from typing import Literal

import click
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from relais.cli.database import database, pads_kept
from relais.cli.preparing import wait
from relais.core import clock
from relais.core.console import FrenchCommand
from relais.core.context import PUBLIC
from relais.core.db import act_as, connect, transaction_on
from relais.core.embedded import EmbeddedError
from relais.core.errors import Refused
from relais.core.migrate import check_schema
from relais.core.quiet_log import QUIET
from relais.core.settings import SECRETS, URLS, Settings, load_settings
from relais.core.vault import VaultError, open_vault

SIGNS = {"good": "[green]bon[/]", "known": "[dim]sans[/]", "bad": "[red]à voir[/]"}


class Finding(Struct, frozen=True, kw_only=True):
    """One thing looked at; `bad` makes the command fail."""

    what: str
    state: Literal["good", "known", "bad"]
    words: str


@click.command(cls=FrenchCommand)
def doctor() -> None:
    """Dit ce qui est réglé et ce qui répond : base, comptes, clés, annuaire, recherche.

    Ne change rien à l'annuaire. Le code de sortie est 1 si quelque chose est à voir, 0 sinon.
    """
    settings = load_settings()
    console = Console()
    console.print(_settings_table(settings))
    findings = [
        _python(),
        *_database(settings),
        _keys(settings),
        _data(settings),
        _snapshot(settings),
        _meilisearch(settings),
    ]
    table = Table(title="Ce qui répond", title_justify="left")
    for heading in ("", "état", ""):
        table.add_column(heading, overflow="fold")
    for finding in findings:
        table.add_row(finding.what, SIGNS[finding.state], finding.words)
    console.print(table)
    raise SystemExit(any(finding.state == "bad" for finding in findings))


def _settings_table(settings: Settings) -> Table:
    table = Table("réglage", "valeur", title="Ce qui est réglé", title_justify="left")
    for field in settings.__struct_fields__:
        value = getattr(settings, field)
        if field in SECRETS:
            value = "donné, caché" if value else ""
        elif isinstance(value, bool):
            value = "oui" if value else "non"
        table.add_row(f"RELAIS_{field.upper()}", str(value))
    return table


def _python() -> Finding:
    return Finding(what="Python", state="good", words=f"{platform.python_version()}, {platform.system()}")


def _database(settings: Settings) -> list[Finding]:
    try:
        with database(settings, prepared="no") as ready:
            urls = {name.removesuffix("_url"): getattr(ready, name) for name in URLS}
            findings = [wait(_account(name, url)) for name, url in urls.items()]
            beyond = (_people(ready.app_url), _mail(ready), _contexts(ready), _consents(ready), _journal(ready))
            return [*findings, *(finding for looked in beyond for finding in wait(looked))]
    except EmbeddedError as error:
        return [Finding(what="PostgreSQL embarqué", state="bad", words=str(error))]


async def _account(name: str, url: str) -> Finding:
    what = f"PostgreSQL ({name})"
    if not url:
        return Finding(what=what, state="known", words=f"RELAIS_{name.upper()}_URL n'est pas donné ici")
    try:
        db = await connect(url)
    except Refused as refused:
        return Finding(what=what, state="bad", words=refused.sentence)
    try:
        version = await db.fetchval("SHOW server_version")
        await check_schema(db)
    except Refused as refused:
        return Finding(what=what, state="bad", words=refused.sentence)
    finally:
        await db.close()
    return Finding(what=what, state="good", words=f"version {version}, tables à jour")


async def _people(url: str) -> list[Finding]:
    """Who may sign in: two coordinators at least, who can decide of the others, and no demonstration elsewhere."""
    from relais.accounts.demo import count_demo
    from relais.accounts.holders import holders

    try:
        db = await connect(url)
    except Refused:
        return []  # said above
    try:
        await check_schema(db)
        deciding, demo = len(await holders(db, "coordinator")), await count_demo(db)
    except Refused:
        return []
    finally:
        await db.close()
    few = "" if deciding > 1 else " : il en faut deux, « relais invite » fait les premiers"
    shown = f", {demo} comptes de démonstration ouverts" if demo else ""
    words = f"coordinateurs entrés : {deciding}{few}{shown}"
    return [Finding(what="Comptes", state="good" if deciding > 1 else "known", words=words)]


async def _contexts(settings: Settings) -> list[Finding]:
    """Whether the database checks what our keys sign; otherwise every case looks absent, to everyone."""
    from relais.cases.store import GET_KIND

    try:
        pads = pads_kept(settings)
        if pads is None:
            return []
        db = await connect(settings.app_url)
    except (Refused, VaultError):
        return []  # said elsewhere
    try:
        await check_schema(db)
        async with transaction_on(db):
            await act_as(db, pads, PUBLIC)
            known = await GET_KIND.value(db) is not None
    except Refused:
        return []
    finally:
        await db.close()
    words = (
        "la base vérifie ce que ces clés signent" if known else "la base ne connaît pas ces clés : « relais migrate »"
    )
    return [Finding(what="Dossiers", state="good" if known else "bad", words=words)]


async def _consents(settings: Settings) -> list[Finding]:
    """What left outside a live consent, and referrals whose state is not the one of their last event: none, always."""
    from relais.referrals.health import consent_faults

    try:
        db = await connect(settings.app_url)
    except Refused:
        return []  # said above
    try:
        await check_schema(db)
        found = await consent_faults(db)
    except Refused:
        return []
    finally:
        await db.close()
    words = (
        f"transmis hors d'un accord vivant : {found.disclosures_outside_consent}, "
        f"orientations hors de leur suite : {found.referrals_out_of_step}"
    )
    more = "" if found.none else " ; prévenez le délégué à la protection des données, puis « relais audit verify »"
    return [Finding(what="Consentements", state="good" if found.none else "bad", words=words + more)]


async def _journal(settings: Settings) -> list[Finding]:
    """Whether this server would write what rows hold in its own log: an error, a slow statement, its parameters."""
    try:
        db = await connect(settings.app_url)
    except Refused:
        return []  # said above
    try:
        told = {name: await db.fetchval("SELECT current_setting($1)", name) for name in QUIET}
    finally:
        await db.close()
    loud = [f"{name} = {value}" for name, value in told.items() if value != QUIET[name]]
    words = "ne dit rien de ce que contiennent les tables"
    if loud:
        words = f"peut écrire ce que contiennent les tables : {', '.join(loud)} (docs/how-to/installation.md)"
    return [Finding(what="Journal de PostgreSQL", state="bad" if loud else "good", words=words)]


async def _mail(settings: Settings) -> list[Finding]:
    """What waits in the outbox: an hour late, nobody sends it."""
    from relais.notifications.service import outbox_state

    try:
        db = await connect(settings.app_url)
    except Refused:
        return []  # said above
    try:
        await check_schema(db)
        state = await outbox_state(db)
    except Refused:
        return []
    finally:
        await db.close()
    counts = f"{state.waiting} en attente, {state.given_up} abandonnés, {state.perhaps_twice} peut-être reçus deux fois"
    silent = settings.env == "production" and settings.worker and not settings.smtp_host
    late = state.late_since is not None and clock.now() - state.late_since > timedelta(hours=1)
    if silent:
        counts += " ; aucun ne part : RELAIS_SMTP_HOST n'est pas donné"
    elif late:
        counts += " ; du retard : « relais worker » tourne-t-il, le serveur d'envoi répond-il ?"
    return [Finding(what="Courriels", state="bad" if silent or late else "good", words=counts)]


def _keys(settings: Settings) -> Finding:
    folder = settings.keys_folder
    if settings.env == "development" and not (folder / "root").exists():
        return Finding(what="Clés", state="known", words="pas encore créées : « relais serve » le fait")
    try:
        vault = open_vault(folder, create=False)
    except VaultError as error:
        return Finding(what="Clés", state="bad", words=str(error))
    return Finding(what="Clés", state="good", words=f"{folder}, clé {vault.current:04}")


def _data(settings: Settings) -> Finding:
    from relais.directory.data_files import data_digest

    try:
        digest = data_digest(settings.data_dir)
    except Refused as refused:
        return Finding(what="Fichiers de données", state="bad", words=refused.sentence)
    return Finding(what="Fichiers de données", state="good", words=f"{settings.data_dir}, empreinte {digest[:12]}")


def _snapshot(settings: Settings) -> Finding:
    from relais.directory.snapshot import SnapshotFault, read_newest_snapshot

    what = "Copie de l'annuaire"
    if not settings.snapshot_file.exists():
        return Finding(what=what, state="known", words="pas encore écrite : « relais serve » la tient à jour")
    try:
        snapshot = read_newest_snapshot(settings.snapshot_file)
    except SnapshotFault:
        return Finding(
            what=what, state="bad", words=f"{settings.snapshot_file} est abîmée ; « relais serve » la refera"
        )
    age = clock.now() - snapshot.as_of
    words = f"{len(snapshot.services)} structures, version {snapshot.version}, du {snapshot.as_of:%d/%m/%Y %H:%M} UTC"
    return Finding(what=what, state="bad" if age > timedelta(days=30) else "good", words=words)


def _meilisearch(settings: Settings) -> Finding:
    if not settings.meilisearch_url:
        return Finding(what="Meilisearch", state="known", words="pas réglé : la recherche se fait en mémoire")
    from relais.search.meilisearch.client import open_client

    try:
        open_client(settings, seconds=3.0).health()
    except Exception:  # its client raises many kinds, all meaning the same here
        return Finding(what="Meilisearch", state="bad", words=f"{settings.meilisearch_url} ne répond pas")
    used = "" if settings.engine == "meilisearch" else ", mais RELAIS_ENGINE=memory : il ne sert pas"
    return Finding(what="Meilisearch", state="good", words=f"{settings.meilisearch_url} répond{used}")
