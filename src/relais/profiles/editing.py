"""One form from what was typed to what becomes of it: faults, second looks, conflicts, or sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.accounts.model import Visitor
from relais.core import clock
from relais.core.db import Db
from relais.core.errors import Refused
from relais.directory import hours
from relais.directory.changes import Conflict, Outcome, Proposal, submit
from relais.directory.drafts import drop_draft
from relais.directory.facts import FIELDS, contact_id
from relais.directory.hours_form import Sample, samples
from relais.directory.phone_check import check_phone
from relais.directory.value_words import value_words
from relais.profiles import store
from relais.profiles.boxes import Boxes, bases_of, boxes_of, names_of, slots_of
from relais.profiles.groups import Group
from relais.profiles.model import OwnPage, Slot, key_of, slot_of
from relais.profiles.reading import Faults, Reader
from relais.profiles.words import label_of

AUTHORS: Mapping[str, str] = {
    "member": "par l'organisme",
    "officer": "par le conseil",
    "coordinator": "par la coordination",
    "mail": "par courriel",
}


class Check(Struct, frozen=True, kw_only=True):
    """Hours said back before they are sent."""

    sentence: str
    samples: tuple[Sample, ...]


class Told(Struct, frozen=True, kw_only=True):
    """One field of an answer, before and after, in words."""

    label: str
    before: str
    after: str


class Clash(Struct, frozen=True, kw_only=True):
    """A field that someone else changed meanwhile: both values, by which function and when."""

    key: str
    label: str
    yours: str
    theirs: str
    who: str
    at: datetime | None


class Attempt(Struct, frozen=True, kw_only=True):
    """What a post of a form led to. `sent` boxes are shown again unless everything went through."""

    boxes: Boxes
    faults: Faults = {}
    warnings: Mapping[str, tuple[str, ...]] = {}
    check: Check | None = None
    seen: tuple[str, ...] = ()  # second looks that were shown: posted again, they are consent
    clashes: tuple[Clash, ...] = ()
    published: tuple[Told, ...] = ()
    waiting: tuple[Told, ...] = ()

    @property
    def done(self) -> bool:
        """Whether something was sent."""
        return bool(self.published or self.waiting)

    @property
    def nothing(self) -> bool:
        """Whether nothing differs from what is published."""
        return not (self.done or self.faults or self.warnings or self.check or self.clashes)


async def attempt(db: Db, visitor: Visitor, page: OwnPage, group: Group, boxes: Boxes, reader: Reader) -> Attempt:
    """Read a form and send what changed, unless something stands in the way. One transaction of the caller's."""
    bases = bases_of(boxes)
    slots = slots_of(group, page, bases)
    former = await _former(db, page, slots, bases)
    values, faults = reader.changes(slots, boxes, former)
    warnings, tokens = _second_look(values, page, faults)
    check = _check(values, page)
    if faults:
        return Attempt(boxes=boxes, faults=faults, warnings=warnings)
    if not tokens <= set(boxes.get("seen", ())):
        return Attempt(boxes=boxes, warnings=warnings, check=check, seen=tuple(sorted(tokens)))
    if not values:
        return Attempt(boxes=boxes)
    proposals = [_proposal(slot, value, page, bases) for slot, value in values.items()]
    try:
        outcome = await submit(db, visitor.acting(page.role), page.row.slug, proposals)
    except Refused as refused:
        if refused.field is None or refused.field not in {code for code, _ in values}:
            raise
        slot = next(slot for slot in values if slot[0] == refused.field)
        return Attempt(boxes=boxes, faults={key_of(slot): refused.sentence})
    if outcome.conflicts:
        return await _clashing(db, page, boxes, outcome.conflicts, reader)
    if visitor.account is not None:
        await drop_draft(db, visitor.account, page.row.slug, group.fields[0].code)
    return _sent(values, former, outcome, boxes, reader)


def _proposal(slot: Slot, value: Any, page: OwnPage, bases: Mapping[str, int]) -> Proposal:
    code, position = slot
    base = bases.get(key_of(slot), page.version(slot))
    return Proposal(code=code, value=value, position=position, base_version=base)


