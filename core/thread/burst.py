"""Messages of one burst: what they are about is asked once."""

from __future__ import annotations

from dataclasses import replace

from core import conversation
from core.messages import Line, Message
from core.parcels import joined, pack, unpack
from core.scene import Run, Scene

# Seconds between two messages of one burst.
BURST = 60


def waits_too(message: Message, scene: Scene, run: Run, line: Line | None = None) -> None:
    """One more message of a burst: it waits with the others; later than that, the question is asked again."""
    parcel = pack(message) | ({"line": line} if line else {})
    burst = (message.at - unpack(run.facts.parcels[-1]).at).total_seconds() < BURST
    scene.set_run(replace(run, facts=replace(run.facts, parcels=joined(run.facts.parcels, parcel))))
    if not burst:
        conversation.again(scene)
