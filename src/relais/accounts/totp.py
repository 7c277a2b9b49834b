"""Codes of six digits that change every thirty seconds (RFC 6238), and the picture that a telephone reads."""

import base64
import hmac
import io
import secrets
from urllib.parse import quote

import segno
from markupsafe import Markup

SECRET_BYTES = 20
STEP_SECONDS = 30
DIGITS = 6
STEPS_AROUND = 1  # a telephone's clock may be half a minute off
ISSUER = "Relais"


def new_secret() -> bytes:
    """160 random bits."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, step: int) -> str:
    """The code of one step of thirty seconds since 1970."""
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, now_step: int, last_step: int = 0) -> int | None:
    """The step whose code this is, around now and after the last one used; None when there is none."""
    for step in range(now_step - STEPS_AROUND, now_step + STEPS_AROUND + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > last_step:
            return step
    return None


def spelled(secret: bytes) -> str:
    """The secret as it is typed by hand: base 32, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture(secret: bytes, account: str) -> Markup:
    """The QR code of an authenticator application, as SVG without any inline style; its ground is white on purpose."""
    label = quote(f"{ISSUER}:{account}")
    text = base64.b32encode(secret).decode()
    address = f"otpauth://totp/{label}?secret={text}&issuer={ISSUER}&digits={DIGITS}&period={STEP_SECONDS}"
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=True, border=4,
        light="#ffffff", dark="#000000", title="Image à lire avec votre application de codes",
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704 drawn here, of digits and base 32
