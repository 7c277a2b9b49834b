"""Reading what a Meilisearch server answers, without believing it."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
from meilisearch.errors import MeilisearchApiError, MeilisearchCommunicationError, MeilisearchTimeoutError
from meilisearch.index import Index
from msgspec import Meta, Struct, field

from relais.core.text import fold
from relais.directory.model import NATIONAL, Service

Scored = list[tuple[str, float]]
MOST_HITS = 1000

LATE = "délai dépassé"
BUSY = "trop de demandes à la fois"
UNREACHABLE = "injoignable"
REFUSING = "refus du serveur"
MISSING = "index absent"
MALFORMED = "réponse illisible"
EMPTY = "index vide"
UNFAITHFUL = "index infidèle"


class Unusable(Exception):  # noqa: N818 a state of the server, as TextIndexDown is one of the engine
    """The server cannot be used now. `reason` is one of the words above: never what was searched or answered."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Hit(Struct, frozen=True):
    """One document found."""

    slug: Annotated[str, Meta(min_length=1, max_length=200)]
    score: Annotated[float, Meta(ge=0, le=1)] = field(name="_rankingScore")


class Found(Struct, frozen=True):
    """The answer to a search; every other field is ignored."""

    hits: Annotated[list[Hit], Meta(max_length=MOST_HITS)]


@contextmanager
def read_strictly() -> Iterator[None]:
    """Turn whatever a server, or the client reading it, may raise into Unusable."""
    try:
        yield
    except Unusable:
        raise
    except (TimeoutError, MeilisearchTimeoutError):
        raise Unusable(LATE) from None
    except MeilisearchCommunicationError:
        raise Unusable(UNREACHABLE) from None
    except MeilisearchApiError as refusal:
        raise Unusable(MISSING if refusal.code == "index_not_found" else REFUSING) from None
    except Exception:  # whatever was sent in place of an answer: HTML, NaN, 100,000 brackets
        raise Unusable(MALFORMED) from None


def ask(index: Index, question: str, departements: Collection[str], limit: int) -> Scored:
    """Search for folded words, by POST: they are in no address. Raises Unusable."""
    wanted: dict[str, Any] = {
        "limit": min(limit, MOST_HITS),
        "attributesToRetrieve": ["slug"],
        "showRankingScore": True,
    }
    if departements:
        wanted["filter"] = covering(departements)
    with read_strictly():
        found = msgspec.convert(index.search(question, wanted), Found)
    return [(hit.slug, hit.score) for hit in found.hits[:limit]]


def covering(departements: Collection[str]) -> str:
    """The filter that keeps services of these départements and those of the whole country."""
    codes = sorted({code for code in departements if code.isalnum() and code.isascii()} | {NATIONAL})
    return one_of("covers", codes)


def one_of(attribute: str, values: Collection[str]) -> str:
    """The filter `attribute IN ["…", …]`; values are ours and hold no quote."""
    quoted = ", ".join(f'"{value}"' for value in values)
    return f"{attribute} IN [{quoted}]"


def verify(index: Index, witness: Service) -> None:
    """Make sure that the index finds a service we know to be there. Raises Unusable."""
    question = fold(witness.name)
    if not question or any(slug == witness.slug for slug, _ in ask(index, question, (), MOST_HITS)):
        return
    with read_strictly():
        count = index.get_stats().number_of_documents
    raise Unusable(UNFAITHFUL if count else EMPTY)


def ask_and_check(
    index: Index,
    question: str,
    departements: Collection[str],
    limit: int,
    known: Collection[str],
    witness: Callable[[], Service],
) -> Scored:
    """`ask`, and when no answer is one of ours make sure that the index still holds something. Raises Unusable."""
    scored = ask(index, question, departements, limit)
    if known and not any(slug in known for slug, _ in scored):
        verify(index, witness())
    return scored
