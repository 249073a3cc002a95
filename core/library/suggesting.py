"""The ideas of missions that fit somebody: her job, where she is in her journey, and what others here lend."""

from __future__ import annotations

from typing import Any

from core.horizon.horizon import HorizonOf
from core.library.ideas import stage_of, suggested
from core.library.lending import LentHere
from core.library.tastes import TastesOf
from core.scene import Scene
from core.triad import Triad


def ideas_for(scene: Scene, triad: Triad | None) -> tuple[dict[str, Any], ...]:
    """A few ideas for the one who acts, packed for a conversation; others each time."""
    assert scene.person is not None
    # The job in the company, when it is known, counts before what she likes.
    job = scene.find(HorizonOf(triad.id)).family if triad else ""
    families = ((job,) if job else ()) + scene.find(TastesOf(scene.person.id))
    ideas = (*scene.library.ideas, *scene.find(LentHere(but=triad.id if triad else 0)))
    found = suggested(ideas, families, stage_of(triad.missions if triad else 0), turn=sum(map(ord, scene.cause)))
    return tuple(idea.pack() for idea in found)
