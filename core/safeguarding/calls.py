"""« Ça ne va pas »: a line between one apprentice and the counsellors, apart from the thread; readings are logged.

Nothing of it goes to the tutor, the thread, exports, pages or figures by name. The card in « À traiter » and what
managers read say that somebody calls, never what was said: that is read in private, one logged reading at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from core.conversation import facts_for, start
from core.forum.cards import DeskCard, card_by, change_card, key_of, logged, raise_card, send_card
from core.forum.team import PersonBy, counsellors, managers, on_duty
from core.messages import Attachment, Button, Content, Message, Rows, Send, ToDesk, ToPerson, Urgency
from core.people import Person, Refused, Role
from core.safeguarding.call import Call, CallBy, CallLine, CallRead, OpenCallOf, SaidIn
from core.safeguarding.emergency import numbers
from core.scene import Event, Scene, Timer
from core.texts import Rich, Span, Text, lines, render, say

#: opening hours without an answer after which the managers learn that somebody waits
PATIENCE = timedelta(minutes=30)
URGENCIES: Mapping[str, str] = {
    "urgent": "🔴 C'est urgent",
    "today": "🟠 J'ai besoin d'aide aujourd'hui",
    "talk": "🟡 Je voudrais parler à quelqu'un",
}
WORDS: Mapping[str, str] = {
    "urgent": "🆘 <b>Urgent</b> : {who} ne va pas ({at}). À rappeler maintenant.",
    "today": "🟠 {who} ne va pas ({at}). Besoin d'aide aujourd'hui.",
    "talk": "🟡 {who} voudrait parler à quelqu'un de l'équipe ({at}).",
}


#: the kind of its card
KIND = "call"


def raise_call(scene: Scene, urgency: str) -> Call:
    """The counsellors are told, at once and by every way when it is urgent; the apprentice reads who is there."""
    me = scene.person
    assert me is not None
    known = scene.find(OpenCallOf(me.id))
    first = known is None
    call = known or Call(key_of(scene.cause), me.id, urgency, scene.now)
    worse = first or (urgency == "urgent" and call.urgency != "urgent")
    if worse:
        call = replace(call, urgency=urgency)
    scene.keep(call)
    there = on_duty(scene)
    words = render(say(WORDS[call.urgency], who=me.first_name, at=scene.when(call.raised_at)))
    urgent = call.urgency == "urgent"
    card = raise_card(
        scene, KIND, call.subject, words + _mentions(there if urgent else ()), person=me, urgent=urgent,
        buttons=buttons(call),
    )  # fmt: skip
    if worse:
        _alert(scene, call, card, there)
    scene.answer(_promise(scene, call, there))
    return call


def _alert(scene: Scene, call: Call, card: DeskCard, there: list[Person]) -> None:
    """Who hears of it now, and when the managers will if nobody answers."""
    if call.urgency == "urgent":
        for one in there or counsellors(scene):  # nobody there: whoever looks first may still help
            send_card(scene, card, one)
        if not there:
            _tell_managers(scene, call)
    _note(scene, "call-raised", call, urgency=call.urgency)
    due = scene.hours.within(scene.now, PATIENCE)
    scene.reply.timers.append(
        Timer(f"{call.subject}:{call.urgency}", "call-unanswered", due, None, call.person_id, {"call": call.key})
    )


def _mentions(people: list[Person] | tuple[()]) -> Rich:
    """Their names, so that their phones ring."""
    whole = Rich("")
    for one in people:
        mark = (Span("mention", 0, len(one.first_name), one.address.value),) if one.address else ()
        whole = whole + (" · " if whole else "\n👋 ") + Rich(one.first_name, mark)
    return whole


def _promise(scene: Scene, call: Call, there: list[Person]) -> Rich:
    """What she may count on, as it is; with the emergency numbers when it is grave or nobody is there."""
    team: Text
    if there:
        names = [one.first_name for one in there]
        who = ", ".join(names[:-1]) + " et " + names[-1] if len(names) > 1 else names[0]
        team = say("Je préviens {who}.", who=who)
    else:
        opens = scene.when(scene.hours.next_opening(scene.now + timedelta(seconds=1)))
        team = say(
            "Personne de l'équipe n'est là en ce moment. Ton appel sera lu à l'ouverture ({opens}). "
            "Si c'est grave, n'attends pas.", opens=opens,
        )  # fmt: skip
    grave = call.urgency == "urgent" or not there
    return lines(
        say("🔒 <b>Ligne privée</b> : seule l'équipe te lit ici, ni ton tuteur ni ton fil."),
        team,
        numbers(scene.structure) if grave else None,
    )


def listen(scene: Scene, call: Call, *, said: bool = False) -> None:
    """The next words of the apprentice go into the line, until she closes it; `said`: something just went there."""
    before = {"said": "1"} if said else {}
    start(scene, "tell_more", facts_for(scene, None, subject=call.key, choices=before))


def add_words(scene: Scene, call: Call, text: Rich, attachment: Attachment | None) -> None:
    """The apprentice said something: who holds the call reads it, or everybody learns that it is there."""
    me = scene.person
    assert me is not None
    line = CallLine(call.key, me.id, text, attachment, scene.now, me.first_name, scene.message)
    scene.keep(line)
    card = card_by(scene, key_of(call.subject))
    holder = scene.find(PersonBy(card.holder_id)) if card is not None and card.holder_id else None
    if holder is not None and not holder.left and holder.reachable:
        _show(scene, call, holder, (line,))
    elif card is not None:
        news = say("🔒 {who} a ajouté un message à son appel.", who=me.first_name)
        scene.reply.outgoing.append(
            Send(
                to=ToDesk(),
                content=Content(render(news), buttons(call)),
                subject=f"{call.subject}:more:{scene.cause}",
                urgency=Urgency.THREAD,
            )
        )
    _note(scene, "call-continued", call)


def answer(scene: Scene, call: Call, text: Rich, attachment: Attachment | None = None) -> None:
    """A counsellor's words to the apprentice alone, in a line that looks like no other."""
    me = scene.person
    young = scene.find(PersonBy(call.person_id))
    if me is None or young is None or young.left:
        raise Refused("Cette personne n'est plus inscrite ici : votre réponse n'est pas partie.")
    scene.keep(replace(call, answered_at=call.answered_at or scene.now))
    line = CallLine(call.key, me.id, text, attachment, scene.now, me.first_name, scene.message)
    scene.keep(line)
    head = say("🔒 <b>{who}</b> (ligne privée, toi et l'équipe)", who=me.signature)
    content = Content(lines(head, text), reply_button(scene, call, young), attachment)
    scene.reply.outgoing.append(Send(to=ToPerson(young.id), content=content, subject=line.screen,
                                     urgency=Urgency.ANSWER))  # fmt: skip
    card = card_by(scene, key_of(call.subject))
    if card is not None:
        change_card(scene, logged(scene, card, "replied"))
    scene.reply.stopped_timers.append(f"{call.subject}:")
    _note(scene, "call-answered", call)
    scene.answer(say("Envoyé à {who}, et à personne d'autre.", who=young.first_name))


