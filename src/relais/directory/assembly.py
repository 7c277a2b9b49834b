"""A service from its facts: what a listener sees when exactly these facts are published."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from relais.directory.facts import CONTACT_KINDS
from relais.directory.model import Contact, FactLine, Service, State
from relais.directory.published import PublishedFact

HIDDEN = ("draft", "suspended")  # states of a service that is never shown
_PLAIN = (
    "name",
    "acronym",
    "aliases",
    "kind",
    "description",
    "needs",
    "audiences",
    "audience_note",
    "coverage",
    "coverage_note",
    "hours",
    "hours_note",
    "anonymous",
    "free",
    "dedicated",
    "admission",
    "admission_note",
    "last_seen_open",
    "capacity_note",
    "languages",
    "accessibility",
    "message",
    "closed_on",
    "replaced_by",
    "state",
)
_OF_ORGANIZATION = ("charter", "convention", "independent", "council_of")


def assemble(slug: str, facts: Iterable[PublishedFact]) -> Service | None:
    """The service of these facts (its own, its contacts', its organisation's); None when they publish nothing."""
    held = _given([fact for fact in facts if fact.value is not None])
    own = {fact.field: fact.value for fact in held if fact.subject_kind == "service"}
    if not own or own.get("state") in HIDDEN:
        return None
    organization = {fact.field: fact.value for fact in held if fact.subject_kind == "organization"}
    document = {field: own[field] for field in _PLAIN if field in own}
    document |= {field: organization[field] for field in _OF_ORGANIZATION if field in organization}
    document |= _location(own.get("location") or {}) | (own.get("closure") or {})
    document |= {
        "slug": slug,
        "organization": own["organization"],
        "organization_name": organization.get("organization_name", own["organization"]),
        "contacts": _contacts(held),
        "facts": sorted((line_of(fact) for fact in held), key=line_order),
    }
    return msgspec.convert(document, Service, from_attributes=True)


def _given(facts: list[PublishedFact]) -> list[PublishedFact]:
    """Without what is said of contacts that are removed or withdrawn."""
    given = {fact.subject_id for fact in facts if fact.field in CONTACT_KINDS and fact.state != "suspended"}
    return [fact for fact in facts if fact.subject_kind != "contact" or fact.subject_id in given]


def _location(location: Mapping[str, Any]) -> dict[str, Any]:
    kept = {
        key: location[key] for key in ("commune", "departement", "lat", "lon", "location_precision") if key in location
    }
    address = postal_address(*(location.get(key, "") for key in ("address", "postcode", "city")))
    return {**kept, "address": address}


def shown_state(state: State) -> State:
    """A draft fact of a service that someone chose to publish is still to be verified."""
    return "to_verify" if state == "draft" else state


def postal_address(street: str, postcode: str, city: str) -> str:
    """An address on one line: `168 rue de Grenelle, 75007 Paris`."""
    return ", ".join(filter(None, (street, " ".join(filter(None, (postcode, city))))))


def _contacts(facts: Iterable[PublishedFact]) -> list[Contact]:
    by_id: dict[str, dict[str, PublishedFact]] = {}
    for fact in facts:
        if fact.subject_kind == "contact":
            by_id.setdefault(fact.subject_id, {})[fact.field] = fact
    found = []
    for subject_id, fields in by_id.items():
        _, kind, position = subject_id.split("/")
        if kind in fields:
            found.append((CONTACT_KINDS.index(kind), int(position), _contact(kind, fields)))
    return [contact for *_, contact in sorted(found, key=lambda item: item[:2])]


def _contact(kind: str, fields: Mapping[str, PublishedFact]) -> Contact:
    main = fields[kind]
    said = {field: fact.value for field, fact in fields.items()}
    phone = main.value if kind == "phone" else {}
    document = {
        "kind": kind,
        "value": phone.get("display", main.value),
        "e164": phone.get("e164", ""),
        "toll": said.get("phone_toll", phone.get("toll", "unknown")),
        "purpose": said.get(f"{kind}_purpose", "help"),
        "state": shown_state(main.state),
        "doubted_at": main.doubted_at,
    }
    return msgspec.convert(document, Contact)


def line_of(fact: PublishedFact) -> FactLine:
    """The provenance of a fact, without its value."""
    return FactLine(
        field=fact.field,
        state=shown_state(fact.state),
        source_label=fact.source_label,
        source_url=fact.source_url,
        source_date_text=fact.source_date_text,
        note=fact.note,
        confirmed_how=fact.confirmed_how,
        confirmed_at=fact.confirmed_at,
        doubted_at=fact.doubted_at,
    )


def line_order(line: FactLine) -> tuple[str, ...]:
    """Facts are listed by field, then by provenance, whatever reads them."""
    return (line.field, line.state, line.source_label, line.source_url or "", line.source_date_text, line.note or "")
