"""What a setting may be: each check gives the value back, or says in French what is wrong and what to put instead."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from pydantic import SecretStr

from bot.mail.post import mailbox, post, sender
from bot.sms.gateway import gateway

TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,}")
# Bot API, setWebhook.secret_token.
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: receives and shows pages; handles and sends; minds the time
ROLES = ("web", "worker", "clock")
_LEVELS = ("debug", "info", "warning", "error")


def is_token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("n'est pas un jeton de bot ; mettez celui que @BotFather a donné, comme 123456789:AAH4c…")
    return value


def is_base_address(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https"):
        raise ValueError(f"n'est pas une adresse web ; mettez celle d'un serveur Bot API, comme {TELEGRAM}")
    return value.rstrip("/")


def is_collector(value: str) -> str:
    parts = _split(value)
    if value and (parts is None or parts.scheme not in ("http", "https")):
        raise ValueError("n'est pas une adresse web ; mettez celle du collecteur, comme http://127.0.0.1:4318")
    return value.rstrip("/")


def is_database(value: str) -> str:
    if not (re.fullmatch(r"sqlite:///[^?]+", value) or re.fullmatch(r"postgresql://[^/]+/.+", value)):
        raise ValueError(
            "ne nomme pas une base connue ; mettez sqlite:///triade.sqlite3 ou postgresql://nom:mot-de-passe@hôte/base"
        )
    return value


def is_redis(value: str) -> str:
    if value and not re.match(r"(rediss?|unix)://.", value):
        raise ValueError(
            "n'est pas une adresse Redis ; mettez par exemple redis://localhost:6379/0, ou enlevez ce réglage"
        )
    return value


def is_public(value: str) -> str:
    parts = _split(value) if value else None
    if value and (parts is None or parts.query or parts.fragment or not _reachable(parts)):
        raise ValueError(
            "est hors de portée de Telegram ; mettez l'adresse https de ce bot, comme https://bot.example.org"
        )
    return value.rstrip("/")


def _reachable(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.geturl()))


def is_imap(value: str) -> str:
    try:
        fits = not value or (value.startswith("imap") and bool(post(value).user))
    except ValueError:
        fits = False
    if not fits:
        raise ValueError("n'est pas l'adresse d'une boîte ; mettez imaps://nom:mot-de-passe@serveur")
    return value


def is_smtp(value: str) -> str:
    try:
        if value and not value.startswith("smtp"):
            raise ValueError
        _ = post(value) if value else None
    except ValueError:
        raise ValueError(
            "n'est pas l'adresse d'un serveur d'envoi ; mettez smtps://nom:mot-de-passe@serveur, "
            "ou smtp:// s'il chiffre par STARTTLS"
        ) from None
    return value


def is_sender(value: str) -> str:
    try:
        _ = sender(value) if value else None
    except ValueError:
        raise ValueError(
            "ne donne pas d'adresse d'expéditeur ; mettez par exemple Mission locale <triade@example.org>"
        ) from None
    return value


def is_sms(value: str) -> str:
    try:
        _ = gateway(value) if value else None
    except ValueError:
        raise ValueError(
            "n'est pas l'adresse d'une passerelle SMS ; mettez ovh://clé:secret@eu.api.ovh.com/service?consumer=clé, "
            "brevo://clé@api.brevo.com ou https://secret@passerelle/chemin"
        ) from None
    return value


def is_sms_sender(value: str) -> str:
    # What networks show: 11 letters or digits at most, or a number.
    if value and not re.fullmatch(r"[A-Za-z][A-Za-z0-9 ]{2,10}|\+?[0-9]{5,15}", value):
        raise ValueError("n'est pas un expéditeur de SMS ; mettez 3 à 11 lettres ou chiffres, comme Tilleuls")
    return value


def is_webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("a des caractères que Telegram refuse ; mettez 1 à 256 lettres, chiffres, _ ou -")
    return value


def is_long(value: SecretStr) -> SecretStr:
    if 0 < len(value.get_secret_value()) < 16:
        raise ValueError("est trop court pour un secret ; mettez 16 caractères au moins, tirés au hasard")
    return value


def as_date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("n'est pas une date ; mettez-la comme 2027-06-30") from None


def is_address(value: str) -> str:
    parts = _split(f"//{value}")
    if parts is None or not parts.port or parts.path:
        raise ValueError("n'est pas une adresse d'écoute ; mettez hôte:port, comme 127.0.0.1:8080")
    return value


def is_roles(value: str) -> str:
    if unknown := sorted(set(value.split(",")) - {*ROLES, ""}):
        raise ValueError(f"ne connaît pas « {unknown[0]} » ; mettez un ou plusieurs de ceux-ci : {', '.join(ROLES)}")
    return value


def is_level(value: str) -> str:
    if value.lower() not in _LEVELS:
        raise ValueError(f"n'est pas un niveau de journal ; mettez l'un de ceux-ci : {', '.join(_LEVELS)}")
    return value.lower()


@cache
def _timezones() -> set[str]:
    """All that this machine knows: looking for them takes a while."""
    return available_timezones()


def is_timezone(value: str) -> str:
    if value not in _timezones():
        raise ValueError("n'est pas un fuseau horaire ; mettez par exemple Europe/Paris")
    return value


def is_inner(value: str) -> str:
    """An address that the internet cannot reach: of this machine, of a private network, or of a container's own."""
    if not value:
        return value
    is_address(value)
    host = urlsplit(f"//{value}").hostname or ""
    try:
        inner = host == "localhost" or not ip_address(host).is_global
    except ValueError:
        inner = False
    if not inner:
        raise ValueError("doit rester à l'intérieur ; mettez une adresse de cette machine, comme 127.0.0.1:9090")
    return value


def is_mailbox(value: str) -> str:
    try:
        _ = mailbox(value) if value else None
    except ValueError:
        raise ValueError("n'est pas une adresse e-mail ; mettez par exemple astreinte@example.org") from None
    return value


def is_contact(value: str) -> str:
    # RFC 9116, 2.5.3: a URI; nothing that could begin another line.
    if value and not re.fullmatch(r"(mailto:[^@\s]+@[^@\s]+|https://[!-~]+)", value):
        raise ValueError("n'est pas un contact ; mettez par exemple mailto:securite@example.org")
    return value


def are_recipients(value: str) -> str:
    for one in value.split(",") if value else ():
        if not re.fullmatch(r"(telegram:-?\d+|mail:[^@\s,]+@[^@\s,]+)", one.strip()):
            raise ValueError(
                f"ne comprend pas « {one.strip()} » ; mettez telegram:NUMÉRO ou mail:ADRESSE, avec des virgules"
            )
    return value


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine and nowhere else."""
    parts = _split(url)
    if parts is None:
        return False
    host = parts.hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult | None:
    """The parts of an address; None when it has no host or an impossible port."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return None
    return parts if parts.hostname else None
