"""The chat on a page: a button, a command or an answer does the same there, and what it shows is shown there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from core import buttons, commands, conversation
from core.languages import FRENCH
from core.messages import Change, Deed, Message, Outgoing, Press, Reaction, Send, ToPerson, ToPlace, Urgency
from core.page.plainly import plainly
from core.page.tutor import ACKNOWLEDGED, LastPosts, acknowledged, reads
from core.people import Person, Refused, Role
from core.privacy import notices
from core.reply import Post
from core.safeguarding import moderation
from core.scene import Scene
from core.talk import Given
from core.texts import Rich
from core.thread import reactions
from core.thread.thread import withdraw
from core.triad import Triad

#: what is asked by a message and on the page alike
TWICE = ("meeting:", "quote:")
OLD = "Cette page est ancienne : rien n'a changé. Rechargez-la, puis recommencez."


def do(deed: Deed, scene: Scene) -> None:
    """One of `FORMS`, for those who have a private chat with the bot; the team has its forum and its room."""
    if scene.person is None or scene.person.role in (Role.COUNSELLOR, Role.MANAGER):
        raise Refused(OLD)
    FORMS[deed.what](deed, scene)
    notices.ask_again(scene)


def _press(deed: Deed, scene: Scene) -> None:
    """A button of a chat: `data` is its data, and `subject` what its message was about, when there is one."""
    data = deed.fields.get("data", "")
    pressed = Press(
        cause=deed.cause, at=deed.at, sender=deed.sender, place=deed.place, press_id="", message_id="", data=data
    )
    toast = buttons.act(pressed, scene)
    _in_step(scene, deed.fields.get("subject", ""))
    here(scene)
    if toast:
        scene.reply.said.insert(0, scene.words(toast))


def _command(deed: Deed, scene: Scene) -> None:
    """A command of a chat: `name`, and the `words` that follow it."""
    words = f"/{deed.fields.get('name', '')} {deed.fields.get('words', '').strip()}".strip()
    commands.command(
        Message(
            cause=deed.cause, at=deed.at, sender=deed.sender, place=deed.place, message_id="", text=Rich(words)
        ),
        scene,
    )  # fmt: skip
    here(scene)


def _answer(deed: Deed, scene: Scene) -> None:
    """Words as the answer to the question that the page showed (`mark`, `key`), and to no other."""
    fields, run = deed.fields, scene.run
    if run is None or (run.mark, run.asked) != (fields.get("mark"), fields.get("key")):
        raise Refused(conversation.STALE)
    conversation.answer(scene, Given(fields.get("text", "").replace("\r\n", "\n")))
    here(scene)


def _about_post(deed: Deed, scene: Scene) -> None:
    """Take a message of the page back (`withdraw`), show it to the team (`report`), or say that it was read (`seen`,
    which the same button takes back).
    """
    fields, person = deed.fields, scene.person
    triad = scene.triad_of(int(fields["triad"])) if fields.get("triad", "").isdecimal() else None
    if triad is None or person is None:
        raise Refused(OLD)
    post = scene.post = post_seen(deed, scene, triad, "number")
    verb, mine = fields.get("verb"), post.author_id == person.id
    if verb == "report":
        moderation.report(scene)
    elif verb == "seen" and not mine:
        reactions.react(_acknowledges(deed, post, person), scene)
    elif verb == "withdraw" and mine:
        withdraw(scene, triad, person, post)
    else:
        raise Refused(OLD)


def post_seen(deed: Deed, scene: Scene, triad: Triad, field: str) -> Post:
    """The message that a form names, as long as it stands on the page of the one who acts; Refused else."""
    person = scene.person
    if person is None or not triad.has(person):
        raise Refused(OLD)
    seen = scene.find(LastPosts(triad.id, person.id))
    post = next((one for one in seen if str(one.number) == deed.fields.get(field) and reads(person, one)), None)
    if post is None or post.withdrawn:
        raise Refused(OLD)
    return post


def _acknowledges(deed: Deed, post: Post, person: Person) -> Reaction:
    emoji = () if acknowledged(post, person) else (ACKNOWLEDGED,)
    return Reaction(cause=deed.cause, at=deed.at, sender=deed.sender, place=deed.place, message_id="", emoji=emoji)


def _in_step(scene: Scene, subject: str) -> None:
    """What changes under a button of the page changes on the phone too: a question stands in both, and is one."""
    if scene.person is None or not subject.startswith(TWICE):
        return
    to = ToPerson(scene.person.id)
    for one in list(scene.reply.outgoing):
        if isinstance(one, Change) and one.to == ToPlace(scene.place):
            scene.reply.outgoing.append(Change(to=to, subject=subject, content=one.content))


def here(scene: Scene) -> None:
    """What a chat would show on the screen of the one who acts stands on the page instead of leaving for a channel."""
    scene.reply.outgoing = [here for one in scene.reply.outgoing if (here := _turned(scene, one)) is not None]


def _turned(scene: Scene, one: Outgoing) -> Outgoing | None:
    assert scene.person is not None
    place = ToPlace(scene.place)
    if isinstance(one, Send) and isinstance(one.to, ToPerson) and one.to.person == scene.person.id:
        return replace(one, to=place) if one.urgency is Urgency.ANSWER else one
    if isinstance(one, Change) and one.to == place:
        return Send(to=place, content=one.content)
    trace = isinstance(one, Change) and (not one.subject or one.subject.startswith("ask:"))
    return None if trace else one  # a page shows the next question, and no trace of the last one


def gather(scene: Scene) -> None:
    """Nothing is sent to a page: what is for it becomes what the page says and shows."""
    place = ToPlace(scene.place)
    mine = [one for one in scene.reply.outgoing if isinstance(one, Send) and one.to == place]
    scene.reply.outgoing = [one for one in scene.reply.outgoing if one not in mine]
    translate = scene.translations(scene.person.language if scene.person else FRENCH)
    shown = [replace(one.content, text=plainly(one.content.text, translate)) for one in mine]
    scene.reply.said.extend(content.text for content in shown)
    scene.reply.shown.extend(shown)


#: the name of a form -> what it does
FORMS: Mapping[str, Callable[[Deed, Scene], None]] = {
    "press": _press,
    "command": _command,
    "answer": _answer,
    "about-post": _about_post,
}
