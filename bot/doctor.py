"""What is wrong, in sentences: token, door, database, Redis, forums, what needs a human."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import Connection

from bot.channel import Failure, SendFailed
from bot.mail.channel import greet
from bot.mail.imap import Mailbox, NoMailbox
from bot.mail.post import post
from bot.reach import TROUBLES, check_folder, unreachable
from bot.runtime.clock import system
from bot.runtime.settings import TELEGRAM, Settings, SettingsError, is_loopback
from bot.telegram import Bot, setup
from bot.telegram.calls import open_bot
from core.people import Structure
from storage import calls, migrate, people
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road import alerts, inbox, outbox

Finding = tuple[bool, str]


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Each thing looked at: whether it is well, and one sentence that names what to mend."""
    bot = open_bot(
        settings.bot_token.get_secret_value(), "" if settings.telegram_api == TELEGRAM else settings.telegram_api
    )
    database = Database.open(settings.database_url)
    try:
        forums: list[Structure] = []
        async for finding in _database(database, settings, forums):
            yield finding
        if settings.erasures is None:
            yield (
                False,
                "Personne ne saurait qui effacer de nouveau après une restauration : mettez dans TRIADE_ERASURES_FILE "
                "un fichier à part des sauvegardes.",
            )
        if lacks_contact(settings):
            yield (
                False,
                "Personne ne sait à qui signaler une faille : mettez dans TRIADE_SECURITY_CONTACT une adresse, comme "
                "mailto:securite@example.org.",
            )
        async for finding in _telegram(bot, settings, forums):
            yield finding
        if settings.redis_url:
            yield await _redis(settings.redis_url)
        if settings.smtp_url:
            yield await _mail(settings.smtp_url)
        if settings.imap_url:
            yield await _mailbox(settings.imap_url)
        yield _offers(settings)
        if settings.sms_url:
            yield _sms(settings)
    finally:
        await bot.session.close()
        await database.close()


def lacks_contact(settings: Settings) -> bool:
    """Whether pages are open to everybody, and name nobody to tell of a flaw."""
    tried = bool(settings.safe_recipients) or is_loopback(settings.telegram_api)
    return bool(settings.public_url) and not tried and not settings.security_contact


async def _database(database: Database, settings: Settings, forums: list[Structure]) -> AsyncIterator[Finding]:
    try:
        check_folder(settings)
        version = await database.run(migrate.version)
    except SettingsError as error:
        yield False, str(error)
        return
    except TROUBLES:
        yield False, unreachable(settings)
        return
    if version < migrate.head():
        yield False, "La base de données n'est pas à jour : lancez « triade migrate »."
        return
    if version > migrate.head():
        yield False, "La base de données est en avance sur ce programme : il marche, mais mettez-le vite à jour."
    else:
        yield True, f"Base de données à jour ({database.name})."
    if database.name == "postgresql" and await database.run(tenancy.bypasses):
        yield (
            False,
            "Le compte de TRIADE_DATABASE_URL passe outre les cloisons entre structures : donnez-lui le rôle "
            "triade_app, ou prenez un compte qui n'est pas superutilisateur.",
        )

    def look(c: Connection) -> tuple[int, int, list[str], list[Structure], set[int]]:
        words = [str(row.words) for row in alerts.unseen(c, system())]
        return inbox.waiting(c), outbox.waiting(c), words, people.structures_all(c), calls.managed(c)

    received, leaving, troubles, structures, managed = await database.run(look)
    yield True, f"En attente : {received} message(s) reçus, {leaving} à envoyer."
    for words in troubles:
        yield False, words
    if not structures:
        yield False, "Aucune structure : lancez « triade structure add NOM »."
    for structure in structures:
        if structure.id not in managed:
            yield (
                False,
                f"{structure.name} n'a pas de responsable, que personne ne préviendrait d'un appel sans réponse : "
                f"« triade invite responsable PRÉNOM --structure {structure.id} ».",
            )
        if structure.forum is None:
            yield (
                False,
                f"{structure.name} n'a pas de forum : « triade structure code {structure.id} », puis /lier CODE.",
            )
        else:
            forums.append(structure)


