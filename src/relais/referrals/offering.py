"""From an answer of the search to the options of a referral: order, seed, reasons, and what was left out."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from relais.directory.model import Service
from relais.referrals.model import Option
from relais.search.model import SearchResponse

SHOWN = 8  # what one can hear or read before choosing
WHY_MOST = 20
WHY_LONGEST = 300
Find = Callable[[str], Service | None]


class Offer(Struct, frozen=True, kw_only=True):
    """What one answer gives to choose from. `organizations`: how many bodies; two at least, or a coded reason."""

    options: tuple[Option, ...]
    organizations: int

    @property
    def shown(self) -> tuple[Option, ...]:
        """In the order in which they were told."""
        return tuple(option for option in self.options if option.rank)


def offer_of(answer: SearchResponse, find: Find, *, directory_version: int, most: int = SHOWN) -> Offer:
    """The first `most` results as options, and every service that a rule left out.

    Compiled-in emergency numbers are no option: they are called, not chosen. Neither is what has closed.
    """
    told_so = partial(Option, seed=answer.seed, directory_version=directory_version)
    options: list[Option] = []
    organizations: set[str] = set()
    for result in answer.results:
        service = find(result.slug)
        if len(options) == most or service is None or not _can_be_told(service):
            continue
        why = tuple(reason[:WHY_LONGEST] for reason in result.why[:WHY_MOST]) or ("trouvé par la recherche",)
        options.append(told_so(service=service.slug, rank=len(options) + 1, why=why))
        organizations.add(service.organization)
    told = {option.service for option in options}
    for left in answer.excluded:
        service = find(left.slug)
        if service is not None and service.slug not in told and service.kind != "urgence":
            told.add(service.slug)
            options.append(told_so(service=service.slug, rank=0, excluded=left.reason[:WHY_LONGEST]))
    return Offer(options=tuple(options), organizations=len(organizations))


def _can_be_told(service: Service) -> bool:
    return not service.closed_on and service.kind != "urgence" and service.state not in ("draft", "suspended")
