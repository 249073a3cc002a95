"""A list of young people: every way that spreadsheets write it, and each line that does not load says why."""

from __future__ import annotations

from datetime import date

import pytest

from core.people import Refused
from core.room.roster import Roster, read

TODAY = date(2026, 11, 23)


def of(words: str | bytes, known: dict[str, str] | None = None) -> Roster:
    raw = words.encode() if isinstance(words, str) else words
    return read(raw, known or {}, frozenset({"lea"}), TODAY)


def why(roster: Roster) -> dict[int, str]:
    return {line.number: line.why.text for line in roster.lines if line.why}


def test_a_hundred_and_fifty_lines_with_three_bad_ones_load_the_others_and_explain_three():
    rows = [f"{1000 + n};Prénom{n};12/05/2007" for n in range(150)]
    rows[10], rows[70], rows[149] = "1010;;12/05/2007", "1070;Yanis;31/02/2007", "1149;Zoé;24/11/2010"

    roster = of("numero_dossier;prenom;date_naissance\n" + "\n".join(rows))

    assert (147, 3, 0) == (len(roster.good), len(roster.bad), len(roster.doubles))
    reasons = why(roster)
    assert {12, 72, 151} == set(reasons)
    assert "prénom manque" in reasons[12]
    assert "31/02/2007" in reasons[72]
    assert "16 ans" in reasons[151]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_spreadsheet_writes_it_its_own_way(separator: str, coding: str, end: str):
    lines = (
        ["N° dossier", "Prénom", "Nom"],
        ["A-12", "Maëlys", "Œuvrard; dite Núñez"],
        ["", "", ""],
        ["A-13", "Léa", ""],
    )
    quoted = end.join(separator.join(f'"{cell}"' for cell in line) for line in lines)

    roster = of(quoted.encode(coding))

    assert [("A-12", "Maëlys"), ("A-13", "Léa")] == [(line.reference, line.first_name) for line in roster.good]
    assert "déjà ici" in roster.good[1].mind.text


def test_doubles_are_shown_with_where_the_other_one_is_and_never_merged():
    roster = of(
        "prenom,numero dossier,nom,date de naissance\n"
        "Léa,7,A,01/02/2006\nLéa,7,A,2006-02-01\nLéa,7,A,02/02/2006\nInès,9,,\nZoé,,B,03/03/2006\nzoe,,b,3/3/2006\n",
        {"9": "Inès, déjà dans Triade"},
    )

    assert [2, 6] == [line.number for line in roster.good]
    reasons = why(roster)
    assert "déjà à la ligne 2." in reasons[3]
    assert "autre date de naissance" in reasons[4]
    assert "Inès, déjà dans Triade" in reasons[5]
    assert "La même personne est déjà à la ligne 6" in reasons[7]


@pytest.mark.parametrize(
    "words", ["", "\n\n", "nom;age\nLéa;17", "prenom\n", b"PK\x03\x04\x00\x00", "prenom\n" + "Léa\n" * 501]
)
def test_what_is_no_list_is_refused_with_what_to_do(words: str | bytes):
    with pytest.raises(Refused):
        of(words)


def test_a_cell_that_spreadsheets_protect_reads_as_it_was_and_a_formula_is_no_number():
    roster = of("numero_dossier;prenom\n'0012;'Léa\n=1+1;Zoé\n")
    assert [("0012", "Léa")] == [(line.reference, line.first_name) for line in roster.good]
    assert "=1+1" in why(roster)[3]
