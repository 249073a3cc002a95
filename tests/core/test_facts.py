"""Figures that know until when they hold."""

from datetime import date
from decimal import Decimal

import pytest

from core.law.facts import GONE, NBSP, Figure, Source, balanced, expiring, figure, fill, gone, names_in, origins, share
from core.texts import Span

PAGE = Source("smic", "Service public", "https://example.org/smic")
GUIDE = Source("guide", "Le guide", "https://example.org/guide")
AUTUMN, NEW_YEAR = date(2026, 11, 23), date(2027, 1, 1)


def value(name: str, number: str, unit: str = "€", **changes) -> Figure:
    known = {
        "sources": (PAGE,),
        "valid_from": date(2026, 6, 1),
        "valid_to": date(2026, 12, 31),
        "owner": "Nadia",
        "confirmed": True,
        "checked": date(2026, 8, 22),
    }
    return Figure(name, Decimal(number), unit, **{**known, **changes})


FIGURES = {
    "smic": (
        value("smic", "1823.03", valid_from=date(2026, 1, 1), valid_to=date(2026, 5, 31)),
        value("smic", "1867.02", confirmed=False),
    ),
    "part": (value("part", "27", "%", sources=(GUIDE,), valid_to=date(2027, 8, 31)),),
}


@pytest.mark.parametrize(
    ("number", "unit", "shown"),
    [
        ("1867.02", "€", "1~867,02~€"),
        ("300", "€", "300~€"),
        ("933.5", "€", "933,50~€"),
        ("27", "%", "27~%"),
        ("4.50", "heures", "4,5~heures"),
        ("1000000", "", "1~000~000"),
    ],
)
def test_a_figure_reads_as_french_writes_it(number: str, unit: str, shown: str):
    assert shown.replace("~", NBSP) == value("x", number, unit).shown


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "1823.03"),
        (date(2026, 5, 31), "1823.03"),
        (date(2026, 6, 1), "1867.02"),
        (date(2026, 12, 31), "1867.02"),
        (NEW_YEAR, None),
    ],
)
def test_a_figure_has_the_value_of_the_day(on: date, expected: str | None):
    found = figure(FIGURES, "smic", on)

    assert expected == (str(found.value) if found else None)


def test_a_figure_nobody_knows_has_no_value():
    assert figure(FIGURES, "unknown", AUTUMN) is None


def test_names_are_found_in_order_and_once():
    assert ("smic", "part") == names_in("Le Smic : {smic}.", "{part} de {smic}")


def test_a_text_shows_the_value_of_the_day():
    assert f"Le Smic est de 1{NBSP}867,02{NBSP}€." == fill("Le Smic est de {smic}.", FIGURES, AUTUMN).text


def test_a_sentence_whose_figure_is_out_of_date_gives_way():
    template = "C'est la loi. Le Smic est de {smic} par mois. Ta part est de {part}."

    assert f"C'est la loi. {GONE} Ta part est de 27{NBSP}%." == fill(template, FIGURES, NEW_YEAR).text


def test_a_figure_that_is_not_valid_yet_gives_way_too():
    assert GONE == fill("Le Smic est de {smic}.", FIGURES, date(2025, 1, 1)).text


def test_sentences_that_leave_side_by_side_leave_one_notice():
    template = "Exemples :\n• {smic}\n• {smic} encore\n• fin. Et {smic}. Et {smic} !"

    assert f"Exemples :\n{GONE}\n• fin. {GONE}" == fill(template, FIGURES, NEW_YEAR).text


def test_a_text_is_translated_before_its_sentences_leave():
    english = {"Le Smic : {smic}. Bravo.": "The Smic: {smic}. Well done.", GONE: "Being updated."}

    assert "Being updated. Well done." == fill("Le Smic : {smic}. Bravo.", FIGURES, NEW_YEAR, english.__getitem__).text


def test_marks_of_a_text_become_spans():
    filled = fill("Ta part : <b>{part}</b>.", FIGURES, AUTUMN)

    assert (Span("bold", 10, 14),) == filled.spans


def test_what_is_gone_is_named():
    assert {"smic"} == gone(FIGURES, NEW_YEAR, "{smic} et {part}")
    assert set() == gone(FIGURES, AUTUMN, "{smic} et {part}")


def test_under_a_text_stands_where_its_figures_come_from_and_until_when():
    lines = origins(FIGURES, AUTUMN, ["Ta part : {part}."])

    assert "Source : Le guide, valable jusqu'au 31/08/2027." == lines.text
    assert (Span("text_link", 9, 17, "https://example.org/guide"),) == lines.spans


def test_a_figure_that_is_not_certain_comes_with_its_date_and_a_caution():
    lines = origins(FIGURES, AUTUMN, ["Le Smic : {smic}."]).text

    assert lines.endswith("⚠️ Chiffre vu le 22/08/2026, à vérifier avec ton conseiller.")


def test_a_text_without_figures_needs_no_origin():
    assert not origins(FIGURES, AUTUMN, ["Sois à l'heure."])


def test_a_share_is_computed_to_the_cent_for_the_days_both_are_valid():
    pay = share("pay", FIGURES["part"][0], FIGURES["smic"][1])

    assert pay is not None
    assert (Decimal("504.10"), "€") == (pay.value, pay.unit)
    assert (date(2026, 6, 1), date(2026, 12, 31)) == (pay.valid_from, pay.valid_to)
    assert (GUIDE, PAGE) == pay.sources
    assert not pay.confirmed


def test_two_figures_that_never_hold_together_have_no_share():
    assert share("pay", FIGURES["part"][0], FIGURES["smic"][0]) is None


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Un <b>mot</b>. Deux.", True),
        ("Un <b>mot <i>dit</i> là</b>.", True),
        ("Un <b>mot. Deux</b> mots.", False),
        ("Un mot</b>.", False),
        ("<b><i>Un</b></i>", False),
    ],
)
def test_marks_that_cross_a_sentence_are_seen(template: str, expected: bool):
    assert expected == balanced(template)


def test_a_figure_that_ends_within_days_is_announced():
    (soon,) = expiring(FIGURES, date(2026, 12, 1))

    assert ("smic", date(2026, 12, 31)) == (soon.name, soon.valid_to)
    assert () == expiring(FIGURES, date(2026, 11, 30))
    assert (soon,) == expiring(FIGURES, date(2026, 12, 31), days=0)


def test_a_figure_that_is_over_or_followed_by_another_is_not_announced():
    assert () == expiring(FIGURES, date(2026, 5, 20))
    assert () == expiring(FIGURES, date(2027, 1, 1))


def test_of_a_computed_figure_only_what_it_is_made_of_is_announced():
    part = value("part", "27", "%")
    pay = share("pay", part, FIGURES["smic"][1])
    assert pay

    assert (part,) == expiring({"part": (part,), "pay": (pay,)}, date(2026, 12, 20))