async def _former(db: Db, page: OwnPage, slots: Sequence[Slot], bases: Mapping[str, int]) -> dict[Slot, Any]:
    """The values that the form started from: mostly those published now."""
    former: dict[Slot, Any] = {}
    for slot in slots:
        base = bases.get(key_of(slot), page.version(slot))
        former[slot] = page.value(*slot)
        if base != page.version(slot):
            fact = await store.GET_FORMER_FACT.one(db, *subject_of(page, slot), slot[0], base) if base else None
            former[slot] = fact.value if fact else None
    return former


def subject_of(page: OwnPage, slot: Slot) -> tuple[str, str]:
    """Whose fact a slot is."""
    code, position = slot
    kind = FIELDS[code].subject
    if kind == "contact":
        return kind, contact_id(page.row.slug, code.partition("_")[0], position)
    return kind, page.row.organization if kind == "organization" else page.row.slug


def _second_look(
    values: Mapping[Slot, Any], page: OwnPage, faults: Faults
) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """What should be read again before it is sent, and the tokens that say it was."""
    warnings: dict[str, tuple[str, ...]] = {}
    tokens: set[str] = set()
    for slot, value in values.items():
        key = key_of(slot)
        if slot[0] == "hours" and value:
            tokens.add(f"{key}:{value}")
        if slot[0] != "phone" or not value:
            continue
        try:
            checked = check_phone(value, departement=page.row.departement, coverage=page.value("coverage") or ())
        except ValueError as wrong:
            faults[key] = str(wrong)
            continue
        if checked.warnings:
            warnings[key] = checked.warnings
            tokens.add(f"{key}:{checked.phone.e164}")
    return warnings, tokens


def _check(values: Mapping[Slot, Any], page: OwnPage) -> Check | None:
    text = values.get(("hours", 1))
    if not text:
        return None
    return Check(sentence=hours.sentence(text), samples=samples(text, page.row.departement, clock.now()))


async def _clashing(db: Db, page: OwnPage, boxes: Boxes, conflicts: Sequence[Conflict], reader: Reader) -> Attempt:
    """Both values, and boxes that start from what is published now."""
    fresh = {**bases_of(boxes), **{key_of((one.code, one.position)): one.base_version for one in conflicts}}
    carried = {**boxes, "base": [f"{key}={version}" for key, version in fresh.items()]}
    clashes = [await _clash(db, page, one, reader) for one in conflicts]
    return Attempt(boxes=carried, clashes=tuple(clashes))


async def _clash(db: Db, page: OwnPage, one: Conflict, reader: Reader) -> Clash:
    slot = (one.code, one.position)
    author = await store.GET_LAST_AUTHOR.one(db, page.row.organization, *subject_of(page, slot), one.code)
    fact = page.facts.get(slot)
    return Clash(
        key=key_of(slot),
        label=label_of(*slot),
        yours=value_words(reader.gazetteer, one.code, one.yours),
        theirs=value_words(reader.gazetteer, one.code, one.theirs),
        who=AUTHORS.get(author.acting_as, "par un import") if author else "par un import",
        at=author.at if author else fact.published_at if fact else None,
    )


def keep_theirs(page: OwnPage, boxes: Boxes, key: str, reader: Reader) -> Boxes:
    """The boxes with one slot put back to what is published."""
    slot = slot_of(key)
    if slot is None:
        return boxes
    kept = {name: texts for name, texts in boxes.items() if name not in names_of(slot)}
    return {**kept, **boxes_of(slot, page.value(*slot), reader.gazetteer)}


def _sent(
    values: Mapping[Slot, Any], former: Mapping[Slot, Any], outcome: Outcome, boxes: Boxes, reader: Reader
) -> Attempt:
    told = {
        slot: Told(
            label=label_of(*slot),
            before=value_words(reader.gazetteer, slot[0], former.get(slot)),
            after=value_words(reader.gazetteer, slot[0], value),
        )
        for slot, value in values.items()
    }
    return Attempt(
        boxes=boxes,
        published=tuple(one for slot, one in told.items() if slot[0] in outcome.published),
        waiting=tuple(one for slot, one in told.items() if slot[0] in outcome.waiting),
    )
