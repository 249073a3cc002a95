"""Lines in somebody's words that read like the signature of another message: they say whose words they are.

Where several messages stand one below the other (a mail, a page, a paper), nothing else tells them from ours.
"""

from __future__ import annotations

import re

from core.people import BADGES, DOTS, Person, Role
from core.texts import BREAKS, Rich, render, say

_LINE, _BADGES = f"[^{BREAKS}]*", "|".join(BADGES.values())
_LIKE_ONE = re.compile(rf"(?:^|(?<=[{BREAKS}]))(?={_LINE}\w{_LINE}[{DOTS}|][^\S{BREAKS}]*(?:{_BADGES}))", re.IGNORECASE)


def marked(words: Rich, author: Person) -> Rich:
    """The words, with such lines marked; the team may quote whom it wants."""
    whole, at = Rich(""), 0
    if author.role is Role.COUNSELLOR:
        return words
    for found in _LIKE_ONE.finditer(words.text):
        whole = whole + words.cut(at, found.start()) + render(say("(écrit par {name}) ", name=author.first_name))
        at = found.start()
    return whole + words.cut(at) if whole else words
