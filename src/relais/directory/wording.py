"""The French words for the codes of the directory: one place, for pages, sheets and the API's readers."""

from collections.abc import Mapping
from typing import Final

NEEDS: Final[Mapping[str, str]] = {
    "financier": "difficultés financières",
    "juridique": "aide juridique",
    "administratif": "démarches administratives",
    "organisationnel": "organisation du cabinet",
    "sante": "santé physique, maladie",
    "souffrance_psychique": "souffrance psychique, épuisement",
    "addiction": "addictions",
    "professionnel": "difficultés professionnelles",
    "personnel_social": "difficultés personnelles et sociales",
    "prevention": "prévention",
    "depistage": "dépistage, bilan de santé",
    "reconversion": "reconversion, passerelles",
    "etudiant_interne": "étudiants et internes",
    "famille": "famille et ayants droit",
    "violence": "violences, agressions",
    "crise_suicidaire": "crise suicidaire",
    "hospitalisation": "hospitalisation",
    "crise_sanitaire_exercice": "crise collective, catastrophe",
}
AUDIENCES: Final[Mapping[str, str]] = {
    "liberal": "médecins libéraux",
    "hospitalier": "médecins hospitaliers",
    "salarie": "médecins salariés",
    "remplacant": "remplaçants",
    "interne": "internes",
    "etudiant": "étudiants",
    "retraite": "retraités",
    "famille": "familles de médecins",
    "soignant_a_ordre": "soignants d'une profession à Ordre",
    "autre_soignant": "autres soignants",
    "anesthesie_reanimation": "anesthésistes-réanimateurs",
}
KINDS: Final[Mapping[str, str]] = {
    "ecoute": "écoute",
    "conseil": "conseil départemental de l'Ordre",
    "juridique": "aide juridique",
    "financier": "aide financière",
    "consultation": "consultation",
    "hospitalisation_complete": "hospitalisation complète",
    "hospitalisation_jour": "hôpital de jour",
    "prevention": "prévention",
    "depistage": "dépistage",
    "reconversion": "reconversion",
    "soutien_famille": "soutien aux familles",
    "administratif": "aide administrative",
    "urgence": "urgence",
}
STATES: Final[Mapping[str, str]] = {
    "draft": "brouillon",
    "sourced": "sourcé",
    "to_verify": "à confirmer",
    "confirmed": "confirmé",
    "stale": "à reconfirmer",
    "doubtful": "douteux",
    "suspended": "suspendu",
}
TOLLS: Final[Mapping[str, str]] = {
    "free": "appel gratuit",
    "standard": "prix d'un appel local",
    "premium": "numéro surtaxé",
    "unknown": "",
}
ADMISSION: Final[Mapping[str, str]] = {
    "self": "par soi-même",
    "letter": "sur lettre d'un médecin",
    "doctor": "par le médecin traitant ou le psychiatre",
    "association": "par une association d'entraide",
    "council": "par le conseil départemental",
}
CHARTERS: Final[Mapping[str, str]] = {
    "signatory": "signataire de la charte de l'entraide",
    "pass_2018": "associée au programme PASS de 2018",
    "partnership_stated": "partenariat avec l'Ordre annoncé",
    "unknown": "",
}
OPEN: Final[Mapping[str, str]] = {
    "open": "ouvert maintenant",
    "closed": "fermé maintenant",
    "unknown": "horaires inconnus",
}
FILTERS: Final[Mapping[str, str]] = {
    "open_now": "ouvert maintenant",
    "free": "gratuit",
    "anonymous": "anonyme",
    "independent": "indépendant de l'Ordre",
    "charter": "lié à la charte",
}
