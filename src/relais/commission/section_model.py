"""The six sections of a national file: one form each, whose boxes are described once for every page that shows them.

Amounts are typed in euros and kept as integer cents. No section asks for a diagnosis: pieces say what must be proved.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

SectionName = Literal["situation", "household", "income", "debts", "asked", "others"]
Line = Annotated[str, Meta(max_length=120)]
Words = Annotated[str, Meta(max_length=2000)]
Euros = Annotated[str, Meta(max_length=20)]
Code = Annotated[str, Meta(max_length=20)]
Count = Annotated[int, Meta(ge=0, le=30)]
Kind = Literal["line", "words", "euros", "count", "choice"]

SECTIONS: Mapping[SectionName, str] = {
    "situation": "Situation",
    "household": "Foyer",
    "income": "Revenus et charges",
    "debts": "Dettes",
    "asked": "Ce qui est demandé",
    "others": "Ce que d'autres donnent déjà",
}
ORDER: tuple[SectionName, ...] = get_args(SectionName)


class Situation(Struct, frozen=True, kw_only=True):
    """Who the file is for, how to reach them, what happened."""

    name: Line = ""
    link: Line = ""
    reach: Line = ""
    activity: Code = ""
    since: Line = ""
    words: Words = ""


class Household(Struct, frozen=True, kw_only=True):
    """Who lives of the same income, and where."""

    adults: Count = 0
    children: Count = 0
    housing: Code = ""
    words: Words = ""


class Income(Struct, frozen=True, kw_only=True):
    """What comes in and goes out in a month."""

    in_practice: Euros = ""
    in_partner: Euros = ""
    in_pensions: Euros = ""
    in_benefits: Euros = ""
    in_other: Euros = ""
    out_housing: Euros = ""
    out_home: Euros = ""
    out_practice: Euros = ""
    out_taxes: Euros = ""
    out_children: Euros = ""
    out_other: Euros = ""
    words: Words = ""


class Debts(Struct, frozen=True, kw_only=True):
    """What is owed, and what is paid back in a month. `control`: the total as the person found it, if they did."""

    bank_due: Euros = ""
    bank_monthly: Euros = ""
    home_due: Euros = ""
    home_monthly: Euros = ""
    taxes_due: Euros = ""
    taxes_monthly: Euros = ""
    contributions_due: Euros = ""
    contributions_monthly: Euros = ""
    rent_due: Euros = ""
    rent_monthly: Euros = ""
    other_due: Euros = ""
    other_monthly: Euros = ""
    control: Euros = ""
    words: Words = ""


class Requested(Struct, frozen=True, kw_only=True):
    """What is asked of the commission. An exemption is asked elsewhere: it is said, not counted."""

    gift: Euros = ""
    advance: Euros = ""
    control: Euros = ""
    exemption: Line = ""
    purpose: Words = ""


class Others(Struct, frozen=True, kw_only=True):
    """What was asked of others, and what they give."""

    carmf: Code = ""
    carmf_given: Euros = ""
    afem: Code = ""
    afem_given: Euros = ""
    cpam: Code = ""
    cpam_given: Euros = ""
    mutual: Code = ""
    mutual_given: Euros = ""
    other: Code = ""
    other_given: Euros = ""
    words: Words = ""


class Box(Struct, frozen=True, kw_only=True):
    """One box of a form. `group`: the title above it and its neighbours."""

    name: str
    label: str
    kind: Kind
    hint: str = ""
    group: str = ""
    choices: Mapping[str, str] = {}


class Sum(Struct, frozen=True, kw_only=True):
    """A sum that is computed of boxes, and shown. `minus`: taken away."""

    label: str
    of: tuple[str, ...]
    minus: tuple[str, ...] = ()


ACTIVITY: Mapping[str, str] = {
    "practising": "En exercice",
    "sick_leave": "En arrêt de travail",
    "disability": "En invalidité",
    "retired": "À la retraite",
    "none": "Sans activité",
    "studying": "En formation",
    "family": "Famille d'un médecin",
}
HOUSING: Mapping[str, str] = {
    "tenant": "Locataire",
    "owner": "Propriétaire",
    "buying": "Propriétaire, crédit en cours",
    "hosted": "Hébergé",
    "other": "Autre",
}
ASKED_OF: Mapping[str, str] = {
    "no": "Rien demandé",
    "waiting": "Demandé, sans réponse",
    "given": "Accordé",
    "refused": "Refusé",
}


class SectionForm(Struct, frozen=True, kw_only=True):
    """A section as its pages show it. `control`: the sum that a typed total must equal."""

    form: type[Struct]
    intro: str
    boxes: tuple[Box, ...]
    sums: tuple[Sum, ...] = ()
    control: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The label of each box, for what is said of a fault."""
        return {box.name: f"{box.group}, {box.label.lower()}" if box.group else box.label for box in self.boxes}

    @property
    def groups(self) -> list[tuple[str, list[Box]]]:
        """The boxes in their order, those of one group together under its title."""
        return [(title, list(boxes)) for title, boxes in groupby(self.boxes, key=lambda box: box.group)]

    @property
    def amounts(self) -> tuple[str, ...]:
        """The boxes that hold euros."""
        return tuple(box.name for box in self.boxes if box.kind == "euros")
