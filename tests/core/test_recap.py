"""What is kept of a lesson on one page."""

from dataclasses import replace
from datetime import date, timedelta

from core.law.facts import NBSP, sentences
from core.lessons.lesson import Card, Module
from core.lessons.pages import Reading
from core.lessons.recap import recap
from tests.core.lesson import FIGURES, MODULE, MONDAY, Hand

TODAY, LAST_DAY = MONDAY.date(), date(2026, 12, 31)


def page(module: Module = MODULE, on: date = TODAY, mine: tuple[str, ...] = ()) -> dict:
    progress = Hand(module).progress
    assert progress is not None
    done = replace(progress, finished_at=MONDAY)
    made = recap(module, done, Reading(FIGURES, on), "Mission locale", mine).paper
    assert made is not None
    return dict(made.data)


def with_card(text: str, title: str = "Ton salaire") -> Module:
    return replace(MODULE, pages=(Card(title, text),))


def test_each_card_gives_its_title_and_how_it_begins():
    assert [
        {"title": "Deux lieux", "text": "En entreprise et au centre."},
        {"title": "Ton salaire", "text": f"Au moins 27{NBSP}%."},
    ] == page()["points"]


def test_a_question_comes_with_its_answer_and_what_is_in_bold_comes_too():
    text = "Une aide ? Oui. Elle change. <b>Demande-la tôt.</b>"

    assert "Une aide ? Oui. Demande-la tôt." == page(with_card(text))["points"][0]["text"]


def test_figures_come_with_their_source_and_the_day_until_which_they_hold():
    (figure,) = page()["figures"]

    assert ("Ton salaire", f"Au moins 27{NBSP}%.") == (figure["title"], figure["text"])
    assert "Source : Le guide, valable jusqu'au 31/12/2026." == figure["origin"]
    assert "" == page()["missing"]


def test_the_day_after_its_last_a_figure_is_nowhere_on_the_page():
    assert "27" in str(page(on=LAST_DAY)["figures"])

    late = page(on=LAST_DAY + timedelta(1))

    assert [] == late["figures"]
    assert {"title": "Ton salaire", "text": ""} == late["points"][1]
    assert f"27{NBSP}%" not in str(late)
    assert "en cours de mise à jour" in late["missing"]


def test_a_title_with_a_figure_out_of_date_is_not_shown():
    late = page(with_card("Rien de plus.", "Au moins {part}"), LAST_DAY + timedelta(1))

    assert "" == late["points"][0]["title"]


def test_the_deed_and_what_was_done_of_it_are_there():
    shown = page(mine=("Mission : Ranger – validée",))

    assert ("Écris ta première idée.", "Mission : Ranger – validée") == (shown["deed"], shown["mine"])
    assert "Leçon finie le 23/11/2026 · du premier coup : 0 sur 2" == shown["subtitle"]


def test_a_sentence_that_announces_a_list_takes_it_along():
    assert ("Deux choses : • une", "• deux.", "Fin.") == sentences("Deux choses :\n• une\n• deux. Fin.")
