"""`relais erase`: what a person asked to have erased, from the console."""

import click

from relais.cli.database import database, owner_url
from relais.cli.preparing import wait
from relais.core.console import FrenchCommand, fail, say
from relais.core.settings import load_settings
from relais.core.vault import Vault, open_vault


@click.command(cls=FrenchCommand)
@click.argument("case", metavar="DOSSIER")
@click.option("--yes", is_flag=True, help="Sans demander.")
def erase(case: str, yes: bool) -> None:
    """Efface un dossier : sa clé est supprimée, plus rien de ce qu'il contenait ne se lit.

    DOSSIER est sa référence (ABC-123) ou son identifiant. La suite de ce qui a été fait reste jusqu'à l'échéance, sans
    rien de la personne. Les sauvegardes ne le perdent qu'avec « relais keys rotate », puis « relais keys destroy ».
    """
    if not yes and input(f"Effacer pour toujours le dossier {case} ? [o/N] ").strip().lower() not in {"o", "oui"}:
        fail("rien n'a été effacé.")
    with database(load_settings()) as ready:
        vault = open_vault(ready.keys_folder, create=False)
        if not wait(_erase(owner_url(ready), vault, case)):
            fail("aucun dossier de ce nom, ou il est déjà effacé.")
    say("Le dossier est effacé. Pour les sauvegardes : « relais keys rotate », puis « relais keys destroy ».")


async def _erase(url: str, vault: Vault, case: str) -> bool:
    from relais.audit.model import CONSOLE
    from relais.cases import service, store
    from relais.core.context import KEY_USE, WORKER, pads_of
    from relais.core.db import act_as, connect, transaction_on

    db = await connect(url)
    try:
        async with transaction_on(db):
            found = await service.find_live(db, case)
            if found is None:
                return False
            await act_as(db, pads_of(vault.key(KEY_USE)), WORKER)
            if not await store.GET_KIND.value(db):
                fail("la base ne connaît pas ces clés : lancez d'abord « relais migrate ».")
            await service.erase_case(db, CONSOLE, found)
            return True
    finally:
        await db.close()
