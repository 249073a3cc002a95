"""The `triade` command: run the bot, show it, and what an operator needs around it."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import apikeys, deadletters, evaluation, merging, operator, register, safekeeping
from bot.channel import Failure, SendFailed
from bot.reach import check_folder, place, reach
from bot.runtime import logs
from bot.runtime.settings import Settings, SettingsError, load

ROLES = {
    "jeune": "apprentice",
    "tuteur": "tutor",
    "formateur": "trainer",
    "conseiller": "counsellor",
    "responsable": "manager",
}


def main() -> int:
    """Run one command; 0 when it did what was asked."""
    arguments = _parser().parse_args()
    try:
        code = asyncio.run(arguments.work(arguments)) or 0
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except (SettingsError, operator.Impossible) as error:
        said = str(error)
    except BrokenPipeError:  # `triade doctor | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        said = "la suite n'a pas pu s'afficher, plus personne ne la lit."
    except OSError as error:
        if error.filename is None:
            raise
        said = f"{error.filename} ne s'ouvre pas ({error.strerror})."
    print(f"triade : {said}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="triade", description="Le bot des triades d'alternance.")
    commands = parser.add_subparsers(required=True, metavar="commande")

    demo = _command(commands, "demo", _demo, "le bot, un Telegram local et une page pour jouer tous les rôles")
    demo.add_argument("--story", action="store_true", help="joue le parcours sans la page et imprime les écrans")
    demo.add_argument("--topics", action="store_true", help="un sujet par fil dans les conversations privées")
    demo.add_argument("--port", type=int, default=8433, help="port de la page (défaut : 8433)")

    run = _command(commands, "run", _run, "lance le bot avec les réglages TRIADE_…")
    run.add_argument("--only", default="", metavar="RÔLES", help="une partie : web, worker, clock (PostgreSQL)")
    _command(commands, "migrate", _migrate, "met la base de données à jour")
    _command(commands, "doctor", _doctor, "dit ce qui ne va pas : jeton, forum, base, Redis")

    structure = commands.add_parser("structure", help="les structures").add_subparsers(required=True, metavar="action")
    add = _command(structure, "add", _structure_add, "ajoute une structure et donne le code de son forum")
    add.add_argument("name", help="son nom, comme les jeunes le liront")
    add.add_argument("--hours", default="", help="ses horaires, en toutes lettres")
    add.add_argument("--timezone", default="Europe/Paris", help="son fuseau horaire (défaut : Europe/Paris)")
    _command(structure, "list", _structure_list, "les structures, leurs fils et leurs numéros")
    code = _command(structure, "code", _structure_code, "un nouveau code pour lier le forum")
    code.add_argument("structure", type=int, help="numéro de la structure")

    invite = _command(commands, "invite", _invite, "invite une personne : un lien à usage unique")
    invite.add_argument("role", choices=ROLES, help="son rôle")
    invite.add_argument("first_name", metavar="prénom")
    invite.add_argument("--structure", type=int, required=True, help="numéro de la structure")
    invite.add_argument("--triad", type=int, help="numéro du fil, pour un tuteur ou un formateur")

    content = commands.add_parser("content", help="les leçons").add_subparsers(required=True, metavar="action")
    check = _command(content, "check", _content_check, "relit une leçon : chaque erreur avec sa ligne et sa raison")
    check.add_argument("file", type=Path, help="le fichier Markdown de la leçon")
    _command(content, "figures", _content_figures, "les chiffres de la loi : sûrs ou non, et jusqu'à quand")

    key = _command(commands, "badge-key", _badge_key, "fait la clé qui signe les badges, dans un fichier à garder")
    key.add_argument("file", type=Path, help="fichier à écrire, pour TRIADE_BADGE_KEY_FILE")

    proof = _command(commands, "evidence", _evidence, "les preuves de suivi des missions, en PDF et en tableau")
    proof.add_argument("structure", type=int, help="numéro de la structure")
    proof.add_argument("folder", type=Path, help="dossier où les écrire")
    proof.add_argument("--triad", type=int, default=0, help="numéro d'un fil (défaut : tous)")

    export = _command(commands, "export", _export, "tout ce qu'une structure a, dans un fichier JSON")
    export.add_argument("structure", type=int, help="numéro de la structure")
    export.add_argument("file", type=Path, help="fichier à écrire")
    register.add(commands)
    safekeeping.register(commands, _command)
    deadletters.register(commands, _command)
    evaluation.register(commands, _command)
    apikeys.register(commands, _command)
    merging.register(commands, _command)
    return parser


def _command(
    where: Any, name: str, work: Callable[[argparse.Namespace], Coroutine[Any, Any, int | None]], what: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = where.add_parser(name, help=what, description=what)
    parser.set_defaults(work=work)
    return parser


def _lighten() -> None:
    """A short start: aiogram's models are built once its types are known, and nothing is collected meanwhile."""
    from pydantic import BaseModel

    BaseModel.model_config["defer_build"] = True
    gc.disable()


def _settle() -> None:
    """What the start has made stays: it is not looked at again by the collector, which works from here on."""
    gc.freeze()
    gc.enable()


async def _run(arguments: argparse.Namespace) -> None:
    if arguments.only:
        os.environ["TRIADE_ONLY"] = arguments.only
    settings = load()  # a wrong setting is told at once
    check_folder(settings)
    _lighten()
    from bot.runtime.waiting import until
    from bot.runtime.wire import build

    logs.configure(settings.log_level, json=not sys.stderr.isatty(), secrets=settings.secrets)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    try:
        app = await build(settings)
        _settle()
        await app.run(stop)
    except SendFailed as failure:
        await until(stop, failure.retry_after)
        raise SettingsError(_unreachable(settings, failure)) from None


