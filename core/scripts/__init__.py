"""One file per conversation, found by itself: file name = function name = script name.

A script file may say `MENU`: role -> label, to stand in the menu of that role; `TITLE`, how a paused conversation is
named; `COMMAND`, the command that starts it for those roles, and `SAYS`, the line of that command; `LEAVES`, the answer
that ends it, when nobody may put it off for later without knowing where the next words go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from core.people import Role
from core.talk import Facts, Script


@dataclass(frozen=True)
class Entry:
    name: str
    script: Callable[[Facts], Script[Any]]
    title: str = ""
    menu: Mapping[Role, str] = field(default_factory=dict)
    command: str = ""
    says: str = ""
    leaves: str = ""


@cache
def scripts() -> Mapping[str, Entry]:
    """Every script by its name."""
    found = {}
    for module in iter_modules(__path__):
        room = import_module(f"{__name__}.{module.name}")
        found[module.name] = Entry(
            module.name,
            getattr(room, module.name),
            getattr(room, "TITLE", ""),
            getattr(room, "MENU", {}),
            getattr(room, "COMMAND", ""),
            getattr(room, "SAYS", ""),
            getattr(room, "LEAVES", ""),
        )
    return found
