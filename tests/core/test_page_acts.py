"""Whatever somebody can do in the chat, she can do on her page, by the same act: both show the same."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from core.buttons import ASKS_FIRST
from core.commands import commands
from core.messages import Address, Change, Content, Deed, Place, Press, Send, ToPerson, ToPlace
from core.missions.cards import buttons
from core.missions.mission import Act, State
from core.nudges.matters import Matter, MatterLadder, Waiting
from core.nudges.nudge import LADDERS, MissionLadder
from core.nudges.rounds import RungsOf
from core.page import deeds
from core.page.gestures import ELSEWHERE, gestures
from core.page.plainly import plainly
from core.page.tutor import WITH_FORM, look
from core.people import Person, Role
from core.scene import PAGE, Reply, Scene, Timer
from core.texts import french
from core.thread.withdrawal import COMMAND as WITHDRAW
from tests.core.circle import LEA, MARC, MONDAY, NADIA, Circle, private

#: commands that are read ahead of the table
AHEAD = {WITHDRAW, "pros"}


def fills(circle: Circle, who: Person, what: str, /, **fields: str) -> Reply:
    """Send a form of the page."""
    circle.later(seconds=1)
    here = Place(PAGE, str(who.id))
    deed = Deed(
        cause=f"page:{what}:{circle.now:%H%M%S}", at=circle.now, sender=Address(PAGE, str(who.id)), place=here,
        structure=who.structure_id, person=who.id, what=what, fields=fields,
    )  # fmt: skip
    scene = circle.scene(deed)
    scene.person = circle.people[who.id]
    scene.structure = circle.structures[who.structure_id]
    circle._load(scene, scene.person, here)
    deeds.do(deed, scene)
    circle.keep(scene)
    return scene.reply


def known(circle: Circle) -> Circle:
    """A mission that is done, and nothing of what no test says."""
    circle.answers = defaultdict(lambda: lambda asked: (), circle.answers)
    circle.reach(State.DONE)
    return circle


def on_screen(reply: Reply, who: Person) -> list[Content]:
    """What the chat shows of it to the one who acts."""
    mine = [one for one in reply.outgoing if isinstance(one, Send | Change) and not _trace(one)]
    return [one.content for one in mine if _reader(one.to) in (who.id, "1002", "1001")]


def _reader(to: Any) -> object:
    return to.person if isinstance(to, ToPerson) else to.place.chat if isinstance(to, ToPlace) else None


def _trace(one: Send | Change) -> bool:
    return isinstance(one, Change) and (
        one.subject.startswith("ask:") or (one.message != "" and not one.content.buttons)
    )


def labels(content: Content) -> tuple[str, list[str]]:
    """What is read, with the words of the page's buttons in the place of commands."""
    return plainly(content.text, french).text, [button.label for row in content.buttons for button in row]


@pytest.mark.parametrize("role", [Role.TUTOR, Role.APPRENTICE, Role.TRAINER])
def test_every_command_is_on_the_page_or_says_why_not(role: Role):
    mine = {one.names[0] for one in commands().values() if role in one.roles}
    offered = {name for name, _ in gestures(role)}

    assert mine == offered | (mine & ELSEWHERE)
    assert not offered & ELSEWHERE
    assert ELSEWHERE <= set(commands()) | AHEAD


@pytest.mark.parametrize("who", [MARC, LEA])
def test_a_command_shows_on_the_page_what_it_shows_in_the_chat(who: Person):
    for name, _ in gestures(who.role):
        chat, page = known(Circle()), known(Circle())

        said = on_screen(chat.says(who, f"/{name}"), who)
        shown = fills(page, who, "command", name=name)

        assert shown.refused is None, name
        assert [] != [labels(one) for one in said] == [labels(one) for one in shown.shown], name
        assert [] == on_screen(shown, who), name
        for content in list(shown.shown):
            for button in (button for row in content.buttons for button in row if button.data):
                pressed = fills(page, who, "press", data=button.data)
                assert pressed.refused is None or pressed.refused.text != deeds.OLD_PAGE, (name, button.label)


