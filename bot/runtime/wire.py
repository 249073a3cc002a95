"""The only place that builds things: from settings to a bot that runs."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.channel import Channel, Failure, Row, SendFailed
from bot.codes import link, message_address, new_code, page_address
from bot.hints import hints
from bot.hooks.post import Post
from bot.hooks.sender import Hooks, Posts
from bot.immersion import read as immersion
from bot.immersion.service import ImmersionFacilitee
from bot.mail import read as mails
from bot.mail.channel import MailChannel
from bot.mail.imap import Mailbox
from bot.mail.post import post, sender
from bot.opportunities import read as opportunities
from bot.opportunities.services import Services
from bot.runtime import clock, holidays
from bot.runtime.app import AWAY, App
from bot.runtime.backstage import House
from bot.runtime.clock import Clock
from bot.runtime.deliver import Deliverer, Safe
from bot.runtime.flood import Flood
from bot.runtime.languages import translations
from bot.runtime.limits import KeyLimits, Limits, NoLimits, SharedLimits, TelegramLimits
from bot.runtime.receive import Receiver
from bot.runtime.seek import Seeker
from bot.runtime.sentinel import Mail, Sentinel
from bot.runtime.settings import TELEGRAM, Settings, SettingsError, token_of_now
from bot.runtime.sweep import Sweeper
from bot.runtime.tick import Ticker
from bot.runtime.watch import Watcher
from bot.sms import read as texts
from bot.sms.channel import SmsChannel
from bot.sms.gateway import gateway
from bot.sms.numbers import number
from bot.telegram import Bot, setup
from bot.telegram.calls import open_bot
from bot.telegram.channel import TelegramChannel
from bot.telegram.mini import verify
from bot.telegram.read import NAME, read
from core.forum import recount
from core.scene import Library
from storage import editions
from storage.content.library import library
from storage.engine.unit import Database
from storage.road.alerts import channel_unknown
from storage.road.scenes import World

if TYPE_CHECKING:
    from fastapi import APIRouter

    from bot.web.backstage import Signs

log = structlog.get_logger("bot.runtime.wire")
#: seconds after which a bot with a refused token goes away, once that was told: a supervisor starts it again at once
PAUSE = 60.0


def _limits(settings: Settings) -> Limits:
    if settings.limits == "off":
        return NoLimits()
    return SharedLimits(settings.redis_url) if settings.redis_url else TelegramLimits()


def _safe(settings: Settings) -> Safe:
    """Everybody, in production; else those of the list, and nobody by mistake."""
    allowed = {one.strip() for one in settings.safe_recipients.split(",") if one.strip()}
    return (lambda letter: letter.room in allowed) if allowed else (lambda letter: True)


async def build(
    settings: Settings,
    *,
    now: Clock | None = None,
    limits: Limits | None = None,
    bot: Bot | None = None,
    database: Database | None = None,
    books: Library | None = None,
    tells: Posts | None = None,
) -> App:
    """The bot, ready to run. Asks Telegram who it is: a wrong token is known at once (SendFailed)."""
    bot = bot or open_bot(
        settings.bot_token.get_secret_value(),
        "" if settings.telegram_api == TELEGRAM else settings.telegram_api,
        token_of_now,
    )
    now = now or (clock.Following(Path(settings.clock_file)) if settings.clock_file else clock.system)
    given, database = database, database or Database.open(settings.database_url)
    try:
        me = await setup.who(bot)
    except SendFailed as failure:
        if failure.kind is Failure.UNAUTHORIZED:
            failure.retry_after = await _refused(settings, database, now)
        await bot.session.close()
        if given is None:
            await database.close()
        raise
    books = books or library()
    if settings.immersion_key.get_secret_value():
        books = replace(books, services=books.services | {"immersion"})
    if settings.lba_key.get_secret_value():
        books = replace(books, services=books.services | {"lba"})
    if settings.smtp_url:
        books = replace(books, services=books.services | {MailChannel.name})
    if settings.sms_url:
        books = replace(books, services=books.services | {SmsChannel.name})
    world = World(
        books,
        holidays.closed,
        partial(link, me.username),
        partial(page_address, settings.public_url),
        hints,
        number,
        translations,
        message_address,
    )
    door = f"{NAME}:{me.id}"
    channels: dict[str, Channel] = {NAME: TelegramChannel(bot)}
    if (mail := _mail(settings)) is not None:
        channels[MailChannel.name] = mail
    sentinel = Sentinel(database, now, _told(settings, mail))
    if settings.sms_url:
        channels[SmsChannel.name] = _sms(settings, now)
    peers = database.peers(f"{socket.gethostname()}:{os.getpid()}:{new_code()[:8]}")
    deliverer = Deliverer(
        database,
        world,
        now,
        channels,
        limits or _limits(settings),
        peers=peers,
        safe=_safe(settings),
        topics=me.has_topics,
    )
    receiver = Receiver(
        database,
        world,
        now,
        {
            door: lambda raw, received: read(raw, me.id, received),
            immersion.NAME: immersion.read,
            opportunities.NAME: opportunities.read,
            mails.DOOR: mails.read,
            texts.DOOR: texts.read,
            recount.DOOR: recount.read,
        },
        new_code,
        deliverer.wake.set,
        channels,
    )
    if limits is None and settings.limits != "off":
        receiver.flood = Flood()
    ticker = Ticker(database, world, now, deliverer.wake.set)
    sweeper = Sweeper(database, now, settings.erasures)
    watcher = _watcher(settings, database, now, receiver)

    def pages() -> Sequence[APIRouter]:
        from bot.web.pages import routers

        house = House(database, world, now, new_code, deliverer.wake.set)
        house.signer = _signer(settings)
        house.proves = lambda init, at: verify(init, bot.token, at)
        house.meter = KeyLimits(settings.redis_url)
        doors = (_mail_door(settings, receiver, now), _sms_door(settings, receiver, now))
        more = (*_immersion_door(settings, watcher), *_security(settings, now))
        return [*routers(house), *more, *chain.from_iterable(doors)]

    def keep(c: Connection) -> None:
        editions.keep_house(c, world.library.modules, now())

    mailbox = _mailbox(settings, receiver, now)
    # On test ground other software is told nothing.
    hooks = None if settings.safe_recipients else Hooks(database, world, now, tells or Post())
    works = (watcher, peers, sentinel, sweeper, mailbox, hooks, _seeker(settings, database, now, receiver))
    return App(settings, bot, me, door, database, receiver, deliverer, ticker, pages, keep, *works)


def _mail(settings: Settings) -> MailChannel | None:
    if not settings.smtp_url:
        return None
    replies = bool(settings.mail_webhook_secret.get_secret_value() or settings.imap_url)
    return MailChannel(post(settings.smtp_url), sender(settings.mail_from), replies=replies)


def _told(settings: Settings, mail: MailChannel | None) -> Mail | None:
    """How the operator is told, when there is a way that needs no Telegram."""
    return partial(mail.tell, settings.operator_mail) if mail is not None and settings.operator_mail else None


async def _refused(settings: Settings, database: Database, now: Clock) -> float:
    """Telegram does not know us when we start: a human is told once a day. How long to wait before going away."""
    try:
        new = await database.run(lambda c: channel_unknown(c, NAME, now()))
    except (DBAPIError, *AWAY):  # nobody has run here before, or nothing runs: whoever starts us reads the sentence
        return 0
    await Sentinel(database, now, _told(settings, _mail(settings))).look()
    pause = 0 if new else PAUSE
    log.error("Telegram refuses the token; set the one that @BotFather shows", goes_away_in=pause)
    return pause


def _watcher(settings: Settings, database: Database, now: Clock, receiver: Receiver) -> Watcher | None:
    """Who watches conventions, when this bot has a key or gets news of them."""
    key = settings.immersion_key.get_secret_value()
    if not key and not settings.immersion_webhook_secret.get_secret_value():
        return None
    service = ImmersionFacilitee(settings.immersion_url, key) if key else None
    return Watcher(database, now, receiver, service, settings.immersion_key_ends)


def _seeker(settings: Settings, database: Database, now: Clock, receiver: Receiver) -> Seeker | None:
    """Who searches offers, when this bot has a key for one of the services."""
    services = Services(
        settings.geo_url,
        (settings.lba_url, settings.lba_key.get_secret_value()),
        (settings.immersion_url, settings.immersion_key.get_secret_value()),
    )
    return Seeker(database, now, receiver, services, library().trades) if services.asked else None


def _signer(settings: Settings) -> Signs | None:
    """Who signs badges, when the operator keeps a key for it."""
    if not settings.badge_key_file:
        return None
    from bot.web.signer import load

    try:
        return load(Path(settings.badge_key_file), settings.public_url)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"TRIADE_BADGE_KEY_FILE : ce fichier ne donne pas de clé ({type(error).__name__}) ; "
            "faites-en un avec « triade badge-key FICHIER »"
        ) from None


def _security(settings: Settings, now: Clock) -> Sequence[APIRouter]:
    if not settings.security_contact:
        return ()
    from bot.web.security import router

    return (router(settings.security_contact, settings.public_url, now),)


def _immersion_door(settings: Settings, watcher: Watcher | None) -> Sequence[APIRouter]:
    secret = settings.immersion_webhook_secret.get_secret_value()
    if watcher is None or not secret:
        return ()
    from bot.web.immersion import door

    return (door(secret, watcher.take),)


def _mail_door(settings: Settings, receiver: Receiver, now: Clock) -> Sequence[APIRouter]:
    secret = settings.mail_webhook_secret.get_secret_value()
    if not secret:
        return ()
    from bot.web.mail import door

    async def store(rows: Sequence[Row]) -> int:
        return await receiver.store(mails.DOOR, list(rows))

    return (door(secret, store, now),)


def _mailbox(settings: Settings, receiver: Receiver, now: Clock) -> Mailbox | None:
    async def store(rows: Sequence[Row]) -> int:
        return await receiver.store(mails.DOOR, list(rows))

    return Mailbox(post(settings.imap_url), store, now) if settings.imap_url else None


def _sms(settings: Settings, now: Clock) -> SmsChannel:
    replies = bool(settings.sms_webhook_secret.get_secret_value())
    return SmsChannel(gateway(settings.sms_url), settings.sms_from, lambda: now().timestamp(), replies=replies)


def _sms_door(settings: Settings, receiver: Receiver, now: Clock) -> Sequence[APIRouter]:
    secret = settings.sms_webhook_secret.get_secret_value()
    if not secret:
        return ()
    from bot.web.sms import door

    async def store(rows: Sequence[Row]) -> int:
        return await receiver.store(texts.DOOR, list(rows))

    return (door(secret, gateway(settings.sms_url), store, now),)
