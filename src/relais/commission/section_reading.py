"""A section as it is typed, said, summed and shown. What is kept holds cents; what is typed holds French amounts."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from relais.cases.code import refuse_codes
from relais.commission.section_boxes import FORMS
from relais.commission.section_model import Box, SectionForm, SectionName, Sum
from relais.commission.section_money import cents_of, euros, plain_euros
from relais.core.errors import Refused
from relais.web.forms import Sent, decode_form

Said = Mapping[str, Any]
NEEDED: Mapping[SectionName, Mapping[str, str]] = {
    "situation": {
        "name": "Écrivez pour qui est ce dossier.",
        "words": "Dites en quelques mots ce qui s'est passé.",
    },
    "asked": {"purpose": "Dites à quoi l'aide servirait."},
}
NOTHING_ASKED = "Dites ce qui est demandé : un don, une avance, ou une exonération demandée ailleurs."


class Typed(Struct, frozen=True, kw_only=True):
    """What was typed in the boxes of one section, by name, and a sentence for each that is at fault."""

    section: SectionName
    values: Mapping[str, Any]
    said: Said
    faults: Mapping[str, str]


class SumLine(Struct, frozen=True, kw_only=True):
    """A sum and its cents; `negative` when more goes out than comes in."""

    label: str
    cents: int
    text: str

    @property
    def negative(self) -> bool:
        """Whether it is below zero."""
        return self.cents < 0


class ShownLine(Struct, frozen=True, kw_only=True):
    """One thing said, to be read."""

    group: str
    label: str
    text: str


def form_of(section: SectionName) -> SectionForm:
    """The form of a section."""
    return FORMS[section]


def read_section(section: SectionName, sent: Sent) -> Typed:
    """What was typed, amounts turned into cents; every fault is collected, sums are checked."""
    form = FORMS[section]
    # Spaces are left out before the limit of each box: an amount is short however it was spaced.
    filled = decode_form(form.form, sent, form.names)
    values: dict[str, Any] = {name: _kept(sent, name, getattr(filled.value, name)) for name in _names(form)}
    faults = dict(filled.faults)
    said = {name: getattr(filled.value, name) for name in _names(form)}
    for name in form.amounts:
        try:
            said[name] = cents_of(getattr(filled.value, name))
        except Refused as refused:
            faults[name] = f"« {form.names[name]} » : {refused.sentence}."
            said[name] = 0
    faults |= {name: fault for name, fault in _more_faults(section, form, said).items() if name not in faults}
    return Typed(section=section, values=values, said=said, faults=faults)


def _kept(sent: Sent, name: str, value: Any) -> Any:
    """What goes back into the box: what was typed, though it could not be read."""
    return sent[name][-1] if name in sent else value


def _names(form: SectionForm) -> tuple[str, ...]:
    return tuple(field.name for field in structs.fields(form.form))


def _more_faults(section: SectionName, form: SectionForm, said: Said) -> dict[str, str]:
    needed = NEEDED.get(section, {})
    faults = {name: sentence for name, sentence in needed.items() if not said[name].strip()}
    if section == "asked" and not (said["gift"] or said["advance"] or said["exemption"].strip()):
        faults["gift"] = NOTHING_ASKED
    for box in form.boxes:
        if box.kind == "choice" and said[box.name] and said[box.name] not in box.choices:
            faults[box.name] = f"« {form.names[box.name]} » : choisissez dans la liste."
        if box.kind in ("line", "words"):
            try:
                refuse_codes(said[box.name])
            except Refused as refused:
                faults[box.name] = refused.sentence
    if form.control and said["control"]:
        total = next(one for one in sums_of(section, said) if one.label == form.control)
        if total.cents != said["control"]:
            faults["control"] = (
                f"La somme des lignes fait {total.text}, pas {euros(said['control'])} : corrigez l'un des deux."
            )
    return faults


def sums_of(section: SectionName, said: Said) -> tuple[SumLine, ...]:
    """The sums of a section, computed anew each time: none is kept."""
    return tuple(_sum(one, said) for one in FORMS[section].sums)


def _sum(one: Sum, said: Said) -> SumLine:
    cents = sum(int(said.get(name, 0)) for name in one.of) - sum(int(said.get(name, 0)) for name in one.minus)
    return SumLine(label=one.label, cents=cents, text=euros(cents))


def asked_cents(said: Said) -> int:
    """What the section `asked` asks for, in cents: the one amount that is also kept in clear."""
    return int(said["gift"]) + int(said["advance"])


def boxes_of(section: SectionName, said: Said | None) -> dict[str, Any]:
    """What the boxes hold when the section is opened again."""
    form = FORMS[section]
    blank = form.form()
    held = {name: (said or {}).get(name, getattr(blank, name)) for name in _names(form)}
    for name in form.amounts:
        held[name] = plain_euros(held[name]) if held[name] else ""
    return held


def lines_of(section: SectionName, said: Said) -> tuple[ShownLine, ...]:
    """What was said, to be read and printed; what was left empty is left out."""
    shown = ((box, _text(box, said.get(box.name))) for box in FORMS[section].boxes if box.name != "control")
    return tuple(ShownLine(group=box.group, label=box.label, text=text) for box, text in shown if text)


def _text(box: Box, value: Any) -> str:
    if not value:
        return ""
    if box.kind == "euros":
        return euros(int(value))
    return box.choices.get(value, "") if box.kind == "choice" else str(value).strip()
