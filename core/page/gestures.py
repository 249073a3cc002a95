"""What somebody may do from her page beside the cards: the commands of the chat, with the words of its menu."""

from __future__ import annotations

from core.commands import commands
from core.people import Role

#: Commands that a page has otherwise, or not at all. Every other command of somebody's role is a button there.
ELSEWHERE = frozenset({
    "menu",  # the page is this menu
    "page",
    "missions",  # each stands on the page
    "quitter",  # each thread has this button
    "rappels",  # a section of the page
    "mesdonnees", "effacer",  # behind a link of the page
    "signaler",  # a button of each message
    "retirer",  # a button of each of her own messages
    "pros",  # a box to tick under what is written
    "stop",  # closing the page is enough: the question waits
    "aide",  # the page says it all
    "bureau",  # of the team only
})  # fmt: skip
#: these come first, in this order: what a minute is for
FIRST = ("mission", "sos", "lecons", "programme", "avenir", "rdv", "horizon", "guides")
#: what a menu of a chat has no room to say
SAYS = {"attestation": "Mon attestation", "corriger": "Corriger mes données", "parcours": "Mon parcours, en image"}


def gestures(role: Role) -> tuple[tuple[str, str], ...]:
    """(command, words of its button), those of `FIRST` ahead."""
    mine = {one.names[0]: one.says for one in commands().values() if role in one.roles}
    offered = [(name, says or SAYS.get(name, name)) for name, says in mine.items() if name not in ELSEWHERE]
    return tuple(sorted(offered, key=lambda one: FIRST.index(one[0]) if one[0] in FIRST else len(FIRST)))
