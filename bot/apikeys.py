"""`triade api-key` and `triade webhook`: other software, let in and told by the operator."""

from __future__ import annotations

import argparse
import secrets
from base64 import b64encode
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot import operator
from bot.reach import reach
from core.api import told
from core.api.keys import SCOPES, Key, KeyRevoked, KeysHere, Scope, checked
from core.people import Refused
from core.texts import render
from storage import apikeys, events, hooks, people
from storage.engine import tenancy

T = TypeVar("T")
HOOK_ACTS = {"resume": ("", "reprend là où cela s'était arrêté"), "close": (told.CLOSED, "ne prévient plus")}


def register(commands: Any, command: Any) -> None:
    """The commands."""
    actions = commands.add_parser("api-key", help="les clés pour d'autres logiciels").add_subparsers(
        required=True, metavar="action"
    )
    add = command(actions, "add", _add, "une clé, montrée une seule fois")
    add.add_argument("structure", type=int, help="numéro de la structure")
    add.add_argument("label", help="à quoi elle sert")
    scopes = " ; ".join(f"{scope.value} ({label})" for scope, label in SCOPES.items())
    add.add_argument("--scopes", required=True, metavar="PORTÉES", help=f"avec des virgules : {scopes}")
    add.add_argument("--days", type=int, default=90, help="jours de validité (défaut : 90)")
    listed = command(actions, "list", _list, "les clés d'une structure et leur dernier usage")
    listed.add_argument("structure", type=int, help="numéro de la structure")
    revoke = command(actions, "revoke", _revoke, "ferme une clé")
    revoke.add_argument("structure", type=int, help="numéro de la structure")
    revoke.add_argument("key", type=int, help="numéro de la clé")

    actions = commands.add_parser("webhook", help="les logiciels prévenus de ce qui se passe").add_subparsers(
        required=True, metavar="action"
    )
    hook = command(actions, "add", _hook_add, "une adresse à prévenir ; son secret est montré une seule fois")
    hook.add_argument("structure", type=int, help="numéro de la structure")
    hook.add_argument("url", help="adresse https, sur l'internet public")
    hook.add_argument("--scopes", required=True, metavar="PORTÉES", help=" ou ".join(told.SCOPES))
    listed = command(actions, "list", _hook_list, "les adresses d'une structure, et ce qui attend")
    listed.add_argument("structure", type=int, help="numéro de la structure")
    for verb, (_, what) in HOOK_ACTS.items():
        act = command(actions, verb, _hook_act, what)
        act.add_argument("structure", type=int, help="numéro de la structure")
        act.add_argument("hook", type=int, help="numéro de l'adresse")
        act.set_defaults(verb=verb)


async def _add(arguments: argparse.Namespace) -> None:
    from bot.runtime.clock import system
    from bot.web.pages.keys import hashed, new_secret

    secret, now = new_secret(), system()
    scopes = frozenset(one.strip() for one in arguments.scopes.split(",") if one.strip())
    if unknown := scopes - {scope.value for scope in Scope}:
        raise operator.Impossible(
            f"Portée inconnue : {', '.join(sorted(unknown))}. Voir « triade api-key add --help »."
        )
    try:
        new = checked(arguments.label, scopes, arguments.days, hashed(secret), now)
    except Refused as refused:
        raise operator.Impossible(render(refused.text).text) from None

    def work(c: Connection) -> None:
        apikeys.add(c, arguments.structure, new, now)
        data = {"scopes": sorted(scopes), "days": arguments.days}
        events.record(c, "api-key-made", at=now, structure=arguments.structure, data=data)

    await _within(arguments.structure, work)
    print(f"Clé de la structure n° {arguments.structure}, jusqu'au {new.expires_at:%d/%m/%Y} ; elle n'est pas gardée :")
    print(secret)


async def _list(arguments: argparse.Namespace) -> None:
    from bot.runtime.clock import system

    def work(c: Connection) -> tuple[Key, ...]:
        return apikeys.here(c, arguments.structure, KeysHere())

    for key in await _within(arguments.structure, work):
        state = "ouverte" if key.open(system()) else "fermée"
        used = f"{key.used_at:%d/%m/%Y %H:%M}" if key.used_at else "jamais"
        until = f"jusqu'au {key.expires_at:%d/%m/%Y}"
        print(f"{key.id}. {key.label} – {state}, {until}, dernier usage : {used} – {', '.join(sorted(key.scopes))}")


async def _revoke(arguments: argparse.Namespace) -> None:
    from bot.runtime.clock import system

    now = system()

    def work(c: Connection) -> None:
        known = {key.id: key for key in apikeys.here(c, arguments.structure, KeysHere())}
        if arguments.key not in known or not known[arguments.key].open(now):
            raise operator.Impossible(f"La clé n° {arguments.key} n'est pas ouverte dans cette structure.")
        apikeys.revoke(c, arguments.structure, KeyRevoked(arguments.key), now)
        subject = f"api-key:{arguments.key}"
        events.record(c, "api-key-revoked", at=now, structure=arguments.structure, subject=subject)

    await _within(arguments.structure, work)
    print(f"La clé n° {arguments.key} n'ouvre plus rien.")


async def _hook_add(arguments: argparse.Namespace) -> None:
    from bot.hooks.post import PREFIX, trouble
    from bot.runtime.clock import system

    scopes = frozenset(one.strip() for one in arguments.scopes.split(",") if one.strip())
    if not scopes or scopes - set(told.SCOPES):
        raise operator.Impossible(f"Portées possibles : {', '.join(told.SCOPES)}.")
    if why := trouble(arguments.url):
        raise operator.Impossible(f"{arguments.url} {why}.")
    secret, now = PREFIX + b64encode(secrets.token_bytes(32)).decode(), system()

    def work(c: Connection) -> None:
        hooks.add(c, arguments.structure, told.NewHook(arguments.url, secret, scopes), now)
        events.record(c, "webhook-added", at=now, structure=arguments.structure, data={"scopes": sorted(scopes)})

    await _within(arguments.structure, work)
    print("Le secret qui signe les envois, à garder de l'autre côté :")
    print(secret)


async def _hook_list(arguments: argparse.Namespace) -> None:
    for hook in await _within(arguments.structure, lambda c: hooks.here(c, arguments.structure, told.HooksHere())):
        state = "ne répond plus" if hook.stopped else "ouverte"
        waiting = f"{hook.waiting} en attente, {hook.lost} perdu(s)"
        print(f"{hook.id}. {hook.url} – {state}, {waiting} – {', '.join(sorted(hook.scopes))}")


async def _hook_act(arguments: argparse.Namespace) -> None:
    from bot.runtime.clock import system

    def work(c: Connection) -> None:
        if arguments.hook not in {hook.id for hook in hooks.here(c, arguments.structure, told.HooksHere())}:
            raise operator.Impossible(f"L'adresse n° {arguments.hook} n'est pas ouverte dans cette structure.")
        hooks.stop(c, arguments.structure, told.HookStopped(arguments.hook, HOOK_ACTS[arguments.verb][0]), system())

    await _within(arguments.structure, work)
    print("C'est fait.")


async def _within(structure: int, work: Callable[[Connection], T]) -> T:
    """Do it within one structure, which must be there."""
    from bot.runtime.settings import load

    database = await reach(load())

    def scoped(c: Connection) -> T:
        tenancy.within(c, structure)
        if people.structure(c, structure) is None:
            raise operator.Impossible(f"Aucune structure n'a le numéro {structure} : voir « triade structure list ».")
        return work(c)

    try:
        return await database.run(scoped)
    finally:
        await database.close()
