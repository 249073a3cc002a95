"""Who gets an attestation, and what stands on it and on its page."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from core.lessons.attestation import LIFE, Attestation, AttestationOf
from core.lessons.lesson import Module, begin
from core.links import NewLink
from core.people import Person, Role
from tests.core.circle import LEA, LIBRARY, MARC, Circle, text_of
from tests.core.lesson import FIGURES, MODULE

FIVE = tuple(replace(MODULE, slug=f"m{n}", title=f"Leçon {n}") for n in range(1, 6))
THEIRS = replace(MODULE, slug="adult", title="Confier une mission", audience=Role.TUTOR)
ADDRESS = "https://triade.example.org"


class Graduate(Circle):
    """Somebody who has finished these modules; `pages`: whether the bot has a public address."""

    def __init__(self, who: Person, *finished: Module, pages: bool = True) -> None:
        super().__init__(library=replace(LIBRARY, modules=(*FIVE, THEIRS), figures=FIGURES))
        self.who, self.pages = who, pages
        self.answers[AttestationOf] = lambda asked: next(
            (one for one in reversed(self.kept) if isinstance(one, Attestation) and one.person == asked.person), None
        )
        self.progress[who.id] = {m.slug: replace(begin(m, self.now), finished_at=self.now) for m in finished}

    def scene(self, incoming):
        scene = super().scene(incoming)
        if self.pages:
            scene.page = lambda purpose, code: f"{ADDRESS}/{purpose}/{code}"
        return scene

    def asks(self, name: str = "Léa Étienne-Œuvrard") -> Mapping[str, Any]:
        """The data of the file that comes."""
        self.says(self.who, "/attestation")
        self.says(self.who, name)
        paper = self.sent(self.who)[-1].content.attachment.paper
        return paper.data

    @property
    def links(self) -> list[NewLink]:
        return [thing for thing in self.kept if isinstance(thing, NewLink)]


def test_before_the_four_it_says_what_is_left():
    made = Graduate(LEA, *FIVE[:2])

    made.says(LEA, "/attestation")

    assert "○ Leçon 3\n○ Leçon 4\nTu peux continuer : /lecons." in made.sees(LEA)
    assert "Leçon 5" not in made.sees(LEA)
    assert [] == made.kept


def test_it_bears_the_name_the_modules_their_days_and_the_structure():
    data = Graduate(LEA, *FIVE[:4]).asks()

    assert ("Léa Étienne-Œuvrard", "Mission locale") == (data["name"], data["structure"])
    assert [{"title": f"Leçon {n}", "day": "23/11/2026"} for n in range(1, 5)] == data["modules"]
    assert "Fait le 23/11/2026 par Mission locale." == data["issued"]


def test_its_page_knows_the_first_name_only():
    made = Graduate(LEA, *FIVE[:4])
    made.asks()

    found = made.answers[AttestationOf](AttestationOf(LEA.id))
    assert found is not None
    assert "Léa" == found.first_name
    assert "Œuvrard" not in json.dumps(found.pack(), ensure_ascii=False)
    assert found == Attestation.unpack(LEA.id, json.loads(json.dumps(found.pack())))


def test_its_link_opens_for_three_years_and_acts_for_nobody():
    made = Graduate(LEA, *FIVE[:4])
    data = made.asks()

    (link,) = made.links
    assert (made.now + LIFE, None, f"attestation:{LEA.id}") == (link.expires_at, link.person_id, link.subject)
    assert f"{ADDRESS}/attestation/{link.code}" == data["address"]
    assert "À vérifier avec ce code jusqu'au 22/11/2029." == data["check"]
    assert "avec le prénom seulement" in made.sees(LEA)


def test_without_a_public_address_it_has_no_code_and_says_so():
    made = Graduate(LEA, *FIVE[:4], pages=False)
    data = made.asks()

    assert ("", "À vérifier auprès de Mission locale.") == (data["address"], data["check"])
    assert "sans code QR" in made.sees(LEA)
    assert [] == made.links


def test_asked_again_it_bears_the_day_it_was_first_issued():
    made = Graduate(LEA, *FIVE[:4])
    made.asks()
    made.later(days=30)

    assert date(2026, 11, 23).isoformat() == made.asks()["made"]


def test_an_adult_gets_one_for_hers():
    data = Graduate(MARC, THEIRS).asks("Marc Dupré")

    assert [{"title": "Confier une mission", "day": "23/11/2026"}] == data["modules"]


def test_an_adult_who_has_finished_nothing_is_told_how_short_it_is():
    made = Graduate(MARC)

    made.says(MARC, "/attestation")

    assert "L'attestation vient après un module" in made.sees(MARC)


def test_the_first_module_an_adult_finishes_counts_her_as_trained():
    made = Graduate(MARC)
    made.presses(MARC, "l:adult:1:0:o")
    for tap in ("0:n", "1:ac", "1:n", "2:n", "3:aa", "3:ac", "3:v", "3:n"):
        made.presses(MARC, f"l:adult:1:{tap}")

    told = [event for reply in made.replies for event in reply.events if event.kind == "adult-trained"]
    assert [{"module": "adult", "role": "tutor"}] == [event.data for event in told]
    assert any("🎓 Attestation" in str(act) for act in made.replies[-1].outgoing)


def test_progress_is_drawn_in_text_and_leads_to_the_picture_and_the_attestation():
    made = Graduate(LEA, *FIVE[:4])

    made.says(LEA, "/progres")

    assert "Ton parcours\n▰▰▰▰▰▰▰▰▱▱ 4/5" in made.sees(LEA)
    assert "✓ Leçon 1\n▰▰▰▰▰▰▰▰▰▰ finie le 23/11/2026" in made.sees(LEA)
    assert "○ Leçon 5\n▱▱▱▱▱▱▱▱▱▱ 3 min" in made.sees(LEA)
    made.taps(LEA, "Attestation")
    assert "Quels prénom et nom" in made.sees(LEA)


def test_the_picture_says_the_same_in_words():
    made = Graduate(LEA, *FIVE[:4])
    made.propose()
    made.says(LEA, "/progres")
    made.taps(LEA, "En image")

    (sent,) = [act for act in made.sent(LEA) if act.content.attachment is not None]
    assert "Leçon 1 : finie le 23/11/2026" in text_of(sent)
    assert "Leçon 5 : 3 min" in text_of(sent)
    assert "Missions : 1 " in text_of(sent)
    assert [1, 1, 1, 1, 0] == [row["share"] for row in sent.content.attachment.paper.data["rows"]]
