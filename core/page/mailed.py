"""What somebody wrote by e-mail: only an answer to a mail of ours counts, as anybody may write any sender on a mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from core.forum.strangers import Said
from core.messages import Line, Message, Place, Send, ToPlace
from core.missions import once_more
from core.nudges.rounds import wants_none
from core.page import stopping
from core.page.reached import AddressesOf
from core.people import Refused, Role
from core.safeguarding import afterwards, calls, moderation
from core.scene import PAGE, Scene
from core.texts import lines
from core.thread.thread import write
from core.triad import Triad

#: signs of one mail: some pages, which are some messages in a chat
LONGEST = 20_000
#: mails in a day that answer none of ours, and are answered
FEW = 3


def take(message: Message, scene: Scene) -> None:
    """The words go into the thread that the answered mail was about; else their author learns what to do."""
    person = scene.person
    if person is None or not person.settled:
        scene.reply.ignored = "a mail of a stranger"
        return
    # A mailbox that is stopped opens again for who has no other address: anybody may read there, or put it on a mail.
    if not person.reachable and all(one.stopped for one in scene.find(AddressesOf(person.id))):
        scene.reply.blocked = False
        scene.record("person-came-back")
    if stopping.means_stop(message.text.text):
        # Whoever wrote it: it only ends reminders, the mailbox learns it, and the page takes it back.
        if scene.answers_us or not wants_none(person):
            stopping.stop(scene)
        return
    young = person.role is Role.APPRENTICE
    if message.details.get("unreadable"):
        _answer(
            scene,
            "Ton e-mail n'a pas pu être lu : rien n'est parti. Écris-le en texte simple, ou sur ta page."
            if young
            else "Votre e-mail n'a pas pu être lu : rien n'est parti. Écrivez-le en texte simple, ou sur votre page.",
        )
        return
    if len(message.text.text) > LONGEST:
        _answer(
            scene,
            "Ton e-mail est trop long : rien n'est parti. Dis l'essentiel en une page au plus."
            if young
            else "Votre e-mail est trop long : rien n'est parti. Dites l'essentiel en une page au plus.",
        )
        return
    if not scene.answers_us:
        _answer(
            scene,
            "Ton message n'est pas parti dans le fil : ici, on répond à un de nos e-mails. "
            "Tu peux aussi l'écrire sur ta page."
            if young
            else "Votre message n'est pas parti dans le fil : ici, on répond à un de nos e-mails. "
            "Vous pouvez aussi l'écrire sur votre page.",
        )
        return
    triad = _meant(scene)
    if scene.line:
        _to_the_team(message, scene)
    elif triad is None:
        scene.answer(
            "Ton message n'est pas parti : il ne dit pas dans quel fil. Écris-le sur ta page, ou réponds à un e-mail "
            "de ce fil."
            if young
            else "Votre message n'est pas parti : il ne dit pas dans quel fil. Écrivez-le sur votre page, ou répondez "
            "à un e-mail de ce fil."
        )
        return
    elif message.text and not _waits(message, scene, triad):
        # What answers the professionals' line stays there; as it reaches no minor, nothing of it is held.
        line = scene.post.line if scene.post else Line.TRIAD
        if not (line is Line.TRIAD and moderation.holds(scene, triad, person, message)):
            write(scene, triad, person, message, line=line)
            if line is Line.TRIAD:
                once_more.after_words(scene, triad.id)
    if message.details.get("files"):
        scene.answer(
            "Les fichiers joints ne passent pas par e-mail : ils ne sont partis nulle part. "
            "L'équipe peut dire comment les transmettre."
        )


def _answer(scene: Scene, words: str) -> None:
    """What is wrong with a mail. Of those that answer none of ours, anybody may put anybody's name on them, and a
    machine may answer each of our answers: a few a day are answered."""
    assert scene.person is not None
    subjects = [""] if scene.answers_us else [f"unplaced:{scene.person.id}:{scene.today}:{n}" for n in range(FEW)]
    left = [subject for subject in subjects if not (subject and scene.find(Said(subject)))]
    if left:
        scene.answer(words, subject=left[0])
    else:
        scene.reply.ignored = "one mail more that answers none of ours"


def _to_the_team(message: Message, scene: Scene) -> None:
    """Words that answer a mail of the private line: they stay in it, and what answers them too."""
    with _on_her_page(scene, subject=f"call:{scene.line}:on"):
        try:
            calls.into_line(message, scene, scene.line)
        except Refused as refused:
            scene.answer(refused.text)


def _waits(message: Message, scene: Scene, triad: Triad) -> bool:
    """After a call, a mail waits on her page until she has said who reads it, whatever it answers."""
    with _on_her_page(scene, "Ton e-mail n'est pas encore parti : il attend ton choix sur ta page."):
        return afterwards.asks(message, scene, [triad], named=False)


@contextmanager
def _on_her_page(scene: Scene, head: str = "", subject: str = "") -> Iterator[None]:
    """What is asked meanwhile stands on her page, with its buttons; she is mailed its words, below a `head`."""
    assert scene.person is not None
    mailbox, scene.place = scene.place, Place(PAGE, str(scene.person.id))
    here = ToPlace(scene.place)
    yield
    scene.place = mailbox
    for at, one in enumerate(scene.reply.outgoing):
        if isinstance(one, Send) and one.to == here:
            text = lines(scene.words(head), one.content.text) if head else one.content.text
            told = replace(one, to=scene.to_herself(), content=replace(one.content, text=text))
            scene.reply.outgoing[at] = replace(told, subject=subject or one.subject)


def _meant(scene: Scene) -> Triad | None:
    """The thread of what is answered, else the only one there is; never a guess."""
    named = scene.post.triad_id if scene.post else scene.about.triad_id if scene.about else 0
    if named:
        found = scene.triad_of(named)
        return found if found is not None and found.state == "open" else None
    opened = [one for one in scene.triads.values() if scene.person and one.has(scene.person) and one.state == "open"]
    return opened[0] if len(opened) == 1 else None