def _unreachable(settings: Settings, failure: SendFailed) -> str:
    if failure.kind is Failure.UNAUTHORIZED:
        return "Telegram refuse ce jeton : mettez dans TRIADE_BOT_TOKEN celui que @BotFather affiche."
    return f"{settings.telegram_api} ne répond pas : vérifiez le réseau, ou TRIADE_TELEGRAM_API."


async def _demo(arguments: argparse.Namespace) -> int:
    _lighten()
    from bot.demo.play import show, tell

    _settle()
    return await (tell() if arguments.story else show(arguments.port, topics=arguments.topics))


async def _migrate(_: argparse.Namespace) -> None:
    database = await reach(load())
    await database.close()
    print("La base de données est à jour.")


async def _doctor(_: argparse.Namespace) -> int:
    from bot.doctor import examine

    trouble = False
    async for good, words in examine(load()):
        print(("✓ " if good else "✗ ") + words)
        trouble |= not good
    return int(trouble)


async def _structure_add(arguments: argparse.Namespace) -> None:
    from bot.codes import new_code

    settings = load()
    database = await reach(settings)
    code = new_code()
    number = await operator.add_structure(
        database, arguments.name, hours=arguments.hours, timezone=arguments.timezone, code=code, now=_now()
    )
    await database.close()
    print(f"Structure n° {number} : {arguments.name}")
    print(f"Elle est dans {place(settings)} : le bot doit tourner avec la même TRIADE_DATABASE_URL.")
    print(f"Dans son forum, un conseiller envoie : /lier {code}")


async def _structure_code(arguments: argparse.Namespace) -> None:
    from bot.codes import new_code

    database = await reach(load())
    code = new_code()
    await operator.forum_code(database, arguments.structure, code, _now())
    await database.close()
    print(f"Dans le forum, un conseiller envoie : /lier {code}")


async def _structure_list(_: argparse.Namespace) -> None:
    database = await reach(load())
    for number, name, linked, threads in await operator.structures(database, _now()):
        print(f"{number}. {name} – forum {'lié' if linked else 'à lier'}")
        for thread in threads:
            print(f"   fil n° {thread.id} : {thread.title}")
    await database.close()


async def _invite(arguments: argparse.Namespace) -> None:
    from bot.codes import link, new_code
    from bot.telegram import setup

    settings = load()
    username = await _ask_name(settings, setup)
    database = await reach(settings)
    code = new_code()
    await operator.invite(
        database,
        arguments.structure,
        ROLES[arguments.role],
        arguments.first_name,
        triad=arguments.triad,
        code=code,
        now=_now(),
    )
    await database.close()
    print(f"Le lien de {arguments.first_name}, à usage unique : {link(username, code)}")


async def _ask_name(settings: Settings, setup: Any) -> str:
    from bot.telegram.calls import open_bot

    bot = open_bot(settings.bot_token.get_secret_value(), settings.telegram_api)
    try:
        return str((await setup.who(bot)).username)
    except SendFailed as failure:
        raise SettingsError(_unreachable(settings, failure)) from None
    finally:
        await bot.session.close()


async def _content_check(arguments: argparse.Namespace) -> int:
    from storage.content.house import load_figures, load_sources
    from storage.content.lessonfile import ContentError, check_module

    try:
        text = arguments.file.read_text(encoding="utf-8")
        module, errors = check_module(arguments.file, text, load_figures(), load_sources())
    except OSError as error:
        raise operator.Impossible(
            f"{arguments.file} ne se lit pas ({error.strerror}) ; donnez un fichier .md"
        ) from None
    except UnicodeDecodeError:
        raise operator.Impossible(f"{arguments.file} n'est pas en UTF-8 ; enregistrez-le dans ce format") from None
    except ContentError as error:
        module, errors = None, (error,)
    if module is None:
        print(*errors, sep="\n", file=sys.stderr)
        return 1
    cards = len(module.pages) - len(module.questions)
    print(f"« {module.title} » : {cards} cartes, {len(module.questions)} questions, rien à corriger.")
    return 0


async def _badge_key(arguments: argparse.Namespace) -> None:
    from bot.web.signer import new_key

    try:
        new_key(arguments.file)
    except FileExistsError:
        raise operator.Impossible(f"{arguments.file} existe déjà : une clé ne se remplace pas, gardez-la.") from None
    except OSError as error:
        raise operator.Impossible(f"{arguments.file} ne s'écrit pas ({error.strerror})") from None
    print(
        f"Clé écrite dans {arguments.file}. Gardez-la hors de la base, et mettez TRIADE_BADGE_KEY_FILE={arguments.file}"
    )


async def _evidence(arguments: argparse.Namespace) -> None:
    database = await reach(load())
    written = await operator.evidence(database, arguments.structure, arguments.triad, arguments.folder, _now())
    await database.close()
    print("\n".join(written))


async def _content_figures(_: argparse.Namespace) -> None:
    from bot import figures
    from bot.runtime.clock import system
    from storage.content.house import load_figures

    # No settings: who looks after the lessons has no token.
    print(figures.table(load_figures(), system().date()))


async def _export(arguments: argparse.Namespace) -> None:
    database = await reach(load())
    data = await operator.export(database, arguments.structure, _now())
    await database.close()
    arguments.file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{sum(map(len, data.values()))} lignes écrites dans {arguments.file}")


def _now() -> datetime:
    """On test ground the operator's clock is the demo's."""
    from bot.runtime.clock import Following, system

    file = load().clock_file
    return Following(Path(file))() if file else system().astimezone(UTC)


if __name__ == "__main__":
    sys.exit(main())
