"""More than five hundred hostile texts in every place where people's words are shown: none acts, none is lost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.telegram.entities import to_telegram
from core.messages import TEXT_LIMIT, Send
from core.people import DOTS
from core.texts import Rich, length
from core.thread.borrowed import marked
from tests.core.circle import LEA, MARC, NADIA, TRIAD, Circle, text_of
from tests.core.hostile import TEXTS

PARTS = 8
OURS = {"bold", "italic"}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_text_is_relayed_as_it_was_and_nothing_in_it_becomes_markup(part: int) -> None:
    for text in TEXTS[part::PARTS]:
        circle = Circle()
        circle.says(LEA, text)
        for reader in (MARC, TRIAD):
            copies = [act for act in circle.sent(reader) if act.subject.startswith("post:")]
            _is_whole(copies, f"{LEA.signature}\n{marked(Rich(text), LEA).text}")
        assert text == marked(Rich(text), LEA).text.replace("(écrit par Léa) ", "")


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mission_of_hostile_words_reads_as_written_on_every_card(part: int) -> None:
    for text in TEXTS[part::PARTS][::8]:
        title = " ".join(text.split())[:100].strip()
        if not title or title == "-":
            continue
        circle = Circle()
        circle.propose(title)
        for reader in (LEA, MARC, TRIAD):
            shown = next(act for act in reversed(circle.sent(reader)) if act.subject.startswith("mission:"))
            assert title in text_of(shown)
            assert {"bold", "italic", "blockquote"} >= {s.kind for s in shown.content.text.spans}


def test_a_name_never_turns_or_hides_what_stands_beside_it() -> None:
    for text in TEXTS:
        named = replace(LEA, first_name=text[:60], company=text[:60])
        circle = Circle(replace(TRIAD, members=(named, MARC, NADIA)))
        circle.says(named, "mot")
        signed = text_of(circle.sent(MARC)[-1]).splitlines()[0]
        title = replace(TRIAD, members=(named, MARC)).title
        for shown in (signed, title):
            assert not set(shown) & set("\u202e\u202a\u202c\u2066\u2069\u200b\u200e\u200f\x00\x1b\n\u2028\ufeff")
        assert f"{named.first_name} · alternance" == signed
        assert 1 == len(re.findall(f"[{DOTS}]", re.sub("(?i)l·l", "", signed)))


def _is_whole(copies: list[Send], expected: str) -> None:
    joined = "".join(text_of(act).removeprefix("Léa · alternance (suite)\n") for act in copies)
    assert expected.strip() == joined.strip()
    for act in copies:
        assert length(text_of(act)) <= TEXT_LIMIT
        assert OURS >= {span.kind for span in act.content.text.spans}
        _fit(act.content.text)


def _fit(words: Rich) -> None:
    """Telegram takes the entities: inside the text, never empty."""
    units = length(words.text)
    for entity in to_telegram(words):
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units
