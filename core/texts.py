"""Texts as templates with named values: the one place where they are translated, filled and marked up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from string import Formatter
from unicodedata import normalize

# What our own templates may mark: <b>bold</b>, <i>italic</i>, <u>, <s>, <code>, <quote>. Values never become markup.
_MARK = re.compile(r"<(/?)(b|i|u|s|code|quote)>")
_KINDS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code", "quote": "blockquote"}

# « de » and « que » at the end of a sentence so far, and what they lose their e before.
_ELIDED = re.compile(r"\b(?:de|que) $", re.IGNORECASE)

# What begins a new line on one screen or another.
BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_HOLE = re.compile(r"\{\w+\}")
_BREAK = re.compile(f"\r\n|[{BREAKS}]")

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that looks or acts differently; `start` and `end` count code points, `end` excluded."""

    kind: str
    start: int
    end: int
    #: the address of a `text_link`, the language of a `pre`, the id of a `custom_emoji`
    value: str = ""


@dataclass(frozen=True, slots=True)
class Rich:
    """Text as it will be read, with its spans: no markup language, so nothing to escape."""

    text: str
    spans: tuple[Span, ...] = ()

    def __add__(self, other: Rich | str) -> Rich:
        if isinstance(other, str):
            other = Rich(other)
        moved = tuple(replace(s, start=s.start + len(self.text), end=s.end + len(self.text)) for s in other.spans)
        return Rich(self.text + other.text, self.spans + moved)

    def __bool__(self) -> bool:
        return bool(self.text)

    def cut(self, start: int, end: int | None = None) -> Rich:
        """The stretch [start, end) with the parts of the spans that lie in it."""
        end = len(self.text) if end is None else min(end, len(self.text))
        spans = (replace(s, start=max(s.start, start) - start, end=min(s.end, end) - start) for s in self.spans)
        return Rich(self.text[start:end], tuple(s for s in spans if s.start < s.end))

    def strip(self) -> Rich:
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))


@dataclass(frozen=True)
class Text:
    """A French sentence with named holes. The sentence is the message id of the translations."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.template)


def say(template: str, /, **values: object) -> Text:
    return Text(template, values)


def french(sentence: str) -> str:
    """The translation that leaves the sentence as it was written."""
    return sentence


def render(text: Text | Rich | str, translate: Translate = french) -> Rich:
    """What a person will read. A value may be a string, a number, a `Text` or a `Rich`; None reads as nothing.

    Only the template may carry marks (<b>, <i>…); a person's words put into it stay exactly what they are.
    """
    if isinstance(text, Rich):
        return text
    if isinstance(text, str):
        text = Text(text)
    result = Rich("")
    opened: list[tuple[str, int]] = []
    spans: list[Span] = []
    template = translate(text.template) if text.template else ""
    in_french = template == text.template
    for literal, name, _, _ in Formatter().parse(template):
        for piece in _pieces(literal):
            if isinstance(piece, str):
                result += piece
            elif piece[0]:
                kind, start = opened.pop()
                if start < len(result.text):
                    spans.append(Span(kind, start, len(result.text)))
            else:
                opened.append((_KINDS[piece[1]], len(result.text)))
        if name is not None:
            value = text.values[name]
            if value is not None:
                shown = render(value, translate) if isinstance(value, Text | Rich) else Rich(_inside(str(value), text))
                if in_french and _begins_with_a_vowel(shown.text) and _ELIDED.search(result.text):
                    at = len(result.text)
                    result = result.cut(0, at - 2) + "'"
                    opened = [(kind, min(start, at - 1)) for kind, start in opened]
                result += shown
    return Rich(result.text, tuple(sorted((*result.spans, *spans), key=lambda s: (s.start, -s.end))))


def _inside(words: str, text: Text) -> str:
    """A person's words in a sentence of ours: no further line of them can read like another one of ours."""
    return words if _HOLE.fullmatch(text.template) else _BREAK.sub(r"\g<0>│ ", words)


def _begins_with_a_vowel(text: str) -> bool:
    return bool(text) and normalize("NFD", text[0])[0] in "aeiouAEIOU"


def _pieces(literal: str) -> Iterable[str | tuple[str, str]]:
    """Plain stretches and marks, in order; a mark is (closing, name)."""
    at = 0
    for mark in _MARK.finditer(literal):
        if mark.start() > at:
            yield literal[at : mark.start()]
        yield (mark[1], mark[2])
        at = mark.end()
    if at < len(literal):
        yield literal[at:]


def length(text: str) -> int:
    """As Telegram counts: UTF-16 units, the stricter of the two ways it does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def lines(*texts: Text | Rich | str | None, translate: Translate = french) -> Rich:
    """Texts one under the other; what is empty or None leaves no empty line."""
    whole = Rich("")
    for text in texts:
        piece = render(text, translate) if text is not None else Rich("")
        if piece:
            whole = whole + "\n" + piece if whole else piece
    return whole