def at_state(state: State) -> Circle:
    circle = Circle()
    if state in (State.PROPOSED, State.REFUSED):
        circle.propose()
    else:
        circle.reach(state)
    if state is State.REFUSED:
        circle.taps(MARC, "Refuser")
        circle.taps(MARC, "Pas le bon moment")
    assert state is circle.mission().state
    return circle


def looking(circle: Circle) -> Scene:
    """The tutor looks at his page."""
    press = Press(
        cause="c", at=circle.now, sender=MARC.address or Address("", ""), place=private(MARC), press_id="",
        message_id="", data="",
    )  # fmt: skip
    return circle.scene(press)


def test_acts_that_need_words_have_a_form():
    assert set(ASKS_FIRST) - {Act.PHONE} == set(WITH_FORM)  # that one is a counsellor's, in the forum


@pytest.mark.parametrize("state", [State.PROPOSED, State.VALIDATED, State.REFUSED, State.DONE])
def test_every_button_of_a_card_is_on_the_page(state: State):
    circle = at_state(state)
    circle.answers = defaultdict(lambda: lambda asked: (), circle.answers)
    scene = looking(circle)

    (thread,) = look(scene).threads

    chat = {button.label for row in buttons(circle.mission(), MARC, scene) for button in row}
    assert chat == {choice.label for card in thread.cards for choice in card.choices} != set()


#: who is invited, or has not said yes, has no page yet: another page asks
BEFORE = {"consent-unfinished"}
REMINDED = [
    kind
    for kind, ladder in LADDERS.items()
    if isinstance(ladder, MatterLadder) and ladder.days and ladder.to in (Role.TUTOR, None) and kind not in BEFORE
]


@pytest.mark.parametrize("kind", REMINDED)
def test_what_a_ladder_reminds_a_tutor_of_stands_on_his_page_with_the_way_out(kind: str):
    circle = known(Circle())
    one = Matter("7:1", MONDAY, MARC.id, 7, "c1")
    timer = Timer(f"{kind}:7:1:1", kind, MONDAY, 7, MARC.id, {"ref": "7:1", "step": 1, "since": MONDAY.isoformat()})
    circle.answers[Waiting] = lambda asked: (one,) if asked.kind == kind else ()
    circle.answers[RungsOf] = lambda asked: (timer,) if asked.person == MARC.id else ()

    (seen,) = look(looking(circle)).reminded
    done = fills(circle, MARC, "press", data=f"nd:done:{seen.ladder}:{seen.ref}")

    ladder = LADDERS[kind]
    assert isinstance(ladder, MatterLadder)
    assert ladder.opens(one) == seen.opens
    assert [f"{kind}:7:1:"] == done.stopped_timers


def test_the_ladders_of_missions_stand_on_their_cards():
    tutors = {kind for kind, ladder in LADDERS.items() if isinstance(ladder, MissionLadder) and ladder.to is Role.TUTOR}
    assert {"mission-waiting", "tutor-look-waiting"} == tutors
    for kind, state in (("mission-waiting", State.PROPOSED), ("tutor-look-waiting", State.DONE)):
        circle = at_state(state)
        circle.answers = defaultdict(lambda: lambda asked: (), circle.answers)
        timer = Timer(f"{kind}:7:1:1", kind, MONDAY, 7, MARC.id, {"number": 1, "version": 1, "step": 1})
        circle.answers[RungsOf] = lambda asked, timer=timer: (timer,)

        ((card,),) = (thread.cards for thread in look(looking(circle)).threads)
        assert kind == card.ladder
        gone = fills(circle, MARC, "nudge", what="done", ladder=kind, triad="7", number="1")
        assert [f"{kind}:7:1:"] == gone.stopped_timers


def test_the_team_has_no_such_form():
    circle = known(Circle())

    assert fills(circle, NADIA, "command", name="guides").refused is not None
