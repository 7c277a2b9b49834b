"""The clock and the public holidays of a département."""

_METROPOLITAN = "Europe/Paris"

_TIMEZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}

# Keys of the `holidays` package: ISO 3166-2:FR, with 6AE (Alsace) and the Moselle under local law.
_HOLIDAYS = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def timezone_of(code: str) -> str:
    """The IANA time zone of a département or overseas collectivity; Paris for any other code."""
    return _TIMEZONES.get(code, _METROPOLITAN)


def holiday_subdivision(code: str) -> str | None:
    """The subdivision to give to `holidays.France(subdiv=...)`; None where only the national days apply."""
    return _HOLIDAYS.get(code)
