"""No more reminders, from a mail: the link that a mail program shows, or STOP in an answer. Messages go on."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from core.nudges import acts
from core.scene import Scene

#: the first part of the address of such a link
PURPOSE = "rappels"
#: long after a reminder was read; what it does can be taken back on the page
LIFE = timedelta(days=60)
#: what people write to stop
STOP = ("stop", "arret", "desabonner", "unsubscribe")


def means_stop(words: str) -> bool:
    """Whether somebody wrote nothing but that she wants no more of it."""
    plain = unicodedata.normalize("NFD", words).encode("ascii", "ignore").decode()
    return plain.strip().strip(".! ").lower() in STOP


def stop(scene: Scene) -> None:
    """She wants no more reminders; she reads what goes on all the same, and where to leave it."""
    acts.stop(scene)
    scene.answer(
        "C'est noté : plus de rappels. Les messages du fil arrivent toujours ; sur votre page, on peut quitter le fil "
        "ou reprendre les rappels."
    )
