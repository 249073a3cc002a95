"""What a script may know of the scene it starts in."""

from __future__ import annotations

from typing import Any

from core.known import Facts
from core.missions.mission import Mission
from core.scene import Scene
from core.triad import Triad


def facts_for(scene: Scene, triad: Triad | None, mission: Mission | None = None, **more: Any) -> Facts:
    """What a script may know, as it is now."""
    person = scene.person
    apprentice, tutor = (triad.apprentice, triad.tutor) if triad else (None, None)
    counsellor = triad.counsellor if triad else None
    return Facts(
        now=scene.now,
        today=scene.today.isoformat(),
        name=person.first_name if person else "",
        role=person.role.value if person else "",
        structure=scene.structure.name if scene.structure else "",
        hours=scene.structure.hours if scene.structure else "",
        counsellor=counsellor.first_name if counsellor else "",
        apprentice=apprentice.first_name if apprentice else "",
        tutor=tutor.first_name if tutor else "",
        triad=triad.id if triad else 0,
        mission=mission.number if mission else 0,
        version=mission.version if mission else 0,
        card=mission.card.words() if mission else {},
        **more,
    )
