"""Every code of a referral in French: for the network, and for the doctor (`*_FOR_PERSON`, said to them)."""

from relais.referrals.model import Evidence, Medium, Mode, State, Who

STATES: dict[State, str] = {
    "draft": "commencée",
    "options_shown": "possibilités données",
    "chosen": "choix fait",
    "consented": "accord donné",
    "sent": "envoyée",
    "received": "lue",
    "accepted": "acceptée",
    "contact_made": "contact établi",
    "unreachable": "personne injoignable",
    "declined": "déclinée",
    "expired": "sans réponse",
    "closed": "terminée",
    "withdrawn": "arrêtée par la personne",
    "cancelled": "abandonnée",
    "self_contact": "le médecin appelle lui-même",
}
STATES_FOR_PERSON: dict[State, str] = {
    "draft": "Rien n'a encore été proposé.",
    "options_shown": "Des possibilités vous ont été données. Vous n'avez pas encore choisi.",
    "chosen": "Vous avez choisi. Rien n'a été transmis.",
    "consented": "Vous avez donné votre accord. Rien n'est encore parti.",
    "sent": "Votre demande est partie. Elle n'a pas encore été lue.",
    "received": "Votre demande a été lue. La réponse est attendue.",
    "accepted": "Votre demande est acceptée : on va vous joindre.",
    "contact_made": "Vous avez été joint.",
    "unreachable": "On a essayé de vous joindre trois fois, sans succès.",
    "declined": "Cette structure ne peut pas répondre. Elle ne lit plus rien ; vous pouvez choisir ailleurs.",
    "expired": "Personne n'a répondu à temps. Votre accord a pris fin ; vous pouvez choisir ailleurs.",
    "closed": "C'est terminé.",
    "withdrawn": "Vous avez tout arrêté. Plus personne ne lit rien.",
    "cancelled": "C'est abandonné : rien n'a été transmis de plus.",
    "self_contact": "Vous appelez vous-même : rien n'a été transmis.",
}
NEXT: dict[State, str] = {
    "draft": "donner des possibilités",
    "options_shown": "entendre le choix",
    "chosen": "lire le texte et demander l'accord",
    "consented": "envoyer",
    "sent": "attendre que la structure lise",
    "received": "attendre la réponse",
    "accepted": "la structure joint le médecin",
    "contact_made": "la structure dit l'issue",
    "unreachable": "revoir avec le médecin",
    "declined": "revoir avec le médecin : d'autres possibilités",
    "expired": "revoir avec le médecin : d'autres possibilités",
    "closed": "",
    "withdrawn": "",
    "cancelled": "",
    "self_contact": "",
}
# What a button does: `Asked.to` by its verb.
VERBS: dict[State, str] = {
    "options_shown": "Donner d'autres possibilités",
    "chosen": "Enregistrer le choix",
    "consented": "Enregistrer l'accord",
    "sent": "Envoyer",
    "received": "Lire",
    "accepted": "Accepter",
    "declined": "Décliner",
    "contact_made": "Contact établi",
    "unreachable": "Injoignable après trois appels",
    "closed": "Terminer",
    "withdrawn": "Arrêter, à la demande du médecin",
    "cancelled": "Abandonner",
    "self_contact": "Le médecin appelle lui-même",
}
DECLINED: dict[str, str] = {
    "no_capacity": "Pas de place en ce moment",
    "out_of_scope": "Ce n'est pas notre domaine",
    "out_of_area": "Hors de notre territoire",
    "knows_the_person": "Un de nous connaît la personne",
    "better_elsewhere": "Une autre structure convient mieux",
}
CANCELLED: dict[str, str] = {
    "nothing_now": "Rien pour l'instant",
    "outside_departement": "Hors de mon département",
    "mistake": "Erreur de saisie",
    "helped_otherwise": "Aidé autrement",
    "no_answer": "Sans suite",
}
FEW_OPTIONS: dict[str, str] = {
    "only_one_covers": "Une seule structure couvre ce besoin ici",
    "person_named_it": "Le médecin l'a nommée lui-même",
    "others_closed": "Les autres sont fermées",
}
OPTIONS_WHY: dict[str, str] = {
    **FEW_OPTIONS,
    "changed_mind": "Changement d'avis",
    "outside_departement": "Hors de mon département",
}
OUTCOMES: dict[str, str] = {
    "helped": "Aide apportée",
    "follow_up": "Suivi engagé",
    "directed_elsewhere": "Orienté ailleurs, avec son accord",
    "person_stopped": "La personne n'a pas souhaité continuer",
    "not_reached": "Jamais joint",
    "no_other_option": "Pas d'autre possibilité",
    "no_outcome": "Sans issue connue",
}
REASONS: dict[str, str] = {**DECLINED, **CANCELLED, **OPTIONS_WHY}
MEDIA: dict[Medium, str] = {
    "inbox": "sa boîte protégée dans Relais",
    "telephone": "un appel téléphonique du référent",
}
MODES: dict[Mode, str] = {
    "oral_phone": "À voix haute, au téléphone",
    "oral_present": "À voix haute, en présence",
    "written": "Par écrit, signé",
    "online": "En ligne, avec le code de suivi",
}
EVIDENCE: dict[Evidence, str] = {
    "read_back": "relu et accepté à voix haute",
    "signature": "signature",
    "code": "code de suivi dit ou saisi",
}
ENDED: dict[str, str] = {
    "withdrawn": "vous l'avez arrêté",
    "declined": "la structure a décliné",
    "expired": "personne n'a répondu à temps",
    "closed": "c'était terminé",
    "cancelled": "c'était abandonné",
    "self_contact": "vous appelez vous-même",
    "options_shown": "d'autres possibilités ont été données",
    "lapsed": "sa durée était passée",
    "erased": "le dossier a été effacé",
}
WHO: dict[Who, str] = {
    "origin": "le conseil",
    "person": "vous",
    "recipient": "la structure",
    "caller": "le conseil, par téléphone",
    "worker": "Relais, à l'échéance",
}
STATES_FOR_RECIPIENT: dict[State, str] = {
    "sent": "à ouvrir",
    "received": "réponse attendue",
    "accepted": "acceptée",
    "contact_made": "contact établi",
    "unreachable": "personne injoignable",
}
NEXT_FOR_RECIPIENT: dict[State, str] = {
    "sent": "l'ouvrir, puis répondre",
    "received": "accepter ou décliner",
    "accepted": "joindre la personne",
    "contact_made": "dire ce qu'il en est advenu",
    "unreachable": "dire ce qu'il en est advenu",
}
# What may be said at the end, by what was done before.
OUTCOMES_FOR_RECIPIENT: dict[State, tuple[str, ...]] = {
    "contact_made": ("helped", "follow_up", "directed_elsewhere", "person_stopped"),
    "unreachable": ("not_reached", "person_stopped"),
}
