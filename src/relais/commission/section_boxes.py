"""What each section asks, box by box: the same for the doctor, the council that helps, and who reads the summary."""

from collections.abc import Iterator, Mapping

from relais.commission.section_model import (
    ACTIVITY,
    ASKED_OF,
    HOUSING,
    Box,
    Debts,
    Household,
    Income,
    Others,
    Requested,
    SectionForm,
    SectionName,
    Situation,
    Sum,
)

_CONTROL_HINT = "Facultatif. Relais le compare à la somme des lignes."
_WORDS_HINT = "Facultatif."
_DEBTS: Mapping[str, str] = {
    "bank": "Crédits et découvert",
    "home": "Crédit du logement",
    "taxes": "Impôts",
    "contributions": "Cotisations (CARMF, Urssaf)",
    "rent": "Loyers en retard",
    "other": "Autres dettes",
}
_OTHERS: Mapping[str, str] = {
    "carmf": "CARMF",
    "afem": "AFEM",
    "cpam": "Assurance maladie (CPAM)",
    "mutual": "Mutuelle ou prévoyance",
    "other": "Autre organisme",
}


def _euros(name: str, label: str, group: str = "", hint: str = "") -> Box:
    return Box(name=name, label=label, kind="euros", group=group, hint=hint)


def _debts() -> Iterator[Box]:
    for code, label in _DEBTS.items():
        yield _euros(f"{code}_due", "Reste dû", label)
        yield _euros(f"{code}_monthly", "Remboursé par mois", label)


def _others() -> Iterator[Box]:
    for code, label in _OTHERS.items():
        yield Box(name=code, label="Où en est la demande", kind="choice", group=label, choices=ASKED_OF)
        yield _euros(f"{code}_given", "Montant accordé", label)


FORMS: Mapping[SectionName, SectionForm] = {
    "situation": SectionForm(
        form=Situation,
        intro="Pour qui est ce dossier, et ce qui s'est passé. Aucun diagnostic n'est nécessaire ici.",
        boxes=(
            Box(name="name", label="Nom et prénom de la personne aidée", kind="line"),
            Box(
                name="link",
                label="Si c'est la famille qui demande : nom du médecin et lien avec lui",
                kind="line",
                hint="Facultatif.",
            ),
            Box(name="reach", label="Comment vous joindre", kind="line", hint="Téléphone ou adresse, et quand."),
            Box(name="activity", label="Activité aujourd'hui", kind="choice", choices=ACTIVITY),
            Box(name="since", label="Depuis quand", kind="line", hint="Facultatif."),
            Box(
                name="words",
                label="Ce qui s'est passé",
                kind="words",
                hint="Quelques phrases suffisent : un arrêt, un décès, une baisse de revenus, un sinistre…",
            ),
        ),
    ),
    "household": SectionForm(
        form=Household,
        intro="Qui vit des mêmes revenus que vous.",
        boxes=(
            Box(name="adults", label="Adultes, vous compris", kind="count"),
            Box(name="children", label="Enfants à charge", kind="count"),
            Box(name="housing", label="Logement", kind="choice", choices=HOUSING),
            Box(name="words", label="À préciser", kind="words", hint=_WORDS_HINT),
        ),
    ),
    "income": SectionForm(
        form=Income,
        intro="Par mois, en moyenne, pour tout le foyer. Laissez vide ce qui ne vous concerne pas.",
        boxes=(
            _euros("in_practice", "Votre activité", "Ce qui rentre"),
            _euros("in_partner", "Activité du conjoint", "Ce qui rentre"),
            _euros("in_pensions", "Pensions, retraites, indemnités journalières", "Ce qui rentre"),
            _euros("in_benefits", "Prestations familiales et sociales", "Ce qui rentre"),
            _euros("in_other", "Autres revenus", "Ce qui rentre"),
            _euros("out_housing", "Loyer ou crédit du logement", "Ce qui sort"),
            _euros("out_home", "Énergie, eau, assurances, téléphone", "Ce qui sort"),
            _euros("out_practice", "Charges du cabinet", "Ce qui sort"),
            _euros("out_taxes", "Impôts et cotisations", "Ce qui sort"),
            _euros("out_children", "Garde, études, pensions versées", "Ce qui sort"),
            _euros("out_other", "Autres charges", "Ce qui sort"),
            Box(name="words", label="À préciser", kind="words", hint=_WORDS_HINT),
        ),
        sums=(
            Sum(label="Revenus du mois", of=("in_practice", "in_partner", "in_pensions", "in_benefits", "in_other")),
            Sum(
                label="Charges du mois",
                of=("out_housing", "out_home", "out_practice", "out_taxes", "out_children", "out_other"),
            ),
            Sum(
                label="Ce qui reste",
                of=("in_practice", "in_partner", "in_pensions", "in_benefits", "in_other"),
                minus=("out_housing", "out_home", "out_practice", "out_taxes", "out_children", "out_other"),
            ),
        ),
    ),
    "debts": SectionForm(
        form=Debts,
        intro="Ce que vous devez. Sans dette, enregistrez la rubrique vide.",
        boxes=(
            *_debts(),
            _euros("control", "Total dû, tel que vous le trouvez", hint=_CONTROL_HINT),
            Box(name="words", label="À préciser", kind="words", hint=_WORDS_HINT),
        ),
        sums=(
            Sum(label="Total dû", of=tuple(f"{code}_due" for code in _DEBTS)),
            Sum(label="Remboursé par mois", of=tuple(f"{code}_monthly" for code in _DEBTS)),
        ),
        control="Total dû",
    ),
    "asked": SectionForm(
        form=Requested,
        intro="Ce que vous demandez à la commission nationale. Elle peut donner, avancer, ou appuyer une demande "
        "faite ailleurs.",
        boxes=(
            _euros("gift", "Don"),
            _euros("advance", "Avance, à rembourser"),
            _euros("control", "Total demandé, tel que vous le trouvez", hint=_CONTROL_HINT),
            Box(
                name="exemption",
                label="Exonération ou délai demandés à un autre organisme",
                kind="line",
                hint="Facultatif : lequel, et quoi.",
            ),
            Box(name="purpose", label="À quoi l'aide servirait", kind="words"),
        ),
        sums=(Sum(label="Total demandé", of=("gift", "advance")),),
        control="Total demandé",
    ),
    "others": SectionForm(
        form=Others,
        intro="Ce que d'autres organismes donnent déjà, ou ce que vous leur avez demandé.",
        boxes=(*_others(), Box(name="words", label="À préciser", kind="words", hint=_WORDS_HINT)),
        sums=(Sum(label="Total accordé par d'autres", of=tuple(f"{code}_given" for code in _OTHERS)),),
    ),
}
