"""The two lines of a thread: over all kinds of messages and acts, nothing of the professionals' line slips across."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from core.messages import Attachment, Line, Media, Outgoing, Place, ToPerson, ToPlace, ToTopic
from core.people import Person, Role
from core.reply import Post
from core.thread.kinds import KINDS, Way
from tests.core.circle import LEA, MARC, NADIA, TRIAD, Circle, buttons_of, person, text_of, topic

SONIA = person(9, Role.TRAINER, "Sonia")
WITH_TRAINER = replace(TRIAD, members=(*TRIAD.members, SONIA), pros_topic="71")
PROS_TOPIC = Place("telegram", "-100", "71", private=False)
SECRET = "SECRET"
#: whoever writes, and from where
DESKS: tuple[tuple[Person, Place | None], ...] = (
    (LEA, None), (MARC, None), (SONIA, None), (NADIA, topic()), (NADIA, PROS_TOPIC),
)  # fmt: skip
PLACES = {"latitude": "1.000000", "longitude": "2.000000"}


def slipped(act: Outgoing) -> bool:
    """Whether an act shows something of the professionals' line to the apprentice or in the triad's topic."""
    to = getattr(act, "to", None)
    outside = to in (ToPerson(LEA.id), ToPerson(LEA.id, TRIAD.id), ToTopic(TRIAD.id), ToPlace(topic()))
    file = getattr(getattr(act, "content", None), "attachment", None)
    words = text_of(act) + "".join(button.label for button in buttons_of(act)) + (file.ref if file else "")
    return outside and SECRET in words


def test_nothing_slips_from_one_line_to_the_other() -> None:
    random, refused = Random(40), [kind for kind, rule in KINDS.items() if rule.way is Way.REFUSED]
    for _ in range(60):
        circle, lines = Circle(WITH_TRAINER), dict[tuple[int, int], Line]()
        for number in range(40):
            _one_act(circle, random, number, refused)
            for key, post in circle.posts.items():
                secret = SECRET in post.text.text or (post.attachment is not None and SECRET in post.attachment.ref)
                assert not secret or post.note or post.line is Line.PROS, post
                assert lines.get(key, post.line) is not Line.PROS or post.line is Line.PROS
                lines[key] = post.line
        shown = [act for reply in circle.replies for act in reply.outgoing]
        assert [] == [act for act in shown if slipped(act)]
        # What is about a post of that line goes to nobody else, not even a reaction or an edit without words.
        apart = {post.subject for post in circle.posts.values() if post.line is Line.PROS and not post.note}
        moved = {post.subject for post in circle.posts.values() if post.album}
        outside = (ToPerson(LEA.id, TRIAD.id), ToTopic(TRIAD.id))
        about = [a for a in shown if getattr(a, "subject", "") in apart - moved and getattr(a, "to", None) in outside]
        assert [] == about


def _one_act(circle: Circle, random: Random, number: int, refused: list[str]) -> None:
    who, at = random.choice(DESKS)
    readable = [p for p in circle.posts.values() if who is not LEA or p.line is Line.TRIAD]
    if at is not None:  # in a topic only what stands there can be answered
        line = Line.PROS if at == PROS_TOPIC else Line.TRIAD
        readable = [p for p in readable if p.line is line]
    post = random.choice(readable) if readable and random.random() < 0.6 else None
    apart = at == PROS_TOPIC or (post is not None and post.line is Line.PROS)
    act = random.choice(("text", "text", "pros", "file", "album", "place", "refused", "edit", "react", "note"))
    words = f"{SECRET if apart else 'mot'} {number}"
    if act == "pros" and who is not LEA:
        circle.says(who, f"/pros {SECRET} {number}", at=at, answers=post)
    elif act == "text":
        circle.says(who, words, at=at, answers=post)
    elif act == "file":
        ref = SECRET if apart else "f"
        circle.says(who, words, Attachment(random.choice([*Media]), ref), at=at, answers=post)
    elif act == "album":
        _album(circle, random, number, who, at)
    elif act == "place":
        circle.says(who, "", at=at, answers=post, other="location", details=PLACES)
    elif act == "refused":
        circle.says(who, "", at=at, answers=post, other=random.choice(refused))
    elif act == "edit":
        _edit(circle, random, number)
    elif act == "react" and post is not None:
        circle.reacts(who, post, *random.choice((("👍",), (), ("🎉",))), at=at)
    elif act == "note" and at is not None:
        circle.says(who, f"/note {SECRET} {number}", at=at)


def _album(circle: Circle, random: Random, number: int, who: Person, at: Place | None) -> None:
    """Two to four items; any of them may say `/pros`, at any place, which then is meant for all."""
    apart = who is not LEA and (at == PROS_TOPIC or random.random() < 0.5)
    size = random.randint(2, 4)
    chosen = random.randrange(size) if apart and at != PROS_TOPIC else -1
    for item in range(size):
        words = f"/pros {SECRET}" if item == chosen else ""
        ref = SECRET if apart and item >= chosen else "f"
        circle.says(who, words, Attachment(Media.PHOTO, ref), at=at, album=f"album {number}")
    items = [p for p in circle.posts.values() if p.album == f"album {number}"]
    assert 1 == len({p.line for p in items}), "an album stays together"


def _edit(circle: Circle, random: Random, number: int) -> None:
    own = [p for p in circle.posts.values() if not p.note]
    if own:
        post: Post = random.choice(own)
        words = f"{SECRET} {number}" if post.line is Line.PROS else f"mot {number}"
        if post.line is Line.PROS and random.random() < 0.3:
            words = f"/pros {words}"
        circle.edits(circle.people[post.author_id], post, words)
