"""`relais simulate-year`: a synthetic year in a scratch database, to see the report at its real size."""

import click

from relais.cli.database import database, owner_url
from relais.cli.preparing import wait
from relais.core.clock import now
from relais.core.console import FrenchCommand, fail, say
from relais.core.settings import Settings, load_settings
from relais.core.vault import Vault, open_vault


@click.command("simulate-year", cls=FrenchCommand)
@click.option("--calls", type=click.IntRange(1, 100_000), default=1779, show_default=True, help="Combien d'appels.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="La même graine, la même année.")
@click.option("--year", type=click.IntRange(2010, 2099), help="L'année, finie ; la dernière sans rien dire.")
def simulate_year(calls: int, seed: int, year: int | None) -> None:
    """Remplit une base d'essai d'une année inventée, pour voir le rapport à sa vraie taille.

    Personne n'y existe. Refusée en production, et dans une base qui a déjà un dossier, une fiche, un appel compté, une
    action ou un chiffre : rien de vrai ne se mêle à l'inventé. Pour l'enlever, jetez la base.
    """
    settings = load_settings()
    wanted = year or now().year - 1
    if settings.env != "development":
        fail("une année ne se simule pas en production.")
    if wanted >= now().year:
        fail("seule une année finie se simule : le rapport d'une année en cours ne montre encore rien.")
    with database(settings, prepared="directory") as ready:
        vault = open_vault(ready.keys_folder, create=True)
        written = wait(_simulate(ready, vault, wanted, calls, seed))
    say(
        f"Année {wanted} simulée : {calls} appels, {written} lignes. Rapport : /rapport/{wanted} avec « relais serve »."
    )


async def _simulate(settings: Settings, vault: Vault, year: int, calls: int, seed: int) -> int:
    from relais.core.db import connect
    from relais.reports.simulating import simulate

    db = await connect(owner_url(settings), command_seconds=None)
    try:
        return await simulate(db, vault, years=range(year, year + 1), calls=calls, seed=seed)
    finally:
        await db.close()
