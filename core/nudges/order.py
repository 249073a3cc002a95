"""In which order the channels of a person are tried by one reminder after another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.people import Refused, Structure
from core.texts import Text, say

#: the setting of a structure, and what it is without one: after the usual channel, these
ORDER, USUAL = "channel_order", ("telegram", "mail", "sms")
NAMES = {"telegram": "Telegram", "mail": "e-mail", "sms": "SMS"}
_BETWEEN = re.compile(r"[\s,;>→]+|puis|et")
_TYPED = {"telegram": "telegram", "mail": "mail", "email": "mail", "e-mail": "mail", "sms": "sms"}
WRONG = "Rien n'a changé. Par exemple : « /relances ordre e-mail, SMS, Telegram », ou « /relances ordre aucun »."


def order_of(structure: Structure | None) -> Sequence[str]:
    """The channels to try after the usual one, in this order."""
    return tuple(structure.settings.get(ORDER, USUAL)) if structure is not None else USUAL


def read(words: str) -> list[str]:
    """The channels that were typed; none for « aucun ». Refused when they do not read."""
    typed = [word for word in _BETWEEN.split(words) if word]
    if typed == ["aucun"]:
        return []
    if not typed or not set(typed) <= _TYPED.keys():
        raise Refused(WRONG)
    return list(dict.fromkeys(_TYPED[word] for word in typed))


def line(structure: Structure | None) -> Text:
    """How it is now, in words."""
    order = ", ".join(NAMES[channel] for channel in order_of(structure))
    if not order:
        return say("Tous les rappels partent par le canal habituel de la personne.")
    return say("Le 1er rappel part par le canal habituel de la personne, les suivants par ses autres : {order}.",
               order=order)  # fmt: skip
