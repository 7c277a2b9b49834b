"""What an association owns of its page, in the groups that stand on one form each, said in its own words."""

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from relais.directory.facts import FIELDS
from relais.directory.wording import ADMISSION, AUDIENCES, NEEDS

Widget = Literal["line", "text", "lines", "codes", "ternary", "coverage", "hours", "contact", "location", "closure"]


class Owned(Struct, frozen=True, kw_only=True):
    """One field as its form shows it. `plain` text takes no telephone, address or site: they have their own field."""

    code: str
    widget: Widget
    label: str
    hint: str = ""
    plain: bool = False
    required: bool = False

    @property
    def waits(self) -> bool:
        """Whether a change waits for a second person."""
        return FIELDS[self.code].two_persons


class Group(Struct, frozen=True, kw_only=True):
    """One form. `officer`: an officer keeps it for her council too."""

    code: str
    title: str
    lead: str
    fields: tuple[Owned, ...]
    officer: bool = False


OPTIONS: Final[Mapping[str, Mapping[str, str]]] = {"needs": NEEDS, "audiences": AUDIENCES, "admission": ADMISSION}
COMPANIONS: Final = {"phone": ("phone_purpose", "phone_toll"), "email": ("email_purpose",), "website": ()}
ANSWERS: Final[Mapping[str, str]] = {"yes": "oui", "no": "non", "unknown": "non précisé"}
PURPOSES: Final[Mapping[str, str]] = {
    "help": "pour demander de l'aide : on le donne à qui appelle",
    "admin": "administratif : on ne le donne jamais à qui cherche de l'aide",
}
TOLLS: Final[Mapping[str, str]] = {
    "": "d'après le numéro",
    "free": "appel gratuit",
    "standard": "prix d'un appel local",
    "premium": "surtaxé",
}
CONTACTS: Final = ("phone", "email", "website")

