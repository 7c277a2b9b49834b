"""A browser in words, to tell one's own connections apart; nothing finer is kept."""

from collections.abc import Sequence

# The order matters: each of them also claims to be those that follow.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
            ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
           ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip
UNKNOWN = "Navigateur inconnu"


def device_name(user_agent: str) -> str:
    """`Firefox sous Windows`, or `Navigateur inconnu`."""
    browser, system = _first(user_agent, BROWSERS), _first(user_agent, SYSTEMS)
    return f"{browser or 'Navigateur'} sous {system}" if system else browser or UNKNOWN


def _first(user_agent: str, known: Sequence[tuple[str, str]]) -> str:
    return next((word for sign, word in known if sign in user_agent), "")
