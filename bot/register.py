"""`triade register`: what is kept, for what, by whom it is read, how long; for the data-protection officer."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator

from bot.papers import table
from storage.register import FILES, REGISTER, Entry

HEAD = (
    "Où",
    "Donnée",
    "Ce que c'est",
    "Pour quoi",
    "Qui lit",
    "Gardé",
    "Effacement d'un jeune",
    "Effacement d'un adulte",
)
INTRO = """\
# Registre des données

Ce document est tiré du programme lui-même (`storage/register/`) par `triade register` : une colonne que personne n'y
décrit empêche la livraison. La **structure** (Mission locale, CFA…) est responsable du traitement ; qui fait tourner
Triade pour elle est sous-traitant. Finalités, durées et bases légales sont des propositions : la structure et son
délégué à la protection des données les valident (voir `aipd.md`).
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """The command."""
    what = "le registre des données : ce qui est gardé, pour quoi, qui le lit, combien de temps"
    parser = commands.add_parser("register", help=what, description=what)
    parser.add_argument("--csv", action="store_true", help="en tableau, une ligne par colonne")
    parser.set_defaults(work=show)
    return parser


async def show(arguments: argparse.Namespace) -> None:
    print(as_csv() if arguments.csv else as_markdown(), end="")


def as_csv() -> str:
    """One row a column, for a spreadsheet."""
    return table.make({"rows": [HEAD, *_rows()]}).decode("utf-8-sig")


def _rows() -> Iterator[tuple[str, ...]]:
    for name, entry in REGISTER.items():
        for column in entry.table.c:
            about = entry.purpose, entry.readers, entry.kept.words, *_fates(entry)
            yield (name, column.name, entry.about(column), *about)
    for file in FILES:
        yield ("fichier", file.name, file.what, file.purpose, file.readers, file.kept, file.erased, file.erased)


def _fates(entry: Entry) -> tuple[str, str]:
    more = f" ; reste : {entry.stays}" if entry.stays else ""
    hers, theirs = entry.fates
    return hers + more, theirs + more


def as_markdown() -> str:
    """The register to be read and put beside the structure's own."""
    parts = [INTRO, *map(_section, REGISTER.values()), "## Hors des tables\n"]
    parts += [
        f"- **{file.name}** : {file.what}. Pour {file.purpose}. Qui lit : {file.readers}. Gardé : {file.kept}. "
        f"Effacement : {file.erased}."
        for file in FILES
    ]
    return "\n".join(parts) + "\n"


def _section(entry: Entry) -> str:
    hers, theirs = entry.fates
    erased = hers if hers == theirs else f"d'un jeune : {hers} ; d'un adulte : {theirs}"
    lines = [
        f"## `{entry.table.name}` – {entry.purpose}\n",
        f"- **Qui lit** : {entry.readers}",
        f"- **Gardé** : {entry.kept.words}",
        f"- **Effacement** : {erased}",
        *([f"- **Ce qui reste, et pourquoi** : {entry.stays}"] if entry.stays else []),
        *([f"- **Hors de l'export de la structure** : {entry.withheld}"] if entry.withheld else []),
        *([f"- **Mots et noms** : {_list(entry, entry.words)}"] if entry.words else []),
        f"- **Le reste** : {_list(entry, [c.name for c in entry.table.c if c.name not in entry.words])}\n",
    ]
    return "\n".join(lines)


def _list(entry: Entry, columns: Iterable[str]) -> str:
    return " ; ".join(f"`{name}` {entry.about(entry.table.c[name])}" for name in columns)