GROUPS: Final[tuple[Group, ...]] = (
    Group(
        code="contacts",
        title="Téléphones, courriel, site",
        lead="Ce qu'un écoutant lit à voix haute. Un numéro faux est la pire faute d'un annuaire.",
        officer=True,
        fields=(
            Owned(code="phone", widget="contact", label="Téléphone", hint="Par exemple 01 23 45 67 89."),
            Owned(code="phone_purpose", widget="contact", label="Usage du téléphone"),
            Owned(code="phone_toll", widget="contact", label="Coût de l'appel"),
            Owned(
                code="email", widget="contact", label="Adresse électronique", hint="Par exemple contact@association.fr."
            ),
            Owned(code="email_purpose", widget="contact", label="Usage de l'adresse électronique"),
            Owned(code="website", widget="contact", label="Site", hint="Par exemple www.association.fr."),
        ),
    ),
    Group(
        code="horaires",
        title="Horaires",
        lead="Quand quelqu'un répond. Une ligne par plage ; plusieurs lignes pour un même jour s'il le faut.",
        officer=True,
        fields=(
            Owned(code="hours", widget="hours", label="Horaires"),
            Owned(
                code="hours_note",
                widget="line",
                label="Précision",
                hint="Par exemple : répondeur relevé deux fois par jour.",
                plain=True,
            ),
        ),
    ),
    Group(
        code="presentation",
        title="Présentation",
        lead="Deux ou trois phrases : qui répond, et ce qui se passe quand on appelle.",
        officer=True,
        fields=(
            Owned(
                code="description",
                widget="text",
                label="Présentation",
                hint="La fonction de qui répond, jamais le nom d'une personne. 2 000 signes au plus.",
                plain=True,
            ),
        ),
    ),
    Group(
        code="actualite",
        title="Message et fermeture",
        lead="Ce qui ne dure pas : un message, des congés.",
        officer=True,
        fields=(
            Owned(
                code="message",
                widget="text",
                label="Message du moment",
                hint="Il s'affiche en haut de votre page. Videz-le quand il ne vaut plus.",
                plain=True,
            ),
            Owned(
                code="closure", widget="closure", label="Fermeture temporaire", hint="Premier et dernier jour fermés."
            ),
        ),
    ),
    Group(
        code="besoins",
        title="Ce pour quoi on vous appelle",
        lead="Cochez ce que vous savez vraiment prendre en charge : c'est ce qui vous fait trouver.",
        fields=(Owned(code="needs", widget="codes", label="Besoins"),),
    ),
    Group(
        code="publics",
        title="À qui vous répondez",
        lead="Rien de coché : tous les médecins.",
        fields=(
            Owned(code="audiences", widget="codes", label="Publics"),
            Owned(code="audience_note", widget="line", label="Précision", plain=True),
        ),
    ),
    Group(
        code="territoire",
        title="Territoire",
        lead="Les départements dont vous prenez les appels : sur la carte, ou dans la liste.",
        fields=(
            Owned(code="coverage", widget="coverage", label="Départements"),
            Owned(code="coverage_note", widget="line", label="Précision", plain=True),
        ),
    ),
    Group(
        code="noms",
        title="Noms",
        lead="Comment on vous appelle, et sous quels autres noms on vous cherche.",
        fields=(
            Owned(code="organization_name", widget="line", label="Nom de l'organisme", plain=True, required=True),
            Owned(code="name", widget="line", label="Nom de cette fiche", plain=True, required=True),
            Owned(code="acronym", widget="line", label="Sigle", plain=True),
            Owned(
                code="aliases",
                widget="lines",
                label="Autres noms",
                hint="Un par ligne : ancien nom, nom usuel, orthographe répandue.",
                plain=True,
            ),
        ),
    ),
    Group(
        code="conditions",
        title="Gratuité, anonymat, indépendance",
        lead="Des médecins cherchent d'après ces réponses. « Non précisé » vaut mieux qu'un oui incertain.",
        fields=(
            Owned(code="free", widget="ternary", label="L'aide est gratuite"),
            Owned(
                code="anonymous",
                widget="ternary",
                label="On peut rester anonyme",
                hint="Anonyme : on ne demande pas le nom. Confidentiel n'est pas anonyme.",
            ),
            Owned(
                code="independent",
                widget="ternary",
                label="Vous êtes indépendants de l'Ordre",
                hint="Ni géré, ni hébergé par un conseil de l'Ordre.",
            ),
            Owned(code="dedicated", widget="ternary", label="Vous êtes réservés aux soignants"),
        ),
    ),
    Group(
        code="adresse",
        title="Adresse",
        lead="Où l'on vient, si l'on vient.",
        officer=True,
        fields=(Owned(code="location", widget="location", label="Adresse"),),
    ),
    Group(
        code="admission",
        title="Admission",
        lead="Par quelle porte on entre.",
        fields=(
            Owned(code="admission", widget="codes", label="On vient"),
            Owned(code="admission_note", widget="text", label="Précision", plain=True),
            Owned(
                code="last_seen_open",
                widget="line",
                label="Vu ouvert en",
                hint="Le dernier mois où vous l'avez vu ouvert, par exemple 2026-11.",
                plain=True,
            ),
        ),
    ),
    Group(
        code="accueil",
        title="Accueil",
        lead="Ce qui permet de venir, d'être compris, d'avoir une place.",
        officer=True,
        fields=(
            Owned(
                code="languages",
                widget="line",
                label="Langues parlées",
                hint="Par exemple : français, anglais.",
                plain=True,
            ),
            Owned(
                code="accessibility",
                widget="text",
                label="Accessibilité",
                hint="Fauteuil, boucle magnétique, langue des signes, ascenseur.",
                plain=True,
            ),
            Owned(
                code="capacity_note",
                widget="text",
                label="Capacité",
                hint="Par exemple : huit lits, délai d'une semaine.",
                plain=True,
            ),
        ),
    ),
)
OWNED: Final[Mapping[str, Owned]] = {field.code: field for group in GROUPS for field in group.fields}
GROUP_OF: Final[Mapping[str, Group]] = {field.code: group for group in GROUPS for field in group.fields}