def into_line(message: Message, scene: Scene, key: str) -> None:
    """Words that answer a message of the line, by whichever side: they stay in the line."""
    call, me = scene.find(CallBy(key)), scene.person
    assert me is not None
    file = message.attachments[0] if message.attachments else None
    if call is None or not (message.text or file):
        scene.answer("Ceci ne passe pas dans la ligne privée : écris un texte, ou envoie un vocal ou une photo.")
    elif me.id == call.person_id:
        add_words(scene, call, message.text, file)
        listen(scene, call, said=True)
    elif me.role in (Role.COUNSELLOR, Role.MANAGER):
        answer(scene, call, message.text, file)
    else:
        raise Refused("Cette ligne n'est pas la vôtre : rien n'est parti.")


def read(scene: Scene, call: Call, reader: Person) -> None:
    """All that was said so far, in private; the reading is kept."""
    said = scene.find(SaidIn(call.key))
    young = scene.find(PersonBy(call.person_id))
    who = young.first_name if young else "?"
    if said:
        _show(scene, call, reader, said)
        return
    scene.keep(CallRead(call.key, reader.id))
    scene.tell(
        reader, say("🔒 Appel de <b>{who}</b> : pas de message, seulement l'appel.", who=who), buttons(call, False),
        subject=call.subject, urgency=Urgency.ANSWER,
    )  # fmt: skip


