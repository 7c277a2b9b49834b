"""What Relais gives to a Meilisearch server: public words of services, and how to rank them. Nothing else."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from relais.core.text import fold
from relais.directory.model import NATIONAL, Service

KEY = "slug"
# The settings that `search_index/settings.json` may decide; the others belong to the adapter.
CHOSEN = (
    "rankingRules",
    "searchableAttributes",
    "typoTolerance",
    "proximityPrecision",
    "prefixSearch",
    "separatorTokens",
    "nonSeparatorTokens",
    "dictionary",
)
SEARCHED = ["acronym", "name", "aliases", KEY, "organization_name", "description"]


def document(service: Service) -> dict[str, Any]:
    """The public words of a service: no contact, no address, no message, no source.

    `covers` holds its territory; a service whose territory is unknown counts as national, for the law of territory is
    applied by the pipeline and a text filter must never hide it.
    """
    words: dict[str, Any] = {
        KEY: service.slug,
        "acronym": service.acronym,
        "name": service.name,
        "aliases": list(service.aliases),
        "organization_name": service.organization_name,
        "description": service.description,
        "covers": list(service.coverage) or [NATIONAL],
        "kind": service.kind,
        "needs": list(service.needs),
    }
    return {**words, "digest": digest(words)}


def digest(words: Mapping[str, Any]) -> str:
    """A short mark of a document's content, by which a stale one is seen without reading it."""
    text = json.dumps(words, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def index_settings(folder: Path) -> dict[str, Any]:
    """The settings of the index, from `search_index/`. Raises OSError or ValueError when a file cannot be read."""
    read = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    chosen = {name: read[name] for name in CHOSEN if name in read}
    return {
        "searchableAttributes": SEARCHED,
        **chosen,
        "filterableAttributes": [KEY, "covers", "kind", "needs"],
        "displayedAttributes": [KEY, "digest"],
        "stopWords": stop_words((folder / "stop_words.txt").read_text(encoding="utf-8")),
        "synonyms": synonyms(json.loads((folder / "synonyms.json").read_text(encoding="utf-8"))),
        "pagination": {"maxTotalHits": 1000},
    }


def stop_words(text: str) -> list[str]:
    """One word a line, `#` begins a comment."""
    lines = (fold(line.partition("#")[0]) for line in text.splitlines())
    return sorted({line for line in lines if line})


def synonyms(groups: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """`{canonical: [others]}` as Meilisearch wants it, which knows one-way synonyms only: each word leads to all."""
    mutual: dict[str, set[str]] = {}
    for canonical, others in groups.items():
        group = {folded for folded in map(fold, (canonical, *others)) if folded}
        for word in group:
            mutual.setdefault(word, set()).update(group - {word})
    return {word: sorted(others) for word, others in sorted(mutual.items()) if others}
