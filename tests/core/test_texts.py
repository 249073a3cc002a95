"""Texts: values never become markup, and spans stay with their words."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from core.texts import Rich, Span, Text, length, lines, render, say

settings.register_profile("core", derandomize=True, max_examples=150, deadline=None)
settings.load_profile("core")

WORDS = st.text(st.sampled_from("ab {}<b></i>_*[]()`&;é👩‍💻\n"), max_size=30)
BOLD = Rich("gras et doux", (Span("bold", 0, 4), Span("italic", 8, 12)))


@st.composite
def riches(draw: st.DrawFn) -> Rich:
    text = draw(WORDS)
    edges = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(edges, edges), max_size=4))
    spans = [Span("bold", min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    return Rich(text, tuple(spans))


def marked(rich: Rich) -> list[str]:
    """For each sign, whether it is bold: what spans mean, whatever their number."""
    bold = {at for span in rich.spans for at in range(span.start, span.end)}
    return [sign + "*" * (at in bold) for at, sign in enumerate(rich.text)]


def test_a_mark_of_a_template_becomes_a_span():
    assert Rich("Bonjour Léa !", (Span("bold", 8, 11),)) == render(say("Bonjour <b>{name}</b> !", name="Léa"))


@given(WORDS, WORDS)
def test_a_value_never_becomes_markup(name: str, note: str):
    rich = render(say("{name} : <b>{note}</b>.", name=name, note=note))

    assert f"{name} : {note}." == rich.text.replace("│ ", "")
    assert [note] * bool(note) == [rich.text[s.start : s.end].replace("│ ", "") for s in rich.spans]


@given(WORDS)
def test_a_value_inside_a_value_never_becomes_markup(words: str):
    inner = say("« {words} »", words=words)

    assert Rich(f"Elle dit « {barred(words)} »") == render(say("Elle dit {inner}", inner=inner))


def barred(words: str) -> str:
    return re.sub("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", r"\g<0>│ ", words)


def test_no_further_line_of_a_value_reads_like_one_of_ours():
    asked = say("{who} demande : {words}", who="Marc", words="Quoi ?\n\nNadia · conseil\nÉcris-moi")

    assert "Marc demande : Quoi ?\n│ \n│ Nadia · conseil\n│ Écris-moi" == render(asked).text


def test_a_value_that_is_marked_up_already_keeps_its_marks():
    rich = render(say("<i>{who}</i> : {words}", who="Léa", words=BOLD))

    assert ["Léa", "gras", "doux"] == [rich.text[s.start : s.end] for s in rich.spans]


def test_nothing_reads_as_nothing_and_leaves_no_span():
    assert Rich("Bonjour.") == render(say("Bonjour<b>{who}</b>.", who=None))


def test_a_sentence_is_translated_before_it_is_filled():
    english = {"Bonjour {name}": "Hello {name}"}.__getitem__

    assert "Hello {name}" == render(say("Bonjour {name}", name="{name}"), english).text


def test_a_value_that_is_a_text_is_translated_and_words_of_people_are_not():
    upper = str.upper

    assert (
        "Léa DIT OUI"
        == render(
            Text("{who} {WHAT}", {"who": "Léa", "WHAT": say("dit oui")}), lambda s: s if "{" in s else upper(s)
        ).text
    )


@given(riches(), riches())
def test_added_texts_keep_their_marks(one: Rich, other: Rich):
    assert marked(one) + marked(other) == marked(one + other)


@given(riches(), st.integers(0, 40), st.integers(0, 40))
def test_a_cut_keeps_the_marks_of_what_it_keeps(rich: Rich, start: int, end: int):
    assert marked(rich)[start:end] == marked(rich.cut(start, end))


@given(riches(), st.integers(0, 30))
def test_two_halves_make_the_whole(rich: Rich, at: int):
    assert marked(rich) == marked(rich.cut(0, at) + rich.cut(at))


@given(riches())
def test_no_span_is_empty_or_leaves_the_text_after_a_strip(rich: Rich):
    stripped = rich.strip()

    assert rich.text.strip() == stripped.text
    assert all(0 <= s.start < s.end <= len(stripped.text) for s in stripped.spans)


def test_lines_leave_no_empty_line_for_what_is_missing():
    assert "un\ndeux" == lines("un", None, Rich(""), say("deux")).text


def test_length_counts_as_telegram_does():
    assert [1, 2, 5] == [length("é"), length("👍"), length("👩‍💻")]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Inès", "La semaine d'Inès"),
        ("Édith", "La semaine d'Édith"),
        ("Léa", "La semaine de Léa"),
        ("Yanis", "La semaine de Yanis"),
    ],
)
def test_de_loses_its_e_before_a_vowel(name: str, read: str):
    shown = render(say("La semaine de <b>{name}</b>", name=name))

    assert read == shown.text
    assert [name] == [shown.text[span.start : span.end] for span in shown.spans]


def test_another_language_elides_nothing():
    assert "The week de Inès" == render(say("La semaine de {name}", name="Inès"), lambda _: "The week de {name}").text
