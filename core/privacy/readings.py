"""Who opened somebody's file, found it or took it out: one fact each in the journal, in the transaction of the reading.

The lists of daily work (« Mes jeunes », « À traiter ») are not counted one by one: the whole team has them all day.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.scene import Scene

#: kind of fact -> what was done, as the one whom it is about reads it
READINGS = {
    "file-read": "dossier ouvert",
    "file-found": "trouvé par une recherche",
    "file-listed": "vu dans « bientôt prêts »",
    "file-exported": "mis dans un tableau",
    "evidence-made": "preuves de suivi faites",
}
FOUND, LISTED, EXPORTED = "file-found", "file-listed", "file-exported"


def note(scene: Scene, kind: str, triads: Iterable[int]) -> None:
    """The one who acts has read of the young people of these threads, each told once."""
    for triad in dict.fromkeys(triads):
        scene.record(kind, triad=triad)
