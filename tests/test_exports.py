"""Every table that leaves the house is made in one place, where no cell computes: a new export elsewhere fails here."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from icalendar import Calendar

from bot import register
from bot.papers import calendar, table
from tests.bot.test_calendar import DATA
from tests.core.hostile import TEXTS
from tests.test_house import PACKAGES, ROOT

#: who says that something is a table: each of them hands rows to bot/papers/table.py and joins no cells itself
EXPORTS = {
    "bot/evaluation.py": "the evaluation of the operator",
    "bot/operator.py": "the proofs of the operator",
    "bot/web/pages/events.py": "who comes to an event, on the room's page",
    "bot/web/pages/invite.py": "the list of young people (i-milo)",
    "core/evaluation/acts.py": "the evaluation in the forum",
    "core/gatherings/cards.py": "who comes to an event",
    "core/missions/evidence.py": "the proofs of follow-up",
    "core/workshops/cards.py": "who was at a workshop, and what they answered",
}
#: reads tables, copies columns, or speaks of them
OTHERS = {"core/room/roster.py", "bot/register.py", "storage/engine/copying.py", "core/page/upload.py"}
WRITER = "bot/papers/table.py"
FORMULA = re.compile(r"""[\W_]*[=+@＝＋－＠-]""")


def words_of(path: Path) -> Iterator[str]:
    """Every text in the code of a file, but what explains it."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    explains = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explains:
            yield node.value


def test_every_table_that_leaves_is_known_and_made_in_one_place() -> None:
    tells = re.compile(r"\.csv\b|text/csv|^csv$|^table$|^table\.csv$|spreadsheet|\.xlsx?\b|text/tab-sep")
    found = {str(path) for path in PACKAGES if path.parts[1] != "simulator" and any(map(tells.search, words_of(path)))}
    writers = {
        str(path)
        for path in PACKAGES
        if re.search(r"csv\.(writer|DictWriter)|to_csv|openpyxl|xlsxwriter", (ROOT / path).read_text("utf-8"))
    }

    assert {WRITER} == writers
    assert EXPORTS.keys() == found - OTHERS - {WRITER}, "a new table: hand its rows to bot/papers/table.py, say so here"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_no_cell_computes_whatever_the_spreadsheet_takes_for_a_separator(separator: str) -> None:
    made = table.make({"rows": [[text, f"a{text}", f"a{separator}{text}", f'"{separator}"{text}'] for text in TEXTS]})

    cells = [
        cell for row in csv.reader(StringIO(made.decode("utf-8-sig"), newline=""), delimiter=separator) for cell in row
    ]
    assert len(cells) > len(TEXTS)
    assert [] == [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@＝＋－＠\t\r"))]


def test_the_register_as_a_table_computes_nothing_either() -> None:
    cells = [cell for row in csv.reader(StringIO(register.as_csv(), newline=""), delimiter=";") for cell in row]

    assert len(cells) > 500
    assert [] == [cell for cell in cells if FORMULA.match(cell)]


def test_no_words_make_a_line_of_a_calendar() -> None:
    for text in [
        *TEXTS,
        "x\r\nATTENDEE:mailto:mallory@evil.example",
        "x\nEND:VEVENT",
        'x";X="y',
        "x\rURL:https://evil.example",
    ]:
        read = Calendar.from_ical(calendar.make(DATA | {"title": text, "place": text, "name": text}))
        (event,) = read.events
        assert {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS", "ORGANIZER"} == set(
            event
        )
        assert 1 == len(read.events)


def test_files_to_take_away_have_one_way_out() -> None:
    """RFC 6266 in one place: no name of anybody becomes a header, and no file of anybody is shown on our own site."""
    ways = {str(path) for path in PACKAGES if any("disposition" in words.lower() for words in words_of(path))}
    served = {
        str(path)
        for path in PACKAGES
        if path.parts[1] == "web" and re.search(r"FileResponse|StreamingResponse", (ROOT / path).read_text("utf-8"))
    }

    assert ({"bot/web/download.py"}, set()) == (ways, served)
