"""The database a command works with: the one that is set, or our own for as long as the command lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from msgspec.structs import replace

from relais.cli.preparing import import_at_start, wait
from relais.core.console import fail, warn
from relais.core.context import KEY_USE, Pads, pads_of
from relais.core.embedded import EmbeddedPostgres, NotStartedError
from relais.core.migrate import migrate
from relais.core.settings import URLS, Settings
from relais.core.vault import ROOT, open_vault

NOWHERE = "postgresql://relais_app@/relais?host=/nonexistent"


@contextmanager
def database(settings: Settings, *, prepared: Literal["no", "tables", "directory"] = "tables") -> Iterator[Settings]:
    """Settings whose addresses answer: those that are set, a running serve's, or a server for the time being.

    A server of our own gets its tables, or the directory too, as a first `serve` would do it.
    """
    if not settings.embedded:
        yield settings
        return
    with EmbeddedPostgres(settings.var_dir) as server:
        _tell_where(settings, server)
        ready = addressed(settings, server)
        if server.owned and prepared != "no":
            prepare(ready, directory=prepared == "directory")
        yield ready


def prepare(settings: Settings, *, directory: bool) -> None:
    """Bring our own server up to date."""
    wait(migrate(settings.owner_url, pads=pads_kept(settings), file_years=settings.file_years))
    if directory:
        import_at_start(settings)


@contextmanager
def lasting_database(settings: Settings) -> Iterator[tuple[Settings, EmbeddedPostgres | None]]:
    """The database of `serve`, which lends it to other commands.

    When our own will not start (a full disk, a broken file), answering from a copy is better than not at all.
    """
    if not settings.embedded:
        yield settings, None
        return
    server = EmbeddedPostgres(settings.var_dir)
    try:
        server.start(serving=True)
    except NotStartedError as error:
        warn(str(error))
        yield replace(settings, **dict.fromkeys(URLS, NOWHERE)), None
        return
    try:
        _tell_where(settings, server)
        yield addressed(settings, server), server
    finally:
        server.stop()


def pads_kept(settings: Settings) -> Pads | None:
    """What PostgreSQL needs to check our contexts; none before there are keys. Raises VaultError."""
    if not (settings.keys_folder / ROOT).exists():
        return None
    return pads_of(open_vault(settings.keys_folder, create=False).key(KEY_USE))


def addressed(settings: Settings, server: EmbeddedPostgres) -> Settings:
    """Settings with the addresses of our own server; its superuser also makes the roles."""
    return replace(
        settings,
        owner_url=server.superuser_url,
        app_url=server.app_url,
        worker_url=server.worker_url,
        backup_url=server.backup_url,
        purge_url=server.purge_url,
    )


def owner_url(settings: Settings) -> str:
    """The account that may change tables, or the end of the command."""
    return settings.owner_url or fail("cette commande demande RELAIS_OWNER_URL, le compte propriétaire de la base.")


def _tell_where(settings: Settings, server: EmbeddedPostgres) -> None:
    if server.data_dir is not None and server.data_dir.parent != settings.var_dir.resolve():
        warn(f"la base ne peut pas lire {settings.var_dir} ; ses données sont dans {server.data_dir}.")
