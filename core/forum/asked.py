"""What a counsellor writes in the forum while one of our questions is open there: its answer, or words for the thread.

In a topic both look the same, and a wrong guess puts a file's words before a young person, or words meant for her into
a form. So an answer to the question itself answers it, an answer to anything else goes to the thread, and what answers
nothing waits until its author has said whom it is for. No forced reply: it excludes the buttons of the question, and
opens on the phones of all who read the topic.
"""

from __future__ import annotations

from core import conversation
from core.conversation import facts_for, start
from core.messages import Message
from core.parcels import pack
from core.scene import Run, Scene
from core.scripts import scripts
from core.talk import Given
from core.thread.burst import waits_too
from core.thread.kinds import Way, kind_of
from core.triad import Triad

NOT_YOURS = (
    "Rien n'est parti : cette question a déjà sa réponse, ou elle attend celle d'un collègue. "
    "Pour le fil, écrivez sans répondre à ma question."
)
#: the conversations about messages that wait
_ABOUT_WORDS = ("choose_thread", "whose_words")


def takes(incoming: Message, scene: Scene) -> bool:
    """Whether this is about an open question; if so, it is dealt with."""
    run = scene.run if scene.run is not None and scene.run.place == incoming.place else None
    if scene.topic_triad is not None and scene.asked and (run is None or run.mark != scene.asked):
        scene.answer(NOT_YOURS, reply_to=incoming.message_id)
    elif run is None or scene.album:
        return False
    elif scene.topic_triad is None or scene.asked:
        conversation.answer(scene, Given(incoming.text.text, incoming.attachments[0] if incoming.attachments else None))
    elif scene.post or scene.about or not _may_leave(incoming, scene.topic_triad, scene):
        return False
    elif run.script in _ABOUT_WORDS:
        waits_too(incoming, scene, run, scene.topic_line)
    else:
        _ask(incoming, scene.topic_triad, scene, run)
    return True


def _may_leave(incoming: Message, triad: Triad, scene: Scene) -> bool:
    """Whether the thread would take it: else it says why not, and nothing is to be asked."""
    return kind_of(incoming).way is not Way.REFUSED and triad.state == "open" and bool(_readers(triad, scene))


def _readers(triad: Triad, scene: Scene) -> str:
    assert scene.person is not None
    return ", ".join(reader.first_name for reader in triad.readers(scene.person, scene.topic_line))


def _ask(incoming: Message, triad: Triad, scene: Scene, run: Run) -> None:
    choices = {"who": _readers(triad, scene), "title": scripts()[run.script].title}
    parcel = pack(incoming) | {"line": scene.topic_line}
    start(scene, "whose_words", facts_for(scene, triad, subject=run.mark, choices=choices, parcels=(parcel,)))
