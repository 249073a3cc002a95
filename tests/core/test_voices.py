"""Pages of a lesson read aloud: who records, when they are heard, when they fall silent."""

from dataclasses import replace

import pytest

from core.files import Attachment
from core.lessons.recordings import Recording, RecordingsOf
from core.messages import Media, Place
from core.scene import Library
from tests.core.circle import HOME, LEA, NADIA, Circle, text_of, toast
from tests.core.lesson import FIGURES, MODULE, OTHER

FORUM = HOME.forum or Place("", "")
VOICE = Attachment(Media.VOICE, "voice-1", seconds=12)


def circle() -> Circle:
    made = Circle(library=Library((MODULE, OTHER), FIGURES))
    made.answers[RecordingsOf] = lambda asked: {
        one.page: one for one in made.kept if isinstance(one, Recording) and one.module == asked.module
    }
    return made


def recorded(which: str) -> Circle:
    made = circle()
    made.says(NADIA, f"/audio {which}", at=FORUM)
    made.says(NADIA, "", VOICE, at=FORUM)
    return made


def opened(made: Circle) -> list[str]:
    """The buttons under the first page."""
    made.presses(LEA, "l:short:1:0:o")
    rows = made.replies[-1].outgoing[-1].content.buttons
    return [button.label for row in rows for button in row]


def test_a_voice_is_heard_with_its_page():
    made = recorded("1 1")
    assert "🔊 C'est gardé pour « Deux lieux »." in made.sees(FORUM)

    assert ["🔊 Écouter", "☰", "Suite ▸"] == opened(made)
    made.presses(LEA, "l:short:1:0:h")

    sent = made.replies[-1].outgoing[-1]
    assert ("voice-1", Media.VOICE) == (sent.content.attachment.ref, sent.content.attachment.media)
    assert "🔊 Deux lieux" == text_of(sent)


def test_the_command_may_stand_under_the_sound_itself():
    made = circle()

    made.says(NADIA, "/audio 1 1", VOICE, at=FORUM)

    assert ["🔊 Écouter", "☰", "Suite ▸"] == opened(made)


def test_without_a_voice_the_text_stands_alone():
    made = circle()

    assert ["☰", "Suite ▸"] == opened(made)
    assert "Le texte dit tout." in toast(made.presses(LEA, "l:short:1:0:h"))


def test_another_text_has_no_voice():
    made = recorded("1 1")
    changed = replace(MODULE, pages=(replace(MODULE.pages[0], text="Tout a changé."), *MODULE.pages[1:]))
    made.library = Library((changed, OTHER), FIGURES)

    assert ["☰", "Suite ▸"] == opened(made)


def test_a_voice_that_says_a_figure_falls_silent_with_it():
    made = recorded("1 3")
    assert "elle se tait après le 31/12/2026" in made.sees(FORUM)

    assert "" == toast(made.presses(LEA, "l:short:1:2:h"))
    made.later(days=60)

    assert "Le texte dit tout." in toast(made.presses(LEA, "l:short:1:2:h"))


@pytest.mark.parametrize(("words", "answer"), [("/audio", "1. Une leçon courte (1-4)"), ("/audio 9 1", "n'existe pas")])
def test_what_cannot_be_meant_is_answered_with_the_numbers(words: str, answer: str):
    made = circle()

    made.says(NADIA, words, at=FORUM)

    assert answer in text_of(made.replies[-1].outgoing[-1])
    assert [] == made.kept


def test_words_are_no_voice_and_nothing_is_kept():
    made = circle()
    made.says(NADIA, "/audio 1 1", at=FORUM)

    made.says(NADIA, "Voici", at=FORUM)

    assert "Il me faut un message vocal" in text_of(made.replies[-1].outgoing[-1])
    assert [] == made.kept
