"""Settings from the environment (prefix TRIADE_); a wrong or missing one is told in one sentence that names it."""

from __future__ import annotations

import os
import re
from datetime import date
from ipaddress import ip_address
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.mail.post import post, sender

PREFIX = "TRIADE_"
TELEGRAM = "https://api.telegram.org"
IMMERSION = "https://immersion-facile.beta.gouv.fr/api"

# Bot API, setWebhook: Telegram posts to these ports only.
_WEBHOOK_PORTS = (443, 80, 88, 8443)
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{20,}")
# Bot API, setWebhook.secret_token.
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: receives and shows pages; handles and sends; minds the time
ROLES = ("web", "worker", "clock")
_LEVELS = ("debug", "info", "warning", "error")


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one sentence for the operator. Caught by the command line."""


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("n'est pas un jeton de bot ; mettez celui que @BotFather a donné, comme 123456789:AAH4c…")
    return value


def _base_address(value: str) -> str:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https"):
        raise ValueError(f"n'est pas une adresse web ; mettez celle d'un serveur Bot API, comme {TELEGRAM}")
    return value.rstrip("/")


def _database(value: str) -> str:
    if not (re.fullmatch(r"sqlite:///[^?]+", value) or re.fullmatch(r"postgresql://[^/]+/.+", value)):
        raise ValueError(
            "ne nomme pas une base connue ; mettez sqlite:///triade.sqlite3 ou postgresql://nom:mot-de-passe@hôte/base"
        )
    return value


def _redis(value: str) -> str:
    if value and not re.match(r"(rediss?|unix)://.", value):
        raise ValueError(
            "n'est pas une adresse Redis ; mettez par exemple redis://localhost:6379/0, ou enlevez ce réglage"
        )
    return value


def _public(value: str) -> str:
    parts = _split(value) if value else None
    if value and (parts is None or parts.query or parts.fragment or not _reachable(parts)):
        raise ValueError(
            "est hors de portée de Telegram ; mettez l'adresse https de ce bot, comme https://bot.example.org"
        )
    return value.rstrip("/")


def _reachable(parts: SplitResult) -> bool:
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.geturl()))


def _smtp(value: str) -> str:
    try:
        _ = post(value) if value else None
    except ValueError:
        raise ValueError(
            "n'est pas l'adresse d'un serveur d'envoi ; mettez smtps://nom:mot-de-passe@serveur, "
            "ou smtp:// s'il chiffre par STARTTLS"
        ) from None
    return value


def _mail_from(value: str) -> str:
    try:
        _ = sender(value) if value else None
    except ValueError:
        raise ValueError(
            "ne donne pas d'adresse d'expéditeur ; mettez par exemple Mission locale <triade@example.org>"
        ) from None
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("a des caractères que Telegram refuse ; mettez 1 à 256 lettres, chiffres, _ ou -")
    return value


def _long(value: SecretStr) -> SecretStr:
    if 0 < len(value.get_secret_value()) < 16:
        raise ValueError("est trop court pour un secret ; mettez 16 caractères au moins, tirés au hasard")
    return value


def _date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("n'est pas une date ; mettez-la comme 2027-06-30") from None


def _listen(value: str) -> str:
    parts = _split(f"//{value}")
    if parts is None or not parts.port or parts.path:
        raise ValueError("n'est pas une adresse d'écoute ; mettez hôte:port, comme 127.0.0.1:8080")
    return value


def _only(value: str) -> str:
    if unknown := sorted(set(value.split(",")) - {*ROLES, ""}):
        raise ValueError(f"ne connaît pas « {unknown[0]} » ; mettez un ou plusieurs de ceux-ci : {', '.join(ROLES)}")
    return value


def _level(value: str) -> str:
    if value.lower() not in _LEVELS:
        raise ValueError(f"n'est pas un niveau de journal ; mettez l'un de ceux-ci : {', '.join(_LEVELS)}")
    return value.lower()


def _timezone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("n'est pas un fuseau horaire ; mettez par exemple Europe/Paris")
    return value


class Settings(BaseSettings):
    """What an operator chooses. Everything but the token has a default good for one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(_token)]
    #: base address of a Bot API server: Telegram's, a self-hosted one, or the local Telegram
    telegram_api: Annotated[str, AfterValidator(_base_address)] = TELEGRAM
    #: may hold a password, so it is not shown
    database_url: Annotated[str, AfterValidator(_database)] = Field(default="sqlite:///triade.sqlite3", repr=False)
    redis_url: Annotated[str, AfterValidator(_redis)] = Field(default="", repr=False)
    #: where we are reached: pages are shown there, and updates come there by webhook
    public_url: Annotated[str, AfterValidator(_public)] = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = SecretStr("")
    #: how updates come: "webhook" or "polling"; "": by webhook when there is a public address
    updates: Literal["", "webhook", "polling"] = ""
    #: the server that takes our mails, with its password, and who they come from; without it nobody is mailed
    smtp_url: Annotated[str, AfterValidator(_smtp)] = Field(default="", repr=False)
    mail_from: Annotated[str, AfterValidator(_mail_from)] = ""
    #: what signs the mails that a mail server posts to /mail/inbound; without it nobody can answer by e-mail
    mail_webhook_secret: Annotated[SecretStr, AfterValidator(_long)] = SecretStr("")
    #: Immersion Facilitée: the key of its API and the last day of that key, its address, what its news must show
    immersion_key: SecretStr = SecretStr("")
    immersion_key_ends: Annotated[date | None, BeforeValidator(_date)] = None
    immersion_url: Annotated[str, AfterValidator(_base_address)] = IMMERSION
    immersion_webhook_secret: Annotated[SecretStr, AfterValidator(_long)] = SecretStr("")
    #: the file of the key that signs badges (`triade badge-key`); without it there are none
    badge_key_file: str = ""
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    #: what this process does, of several on one PostgreSQL: some of ROLES, with commas; "": all of it
    only: Annotated[str, AfterValidator(_only)] = ""
    log_level: Annotated[str, AfterValidator(_level)] = "info"
    timezone: Annotated[str, AfterValidator(_timezone)] = "Europe/Paris"
    #: "off": messages leave as fast as they can, with the local Telegram only
    limits: Literal["", "off"] = ""
    #: a file with an offset in seconds that the clock follows: for the local Telegram only
    clock_file: str = ""
    #: the point of the road where a test kills the process (see crash.py): with the local Telegram only
    crash_at: str = ""

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        if self.updates == "webhook" and not self.public_url:
            raise ValueError("TRIADE_PUBLIC_URL manque ; mettez l'adresse https de ce bot, ou enlevez TRIADE_UPDATES")
        if self.by_webhook and not self.webhook_secret.get_secret_value():
            raise ValueError(
                "TRIADE_WEBHOOK_SECRET manque ; mettez 1 à 256 lettres, chiffres, _ ou -, ou enlevez TRIADE_PUBLIC_URL"
            )
        if self.smtp_url and not self.mail_from:
            raise ValueError("TRIADE_MAIL_FROM manque ; mettez l'expéditeur, comme Mission locale <triade@example.org>")
        if self.smtp_url and not self.public_url:
            raise ValueError(
                "TRIADE_PUBLIC_URL manque, et un e-mail ne sert qu'avec une page à ouvrir ; mettez l'adresse https de "
                "ce bot, ou enlevez TRIADE_SMTP_URL"
            )
        if self.mail_webhook_secret.get_secret_value() and not self.smtp_url:
            raise ValueError(
                "TRIADE_SMTP_URL manque ; mettez le serveur d'envoi, ou enlevez TRIADE_MAIL_WEBHOOK_SECRET"
            )
        if self.only and self.database_url.startswith("sqlite"):
            raise ValueError(
                "TRIADE_ONLY demande PostgreSQL : une base SQLite n'a qu'un processus ; enlevez ce réglage, ou mettez "
                "postgresql://… dans TRIADE_DATABASE_URL"
            )
        port = urlsplit(self.public_url).port or 443
        if self.by_webhook and self.telegram_api == TELEGRAM and port not in _WEBHOOK_PORTS:
            ports = ", ".join(map(str, _WEBHOOK_PORTS))
            raise ValueError(
                f"TRIADE_PUBLIC_URL a le port {port}, que Telegram n'appelle pas ; mettez l'un de ceux-ci : {ports}"
            )
        for name, chosen in (
            ("CLOCK_FILE", self.clock_file),
            ("CRASH_AT", self.crash_at),
            ("LIMITS", self.limits),
        ):
            if chosen and not is_loopback(self.telegram_api):
                raise ValueError(
                    f"{PREFIX}{name} ne sert qu'aux essais avec le Telegram local ; "
                    "enlevez ce réglage, ou mettez une adresse de cette machine dans TRIADE_TELEGRAM_API"
                )
        return self

    @property
    def bot_id(self) -> int:
        return int(self.bot_token.get_secret_value().split(":")[0])

    def does(self, role: str) -> bool:
        """Whether this process has that role."""
        return not self.only or role in self.only.split(",")

    @property
    def by_webhook(self) -> bool:
        """Whether updates are posted to us; else we fetch them."""
        return bool(self.public_url) and self.updates != "polling"

    @property
    def listen_host(self) -> str:
        return urlsplit(f"//{self.listen}").hostname or ""

    @property
    def listen_port(self) -> int:
        return urlsplit(f"//{self.listen}").port or 0

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may show."""
        passwords = (urlsplit(url).password for url in (self.database_url, self.redis_url, self.smtp_url))
        secrets = (
            self.bot_token,
            self.webhook_secret,
            self.immersion_key,
            self.immersion_webhook_secret,
            self.mail_webhook_secret,
        )
        kept = (*(secret.get_secret_value() for secret in secrets), *passwords)
        return tuple(secret for secret in kept if secret)


def load() -> Settings:
    """The settings of this process. Raises SettingsError."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsError(
                f"{name} n'est pas un réglage ; enlevez-le, ou prenez l'un de ceux-ci : {', '.join(sorted(known))}."
            )
    try:
        return Settings()  # type: ignore[call-arg]  # the environment gives them
    except ValidationError as error:
        raise SettingsError(_sentence(error.errors(include_url=False, include_input=False)[0])) from None


def _sentence(error: Any) -> str:
    name = PREFIX + str(error["loc"][0]).upper() if error["loc"] else ""
    if error["type"] == "missing":
        return f"{name} manque ; mettez le jeton que @BotFather a donné, comme 123456789:AAH4c…"
    words = str(error.get("ctx", {}).get("error", error["msg"]))
    return f"{name} {words}.".strip()


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
