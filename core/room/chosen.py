"""What the structure has chosen, in the room: each form is the very act of the forum."""

from __future__ import annotations

from core.messages import Deed
from core.people import Refused
from core.room import cohort, door, grid, hours, reminders
from core.scene import Scene

ACTS = {**hours.ACTS, **reminders.ACTS, **grid.ACTS, **cohort.ACTS}


def deed(deed: Deed, scene: Scene) -> None:
    """One form of these pages."""
    door.author(scene)
    act = ACTS.get(deed.fields.get("verb", ""))
    if act is None:
        raise Refused("Cette page est ancienne : rien n'a changé. Rechargez-la, puis recommencez.")
    act(scene, {name: " ".join(words.split()) for name, words in deed.fields.items()})
