"""Answers that a team keeps ready: holes are checked when they are kept, filled once, and nothing leaves by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.canned import desk
from core.canned.acts import KeepCanned, here
from core.canned.canned import HOLES, MOST, WORDS_LIMIT, Canned, CannedHere, fill, wrong
from core.messages import TEXT_LIMIT, Place, Press
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import length
from tests.core.circle import LEA, LIBRARY, MARC, NADIA, TRIAD, Circle, person, text_of, toast, topic
from tests.core.hostile import TEXTS

GENERAL = Place("telegram", "-100", private=False)
HELLO = Canned("Bonjour", "Bonjour {prenom}, {tuteur} de {structure} t'attend.")
CLAIRE = person(12, Role.MANAGER, "Claire")


def circle(*ready: Canned) -> Circle:
    """A circle whose house has these answers at the beginning."""
    room = Circle(library=replace(LIBRARY, canned=ready or (HELLO,)))
    room.answers[CannedHere] = lambda _: tuple(
        {one.key: replace(one, changed_at=room.now) for one in room.kept if isinstance(one, Canned)}.values()
    )
    return room


def adds(room: Circle, name: str, words: str) -> None:
    room.says(NADIA, "/modeles", at=GENERAL)
    room.taps(NADIA, "Ajouter", at=GENERAL)
    room.says(NADIA, name, at=GENERAL)
    room.says(NADIA, words, at=GENERAL)


def names(room: Circle) -> list[str]:
    return [one.name for one in here(scene_of(room))]


def scene_of(room: Circle) -> Scene:
    assert NADIA.address is not None
    return room.scene(
        Press(
            cause="look", at=room.now, sender=NADIA.address, place=GENERAL, press_id="p", message_id="0", data="n:menu"
        )
    )


def test_one_is_picked_in_a_thread_read_again_and_leaves_signed_like_any_message() -> None:
    room = circle()

    room.writes(NADIA, "/modeles")
    room.taps(NADIA, "Bonjour", at=topic())
    assert "Ceci part vers Léa, Marc :\nBonjour Léa, Marc de Mission locale t'attend." == room.sees(TRIAD)
    assert [] == room.sent(LEA)
    room.taps(NADIA, "Envoyer", at=topic())

    said = "Nadia · conseil\nBonjour Léa, Marc de Mission locale t'attend."
    assert said == room.sees(LEA) == room.sees(MARC)
    assert said in [text_of(act) for act in room.sent(TRIAD)]
    assert NADIA.id == room.post().author_id


def test_changed_before_it_leaves_it_says_what_was_typed_and_the_model_stays() -> None:
    room = circle()
    room.writes(NADIA, "/modeles")
    room.taps(NADIA, "Bonjour", at=topic())

    room.taps(NADIA, "Modifier", at=topic())
    room.replies_to(NADIA, "Salut {prenom}")  # typed words are words: nothing is filled in them
    room.taps(NADIA, "Envoyer", at=topic())

    assert "Nadia · conseil\nSalut {prenom}" == room.sees(LEA)
    assert ["Bonjour"] == names(room)


def test_nothing_leaves_when_she_says_no_or_the_thread_was_closed_meanwhile() -> None:
    room = circle()
    room.writes(NADIA, "/modeles")
    room.taps(NADIA, "Bonjour", at=topic())
    room.taps(NADIA, "Ne rien envoyer", at=topic())
    room.taps(NADIA, "Bonjour", at=topic())
    room.triads[TRIAD.id] = replace(room.triads[TRIAD.id], state="closed")
    room.taps(NADIA, "Envoyer", at=topic())

    assert [] == room.sent(LEA) == room.sent(MARC)
    assert "pause ou fermé" in room.sees(TRIAD)


def test_in_the_professionals_line_it_stays_there() -> None:
    room = circle()
    pros = replace(room.triads[TRIAD.id], pros_topic="71", pros_posts=1)
    room.triads[TRIAD.id] = pros
    there = replace(topic(), topic="71")

    room.says(NADIA, "/modeles", at=there)
    room.taps(NADIA, "Bonjour", at=there)
    assert "Ceci part vers Marc :" in room.sees(there)
    room.taps(NADIA, "Envoyer", at=there)

    assert "🔒" in room.sees(MARC)
    assert [] == room.sent(LEA)


def test_a_new_one_is_shown_filled_and_kept_with_its_author() -> None:
    room = circle()

    adds(room, "Rappel", "Léa n'est pas dedans : {prenom}, à demain.")
    assert "Rappel, pour Léa par exemple :\nLéa n'est pas dedans : Léa, à demain." in room.sees(GENERAL)
    room.taps(NADIA, "Garder", at=GENERAL)

    assert ["Bonjour", "Rappel"] == names(room)
    kept = next(one for one in room.kept if isinstance(one, Canned))
    assert (NADIA.id, "Léa n'est pas dedans : {prenom}, à demain.") == (kept.author_id, kept.words)


@pytest.mark.parametrize(
    ("words", "hole"), [("Bonjour {nom}", "{nom}"), ("{0.__class__}", "{0.__class__}"), ("{{x}}", "{x}"), ("{}", "{}")]
)
def test_a_hole_that_nobody_can_fill_is_refused_with_a_sentence_and_the_question_stays(words: str, hole: str) -> None:
    room = circle()

    adds(room, "Rappel", words)
    assert (
        f"Je ne sais pas remplir « {hole} ». Je remplis seulement : {{prenom}}, {{tuteur}}, {{structure}}."
        == room.sees(GENERAL)
    )
    room.says(NADIA, "Bonjour {prenom}", at=GENERAL)
    room.taps(NADIA, "Garder", at=GENERAL)

    assert ["Bonjour", "Rappel"] == names(room)


def test_the_same_name_twice_is_refused_however_it_is_written() -> None:
    room = circle()

    adds(room, "  BONJOUR ", "Autre chose")
    assert "Il y a déjà un modèle « BONJOUR » : il me faut un autre nom." in [
        text_of(act) for reply in room.replies for act in reply.outgoing
    ]


def test_one_of_the_house_is_changed_removed_and_put_back_for_this_structure() -> None:
    room = circle()
    room.presses(NADIA, f"cn:change:{HELLO.key}", at=GENERAL)
    room.says(NADIA, "Bonsoir {prenom}", at=GENERAL)
    room.taps(NADIA, "Garder", at=GENERAL)
    room.says(NADIA, "/modeles", at=GENERAL)
    assert "Bonjour · …, 23/11/2026\nBonsoir {prenom}" in room.sees(GENERAL)

    room.taps(NADIA, "Retirer", at=GENERAL)
    room.taps(NADIA, "Bonjour", at=GENERAL)
    assert [] == names(room)
    assert "n'est plus là" in toast(room.presses(NADIA, f"cn:use:{HELLO.key}", at=topic()))
    room.taps(NADIA, "Remettre", at=GENERAL)

    assert ["Bonjour"] == names(room)


@pytest.mark.parametrize("who", [LEA, MARC, CLAIRE])
@pytest.mark.parametrize("verb", [*desk.ACTS, "zzz"])
def test_only_counsellors_touch_them(who: Person, verb: str) -> None:
    room = circle()
    room.people[CLAIRE.id] = CLAIRE

    reply = room.presses(who, f"cn:{verb}:{HELLO.key}")

    assert [] == reply.kept == reply.runs == reply.posts
    assert "rien n'a changé" in toast(reply)


def test_hostile_words_are_kept_and_leave_as_they_are_or_are_refused() -> None:
    refused = 0
    for text in TEXTS:
        room = circle(Canned("Modèle", text))
        if wrong(text) is not None:
            refused += 1
            continue
        room.writes(NADIA, "/modeles")
        room.taps(NADIA, "Modèle", at=topic())
        room.taps(NADIA, "Envoyer", at=topic())
        copies = [act for act in room.sent(LEA) if act.subject.startswith("post:")]
        assert f"Nadia · conseil\n{text}" == "".join(text_of(act) for act in copies)
        assert {"bold"} >= {span.kind for act in copies for span in act.content.text.spans}
    assert 20 < refused < len(TEXTS) / 3


def test_what_stands_in_a_name_is_never_filled_again() -> None:
    assert "{tuteur} et Marc" == fill("{prenom} et {tuteur}", {"prenom": "{tuteur}", "tuteur": "Marc"})
    assert "{x} {0}" == fill("{x} {0}", HOLES)


def test_the_longest_list_fits_one_message_and_one_more_is_refused() -> None:
    room = circle(*(Canned(f"{n:02} " + "W" * 37, "👍" * (WORDS_LIMIT // 2)) for n in range(MOST)))

    room.says(NADIA, "/modeles", at=GENERAL)
    assert length(room.sees(GENERAL)) <= TEXT_LIMIT

    with pytest.raises(Refused, match="retirez-en un"):
        KeepCanned("Un de trop", "Bonjour").apply(scene_of(room))
