"""What is due, by the kind of its timer: one line a kind. The clock takes the same road as what people write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core import reminders
from core.nudges import LADDERS
from core.scene import Reply, Scene, Timer

#: Kind of timer -> what happens. The ladders of nudges bring their own kinds.
KINDS: Mapping[str, Callable[[Timer, Scene], object]] = {
    **dict.fromkeys(LADDERS, reminders.due),
}


def handle(timer: Timer, scene: Scene) -> Reply:
    """Everything that follows from a timer; a kind that nobody knows any more is written down and rests."""
    act = KINDS.get(timer.kind)
    if act is None:
        scene.record("timer-unknown", subject=timer.key, triad=timer.triad_id, timer=timer.kind)
    else:
        act(timer, scene)
    return scene.reply
