"""Where everything that comes in is decided: a command, a button, an answer, or a message for the thread. Pure."""

from __future__ import annotations

from dataclasses import replace

from core import buttons, commands, conversation, crowded, door
from core.conversation import facts_for, start
from core.forum import forum, grouplife, linking, notes, recount, strangers
from core.immersions import watch as immersion_watch
from core.immersions.immersion import ConventionNews
from core.messages import (
    Bond,
    BondChanged,
    Deed,
    Edit,
    Incoming,
    Line,
    MemberChanged,
    Message,
    Moved,
    Press,
    Reaction,
    TooMany,
    TopicChanged,
    Undelivered,
    Unknown,
)
from core.missions import once_more
from core.nudges import recontact
from core.nudges.handover import person_unreachable
from core.opportunities import seeking
from core.opportunities.search import FoundNews
from core.page import arrival as arrivalpage, deeds, joining, mailed, personal, reached, texted
from core.page.addresses import MAIL, SMS
from core.parcels import pack
from core.people import Person, Refused, Role, check_invitation
from core.privacy import notices
from core.safeguarding import afterwards, calls, corrections, moderation
from core.scene import Reply, Scene
from core.talk import Given
from core.texts import say
from core.thread import pros, reactions, withdrawal
from core.thread.burst import waits_too
from core.thread.kinds import PLACE_KEPT, Way, in_words, keeps_place, kind_of
from core.thread.meant import destination, elsewhere, thread_names
from core.thread.thread import rewrite, write
from core.workshops import seat as workseat

NOT_CORRECTED = "La correction n'est pas partie : ce fil est en pause ou fermé. Les autres gardent le message d'avant."


def handle(incoming: Incoming, scene: Scene) -> Reply:
    """Everything that follows from `incoming`. A rule that says no speaks to the one who acted; nothing changes."""
    incoming = personal.without(incoming, scene)
    if recontact.returns(incoming, scene):
        recontact.back(scene)
    recount.before_words(incoming, scene)
    match incoming:
        case recount.Recount():
            recount.take(incoming, scene)
        case Press():
            buttons.press(incoming, scene)
            if incoming.place.private:
                notices.ask_again(scene)
        case Message() if incoming.place.channel == MAIL:
            mailed.take(incoming, scene)
        case Message() if incoming.place.channel == SMS:
            texted.take(incoming, scene)
        case Message() if incoming.place.private:
            _private(incoming, scene)
            notices.ask_again(scene)
        case Message():
            forum.message(incoming, scene)
        case Edit():
            _edit(incoming, scene)
        case FoundNews():
            seeking.news(incoming, scene)
        case Deed():
            deeds.do(incoming, scene)
        case BondChanged():
            _bond(incoming, scene)
        case Undelivered():
            _undelivered(scene)
        case MemberChanged() if scene.group is not None:
            grouplife.changed(incoming, scene)
        case MemberChanged():
            strangers.changed(incoming, scene)
        case ConventionNews():
            immersion_watch.news(incoming, scene)
        case Moved():
            if scene.group is not None:
                grouplife.moved(incoming, scene)
            scene.reply.moved_to = incoming.to_chat
        case Reaction():
            reactions.react(incoming, scene)
        case TopicChanged() if incoming.what == "pinned" and not incoming.place.private:
            forum.pinned(scene)
        case TopicChanged():
            scene.reply.ignored = type(incoming).__name__.lower()
        case TooMany():
            crowded.tell(scene)
        case Unknown():
            scene.reply.ignored = incoming.what
    reached.stay(incoming, scene)
    return scene.reply


# --- private messages ----------------------------------------------------------------------------------------------


def _private(message: Message, scene: Scene) -> None:
    if scene.turned_away:
        scene.reply.ignored = "a stranger who has been answered"
    elif workseat.knocks(message):
        _at_a_workshop(message, scene)
    elif (message.command == "start" and message.argument) or scene.invitation or scene.joins:
        _invited(message, scene)  # by a link, or by the code itself
    elif scene.person is None:
        scene.answer(door.STRANGER)
    elif not scene.person.settled:
        _before_consent(message, scene)
    elif message.command == pros.COMMAND:
        goes = destination(scene, message)
        pros.private(message, scene, goes, thread_names(scene.person, list(goes.among)))
    elif message.command == withdrawal.COMMAND:
        withdrawal.offer(message, scene)
    elif message.command:
        commands.command(message, scene)
    elif scene.line:
        calls.into_line(message, scene, scene.line)
    elif scene.run is not None and scene.run.place == message.place and not (scene.post or scene.about):
        _answer(message, scene)
    else:
        _to_thread(message, scene)


def _invited(message: Message, scene: Scene) -> None:
    try:
        if scene.joins is not None:
            joining.join(scene, scene.joins, message.sender)
            return
        invitation = check_invitation(scene.invitation, scene.now, list(scene.behind))
        triad = scene.triads.get(invitation.triad_id or 0)
        if triad is not None and any(triad.has(person) for person in scene.behind):
            raise Refused("Vous êtes déjà dans ce fil : rien n'a changé.")
    except Refused as refused:
        scene.answer(refused.text)
        return
    scene.reply.arrival = invitation


def _at_a_workshop(message: Message, scene: Scene) -> None:
    if scene.person is not None and scene.person.settled:
        workseat.command(scene, message.argument)
        return
    workseat.outside(scene)
    if scene.person is not None:
        _before_consent(message, scene)


def _before_consent(message: Message, scene: Scene) -> None:
    """Nothing is kept or passed on before the person has said yes: the welcome goes on."""
    if scene.run is None:
        start(scene, "welcome", facts_for(scene, next(iter(scene.triads.values()), None)))
    elif message.command:
        conversation.again(scene)
    else:
        _answer(message, scene)


