"""Whose phones ring for a call: at once, and again as long as nobody has taken it."""

from __future__ import annotations

from datetime import timedelta

from core.forum.cards import DeskCard, card_by, change_card, key_of, logged, send_card
from core.forum.team import PersonBy, counsellors, managers, on_duty
from core.messages import Button, Content, Rows, Send, ToDesk, Urgency
from core.people import Person
from core.safeguarding.call import Call, CallBy
from core.safeguarding.emergency import numbers
from core.scene import Event, Scene, Timer
from core.texts import Rich, Span, lines, render, say

DUE = "call-unanswered"
#: opening hours without an answer after which it rings again, and the managers learn that somebody waits
PATIENCE = timedelta(minutes=30)
#: the same between one ring and the next, when it is not urgent
CALMER = timedelta(hours=2)


def ring(scene: Scene, call: Call, card: DeskCard, there: list[Person]) -> None:
    """Who hears of it now; and the clock, when nobody answers."""
    if call.urgency == "urgent":
        for one in there or counsellors(scene):  # nobody there: whoever looks first may still help
            send_card(scene, card, one)
        if not there:
            tell_managers(scene, call)
    note(scene, "call-raised", call, urgency=call.urgency)
    scene.reply.stopped_timers.append(f"{call.subject}:")
    _plan(scene, call, 1, PATIENCE)


def _plan(scene: Scene, call: Call, step: int, patience: timedelta) -> None:
    due = scene.hours.within(scene.now, patience)
    data = {"call": call.key, "step": step}
    scene.reply.timers.append(
        Timer(f"{call.subject}:{step}:{key_of(scene.cause)}", DUE, due, None, call.person_id, data)
    )


def overdue(timer: Timer, scene: Scene) -> None:
    """Nobody has answered: the managers learn it; who is there is called again, then the whole team, until taken."""
    call = scene.find(CallBy(str(timer.data["call"])))
    if call is None or call.answered_at is not None or call.closed_at is not None:
        return
    step, card = int(timer.data.get("step", 1)), card_by(scene, key_of(call.subject))
    if step == 1:
        tell_managers(scene, call)
        above = ", ".join(one.first_name for one in managers(scene))
        if card is not None and above:
            card = logged(scene, card, "late", above)
            change_card(scene, card)
    if card is None or card.state == "taken":
        return
    _ring_again(scene, call, card, step)
    _plan(scene, call, step + 1, PATIENCE if call.urgency == "urgent" else CALMER)


def _ring_again(scene: Scene, call: Call, card: DeskCard, step: int) -> None:
    young = scene.find(PersonBy(call.person_id))
    whom = (on_duty(scene) if step == 1 else []) or [*counsellors(scene), *(managers(scene) if step > 1 else ())]
    words = say("⏰ <b>{who}</b> attend toujours une réponse à son appel ({at}). Personne ne l'a pris.",
                who=young.first_name if young else "?", at=scene.dated(call.raised_at))  # fmt: skip
    take = (Button("✋ Je prends", f"x:{card.key}:take", style="primary"),)
    rows = (*buttons(call), take)
    for one in whom:
        scene.tell(one, words, rows, subject=f"{call.subject}:again", urgency=Urgency.ANSWER)
    content = Content(render(words) + mentions(whom), rows)
    scene.reply.outgoing.append(Send(to=ToDesk(), content=content, subject=f"{call.subject}:again",
                                     urgency=Urgency.ANSWER))  # fmt: skip
    note(scene, "call-rung-again", call, step=step)
    if step == 1 and young is not None and not young.left:
        told = lines(
            say("🔒 Personne n'a encore répondu à ton appel. Je viens de rappeler l'équipe."), numbers(scene.structure)
        )
        scene.tell(young, told, subject=f"{call.subject}:late", urgency=Urgency.ANSWER)


def mentions(people: list[Person] | tuple[()]) -> Rich:
    """Their names, so that their phones ring."""
    whole = Rich("")
    for one in people:
        mark = (Span("mention", 0, len(one.first_name), one.address.value),) if one.address else ()
        whole = whole + (" · " if whole else "\n👋 ") + Rich(one.first_name, mark)
    return whole


def tell_managers(scene: Scene, call: Call) -> None:
    """No name, no words: those are one logged tap away."""
    above = managers(scene)
    for one in above:
        scene.tell(
            one,
            say(
                "⏰ Un appel « Ça ne va pas » ({at}) attend une réponse de l'équipe. Merci de vous assurer que "
                "quelqu'un s'en occupe maintenant.", at=scene.dated(call.raised_at),
            ),
            ((Button(scene.words("👤 Voir qui appelle", one).text, f"y:{call.key}:read"),),),
            urgency=Urgency.ANSWER,
        )  # fmt: skip
    if not above:
        scene.reply.alerts.append((DUE, "Un appel « Ça ne va pas » attend, et aucun responsable "
                                   "n'est inscrit dans la structure."))  # fmt: skip
    note(scene, "call-escalated", call, managers=len(above))


def buttons(call: Call, reads: bool = True) -> Rows:
    """What the team can do with a call."""
    first = [Button("📖 Lire", f"y:{call.key}:read")] if reads else []
    return ((*first, Button("💬 Répondre", f"y:{call.key}:answer"), Button("📞 J'ai appelé", f"y:{call.key}:phoned")),)


def note(scene: Scene, kind: str, call: Call, **data: object) -> None:
    """In the journal, which figures are made of, a call has no name."""
    scene.reply.events.append(Event(kind, call.subject, None, None, data))
