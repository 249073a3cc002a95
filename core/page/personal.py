"""Addresses of personal pages in what people write: whoever opens one first acts as its person, so none is passed on.

They come along without a thought: a mail program quotes the mail that it answers, with its link.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from core.messages import Deed, Incoming, Written
from core.page import arrival, mine, proposed, stopping
from core.room import door
from core.scene import Scene
from core.texts import Rich

PERSONAL = (mine.PURPOSE, door.PURPOSE, proposed.PURPOSE, stopping.PURPOSE, arrival.DOORSTEP.purpose)
REMOVED = "(lien personnel retiré)"


def without(incoming: Incoming, scene: Scene) -> Incoming:
    """What came in, with a few words where such an address stood."""
    base = scene.page("", "").rstrip("/")
    if base and isinstance(incoming, Written):
        return replace(incoming, text=_removed(incoming.text, base))
    if base and isinstance(incoming, Deed):
        fields = {name: _removed(Rich(words), base).text for name, words in incoming.fields.items()}
        return replace(incoming, fields=fields)
    return incoming


def _removed(words: Rich, base: str) -> Rich:
    address = _address(base)
    # An address can hide behind other words.
    words = replace(words, spans=tuple(span for span in words.spans if not address.match(span.value)))
    whole, at = Rich(""), 0
    for found in address.finditer(words.text):
        whole += words.cut(at, found.start()) + REMOVED
        at = found.end()
    return whole + words.cut(at) if at else words


@lru_cache(maxsize=4)
def _address(base: str) -> re.Pattern[str]:
    """Of such a page, with or without the scheme, which apps find again by themselves."""
    bare = re.escape(base.partition("://")[2])
    return re.compile(rf"(?:https?://)?{bare}/(?:{'|'.join(PERSONAL)})/\S+", re.IGNORECASE)
