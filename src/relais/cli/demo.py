"""The demonstration of `relais serve`: made on this machine only, and never left open elsewhere."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from relais.cli.accounts import show_demo, show_doctors
from relais.core.console import fail, say, warn
from relais.core.db import Database, Db
from relais.core.errors import Refused
from relais.core.settings import Settings
from relais.core.vault import Vault


def refuse_demo_elsewhere(settings: Settings) -> None:
    """The end of the command unless everything is on this machine: address, database, development."""
    from relais.accounts.demo import demo_fault

    if fault := demo_fault(settings):
        fail(fault)


def demo_beside(settings: Settings, vault: Vault) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Makes the accounts while the application already answers: passwords and codes take a few seconds to hash."""

    @asynccontextmanager
    async def life(_app: object) -> AsyncIterator[None]:
        task = asyncio.create_task(_show_once(settings, vault))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return life


async def _show_once(settings: Settings, vault: Vault) -> None:
    from relais.accounts.demo import count_demo, make_demo
    from relais.cli.demo_scene import make_scene

    database = Database(settings.app_url, max_size=1)
    try:
        made = await make_demo(database, vault)
        doctors = await make_scene(settings, vault) if made else []
        async with database.reading() as db:
            there = await count_demo(db)
    except Refused as refused:
        warn(f"pas de comptes de démonstration. {refused.sentence}")
        return
    finally:
        await database.close()
    if made:
        show_demo(made)
        show_doctors(doctors)
    elif there:
        say("Comptes de la démonstration : déjà faits. « relais user demo » leur donne de nouveaux mots de passe.")
    else:
        say("Cette base a déjà des comptes : la démonstration n'en ajoute pas.")
    say(f"Les courriels de la démonstration se lisent sur http://localhost:{settings.port}/courrier")


async def refuse_demo_accounts(db: Db) -> None:
    """The end of the command when accounts of a demonstration are open: their passwords were shown on a screen."""
    from relais.accounts.demo import count_demo

    if await count_demo(db):
        fail(
            "cette base a des comptes de démonstration : « make serve » l'ouvre avec eux, "
            "« relais user close --demo » les ferme."
        )
