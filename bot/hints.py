"""What a text may hold that counsellors should see: words by their stems, numbers by their check digits."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path

WORDS = Path(__file__).parents[1] / "core" / "content" / "fr" / "hints.toml"
#: longer texts are looked at up to here: nothing longer than a message of the channel comes in one piece
MOST = 8192

_STEMMERS = {"fr": "french", "en": "english"}
_TOKEN = re.compile(r"[a-z0-9]+")
_MANY_DIGITS = re.compile(r"\d(?:[\s.()/-]*\d){8}")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]{2,4}){3,8}\b")
_NIR = re.compile(r"\b[12](?:[ .]?\d){4}[ .]?[\dABab](?:[ .]?\d){7}(?:[ .]?\d){2}\b")
_ADDRESS = re.compile(
    r"\b\d{1,4}\s?(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.?|boulevard|bd\.?|bld|place|chemin|impasse|allee|route|quai|"
    r"cours|square|passage|residence)\s+\w",
)


def hints(text: str, language: str = "fr") -> tuple[str, ...]:
    """The kinds of things that the text may hold; see core/safeguarding/moderation.py for their names."""
    text = text[:MOST]
    plain = fold(text)
    kinds = list(_in_words(plain, language))
    if _MANY_DIGITS.search(plain):
        kinds += [kind for kind, found in (("nir", _has_nir(text)), ("iban", _has_iban(text))) if found]
        if not kinds or kinds[-1] not in ("nir", "iban"):
            kinds += ["phone"] if _has_phone(text) else []
    if _ADDRESS.search(plain):
        kinds.append("address")
    return tuple(kinds)


def fold(text: str) -> str:
    """Without capitals and accents; what only hides a word from a search goes too."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "\u200b\u200c\u200d\u00ad\ufeff")


def _in_words(plain: str, language: str) -> list[str]:
    known = language if language in _STEMMERS else "fr"
    stem = stemmer(known)
    said = " " + " ".join(stem(word) for word in _TOKEN.findall(plain)) + " "
    return [kind for kind, pattern in _phrases(known).items() if pattern.search(said)]


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """The stem of a word without accents; the words people use again and again are looked up once."""
    import snowballstemmer

    made = snowballstemmer.stemmer(_STEMMERS[language])
    return lru_cache(maxsize=20_000)(made.stemWord)


@cache
def _phrases(language: str) -> Mapping[str, re.Pattern[str]]:
    """For each kind, one pattern of all its phrases, as stems."""
    stem = stemmer(language)
    lists: Mapping[str, list[str]] = tomllib.loads(WORDS.read_text("utf-8"))[language]
    return {
        kind: re.compile("|".join(f" {re.escape(_stems(phrase, stem))} " for phrase in phrases))
        for kind, phrases in lists.items()
    }


def _stems(phrase: str, stem: Callable[[str], str]) -> str:
    return " ".join(stem(word) for word in _TOKEN.findall(fold(phrase)))


def _has_phone(text: str) -> bool:
    from phonenumbers import PhoneNumberMatcher  # its tables take some memory: only when digits are there

    return any(True for _ in PhoneNumberMatcher(text, "FR"))


def _has_iban(text: str) -> bool:
    from stdnum import iban

    return any(iban.is_valid(match[0]) for match in _IBAN.finditer(text))


def _has_nir(text: str) -> bool:
    from stdnum.fr import nir

    return any(nir.is_valid(match[0].replace(".", "")) for match in _NIR.finditer(text))
