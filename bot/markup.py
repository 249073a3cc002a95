"""Words with their formatting as HTML, for pages and mails."""

from __future__ import annotations

from itertools import pairwise

from markupsafe import Markup, escape

from core.texts import Rich

#: kinds of spans -> tags
_TAGS = {"bold": "strong", "italic": "em", "underline": "u", "strikethrough": "s", "code": "code", "pre": "code"}


def rich(text: Rich) -> Markup:
    """Words with their formatting as HTML. Links that people wrote are shown, not made: nobody lands where he sees not.

    Spans may overlap: at each border of any of them, those that hold there are opened around the piece.
    """
    borders = sorted({0, len(text.text), *(at for span in text.spans for at in (span.start, span.end))})
    pieces = []
    for start, end in pairwise(borders):
        marks = [_TAGS[span.kind] for span in text.spans if span.kind in _TAGS and span.start <= start < span.end]
        opened, closed = "".join(f"<{tag}>" for tag in marks), "".join(f"</{tag}>" for tag in reversed(marks))
        pieces.append(f"{opened}{escape(typeset(text.text[start:end]))}{closed}".replace("\n", "<br>"))
    return Markup("".join(pieces))  # noqa: S704  # escaped piece by piece


def typeset(words: str) -> str:
    """No line begins with a closing « », nor ends with an opening one."""
    return words.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
