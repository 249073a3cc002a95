"""Dated figures of the law: what a text may say today, where it comes from, and what it must no longer say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from string import Formatter

from core.texts import Rich, Span, Text, Translate, french, render, say

# Figures and their units never part at the end of a line.
NBSP = "\u00a0"
GONE = "En cours de mise à jour, demande à ton conseiller."

# A sentence ends at its full stop, and a line of a list is a sentence of its own.
_SENTENCE = re.compile(r"((?<=[.!?…])\s+|\n+)")


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a reader can open."""

    id: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a figure, for the days from `valid_from` to `valid_to`, both included."""

    name: str
    value: Decimal
    unit: str
    sources: tuple[Source, ...]
    valid_from: date
    #: the day after which nobody vouches for it any more: the end of the law, or of our own promise to look again
    valid_to: date
    #: who looks it up again before that day
    owner: str
    #: False: it may have changed since `checked`, which is said with it
    confirmed: bool
    checked: date
    #: calculated from others, which are what somebody looks up again
    computed: bool = False

    @property
    def shown(self) -> str:
        """`1 867,02 €`, as French writes it."""
        whole, _, cents = f"{self.value:f}".partition(".")
        digits = f"{int(whole):,}".replace(",", NBSP)
        cents = cents.rstrip("0")
        if cents and self.unit == "€":
            cents = cents.ljust(2, "0")
        number = f"{digits},{cents}" if cents else digits
        return f"{number}{NBSP}{self.unit}" if self.unit else number


#: name -> its values, one after the other in time
Figures = Mapping[str, tuple[Figure, ...]]


def figure(figures: Figures, name: str, on: date) -> Figure | None:
    """The value on that day; None when there is none yet, or none any more."""
    return next((f for f in figures.get(name, ()) if f.valid_from <= on <= f.valid_to), None)


def share(name: str, percent: Figure, of: Figure) -> Figure | None:
    """`percent` of an amount, to the cent, for the days that both are valid; None when there is no such day."""
    start, end = max(percent.valid_from, of.valid_from), min(percent.valid_to, of.valid_to)
    if start > end:
        return None
    return Figure(
        name,
        (percent.value * of.value / 100).quantize(Decimal("0.01"), ROUND_HALF_UP),
        of.unit,
        tuple(dict.fromkeys((*percent.sources, *of.sources))),
        start,
        end,
        of.owner,
        percent.confirmed and of.confirmed,
        min(percent.checked, of.checked),
        computed=True,
    )


def expiring(figures: Figures, on: date, days: int = 30) -> tuple[Figure, ...]:
    """To look up again: valid on that day, over within `days`, nothing known after it; soonest first."""
    last = on + timedelta(days)
    ending = (
        known
        for values in figures.values()
        for known in values
        if not known.computed and known.valid_from <= on <= known.valid_to <= last
    )
    alone = (known for known in ending if figure(figures, known.name, known.valid_to + timedelta(1)) is None)
    return tuple(sorted(alone, key=lambda known: (known.valid_to, known.name)))


def names_in(*templates: str) -> tuple[str, ...]:
    """The figures that the templates speak of, in order, each once."""
    found = (name for template in templates for _, name, _, _ in Formatter().parse(template) if name is not None)
    return tuple(dict.fromkeys(found))


def gone(figures: Figures, on: date, *templates: str) -> frozenset[str]:
    """The figures of the templates that have no value on that day."""
    return frozenset(name for name in names_in(*templates) if figure(figures, name, on) is None)


def fill(template: str, figures: Figures, on: date, translate: Translate = french) -> Rich:
    """The text with the figures of that day. A sentence whose figure is out of date gives way to `GONE`."""
    translated = translate(template)
    missing = gone(figures, on, translated)
    if missing:
        translated = _without(translated, missing, translate(GONE))
    known = ((name, figure(figures, name, on)) for name in names_in(translated))
    return render(Text(translated, {name: found.shown for name, found in known if found}))


def _without(template: str, missing: frozenset[str], instead: str) -> str:
    """Whole sentences leave, not words: "your pay is of the minimum wage" would be worse than nothing."""
    pieces = _SENTENCE.split(template)
    kept: list[tuple[str, str]] = []
    for sentence, gap in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        left = sentence if missing.isdisjoint(names_in(sentence)) else instead
        if kept and left == instead == kept[-1][0]:
            kept[-1] = (instead, gap)
        else:
            kept.append((left, gap))
    return "".join(sentence + gap for sentence, gap in kept)


def sentences(template: str) -> tuple[str, ...]:
    """Its sentences, each whole: one that ends in a colon goes on with what it announces."""
    found: list[str] = []
    for piece in _SENTENCE.split(template)[::2]:
        if found and found[-1].endswith(":"):
            found[-1] += f" {piece}"
        elif piece:
            found.append(piece)
    return tuple(found)


def origins(figures: Figures, on: date, templates: Iterable[str], translate: Translate = french) -> Rich:
    """Under a text: where its figures come from, until when they hold, and a caution for what is not certain."""
    found = [f for name in names_in(*templates) if (f := figure(figures, name, on)) is not None]
    lines = Rich("")
    for source in dict.fromkeys(source for f in found for source in f.sources):
        until = min(f.valid_to for f in found if source in f.sources)
        line = render(say("Source : {page}, valable jusqu'au {day}.", page=link(source), day=day(until)), translate)
        lines = lines + "\n" + line if lines else line
    doubtful = [f.checked for f in found if not f.confirmed]
    if doubtful:
        caution = say("⚠️ Chiffre vu le {day}, à vérifier avec ton conseiller.", day=day(min(doubtful)))
        lines = lines + "\n" + render(caution, translate)
    return lines


def link(source: Source) -> Rich:
    """The page's name, which opens the page."""
    return Rich(source.name, (Span("text_link", 0, len(source.name), source.address),))


def day(moment: date) -> str:
    return f"{moment:%d/%m/%Y}"


def balanced(template: str) -> bool:
    """Each mark (<b>…</b>) closes in the sentence that opened it, so that whole sentences can leave."""
    for sentence in _SENTENCE.split(template)[::2]:
        opened: list[str] = []
        for mark in re.finditer(r"<(/?)(\w+)>", sentence):
            if not mark[1]:
                opened.append(mark[2])
            elif not opened or opened.pop() != mark[2]:
                return False
        if opened:
            return False
    return True
