"""What a file is called at each step, for the person and for those who examine it."""

from collections.abc import Mapping

from relais.commission.file_model import OpinionCode, Reason, Role, State

STATES: Mapping[State, str] = {
    "draft": "en préparation",
    "submitted": "chez le conseil, pour avis",
    "opinion_given": "avis donné, à vérifier par le service national",
    "complete": "complet, à inscrire à une séance",
    "incomplete": "incomplet, renvoyé au médecin",
    "scheduled": "inscrit à une séance",
    "decided": "décidé",
    "paid": "versé",
    "closed": "clos",
    "withdrawn": "retiré",
}
# `{giver}`: who gives the opinion, as the person calls them.
STATES_FOR_PERSON: Mapping[State, str] = {
    "draft": "Vous le préparez. Personne d'autre ne le lit tant que vous ne l'avez pas envoyé.",
    "submitted": "Il est chez {giver}, qui donne son avis.",
    "opinion_given": "L'avis est donné. Le service national vérifie que rien ne manque.",
    "complete": "Il est complet. Il attend une séance de la commission nationale.",
    "incomplete": "Il manque quelque chose : voyez ce qui est redemandé, puis renvoyez-le.",
    "scheduled": "Il est inscrit à une séance de la commission nationale.",
    "decided": "La commission a décidé.",
    "paid": "L'aide est versée.",
    "closed": "Il est terminé.",
    "withdrawn": "Vous l'avez retiré. Plus personne d'autre ne lit ce que vous y aviez écrit.",
}
PREPARED_TOGETHER = "Vous le préparez avec {giver}, qui peut le lire. Rien n'est encore envoyé."
UNTOUCHED = (
    "Rien n'y a changé pendant six mois : il a pris fin de lui-même, et ce qu'il contenait est ensuite "
    "effacé. Vous pouvez en commencer un autre."
)
ROLES: Mapping[Role, str] = {
    "person": "le médecin ou sa famille",
    "council": "le conseil",
    "national": "le service national",
    "commissioner": "un membre de la commission",
    "chair": "la présidence de la commission",
    "worker": "Relais",
}
OPINIONS: Mapping[OpinionCode, str] = {
    "favourable": "favorable",
    "reserved": "réservé",
    "unfavourable": "défavorable",
}
REASONS: Mapping[Reason, str] = {
    "to_complete": "à compléter avec le médecin",
    "mistake": "envoyé par erreur",
    "postponed": "reporté à une autre séance",
    "no_quorum": "trop peu de membres présents",
    "nothing_to_pay": "rien à verser",
    "refused": "refusé",
    "elsewhere": "aide demandée ailleurs",
    "untouched": "rien de nouveau pendant six mois",
}
PRACTICES: Mapping[str, str] = {
    "liberal": "Libéral",
    "hospitalier": "Hospitalier",
    "salarie": "Salarié",
    "remplacant": "Remplaçant",
    "interne": "Interne",
    "etudiant": "Étudiant",
    "retraite": "Retraité",
    "famille": "Famille, ayant droit",
}
