"""Emergency numbers, compiled in: they are shown with no database, no file and no search engine."""

from relais.directory.model import NATIONAL, Contact, FactLine, Need, Service, Ternary

_FICHE = ("service-public.fr, fiche F33954", "non datée")


def _emergency(
    slug: str,
    name: str,
    source: tuple[str, str],
    *,
    phone: str = "",
    needs: tuple[Need, ...] = (),
    description: str = "",
    hours: str = "24/7",
    anonymous: Ternary = "unknown",
    url: str | None = None,
    aliases: tuple[str, ...] = (),
) -> Service:
    display = phone or slug
    e164 = "+33" + display.replace(" ", "")[1:] if phone else slug
    fact = FactLine(field="phone", state="sourced", source_label=source[0], source_date_text=source[1], source_url=url)
    return Service(
        slug=slug,
        organization=slug,
        organization_name=name,
        name=name,
        kind="urgence",
        aliases=aliases,
        description=description,
        needs=needs,
        coverage=(NATIONAL,),
        hours=hours,
        anonymous=anonymous,
        free="yes",
        contacts=(Contact(kind="phone", value=display, e164=e164, toll="free"),),
        state="sourced",
        facts=(fact,),
    )


EMERGENCY: tuple[Service, ...] = (
    _emergency(
        "15",
        "SAMU",
        _FICHE,
        description="Urgence médicale, geste suicidaire en cours.",
        needs=("crise_suicidaire",),
        aliases=("urgence médicale",),
    ),
    _emergency(
        "3114",
        "Numéro national de prévention du suicide",
        ("service-public.fr, actualité A15206", "29 septembre 2021"),
        description="Idées suicidaires : pour la personne, son entourage, les endeuillés et les professionnels.",
        needs=("crise_suicidaire",),
        url="https://www.service-public.fr/particuliers/actualites/A15206",
    ),
    _emergency("112", "Numéro d'urgence européen", _FICHE, description="Toute urgence, partout en Europe."),
    _emergency(
        "114",
        "Urgence par SMS",
        ("service-public.fr, fiche F33954", "2020"),
        description="SMS, application, visio ou tchat : personne sourde, malentendante ou qui ne peut pas parler.",
    ),
    _emergency(
        "17",
        "Police, gendarmerie",
        ("Conseil de l'Ordre de l'Isère, conseil38.ordre.medecin.fr", "non datée"),
        description="Agression en cours.",
        needs=("violence",),
        aliases=("police", "gendarmerie", "police secours"),
    ),
    _emergency("18", "Pompiers", _FICHE, description="Secours, incendie, accident.", aliases=("sapeurs pompiers",)),
    _emergency(
        "3919",
        "Violences Femmes Info",
        ("TF1 Info, Journée internationale contre les violences faites aux femmes", "novembre 2023"),
        description="Écoute et orientation. Ce n'est pas un numéro d'urgence : en danger immédiat, le 17 ou le 114.",
        needs=("violence",),
        anonymous="yes",
    ),
    _emergency(
        "119",
        "Enfance en danger",
        ("asvlhb.fr, page relayant la préfecture de l'Essonne", "2020"),
        needs=("famille", "violence"),
    ),
    _emergency(
        "drogues-info-service",
        "Drogues info service",
        ("viamedo.fr", "non datée"),
        phone="0800 23 13 13",
        needs=("addiction",),
        hours="Mo-Su,PH 08:00-02:00",
        anonymous="yes",
    ),
)
EMERGENCY_SLUGS = frozenset(service.slug for service in EMERGENCY)
