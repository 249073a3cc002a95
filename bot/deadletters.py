"""`triade dead`: every alert that waits, without a word of anybody; what was given up or held may be sent once more."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from bot.operator import Impossible
from bot.reach import reach
from storage.road import alerts, deadletters


def register(commands: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """The three commands."""
    dead = commands.add_parser("dead", help="ce qui a été abandonné ou gardé").add_subparsers(
        required=True, metavar="action"
    )
    command(dead, "list", _list, "ce qui attend une décision")
    for name, work, what in (
        ("replay", _replay, "réessaie, une seule fois ; un message porte alors « peut-être déjà reçu »"),
        ("drop", _drop, "en reste là"),
    ):
        one = command(dead, name, work, what)
        one.add_argument("alert", nargs="+", help="numéros de la liste, ou « tout »")


async def _list(_: argparse.Namespace) -> None:
    from bot.runtime.clock import system
    from bot.runtime.settings import load

    database, now = await reach(load()), system()
    found = await database.run(lambda c: alerts.unseen(c, now))
    await database.close()
    for alert in found:
        print(f"{alert.id:6}  {alert.at:%d/%m %H:%M}  {alert.words}")
    print(f"{len(found)} en attente d'une décision." if found else "Rien n'attend.")


async def _replay(arguments: argparse.Namespace) -> None:
    await _each(arguments.alert, deadletters.replay, "remis en route")


async def _drop(arguments: argparse.Namespace) -> None:
    await _each(arguments.alert, deadletters.drop, "laissés")


async def _each(asked: list[str], act: Callable[..., bool], became: str) -> None:
    from bot.runtime.clock import system
    from bot.runtime.settings import load

    database, now = await reach(load()), system()
    try:
        if asked == ["tout"]:
            numbers = [alert.id for alert in await database.run(lambda c: alerts.unseen(c, now))]
        else:
            numbers = [int(word) for word in asked]
        done = 0
        for number in numbers:
            done += await database.run(lambda c, number=number: act(c, number, now))  # type: ignore[misc]
    except ValueError:
        raise Impossible("Donnez les numéros de « triade dead list », ou « tout ».") from None
    finally:
        await database.close()
    print(f"{done} {became}, {len(numbers) - done} déjà décidés ou inconnus.")
