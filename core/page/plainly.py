"""What the chat says, where there is no chat: a command reads as the words of its button on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from core.commands import commands
from core.page.gestures import SAYS
from core.texts import Rich, Translate

_COMMAND = re.compile(r"(?<![\w/.])/([a-zà-ÿ]+)(?![\w/-])")
#: what the page has otherwise than as the button of a command; "" stays: a code follows it
_THERE = {
    "atelier": "",
    **dict.fromkeys(("menu", "page", "missions", "stop", "aide"), "Ma page"),
    "rappels": "Les rappels",
    "mesdonnees": "Données",
    "effacer": "Données",
    "signaler": "Signaler",
    "retirer": "Retirer",
    "quitter": "Je n'accompagne plus",
}


@cache
def _labels() -> Mapping[str, str]:
    """What each command is called there."""
    return {name: _THERE.get(name, one.says or SAYS.get(name, "")) for name, one in commands().items()}


def plainly(text: Rich, translate: Translate) -> Rich:
    """The same words without a command to type."""
    whole, at = Rich(""), 0
    for found in _COMMAND.finditer(text.text):
        if label := _labels().get(found[1]):
            whole += text.cut(at, found.start()) + f"« {translate(label)} »"
            at = found.end()
    return whole + text.cut(at)
