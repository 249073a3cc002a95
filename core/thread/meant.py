"""Which thread somebody means in her private chat, from all that is known when she writes."""

from __future__ import annotations

from core.messages import Message
from core.people import Person
from core.scene import Scene
from core.thread.routing import Destination, where
from core.triad import Triad


def elsewhere(scene: Scene) -> bool:
    """Whether she is in an open thread of another structure too."""
    return any(one != scene.person and one.settled and one.threads for one in scene.behind)


def destination(scene: Scene, message: Message) -> Destination:
    """Where her message goes, or among which threads she is to choose."""
    assert scene.person is not None
    before = scene.album[0] if scene.album else scene.post
    about, apart, here = scene.about.triad_id if scene.about else 0, message.answers_apart, scene.thread_here
    return where(scene.person, scene.triads.values(), before, about, here, elsewhere=elsewhere(scene), apart=apart)


def thread_names(person: Person, triads: list[Triad]) -> dict[str, str]:
    """What to call each thread: by its apprentice, or by the others for herself; never two alike."""
    names = {
        triad.id: triad.with_whom(person) if triad.apprentice in (person, None) else triad.apprentice.first_name
        for triad in triads
    }
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {str(n): f"{name} (fil n° {n})" if name in twice or not name else name for n, name in names.items()}