def _answer(message: Message, scene: Scene) -> None:
    kind = kind_of(message)
    if kind.way is Way.REFUSED:
        scene.answer(kind.words)
        return
    if kind.way is Way.ASKED and not (scene.run and scene.run.facts.parcels):
        scene.answer("Il me faut une réponse écrite, ou un message vocal.")
        return
    words = in_words(message)
    given = Given(words.text.text, words.attachments[0] if words.attachments else None)
    if scene.run is not None and scene.run.facts.parcels and not conversation.fits(scene, given):
        waits_too(message, scene, scene.run)
    else:
        conversation.answer(scene, given)


def _to_thread(message: Message, scene: Scene) -> None:
    """Words for the others. Where they go is never guessed: a reply says it, a single thread says it, else ask."""
    person = scene.person
    assert person is not None
    kind = kind_of(message)
    if kind.way is Way.REFUSED:
        scene.answer(kind.words)
        return
    if person.role is Role.COUNSELLOR:
        scene.answer("Pour écrire à un jeune, passez par son fil dans le forum : là, toute l'équipe peut suivre.")
        return
    goes = destination(scene, message)
    meant, line, open_ones = goes.triad, goes.line, list(goes.among)
    if kind.way is not Way.ASKED and afterwards.asks(message, scene, [meant] if meant is not None else open_ones):
        return
    if meant is not None and kind.way is Way.ASKED:
        start(
            scene,
            "choose_thread",
            facts_for(scene, meant, choices=thread_names(person, [meant]), parcels=(pack(message) | {"line": line},)),
        )
    elif meant is not None:
        first = meant.posts == 0
        # What professionals say among themselves reaches no minor: nothing of it is held.
        if line is Line.TRIAD and moderation.holds(scene, meant, person, in_words(message)):
            return
        write(scene, meant, person, in_words(message), line=line)
        told = scene.thread_here == meant.id  # its topic says where it is
        if line is Line.PROS and scene.post is None and not scene.album:
            pros.tell(scene, meant)
        elif not told and (first or len(open_ones) > 1 or len(scene.behind) > 1):
            scene.answer(say("➜ Dans le fil avec {who}.", who=meant.with_whom(person)))
        if keeps_place(message) and not scene.album:
            scene.answer(PLACE_KEPT)
        if line is Line.TRIAD:
            once_more.after_words(scene, meant.id)
    elif open_ones:
        names = thread_names(person, open_ones)
        parcel = pack(message) | {"line": line}
        start(scene, "choose_thread", facts_for(scene, None, choices=names, parcels=(parcel,)))
    else:
        scene.answer(
            "Le message n'est pas parti : aucun fil n'est ouvert ici en ce moment. La structure peut en ouvrir un."
        )
    if meant is None and elsewhere(scene):
        scene.answer("Pour un fil d'une autre structure : répondre à l'un de ses messages.")


# --- the rest --------------------------------------------------------------------------------------------------------


def _edit(edit: Edit, scene: Scene) -> None:
    post, person = scene.post, scene.person
    if post is None and not edit.place.private:
        notes.late(edit, scene)
        return
    if post is None and (_still_waits(edit, scene) or corrections.correct(edit, scene)):
        return
    if post is None or person is None or post.author_id != person.id:
        scene.reply.ignored = "an edit of something that is not in a thread"
        return
    triad = scene.triad_of(post.triad_id)
    if triad is None:
        if edit.text == post.text:  # Telegram also sends edits that change nothing we show
            scene.reply.ignored = "an edit in a thread that is shut, or that the author has left"
        else:
            scene.answer(NOT_CORRECTED, reply_to=edit.message_id)
        return
    if edit.command == "note" and not post.note:
        scene.answer("Ce message est déjà parti : il ne peut plus devenir une note.", reply_to=edit.message_id)
        return
    if not post.note and post.line is Line.TRIAD and moderation.stops(scene, person, edit):
        return
    if edit.command == pros.COMMAND and post.line is Line.TRIAD:
        scene.answer(
            "Ce message est déjà parti vers tout le fil : il ne peut plus le quitter.", reply_to=edit.message_id
        )
        return
    rewrite(scene, triad, person, post, pros.without_command(edit))


def _still_waits(edit: Edit, scene: Scene) -> bool:
    """The message is not on its way yet: it will leave as it reads now."""
    run = next((run for run in (scene.run, scene.parked) if run is not None and run.facts.parcels), None)
    if run is None:
        return False
    words = pack(pros.without_command(edit))
    now = tuple({**old, **words} if old["message"] == edit.message_id else old for old in run.facts.parcels)
    if now == run.facts.parcels:
        return False
    scene.set_run(replace(run, facts=replace(run.facts, parcels=now)))
    return True


def _undelivered(scene: Scene) -> None:
    """Only a message of ours can come back: anybody may write a report about others."""
    if not scene.answers_us:
        scene.reply.ignored = "a report about no message of ours"
    elif scene.person is not None:
        _gone(scene, scene.person)
    elif scene.structure is not None:
        arrivalpage.unarrived(scene, next(iter(scene.triads.values()), None), scene.channel)


def _gone(scene: Scene, person: Person) -> None:
    """Nothing goes to this address any more; the counsellors learn it once."""
    scene.reply.blocked = True
    if person.reachable:
        scene.record("person-unreachable")
        person_unreachable(scene, person)


def _bond(change: BondChanged, scene: Scene) -> None:
    if change.place.private:
        scene.reply.blocked = change.bond is Bond.GONE
        if scene.person is None:
            return
        if scene.reply.blocked:
            _gone(scene, scene.person)
        elif not scene.person.reachable:
            scene.record("person-came-back")
    elif scene.group is not None:
        grouplife.bond(change, scene)
    else:
        linking.bond(change, scene)
