"""Reading a list of young people (CSV, as i-milo and spreadsheets write it): what loads, what does not and why.

Of each line only the number of the file and the first name are kept. A birth date is read to see that two lines are
one person or that somebody is too young, then forgotten.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO

from core.people import Refused, plain_name
from core.room.young import folded
from core.texts import Rich, Text, render, say

#: lines of one list, and the youngest age
MOST, LEAST_AGE = 500, 16
NAME = 40
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{0,29}")
#: what the columns are called here, and what else they may be called; `_` stands for whatever parts the words
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "numero_dossier": (
        "numero_dossier", "numero_de_dossier", "n_dossier", "no_dossier", "num_dossier", "dossier",
        "identifiant", "id_dossier", "numero", "identifiant_dossier", "n_de_dossier", "id_imilo", "i_milo",
    ),
    "prenom": ("prenom", "prenom_usuel", "prenom_du_jeune"),
    "nom": ("nom", "nom_de_naissance", "nom_usuel", "nom_du_jeune"),
    "date_naissance": ("date_naissance", "date_de_naissance", "ne_le", "nee_le", "naissance", "ddn"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a list. `why` it does not load, "" when it does."""

    #: as a spreadsheet counts: the head is line 1
    number: int
    reference: str
    first_name: str
    why: Rich = Rich("")
    #: stands there or here already: shown, never merged
    double: bool = False
    #: something to look at, although it loads
    mind: Rich = Rich("")


@dataclass(frozen=True)
class Roster:
    """A list as it was read."""

    lines: tuple[Line, ...]
    #: columns that are not used
    ignored: tuple[str, ...] = ()

    @property
    def good(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.why)

    @property
    def bad(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.why and not line.double)

    @property
    def doubles(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.double)


def decode(raw: bytes) -> str:
    """The words of a file: UTF-8 with or without its mark, UTF-16 with it, else what Windows writes."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read(raw: bytes, known: Mapping[str, str], names: frozenset[str], today: date) -> Roster:
    """The list in this file; Refused when it is none. `known`: who is here already, by number; `names`: by name."""
    words = decode(raw)
    if "\0" in words:
        raise Refused("Ce fichier n'est pas un tableau en texte. Enregistrez-le en CSV, puis recommencez.")
    head, *rows = _rows(words)
    places = _places(head)
    if "prenom" not in places:
        raise Refused(
            "Il manque une colonne « prenom » sur la première ligne. Les autres colonnes lues : "
            "« numero_dossier », « date_naissance »."
        )
    if len(rows) > MOST:
        raise Refused(say("C'est trop long : {n} lignes au plus à la fois. Coupez la liste en deux.", n=MOST))
    reader = _Reader(known, names, today)
    lines = [
        reader.line(number, {name: row[at].strip() if at < len(row) else "" for name, at in places.items()})
        for number, row in rows
    ]
    if not lines:
        raise Refused("Cette liste est vide : il n'y a que la ligne des titres.")
    used = {*places.values()} - {places.get("nom", -1)}
    return Roster(tuple(lines), tuple(title.strip() for at, title in enumerate(head[1]) if at not in used and title))


def _rows(words: str) -> list[tuple[int, list[str]]]:
    """The lines with something in them, with their numbers; whatever separates the cells."""
    first = words.lstrip("\r\n").split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    read = csv.reader(StringIO(words, newline=""), delimiter=separator)
    try:
        rows = [(number, row) for number, row in enumerate(read, 1) if any(cell.strip() for cell in row)]
    except csv.Error:
        raise Refused("Ce fichier ne se lit pas comme un tableau. Enregistrez-le en CSV, puis recommencez.") from None
    if not rows:
        raise Refused("Ce fichier est vide.")
    return rows


def _places(head: tuple[int, list[str]]) -> dict[str, int]:
    """Where each column of ours stands."""
    titles = [" ".join(folded(title).split()) for title in head[1]]
    found: dict[str, int] = {}
    for name, others in COLUMNS.items():
        wanted = {title.replace("_", " ") for title in (name, *others)}
        at = next((place for place, title in enumerate(titles) if title in wanted), None)
        if at is not None:
            found[name] = at
    return found


class _Reader:
    """Reads line after line, and remembers whom it has met."""

    def __init__(self, known: Mapping[str, str], names: frozenset[str], today: date) -> None:
        self._known, self._names, self._today = known, names, today
        self._numbers: dict[str, tuple[int, str]] = {}
        self._people: dict[tuple[str, str, str], int] = {}

    def line(self, number: int, cells: Mapping[str, str]) -> Line:
        """One line, and why it does not load."""
        reference = cells.get("numero_dossier", "").lstrip("'")
        name = plain_name(cells.get("prenom", "").lstrip("'"))
        born = cells.get("date_naissance", "")
        if why := self._wrong(reference, name, born):
            return Line(number, reference[:30], name[:NAME], render(why))
        if why := self._double(number, reference, name, cells.get("nom", ""), born):
            return Line(number, reference, name, render(why), double=True)
        mind: Text | None = None
        if folded(name).strip() in self._names:
            mind = say("Ce prénom est déjà ici : vérifiez que c'est quelqu'un d'autre.")
        return Line(number, reference, name, mind=render(mind) if mind else Rich(""))

    def _wrong(self, reference: str, name: str, born: str) -> Text | None:
        if not name:
            return say("Le prénom manque.")
        if len(name) > NAME or not any(sign.isalpha() for sign in name):
            return say("Ce prénom ne se lit pas : {n} signes au plus, avec des lettres.", n=NAME)
        if reference and not NUMBER.fullmatch(reference):
            return say("Le numéro de dossier « {number} » ne se lit pas.", number=reference[:30])
        if not born:
            return None
        day = _day(born)
        if day is None or day > self._today:
            return say("La date de naissance « {day} » ne se lit pas. La forme attendue : 24/12/2008.", day=born[:20])
        age = self._today.year - day.year - ((self._today.month, self._today.day) < (day.month, day.day))
        if age < LEAST_AGE:
            return say("Moins de {n} ans aujourd'hui : Triade s'ouvre à partir de {n} ans.", n=LEAST_AGE)
        return None

    def _double(self, number: int, reference: str, name: str, family: str, born: str) -> Text | None:
        """Already here, or already met in this list."""
        if reference:
            if where := self._known.get(reference):
                return say("Le dossier {number} est déjà ici : {where}.", number=reference, where=where)
            met = self._numbers.setdefault(reference, (number, born))
            if met[0] == number:
                return None
            if met[1] and born and _day(met[1]) != _day(born):
                return say(
                    "Le dossier {number} est déjà à la ligne {n}, avec une autre date de naissance. L'une des deux est "
                    "fausse : corrigez-la dans i-milo, c'est la première cause des dossiers introuvables.",
                    number=reference, n=met[0],
                )  # fmt: skip
            return say("Le dossier {number} est déjà à la ligne {n}.", number=reference, n=met[0])
        key = (folded(name).strip(), folded(family).strip(), str(_day(born) or ""))
        first = self._people.setdefault(key, number) if family or born else number
        return say("La même personne est déjà à la ligne {n}.", n=first) if first != number else None


def _day(words: str) -> date | None:
    """24/12/2008, 24-12-2008, 2008-12-24, with or without an hour."""
    words = words.strip().split(" ")[0].split("T")[0]
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", words):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
