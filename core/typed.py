"""Dates, numbers and lists as people type them, and the questions that ask for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from core.talk import SPOKEN, Ask, Given, Option, Script, Unclear
from core.texts import Text, length, render, say

MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
# A year of two digits up to here is of this century: "09" is 2009, "98" is 1998.
CENTURY = 40
# Below it, what was typed is no age of somebody who speaks with us.
YOUNGEST = 10
_DAY_FIRST = re.compile(r"(?:(\d{1,2})\s+)?(\d{1,2})\s+(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s+(\d{1,2})(?:\s+(\d{1,2}))?")
_CLOSED_UP = re.compile(r"(\d{2})(\d{2})(\d{4})")


def read_date(words: str) -> date | None:
    """A date like 15/03/2009, 15 mars 2009, mars 2009 or 03/09; without a day, the first of the month; else None."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))
    for number, month in enumerate(MONTHS, start=1):
        plain = re.sub(rf"\b{month}\b", f" {number} ", plain)
    plain = " ".join(re.sub(r"\b1er\b", "1", re.sub(r"[/.,-]", " ", plain)).split())
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month_, day = found[1], found[2], found[3]
    elif found := _DAY_FIRST.fullmatch(plain) or _CLOSED_UP.fullmatch(plain):
        day, month_, year = found[1], found[2], found[3]
    else:
        return None
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= CENTURY else 1900)
    try:
        return date(full, int(month_), int(day or 1))
    except ValueError:
        return None


def day_or(
    key: str, prompt: str, options: Mapping[str, Text | str], /, *, since: int, label: str = "", **values: object
) -> Script[date | str]:
    """A date typed, of the year `since` or after it, or the value of one of the options."""
    offered = tuple(Option(value, text) for value, text in options.items())

    def read(given: Given) -> date | str:
        for option in offered:
            if given.text.strip().casefold() in (option.value, render(option.label).text.casefold()):
                return option.value
        found = read_date(given.text)
        if found is None or not since <= found.year < 2100:
            raise Unclear("Il me faut un mois et une année, écrits comme ceci : 03/2009 ou mars 2009.")
        return found

    answer: date | str = yield Ask(key, say(prompt, **values), read, offered, label=label)
    return answer


def day(key: str, prompt: str, /, *, since: int, label: str = "", **values: object) -> Script[date]:
    """A date typed, of the year `since` or after it."""
    answer = yield from day_or(key, prompt, {}, since=since, label=label, **values)
    assert isinstance(answer, date)
    return answer


def age(key: str, prompt: str, /, *, label: str = "", **values: object) -> Script[int]:
    """An age in years: "17", "17 ans"."""

    def read(given: Given) -> int:
        found = re.fullmatch(r"\D{0,12}?(\d{1,2})\s*(ans?)?\s*[.!]?", given.text.strip().casefold())
        if found is None or int(found[1]) < YOUNGEST:
            raise Unclear("Il me faut un âge en chiffres, par exemple : 17.")
        return int(found[1])

    answer: int = yield Ask(key, say(prompt, **values), read, label=label)
    return answer


# What people and their apps put before the lines of a list: "- ", "• ", "3) ", "12. ".
_BULLET = re.compile(r"^\s*(?:[-*•–·▪]|\d{1,2}\s?[.)])\s+")


def lines_or(
    key: str,
    prompt: str,
    options: Mapping[str, Text | str],
    /,
    *,
    line: int,
    most: int,
    label: str = "",
    spoken: bool = True,
    **values: object,
) -> Script[str]:
    """Up to `most` lines of at most `line` characters, or one of the options, or a voice message or photo."""
    offered = tuple(Option(value, text) for value, text in options.items())

    def read(given: Given) -> str:
        for option in offered:
            if given.text.strip().casefold() in (option.value.casefold(), render(option.label).text.casefold()):
                return option.value
        if given.spoken and spoken:
            return SPOKEN
        found = [" ".join(_BULLET.sub("", one).split()) for one in given.text.splitlines()]
        found = [one for one in found if one]
        if not found:
            raise Unclear(
                "Je ne peux pas lire ce fichier ici : copiez ses lignes et collez-les dans un message."
                if given.file is not None
                else "Il me faut quelques mots écrits ici."
            )
        if len(found) > most:
            raise Unclear("Il y a {n} lignes, et je peux en garder {most} à la fois.", n=len(found), most=most)
        if long := next((one for one in found if length(one) > line), ""):
            raise Unclear("Cette ligne est trop longue ({n} signes au plus) : « {start}… »", n=line, start=long[:40])
        return "\n".join(found)

    answer: str = yield Ask(key, say(prompt, **values), read, offered, label=label)
    return answer
