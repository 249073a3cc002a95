"""The evidence pack: the same data have the same print, and only who did what stands in it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core.missions.evidence import HEAD, Fact, FactsOf, Met, MetOf, fingerprint, meeting_rows, pack, rows
from core.missions.mission import State
from core.people import Role
from tests.core.circle import NADIA, TRIAD, Circle, text_of

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FACTS = (
    Fact("7. Léa", 1, "=1+1", 1, "propose", State.PROPOSED, Role.APPRENTICE, "Léa", "telegram", AT),
    Fact("7. Léa", 1, "=1+1", 1, "validate", State.VALIDATED, Role.TUTOR, "Marc", "page", AT),
)


def test_rows_are_in_words_and_in_the_time_of_the_structure():
    first, second = rows(FACTS, "Europe/Paris")

    assert len(HEAD) == len(first)
    assert ["proposée", "en attente du oui", "alternance", "Léa", "telegram", "23/11/2026 10:00"] == first[4:]
    assert "acceptée par l'entreprise" == second[4]


def test_a_meeting_stands_in_the_same_columns():
    (line,) = meeting_rows((Met("7. Léa", 2, AT),), "Europe/Paris")

    assert len(HEAD) == len(line)
    told = ["2", "Rendez-vous à trois", "tenu, compte rendu accepté par tous", "23/11/2026 10:00"]
    assert told == [line[1], line[2], line[4], line[9]]


def test_the_print_is_of_the_data_alone():
    lines = rows(FACTS, "Europe/Paris")
    today, later = (pack("ML", "Léa", lines, day)[0] for day in (date(2026, 11, 25), date(2027, 1, 5)))

    assert today["seal"] == later["seal"] == fingerprint(lines)
    assert today["made"] != later["made"]
    assert fingerprint(lines) != fingerprint(lines[:1])
    assert 64 == len(fingerprint(lines))


def test_counsellors_get_both_files_in_the_topic_and_nobody_else_gets_any():
    circle = Circle()
    circle.answers[FactsOf] = lambda asked: FACTS if asked.triad == TRIAD.id else ()
    circle.answers[MetOf] = lambda asked: ()
    reply = circle.writes(NADIA, "/preuves")

    files = [act.content.attachment.paper for act in circle.sent(TRIAD)]  # type: ignore[union-attr]
    assert ["evidence", "table"] == [file.kind for file in files if file]
    assert len(reply.outgoing) == len(circle.sent(TRIAD))
    assert fingerprint(rows(FACTS, "Europe/Paris")) in text_of(circle.sent(TRIAD)[0])


def test_without_an_agreed_mission_there_is_nothing_to_prove():
    circle = Circle()
    circle.answers[FactsOf] = lambda asked: ()
    circle.answers[MetOf] = lambda asked: ()
    circle.writes(NADIA, "/preuves")

    assert "rien à prouver" in circle.sees(TRIAD)
