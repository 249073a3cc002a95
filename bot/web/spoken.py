"""Pages in another language: their templates stay plain French, and each sentence in them is looked up once.

What counts as a sentence: the words between two tags (with the `{{ … }}` among them), what a screen reader says
(`aria-label`, `alt`), and what stands in quotes inside a `{{ … }}` or `{% … %}` and reads like words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Translate = Callable[[str], str]
#: the pages of somebody whose language is known; others show something to anybody, in French
PAGES = (
    "act.html", "base.html", "confirm.html", "enter.html", "forms.html", "mine.html", "mydata.html", "renewed.html",
    "screen.html", "stop.html", "telegram.html",
)  # fmt: skip
#: a piece of Jinja, or a tag of HTML with the Jinja inside it
_APART = re.compile(r"(\{[%#].*?[%#]\}|<(?:\{\{.*?\}\}|\{%.*?%\}|[^<>{]|\{(?![{%]))*>)", re.DOTALL)
_SAID = re.compile(r'((?:aria-label|alt)=")((?:\{\{.*?\}\}|[^"{]|\{(?!\{))*)(")', re.DOTALL)
_JINJA = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_QUOTED = re.compile(r'"([^"\\{}]*)"')
#: two letters, and a space or an accent, or one word with a capital
_WORDS = re.compile(
    r"(?=.*[^\W\d_]{2})(.*[ 'À-ÿ«»…\u2190-\u2bff\U0001f300-\U0001faff]|[A-ZÀ-Ý][a-zà-ÿ]{1,}$)", re.DOTALL
)
_LETTERS = re.compile(r"[^\W\d_]{2}")


def translated(source: str, translate: Translate) -> str:
    """The template with every sentence said in another language."""
    return "".join(_piece(piece, translate) for piece in _APART.split(source))


def sentences(source: str) -> Iterator[str]:
    """Every sentence of a template."""
    found: list[str] = []

    def keep(sentence: str) -> str:
        found.append(sentence)
        return sentence

    translated(source, keep)
    yield from found


def _piece(piece: str, translate: Translate) -> str:
    if piece.startswith("{#"):
        return piece
    if piece.startswith("{%"):
        return _quoted(piece, translate)
    if piece.startswith("<"):
        said = _SAID.sub(lambda found: found[1] + _sentence(found[2], translate) + found[3], piece)
        return _JINJA.sub(lambda found: found[0] if found[0] in _told(said) else _quoted(found[0], translate), said)
    return _sentence(piece, translate)


def _told(tag: str) -> str:
    """What a tag tells to screen readers: said already."""
    return " ".join(found[2] for found in _SAID.finditer(tag))


def _sentence(text: str, translate: Translate) -> str:
    """Words with what is filled into them; of nothing but what is filled in, the words in quotes."""
    inner = text.strip()
    if not _LETTERS.search(_JINJA.sub("", inner)):
        return _JINJA.sub(lambda found: _quoted(found[0], translate), text)
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return before + translate(inner) + after


def _quoted(jinja: str, translate: Translate) -> str:
    if re.match(r"\{%-?\s*(?:extends|from|import|include|block|macro)", jinja):
        return jinja
    return _QUOTED.sub(lambda found: f'"{translate(found[1])}"' if _WORDS.match(found[1]) else found[0], jinja)
