"""The words of people in what we draw: without the signs that end the program that draws."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

# XML 1.0, 2.2: no document may hold them, and vl-convert, which makes one on its way, aborts the whole process. Two
# more end a line in the scripts that it makes of words.
_ILLEGAL = re.compile("[^\t\n\r\x20-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def drawable(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same data, which a picture can be made of."""
    return dict(each(data, lambda words: _ILLEGAL.sub("", words)))


def each(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with every text in it changed; names of fields are ours."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: each(one, change) for name, one in value.items()}
    return [each(one, change) for one in value] if isinstance(value, list | tuple) else value