async def _telegram(bot: Bot, settings: Settings, structures: list[Structure]) -> AsyncIterator[Finding]:
    try:
        me = await setup.who(bot)
        hook = await setup.hook(bot)
    except SendFailed as failure:
        yield False, _unanswered(failure)
        return
    yield True, f"Telegram connaît @{me.username}."
    if bool(hook.url) != settings.by_webhook:
        expected = "un webhook" if settings.by_webhook else "pas de webhook"
        yield False, f"Les réglages demandent {expected}, Telegram dit le contraire : relancez « triade run »."
    if hook.last_error:
        yield False, f"Telegram n'arrive pas à livrer ({hook.pending} en attente) : {hook.last_error}"
    for structure in structures:
        assert structure.forum is not None
        try:
            forum = await setup.forum(bot, structure.forum.chat, me.id)
        except SendFailed as failure:
            yield (
                False,
                f"Le forum de {structure.name} est fermé au bot ({failure.kind.value}) : ajoutez-le, ou liez un autre.",
            )
            continue
        if forum.missing or not forum.is_forum:
            rights = ", ".join(forum.missing) or "les sujets"
            yield False, f"Dans le forum de {structure.name}, il manque : {rights}."
        else:
            yield True, f"Forum de {structure.name} : tout est permis."


def _unanswered(failure: SendFailed) -> str:
    if failure.kind is Failure.UNAUTHORIZED:
        return "Telegram ne nous reconnaît pas : mettez dans TRIADE_BOT_TOKEN le jeton que @BotFather affiche."
    return f"Telegram ne répond pas ({failure.reason}) : vérifiez le réseau, ou TRIADE_TELEGRAM_API."


async def _mail(url: str) -> Finding:
    try:
        await greet(post(url))
    except SendFailed as failure:
        return False, f"Le serveur d'envoi ne veut pas de nous ({failure.reason}) : vérifiez TRIADE_SMTP_URL."
    return True, "Le serveur d'envoi répond : les e-mails peuvent partir."


async def _mailbox(url: str) -> Finding:
    async def nothing(rows: object) -> None:
        """The doctor only looks."""

    try:
        await Mailbox(post(url), nothing, system).greet()
    except NoMailbox as trouble:
        return False, f"La boîte des réponses ne s'ouvre pas ({trouble}) : vérifiez TRIADE_IMAP_URL."
    return True, "La boîte des réponses s'ouvre : on peut répondre aux e-mails."


def _offers(settings: Settings) -> Finding:
    """Nothing is asked of the services: they count the questions."""
    keys = {"La bonne alternance": settings.lba_key, "Immersion Facilitée": settings.immersion_key}
    known = " et ".join(name for name, key in keys.items() if key.get_secret_value())
    if not known:
        return True, "Pas de recherche d'offres : elle demande TRIADE_LBA_KEY ou TRIADE_IMMERSION_KEY."
    return True, f"Recherche d'offres ouverte : {known}."


def _sms(settings: Settings) -> Finding:
    """Nothing is asked of the gateway: each question would be an SMS to pay."""
    from bot.sms.gateway import gateway
    from bot.web.sms import PATH, key

    chosen, secret = gateway(settings.sms_url), settings.sms_webhook_secret.get_secret_value()
    if not secret:
        return False, f"SMS par {chosen.name} : sans TRIADE_SMS_WEBHOOK_SECRET, un STOP ne nous parvient pas."
    shown = "" if chosen.signs else f"/{key(secret, chosen)}"
    return True, f"SMS par {chosen.name} : donnez-lui l'adresse {settings.public_url}{PATH}{shown} pour ses nouvelles."


async def _redis(url: str) -> Finding:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url(url)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        return (
            False,
            f"Redis ne répond pas ({type(error).__name__}) : vérifiez TRIADE_REDIS_URL. Le bot marche sans lui.",
        )
    finally:
        await client.aclose()
    return True, "Redis répond."
