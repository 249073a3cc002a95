"""PDFs: a template of this folder (`<kind>.typ`, in the look of `_look.typ`) and its data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from bot.papers._signs import each

HERE = Path(__file__).parent


# Signs that none of typst's own fonts can draw (tried one by one up to U+2C00; beyond, all but ligatures). PDF/UA-1
# allows no empty box for them: one emoji in one message, and there would be no file at all.
_UNDRAWN = re.compile(
    "[\u2041\u2043\u2053\u211f\u2121\u2123\u2125\u2152\u2185-\u2188\u218a\u218b\u2400-\u2426\u2440-\u244a\u2607\u2608"
    "\u2630-\u2637\u268c-\u268f\u269d-\u269f\u26a8\u26a9\u26b0-\u2705\u270a\u270b\u2715\u2716\u2727-\u2729\u274c\u274e"
    "\u2753-\u2757\u275f\u2760\u2780-\u2793\u2795-\u2797\u27b0\u2e80-\ufaff\ufb07-\ufffc\ufffe\uffff\U00010000-\U0010ffff\u200d]+"
)
# What only turns or joins others, and controls.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u20d0-\u20ff\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
BOX = "□"


def pdf(template: str, data: Mapping[str, Any], *, made: str) -> bytes:
    """The PDF of `template` ("recap.typ"). `made`: the day it says it was made, ISO, so that the same data makes the
    same bytes. It is tagged for screen readers (PDF/UA-1), which demands a title, words for each picture, and that
    every sign can be drawn: those that cannot are a box, and should one be left, the file comes without the promise.
    """
    day = datetime.combine(datetime.fromisoformat(made).date(), datetime.min.time(), UTC)
    inputs = {"data": json.dumps(each(data, _drawn), ensure_ascii=False)}
    try:
        return _compile(template, inputs, day, ["ua-1"])
    except typst.TypstError:
        return _compile(template, inputs, day, [])


def _compile(template: str, inputs: dict[str, str], day: datetime, standards: list[Any]) -> bytes:
    made = typst.compile(
        HERE / template,
        root=HERE,
        # Only the fonts that come with typst: the page is the same on every machine.
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=standards,
        timestamp=day,
    )
    assert isinstance(made, bytes)
    return made


def _drawn(words: str) -> str:
    """The same words, of signs that can be drawn."""
    return _UNDRAWN.sub(BOX, _UNSEEN.sub("", words))
