"""Read every term of `data/needs.csv` as a listener would type it, and say which is not understood as it should be.

Also lists everyday French words, one a line in the files given, that the speller would turn into another meaning:
such a word belongs to `search_index/stop_words.txt`, or the term is too close to it.

    python scripts/check_vocabulary.py [WORDS_FILE ...]
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from relais.core.text import fold
from relais.directory.data_files import snapshot_from_csv
from relais.geo.gazetteer import load_gazetteer
from relais.search.engine import SearchEngine, load_engine
from relais.search.model import SearchRequest
from relais.search.reading import Reading

ROOT = Path(__file__).parents[1]
# Introduce a place; alone they mean nothing.
SILENT_ROLES = frozenset(["place_word", "origin_word"])


def main() -> int:
    """Print the counts and the faults; 1 when a crisis or an ordinary term is not read as such."""
    engine = load_engine(load_gazetteer(), snapshot_from_csv(ROOT / "data"), ROOT / "data", ROOT / "search_index")
    with (ROOT / "data" / "needs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for (role, code), count in sorted(Counter((row["role"], row["code"]) for row in rows).items()):
        print(f"{count:6} {role} {code}")
    faults = list(misread(engine, rows))
    for row, reading in faults:
        print(
            f"mal lu : {row['term']} ({row['role']} {row['code']}) ; noms reconnus : {', '.join(reading.named) or '-'}"
        )
    for path in sys.argv[1:]:
        for word, known in mended(engine, Path(path).read_text(encoding="utf-8").split()):
            print(f"corrigé à tort ? {word} > {known}")
    return int(any(row["role"] in ("crisis", "ordinary") for row, _ in faults))


def misread(engine: SearchEngine, rows: Iterable[dict[str, str]]) -> Iterator[tuple[dict[str, str], Reading]]:
    """The lines whose term, typed alone, is not read as what it stands for."""
    for row in rows:
        if row["role"] not in SILENT_ROLES:
            reading = engine.read(SearchRequest(text=row["term"] + " "))
            if not is_read(row["role"], row["code"], reading):
                yield row, reading


def is_read(role: str, code: str, reading: Reading) -> bool:
    """Whether a reading holds the meaning of a term."""
    held: dict[str, bool] = {
        "need": code in reading.needs,
        "audience": code in reading.audiences,
        "filter": code in reading.filters,
        "crisis": code in reading.crisis,
        "distress": reading.distress,
        "hospital": reading.hospital,
        "council": reading.council,
        "ordinary": not reading.crisis,
    }
    return held[role]


def mended(engine: SearchEngine, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Words that the speller would change, and into what."""
    for word in dict.fromkeys(map(fold, words)):
        if word not in engine.reader.known_words and (near := engine.reader.nearest(word)):
            yield word, near[1]


if __name__ == "__main__":
    sys.exit(main())