def _show(scene: Scene, call: Call, reader: Person, said: tuple[CallLine, ...]) -> None:
    scene.keep(CallRead(call.key, reader.id))
    for line in said:
        last = buttons(call, False) if line is said[-1] else ()
        shown = Content(lines(head_of(scene, line), line.text), last, line.attachment)
        scene.reply.outgoing.append(
            Send(to=ToPerson(reader.id), content=shown, subject=line.screen, urgency=Urgency.THREAD)
        )


def head_of(scene: Scene, line: CallLine) -> Text:
    """Who said it, above a line of a call that is read in private."""
    return say("🔒 <b>{who}</b> ({at}, appel privé)", who=line.name, at=scene.when(line.at or scene.now))


def reply_button(scene: Scene, call: Call, young: Person) -> Rows:
    """Under what the apprentice reads of the line."""
    return ((Button(scene.words("↩ Répondre ici", young).text, f"y:{call.key}:reply", style="primary"),),)


def held(scene: Scene, card: DeskCard, holder: Person) -> None:
    """Who takes the card reads the call."""
    if (call := of_card(scene, card)) is not None:
        read(scene, call, holder)


def close(scene: Scene, card: DeskCard) -> None:
    """The card is done: the next « ça ne va pas » is another call."""
    if (call := of_card(scene, card)) is not None:
        scene.keep(replace(call, closed_at=scene.now))
        scene.reply.stopped_timers.append(f"{call.subject}:")
        _note(scene, "call-closed", call)


def escalate(scene: Scene, card: DeskCard) -> None:
    """A counsellor asks the managers to look."""
    if (call := of_card(scene, card)) is not None:
        _tell_managers(scene, call)


def of_card(scene: Scene, card: DeskCard) -> Call | None:
    return scene.find(CallBy(card.subject.removeprefix("call:")))


def overdue(timer: Timer, scene: Scene) -> None:
    """Half an hour of opening time without an answer: the managers learn that somebody waits."""
    call = scene.find(CallBy(str(timer.data["call"])))
    if call is None or call.answered_at is not None or call.closed_at is not None:
        return
    _tell_managers(scene, call)
    card = card_by(scene, key_of(call.subject))
    above = ", ".join(one.first_name for one in managers(scene))
    if card is not None and above:
        change_card(scene, logged(scene, card, "late", above))


def _tell_managers(scene: Scene, call: Call) -> None:
    """No name, no words: those are one logged tap away."""
    above = managers(scene)
    for one in above:
        scene.tell(
            one,
            say(
                "⏰ Un appel « Ça ne va pas » de {at} attend une réponse de l'équipe. Merci de vous assurer que "
                "quelqu'un s'en occupe maintenant.", at=scene.when(call.raised_at),
            ),
            ((Button(scene.words("👤 Voir qui appelle", one).text, f"y:{call.key}:read"),),),
            urgency=Urgency.ANSWER,
        )  # fmt: skip
    if not above:
        scene.reply.alerts.append(("call-unanswered", "Un appel « Ça ne va pas » attend, et aucun responsable "
                                   "n'est inscrit dans la structure."))  # fmt: skip
    _note(scene, "call-escalated", call, managers=len(above))


def buttons(call: Call, reads: bool = True) -> Rows:
    """What the team can do with a call."""
    first = [Button("📖 Lire", f"y:{call.key}:read")] if reads else []
    return ((*first, Button("💬 Répondre", f"y:{call.key}:answer"), Button("📞 J'ai appelé", f"y:{call.key}:phoned")),)


def _note(scene: Scene, kind: str, call: Call, **data: object) -> None:
    """In the journal, which figures are made of, a call has no name."""
    scene.reply.events.append(Event(kind, call.subject, None, None, data))
