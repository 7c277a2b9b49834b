"""The `relais` command: what a person types, in French. Slices are imported by the commands that use them."""

import sys

import click

from relais.cli.accounts import invite, user
from relais.cli.audit import audit
from relais.cli.backup import backup
from relais.cli.directory import export_static, reindex, search
from relais.cli.doctor import doctor
from relais.cli.erasing import erase
from relais.cli.importing import import_files
from relais.cli.keys import keys
from relais.cli.purging import purge
from relais.cli.restore import restore
from relais.cli.serve import migrate, serve
from relais.cli.simulate import simulate_year
from relais.cli.worker import worker
from relais.core import serving
from relais.core.console import FrenchGroup, fail, usage_sentence
from relais.core.embedded import EmbeddedError
from relais.core.errors import Refused
from relais.core.settings import SettingsError
from relais.core.vault import VaultError

INTERRUPTED = 130

__all__ = ["main", "relais"]


@click.group(
    cls=FrenchGroup,
    subcommand_metavar="COMMANDE …",
    epilog="Les réglages sont des variables RELAIS_… ; « relais doctor » montre les vôtres.",
)
def relais() -> None:
    """Relais : trouver la bonne aide pour un médecin en difficulté, en quelques secondes.

    Sans rien régler, « relais serve » prépare une base de données dans var/, y charge l'annuaire de data/ et ouvre la
    page de l'écoutant sur http://localhost:8000.
    """


COMMANDS = (
    *(serve, worker, invite, user, keys, migrate, import_files, search, reindex, export_static),
    *(audit, erase, backup, restore, purge, simulate_year, doctor),
)
for command in COMMANDS:
    relais.add_command(command)


def main() -> None:
    """Entry of the command: what is refused ends in French sentences, never in a traceback."""
    serving.end_in_order_on_signals()
    try:
        relais.main(prog_name="relais", standalone_mode=False)
    except click.UsageError as error:
        fail(usage_sentence(error), code=2)
    except click.Abort:
        sys.exit(INTERRUPTED)
    except SettingsError as error:
        fail(*error.sentences)
    except (EmbeddedError, serving.PortTakenError, VaultError) as error:
        fail(str(error))
    except Refused as refused:
        fail(refused.sentence)
