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
_DAY = re.compile(r"(?<!\d)(\d{1,2})\s+(\d{1,2})(?:\s+(\d{4}|\d{2}))?(?!\d)")
# What people write ahead of a date: « né le », « je suis née en », « depuis ».
_AHEAD = re.compile(r"^(?:(?:je|suis|ne|nee|le|en|au|des|depuis|debut|fin)\s+)+")
_AGE = re.compile(r"\D{0,12}?(\d{1,2})\s*(?:[.!]?|ans?\b\D{0,20})")
# « bientôt 18 » is no 18.
_NOT_YET = ("bientot", "presque")
NO_AGE = "L'âge ne suffit pas : il me faut le mois et l'année de ta naissance, par exemple mars 2009."
MONTH_AND_YEAR = "Il me faut un mois et une année, écrits comme ceci : 03/2009 ou mars 2009."
_CLOSED_UP = re.compile(r"(\d{2})(\d{2})(\d{4})")


def plain(words: str) -> str:
    """In small letters, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


def _numbers(words: str) -> str:
    """A date with its month as a number and spaces between its parts."""
    words = plain(words)
    for number, month in enumerate(MONTHS, start=1):
        words = re.sub(rf"\b{month}\b", f" {number} ", words)
    return " ".join(re.sub(r"\b1er\b", "1", re.sub(r"[/.,-]", " ", words)).split())


def check_name(words: str) -> None:
    """A first name has a letter: a number or a smiley was meant for something else."""
    if not any(letter.isalpha() for letter in words):
        raise Unclear("Il me faut un prénom, avec au moins une lettre.")


def read_date(words: str) -> date | None:
    """A date like 15/03/2009, 15 mars 2009, mars 2009 or 03/09; without a day, the first of the month; else None."""
    numbers = _numbers(words)
    if found := _YEAR_FIRST.fullmatch(numbers):
        year, month_, day = found[1], found[2], found[3]
    elif found := _DAY_FIRST.fullmatch(numbers) or _CLOSED_UP.fullmatch(numbers):
        day, month_, year = found[1], found[2], found[3]
    else:
        return None
    return _day(_full(year), int(month_), int(day or 1))


def read_day(words: str, near: date) -> date | None:
    """A day named in the words: jeudi 12/03, le 12 mars, 12/03/2027; without a year, the one nearest to `near`."""
    found = _DAY.search(_numbers(words))
    if found is None:
        return None
    years = [_full(found[3])] if found[3] else [near.year - 1, near.year, near.year + 1]
    days = [day for year in years if (day := _day(year, int(found[2]), int(found[1]))) is not None]
    return min(days, key=lambda day: abs((day - near).days), default=None)


def _full(year: str) -> int:
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) <= CENTURY else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_or(
    key: str,
    prompt: str,
    options: Mapping[str, Text | str],
    /,
    *,
    since: int,
    label: str = "",
    unclear: str = MONTH_AND_YEAR,
    **values: object,
) -> Script[date | str]:
    """A date typed, of the year `since` or after it, or the value of one of the options."""
    offered = tuple(Option(value, text) for value, text in options.items())

    def read(given: Given) -> date | str:
        for option in offered:
            if given.text.strip().casefold() in (option.value, render(option.label).text.casefold()):
                return option.value
        found = read_date(_AHEAD.sub("", plain(given.text).strip()))
        if found is None or not since <= found.year < 2100:
            raise Unclear(unclear)
        return found

    answer: date | str = yield Ask(key, say(prompt, **values), read, offered, label=label)
    return answer


def born(key: str, prompt: str, /, *, since: int) -> Script[date]:
    """The month of a birth, of the year `since` or after it."""
    answer = yield from day_or(key, prompt, {}, since=since, unclear=NO_AGE)
    assert isinstance(answer, date)
    return answer


def age(key: str, prompt: str, /, *, label: str = "", **values: object) -> Script[int]:
    """An age in years: "17", "17 ans", "j'ai 17 ans et demi"."""

    def read(given: Given) -> int:
        words = plain(given.text).strip()
        found = _AGE.fullmatch(words)
        if found is None or int(found[1]) < YOUNGEST or any(word in words for word in _NOT_YET):
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
