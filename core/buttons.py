"""A button was tapped: what it says is done if the one who taps may; rights and state are read at that moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core import conversation, menu
from core.announcements import announcement
from core.canned import desk as canned
from core.commands import begin, enter
from core.conversation import facts_for, start
from core.evaluation import acts as evaluation, exits, studies, surveys
from core.forum import absence, acts as deskacts, dossier, grouping, groupstate, invitations, members, strangers
from core.gatherings import guests
from core.horizon import buttons as horizon_buttons
from core.immersions import companion
from core.lessons import learning, preview, publishing, returning
from core.library import lending, shelves
from core.meetings import buttons as meeting_buttons
from core.messages import Acknowledge, Press
from core.missions import acts, grids, looks
from core.missions.cards import regulated
from core.missions.caution import about_cards
from core.missions.mission import Act
from core.missions.news import TOASTS
from core.nudges import acts as nudgeacts, recontact
from core.opportunities import seeking, team as offers_team, young as offers
from core.page import reached
from core.passport import acts as passport_acts
from core.people import Refused
from core.privacy import choices, erasure, mine, notices
from core.safeguarding import acts as callacts, held as moderationacts
from core.scene import Scene
from core.scripts import scripts
from core.thread import ingroup, quiet, state as threadstate, withdrawal
from core.tutoring import guides, thanks
from core.watch import acts as watch, moments, mood
from core.week import buttons as week_buttons
from core.workshops import cards as workcards, seat as workseat

# The acts of a mission that need words first, and the conversation that asks for them.
ASKS_FIRST = {
    Act.REFUSE: "refuse_mission",
    Act.QUESTION: "question_mission",
    Act.ANSWER: "answer_mission",
    Act.AMEND: "amend_mission",
    Act.REPROPOSE: "repropose_mission",
    Act.PHONE: "phone_mission",
    Act.REPLY: "reply_looks",
    Act.ASSESS: "assess_mission",
}


NO_USE = "Ce bouton ne sert plus. La suite : /menu."


def press(incoming: Press, scene: Scene) -> None:
    """Every press gets its little answer, whatever happens."""
    try:
        toast = act(incoming, scene)
    except Refused as refused:
        toast = scene.words(refused.text).text
    scene.reply.outgoing.insert(
        0, Acknowledge(place=incoming.place, press_id=incoming.press_id, text=toast[:200], alert=len(toast) > 60)
    )


def act(press: Press, scene: Scene) -> str:
    """Do what the button says, if the one who presses may: rights and state are read now."""
    person = scene.person
    kind, _, rest = press.data.partition(":")
    if person is None:
        return "Ce bouton est pour une autre personne : rien n'a changé."
    if scene.group is not None and kind not in ingroup.BUTTONS:
        raise Refused("Dans un groupe, ce bouton ne fait rien : la suite se passe en privé, avec moi.")
    if kind in conversation.KINDS and rest:
        return scene.words(conversation.press(scene, press)).text
    if not person.settled:
        return scene.words("Les premières questions attendent encore leur réponse.").text
    does = KINDS.get(kind)
    if does is None:
        raise Refused(NO_USE)
    return does(press, scene, rest) or ""


def _mission(press: Press, scene: Scene, _: str) -> str:
    assert scene.person is not None
    try:
        _, triad_id, number, version, verb, *seen = press.data.split(":")
        decision = acts.OnMission(Act(verb), int(triad_id), int(number), int(version), seen="".join(seen))
    except ValueError:
        raise Refused("Ce bouton ne sert plus : rien n'a changé.") from None
    triad, mission = acts.find(scene, decision.triad, decision.number)
    asks = ASKS_FIRST.get(decision.act, "")
    if decision.act is Act.VALIDATE and regulated(scene, triad, mission):
        asks = "validate_mission"
    if not asks:
        acts.act(scene, decision)
        return scene.words(TOASTS.get(decision.act, "")).text
    mission.check(
        decision.act, scene.person, version=decision.version, now=scene.now, note="…",
        when=acts.last_change(scene, mission), seen=decision.seen,
    )  # fmt: skip
    about = grids.for_a_look(scene, mission) if decision.act is Act.ASSESS else about_cards(scene, triad)
    start(scene, asks, facts_for(scene, triad, mission, **about))
    return ""


def _numbers(rest: str) -> tuple[int, int]:
    try:
        triad_id, number = rest.split(":")
        return int(triad_id), int(number)
    except ValueError:
        raise Refused("Ce bouton ne sert plus : rien n'a changé.") from None


def _card(_: Press, scene: Scene, rest: str) -> None:
    acts.show(scene, *acts.find(scene, *_numbers(rest)))


def _looks(_: Press, scene: Scene, rest: str) -> None:
    looks.show(scene, *acts.find(scene, *_numbers(rest)))


def _start(_: Press, scene: Scene, name: str) -> None:
    assert scene.person is not None
    if name not in scripts() or scene.person.role not in scripts()[name].menu:
        raise Refused(NO_USE)
    begin(scene, name)


#: The first word of a button's data -> what it does with the rest. What it returns is the little answer to the press.
#: Conversations have letters of their own: conversation.KINDS.
KINDS: Mapping[str, Callable[[Press, Scene, str], str | None]] = {
    "m": _mission,
    "v": _card,
    "o": _looks,
    "g": lambda _, scene, __: grids.edit(scene),
    "x": deskacts.press,
    invitations.KIND: invitations.press,
    members.KIND: members.press,
    groupstate.KIND: grouping.press,
    absence.KIND: absence.press,
    dossier.KIND: dossier.press,
    quiet.KIND: quiet.press,
    strangers.KIND: strangers.press,
    announcement.KIND: announcement.press,
    canned.KIND: canned.press,
    "h": moderationacts.press,
    "y": callacts.press,
    "l": lambda press, scene, _: learning.press(scene, press),
    "q": lambda press, scene, rest: returning.press(scene, press, rest),
    "w": lambda _, scene, what: shelves.show(scene, what),
    "n": lambda _, scene, entry: enter(scene, entry),
    menu.KIND: menu.press,
    "s": _start,
    "hz": horizon_buttons.press,
    workcards.KIND: workseat.press,
    "nd": nudgeacts.press,
    recontact.KIND: recontact.press,
    "i": companion.press,
    "pp": passport_acts.press,
    "quote": passport_acts.answer,
    publishing.KIND: publishing.press,
    preview.KIND: preview.press,
    "li": lending.press,
    offers.KIND: offers.press,
    seeking.KIND: seeking.press,
    evaluation.KIND: evaluation.press,
    exits.KIND: exits.press,
    guests.KIND: guests.press,
    studies.KIND: studies.press,
    surveys.KIND: surveys.press,
    offers_team.KIND: offers_team.press,
    "rdv": meeting_buttons.press,
    "wk": week_buttons.press,
    guides.KIND: thanks.press,
    watch.KIND: watch.press,
    moments.KIND: mood.press,
    mine.KIND: mine.press,
    erasure.KIND: erasure.press,
    notices.KIND: notices.press,
    choices.KIND: choices.press,
    withdrawal.KIND: withdrawal.press,
    reached.KIND: reached.press,
    threadstate.KIND: threadstate.press,
}
