"""Words of others as every table can hold them and every wire can carry them."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\x00\ud800-\udfff]")


def clean(words: str) -> str:
    """No NUL, which PostgreSQL refuses in a text, and no half of a surrogate pair, which nothing can encode."""
    return _UNFIT.sub("\ufffd", words)
