"""The languages of the interface. The French sentence is the message id; the others are gettext catalogues."""

from __future__ import annotations

from collections.abc import Mapping

FRENCH = "fr"
#: code -> its name for its own speakers; each but French has core/content/<code>/interface.po
LANGUAGES: Mapping[str, str] = {FRENCH: "Français", "en": "English"}


def spoken(code: str) -> str:
    """The language of ours nearest to what an app says it speaks ("en-GB"); French when there is none."""
    short = code.split("-")[0].lower()
    return short if short in LANGUAGES else FRENCH
