"""`python -m tests.relevance`: plays the labelled questions and says what is right."""

import argparse
import sys

from relais.core import clock
from tests.relevance import report
from tests.relevance.cases import SETS, load_cases, load_ordinary
from tests.relevance.engine import searching_with
from tests.relevance.play import play
from tests.relevance.table import Score, failures, lines, scores

ENGINES = ("memory", "meilisearch")


def main() -> int:
    """Print a table for each set; 1 when a target is missed."""
    chosen = _arguments()
    tables: dict[tuple[str, str], dict[str, Score]] = {}
    for engine in ENGINES if chosen.engine == "all" else (chosen.engine,):
        with searching_with(engine) as search:
            for name in SETS if chosen.set == "all" else (chosen.set,):
                cases, ordinary = load_cases(name), load_ordinary(name)
                verdicts = play(search, cases, ordinary)
                table = tables[engine, name] = scores(verdicts)
                print(f"\n{name} : {len(cases)} questions, {len(ordinary)} ordinaires, moteur {engine}")
                print("\n".join([*lines(table), *(failures(verdicts) if chosen.verbose else ())]))
    if chosen.write:
        report.write(tables, clock.now())
    return 0 if all(score.met for table in tables.values() for score in table.values()) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Joue les questions étiquetées et compare aux cibles.")
    parser.add_argument("--engine", choices=(*ENGINES, "all"), default="memory", help="moteur du texte libre")
    parser.add_argument("--set", choices=(*SETS, "all"), default="all", help="jeu de questions")
    parser.add_argument("--write", action="store_true", help=f"écrit {report.PATH.name}")
    parser.add_argument("-v", "--verbose", action="store_true", help="dit chaque échec")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
