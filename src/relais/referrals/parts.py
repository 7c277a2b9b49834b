"""What may be shared with a recipient, category by category, and nothing else: no diagnosis, no file, no free context.

The same forms serve the officer and the doctor. A part exists only once the person agreed to share it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

from relais.aid_requests.words import PRACTICE
from relais.directory import wording
from relais.referrals.model import Category

Line = Annotated[str, Meta(max_length=120)]
Sentence = Annotated[str, Meta(max_length=500)]

CATEGORIES: dict[Category, str] = {
    "identity": "Le nom",
    "contact": "Comment joindre",
    "need": "La demande, en une phrase",
    "availability": "Quand joindre",
    "context": "Les besoins et le département",
}
# In the sentence of the notice: "Ce qui serait transmis : …".
SPOKEN: dict[Category, str] = {
    "identity": "votre nom",
    "contact": "comment vous joindre",
    "need": "votre demande en une phrase",
    "availability": "quand vous joindre",
    "context": "vos besoins et votre département",
}


class SharedParts(Struct, frozen=True, kw_only=True):
    """The boxes of the five categories as a form posts them; `shared` are those ticked, none at first.

    `departement` and `needs` are codes; `quiet`: no message may be left.
    """

    shared: Annotated[list[Category], Meta(max_length=5)] = []
    name: Line = ""
    phone: Line = ""
    email: Line = ""
    quiet: Annotated[str, Meta(max_length=3)] = ""
    words: Sentence = ""
    when: Line = ""
    needs: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=18)] = []
    departement: Annotated[str, Meta(max_length=3)] = ""
    practice: Annotated[str, Meta(max_length=12)] = ""


NAMES: dict[str, str] = {
    "shared": "Ce qui peut être transmis",
    "name": "Nom",
    "phone": "Téléphone",
    "email": "Courriel",
    "quiet": "Sans message",
    "words": "Demande",
    "when": "Quand joindre",
    "needs": "Besoins",
    "departement": "Département",
    "practice": "Mode d'exercice",
}


def faults_of(parts: SharedParts) -> dict[str, str]:
    """A sentence beside each box that was ticked and left empty, or that holds no known code."""
    faults: dict[str, str] = {}
    wanted = set(parts.shared)
    if "identity" in wanted and not parts.name.strip():
        faults["name"] = "« Le nom » est coché : écrivez-le, ou décochez."
    if "contact" in wanted and not (parts.phone.strip() or parts.email.strip()):
        faults["phone"] = "« Comment joindre » est coché : écrivez un numéro ou un courriel, ou décochez."
    if "need" in wanted and not parts.words.strip():
        faults["words"] = "« La demande » est cochée : écrivez une phrase, ou décochez."
    if "availability" in wanted and not parts.when.strip():
        faults["when"] = "« Quand joindre » est coché : écrivez-le, ou décochez."
    if "context" in wanted and not (parts.needs or parts.departement):
        faults["needs"] = "« Les besoins et le département » est coché : choisissez-en un, ou décochez."
    if unknown := [code for code in parts.needs if code not in wording.NEEDS]:
        faults["needs"] = f"« Besoins » : « {unknown[0]} » n'est pas dans la liste."
    if parts.practice and parts.practice not in PRACTICE:
        faults["practice"] = "« Mode d'exercice » : choisissez dans la liste."
    return faults


def said(parts: SharedParts) -> dict[Category, dict[str, Any]]:
    """What is sealed, for the categories ticked alone: what was typed elsewhere is kept nowhere."""
    every: dict[Category, dict[str, Any]] = {
        "identity": {"name": parts.name.strip()},
        "contact": {"phone": parts.phone.strip(), "email": parts.email.strip(), "quiet": bool(parts.quiet)},
        "need": {"words": parts.words.strip()},
        "availability": {"when": parts.when.strip()},
        "context": {"needs": list(parts.needs), "departement": parts.departement, "practice": parts.practice},
    }
    return {category: every[category] for category in CATEGORIES if category in parts.shared}


def filled_from(held: Mapping[Category, Mapping[str, Any]]) -> SharedParts:
    """The boxes as they were last filled; nothing is ticked again: a consent is for one recipient."""
    flat: dict[str, Any] = {}
    for one in held.values():
        flat |= one
    flat["quiet"] = "yes" if flat.get("quiet") else ""
    return SharedParts(**{name: flat[name] for name in SharedParts.__struct_fields__ if name in flat})


def lines_of(category: Category, held: Mapping[str, Any], *, territory: Mapping[str, str]) -> list[str]:
    """What a category says, in lines to read. `territory`: names by département code."""
    if category != "context":
        quiet = ["ne pas laisser de message"] if held.get("quiet") else []
        return [str(held[key]) for key in ("name", "phone", "email", "words", "when") if held.get(key)] + quiet
    needs = ", ".join(wording.NEEDS.get(code, code) for code in held.get("needs", ()))
    place = territory.get(held.get("departement", ""), held.get("departement", ""))
    return [line for line in (needs, place, PRACTICE.get(held.get("practice", ""), "")) if line]
