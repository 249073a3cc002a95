"""Who opened somebody's file, found it or took it out: one fact each in the journal, in the transaction of the reading.

The lists of daily work (« Mes jeunes », « À traiter ») are not counted one by one: the whole team has them all day.
Other software is counted once a day for each key and thread, as it may look every minute. The operator is counted for
each command that shows people; what is done on the server without this program is not for us to see.
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
#: kinds of facts of those who are not of the team: other software (`subject` is its key), the operator (`data["for"]`);
#: and software that is told of what happens, which is no reading
BY_KEY, BY_OPERATOR, TOLD = "api-read", "operator-read", "told"
#: why the operator read, as the one whom it is about reads it; one for each command that shows or takes out people
PURPOSES = {
    "export": "remettre ses données à la structure",
    "evidence": "faire les preuves de suivi",
    "threads": "retrouver un fil",
    "merge": "préparer la réunion de deux structures",
}
#: who they are, in her file
OUTSIDE = {BY_KEY: "un autre logiciel", BY_OPERATOR: "l'équipe technique", TOLD: "un autre logiciel, prévenu"}
FOUND, LISTED, EXPORTED = "file-found", "file-listed", "file-exported"


def note(scene: Scene, kind: str, triads: Iterable[int]) -> None:
    """The one who acts has read of the young people of these threads, each told once."""
    for triad in dict.fromkeys(triads):
        scene.record(kind, triad=triad)
