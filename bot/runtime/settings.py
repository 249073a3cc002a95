"""Settings from the environment (prefix TRIADE_); a wrong or missing one is told in one sentence that names it."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.runtime.checks import (
    ROLES,
    TELEGRAM,
    are_recipients,
    as_date,
    is_address,
    is_base_address,
    is_collector,
    is_contact,
    is_database,
    is_imap,
    is_inner,
    is_level,
    is_long,
    is_loopback,
    is_mailbox,
    is_public,
    is_redis,
    is_roles,
    is_sender,
    is_sms,
    is_sms_sender,
    is_smtp,
    is_timezone,
    is_token,
    is_webhook_secret,
)

__all__ = ["ROLES", "TELEGRAM", "Settings", "SettingsError", "is_loopback", "load", "token_of_now"]

PREFIX = "TRIADE_"
#: a setting may stand in a file of this name instead: TRIADE_BOT_TOKEN_FILE
SUFFIX = "_FILE"
LBA = "https://api.apprentissage.beta.gouv.fr/api"
GEO = "https://geo.api.gouv.fr"
IMMERSION = "https://immersion-facile.beta.gouv.fr/api"

log = structlog.get_logger("bot.runtime.settings")

# Bot API, setWebhook: Telegram posts to these ports only.
_WEBHOOK_PORTS = (443, 80, 88, 8443)


class SettingsError(Exception):
    """A setting is missing or wrong; the text is one sentence for the operator. Caught by the command line."""


class Settings(BaseSettings):
    """What an operator chooses. Everything but the token has a default good for one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    bot_token: Annotated[SecretStr, AfterValidator(is_token)]
    #: base address of a Bot API server: Telegram's, a self-hosted one, or the local Telegram
    telegram_api: Annotated[str, AfterValidator(is_base_address)] = TELEGRAM
    #: may hold a password, so it is not shown
    database_url: Annotated[str, AfterValidator(is_database)] = Field(default="sqlite:///triade.sqlite3", repr=False)
    redis_url: Annotated[str, AfterValidator(is_redis)] = Field(default="", repr=False)
    #: where we are reached: pages are shown there, and updates come there by webhook
    public_url: Annotated[str, AfterValidator(is_public)] = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(is_webhook_secret)] = SecretStr("")
    #: how updates come: "webhook" or "polling"; "": by webhook when there is a public address
    updates: Literal["", "webhook", "polling"] = ""
    #: the server that takes our mails, with its password, and who they come from; without it nobody is mailed
    smtp_url: Annotated[str, AfterValidator(is_smtp)] = Field(default="", repr=False)
    mail_from: Annotated[str, AfterValidator(is_sender)] = ""
    #: what signs the mails that a mail server posts to /mail/inbound; without it nobody can answer by e-mail
    mail_webhook_secret: Annotated[SecretStr, AfterValidator(is_long)] = SecretStr("")
    #: the mailbox that answers come to, with its password: another way than the one before
    imap_url: Annotated[str, AfterValidator(is_imap)] = Field(default="", repr=False)
    #: the gateway that takes our SMS, with its keys; who they come from; what opens /sms/inbound to its news
    sms_url: Annotated[str, AfterValidator(is_sms)] = Field(default="", repr=False)
    sms_from: Annotated[str, AfterValidator(is_sms_sender)] = ""
    sms_webhook_secret: Annotated[SecretStr, AfterValidator(is_long)] = SecretStr("")
    #: Immersion Facilitée: the key of its API and the last day of that key, its address, what its news must show
    immersion_key: SecretStr = SecretStr("")
    immersion_key_ends: Annotated[date | None, BeforeValidator(as_date)] = None
    immersion_url: Annotated[str, AfterValidator(is_base_address)] = IMMERSION
    immersion_webhook_secret: Annotated[SecretStr, AfterValidator(is_long)] = SecretStr("")
    #: La bonne alternance: the key of its API and its address; where postal codes are looked up, without any key
    lba_key: SecretStr = SecretStr("")
    lba_url: Annotated[str, AfterValidator(is_base_address)] = LBA
    geo_url: Annotated[str, AfterValidator(is_base_address)] = GEO
    #: the list of who was erased, apart from the database: a backup brings nobody back
    erasures_file: str = ""
    #: the file of the key that signs badges (`triade badge-key`); without it there are none
    badge_key_file: str = ""
    listen: Annotated[str, AfterValidator(is_address)] = "127.0.0.1:8080"
    #: where our own machines ask for metrics, and whether this process lives
    metrics_listen: Annotated[str, AfterValidator(is_inner)] = ""
    #: an OpenTelemetry collector that is told how long each step took (http://collector:4318)
    traces_url: Annotated[str, AfterValidator(is_collector)] = ""
    #: who is mailed when something needs a human, be Telegram there or not
    operator_mail: Annotated[str, AfterValidator(is_mailbox)] = ""
    #: whom anybody may tell of a flaw, as /.well-known/security.txt shows it (mailto:securite@example.org)
    security_contact: Annotated[str, AfterValidator(is_contact)] = ""
    #: outside production: nobody else is ever sent anything (telegram:42,mail:essai@example.org)
    safe_recipients: Annotated[str, AfterValidator(are_recipients)] = ""
    #: what this process does, of several on one PostgreSQL: some of ROLES, with commas; "": all of it
    only: Annotated[str, AfterValidator(is_roles)] = ""
    log_level: Annotated[str, AfterValidator(is_level)] = "info"
    timezone: Annotated[str, AfterValidator(is_timezone)] = "Europe/Paris"
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
        if self.operator_mail and not self.smtp_url:
            raise ValueError("TRIADE_SMTP_URL manque ; mettez le serveur d'envoi, ou enlevez TRIADE_OPERATOR_MAIL")
        if self.imap_url and not self.smtp_url:
            raise ValueError("TRIADE_SMTP_URL manque ; mettez le serveur d'envoi, ou enlevez TRIADE_IMAP_URL")
        if self.mail_webhook_secret.get_secret_value() and not self.smtp_url:
            raise ValueError(
                "TRIADE_SMTP_URL manque ; mettez le serveur d'envoi, ou enlevez TRIADE_MAIL_WEBHOOK_SECRET"
            )
        if self.only and self.database_url.startswith("sqlite"):
            raise ValueError(
                "TRIADE_ONLY demande PostgreSQL : une base SQLite n'a qu'un processus ; enlevez ce réglage, ou mettez "
                "postgresql://… dans TRIADE_DATABASE_URL"
            )
        if self.sms_url and not (self.sms_from and self.public_url):
            raise ValueError(
                "TRIADE_SMS_FROM ou TRIADE_PUBLIC_URL manque ; un SMS a un expéditeur, et une page à ouvrir"
            )
        if self.sms_webhook_secret.get_secret_value() and not self.sms_url:
            raise ValueError("TRIADE_SMS_URL manque ; mettez la passerelle, ou enlevez TRIADE_SMS_WEBHOOK_SECRET")
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
    def erasures(self) -> Path | None:
        """Where that list is; None: nowhere, with PostgreSQL and without the setting."""
        if self.erasures_file:
            return Path(self.erasures_file)
        file = self.database_url.removeprefix("sqlite:///")
        return Path(f"{file}.erasures") if file != self.database_url else None

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
    def served(self) -> tuple[str, int, bool]:
        """Where we listen, and whether browsers come to us by https."""
        return self.listen_host, self.listen_port, self.public_url.startswith("https:")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log line may show."""
        urls = (self.database_url, self.redis_url, self.smtp_url, self.sms_url, self.imap_url)
        passwords = (*(urlsplit(url).password for url in urls), urlsplit(self.sms_url).username)
        secrets = (
            self.bot_token,
            self.webhook_secret,
            self.immersion_key,
            self.lba_key,
            self.immersion_webhook_secret,
            self.mail_webhook_secret,
            self.sms_webhook_secret,
        )
        kept = (*(secret.get_secret_value() for secret in secrets), *passwords)
        return tuple(secret for secret in kept if secret)


def load() -> Settings:
    """The settings of this process. Raises SettingsError."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    files: dict[str, Any] = {}
    for name in sorted(os.environ):
        if not name.upper().startswith(PREFIX) or name.upper() in known:
            continue
        if name.upper().removesuffix(SUFFIX) in known:
            files[name.upper().removesuffix(SUFFIX).removeprefix(PREFIX).lower()] = _read(name, os.environ[name])
        else:
            raise SettingsError(
                f"{name} n'est pas un réglage ; enlevez-le, ou prenez l'un de ceux-ci : {', '.join(sorted(known))}."
            )
    try:
        return Settings(**files)  # the environment gives the rest
    except ValidationError as error:
        raise SettingsError(_sentence(error.errors(include_url=False, include_input=False)[0])) from None


def token_of_now() -> str:
    """What the file of the bot token holds now, as it may be replaced while we run; "" when there is none to read."""
    file = os.environ.get(f"{PREFIX}BOT_TOKEN{SUFFIX}", "")
    try:
        return is_token(SecretStr(Path(file).read_text("utf-8").strip())).get_secret_value() if file else ""
    except (OSError, ValueError) as error:
        log.error("the file of the bot token gives none", error=type(error).__name__)
        return ""


def _read(name: str, file: str) -> str:
    """A setting that stands in a file, as secrets are handed to containers and services."""
    if os.environ.get(name[: -len(SUFFIX)]):
        raise SettingsError(f"{name[: -len(SUFFIX)]} et {name} sont là tous les deux ; enlevez l'un des deux.")
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} : ce fichier ne se lit pas ({type(error).__name__}).") from None


def _sentence(error: Any) -> str:
    name = PREFIX + str(error["loc"][0]).upper() if error["loc"] else ""
    if error["type"] == "missing":
        return f"{name} manque ; mettez le jeton que @BotFather a donné, comme 123456789:AAH4c…"
    words = str(error.get("ctx", {}).get("error", error["msg"]))
    return f"{name} {words}.".strip()
