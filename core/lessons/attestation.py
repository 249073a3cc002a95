"""The attestation: who has finished the four modules (an adult: hers), when, with which structure; and its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.conversation import facts_for, start
from core.law.facts import day
from core.lessons.editions import as_read
from core.lessons.lesson import Module, Progress, ProgressOf
from core.links import NewLink
from core.messages import Content, Send, ToPerson, paper
from core.people import Refused, Role
from core.records import Asked
from core.scene import Scene
from core.texts import Rich, Text, say

PURPOSE = "attestation"
#: the modules of « #L'alternance, votre solution ? »: the first ones for young people
FOUR = 4
#: how long its page answers
LIFE = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Attestation:
    """What was attested: all that its page shows. No birth date, no phone, and of the name only the first one."""

    person: int
    first_name: str
    issuer: str
    issued_on: date
    #: (title, the day it was finished)
    modules: tuple[tuple[str, date], ...]

    def pack(self) -> dict[str, Any]:
        """JSON-able; read back by `unpack`."""
        modules = [[title, finished.isoformat()] for title, finished in self.modules]
        on = self.issued_on.isoformat()
        return {"first_name": self.first_name, "issuer": self.issuer, "issued_on": on, "modules": modules}

    @classmethod
    def unpack(cls, person: int, packed: Mapping[str, Any]) -> Attestation:
        modules = tuple((title, date.fromisoformat(finished)) for title, finished in packed["modules"])
        on = date.fromisoformat(packed["issued_on"])
        return cls(person, packed["first_name"], packed["issuer"], on, modules)


@dataclass(frozen=True)
class AttestationOf(Asked[Attestation | None]):
    """The attestation of a person; None when there is none, or when she is gone."""

    person: int


def missing(role: Role, modules: Sequence[Module], progresses: Mapping[str, Progress]) -> tuple[Module, ...]:
    """What is left to finish before it: of the four for a young person, one of theirs for adults."""
    left = tuple(module for module in modules if not _finished(progresses, module))
    if role is Role.APPRENTICE:
        return tuple(module for module in modules[:FOUR] if module in left)
    return () if len(left) < len(modules) else left[:1]


def ready(scene: Scene) -> bool:
    """Whether nothing is missing for the one who acts."""
    return scene.person is not None and not missing(scene.person.role, *_known(scene))


def ask(scene: Scene) -> None:
    """What must stand on it is asked; or what is still missing is said."""
    person = scene.person
    assert person is not None
    left = missing(person.role, *_known(scene))
    if left:
        titles = Rich("\n".join(f"○ {module.title}" for module in left))
        young = say("L'attestation vient quand ceci est fini :\n{titles}\nTu peux continuer : /lecons.", titles=titles)
        adult = say("L'attestation vient après un module, cinq minutes : /lecons.")
        scene.answer(young if person.role is Role.APPRENTICE else adult)
    else:
        start(scene, "get_attestation", facts_for(scene, None))


def issue(scene: Scene, name: str) -> None:
    """The file for the one who acts, in this name; its page only shows the first one."""
    person, structure = scene.person, scene.structure
    assert person is not None
    assert structure is not None
    modules, progresses = _known(scene)
    if missing(person.role, modules, progresses):
        raise Refused("L'attestation vient à la fin des modules : /lecons montre où ils en sont.")
    zone = ZoneInfo(scene.hours.zone)
    done = tuple(
        (scene.words(module.title).text, finished.astimezone(zone).date())
        for module in modules
        if (finished := _finished(progresses, module))
    )
    made = Attestation(person.id, person.first_name, structure.name, scene.today, done)
    before = scene.find(AttestationOf(person.id))
    if before is not None and before.modules == made.modules:
        made = replace(made, issued_on=before.issued_on)
    code = scene.secret()
    address = scene.page(PURPOSE, code)
    if address:
        scene.keep(NewLink(code, PURPOSE, scene.now + LIFE, subject=f"{PURPOSE}:{person.id}"))
    scene.keep(made)
    file = paper("attestation", "attestation.pdf", sheet(scene, made, name, address))
    words = say("🎓 Ton attestation.") if person.role is Role.APPRENTICE else say("🎓 Votre attestation.")
    scene.reply.outgoing.append(
        Send(to=ToPerson(person.id), content=Content(scene.words(_caption(words, address)), attachment=file))
    )
    scene.record("attestation-issued", role=person.role.value, modules=len(done), verifiable=bool(address))


def sheet(scene: Scene, made: Attestation, name: str, address: str) -> dict[str, Any]:
    """What the file is made from."""
    until = (scene.now + LIFE).astimezone(ZoneInfo(scene.hours.zone)).date()
    check = say("À vérifier avec ce code jusqu'au {day}.", day=day(until))
    if not address:
        check = say("À vérifier auprès de {issuer}.", issuer=made.issuer)
    return {
        "made": made.issued_on.isoformat(),
        "structure": made.issuer,
        "title": scene.words("Attestation de suivi").text,
        "name": name,
        "did": scene.words("a suivi jusqu'au bout, questions comprises :").text,
        "modules": [{"title": title, "day": day(finished)} for title, finished in made.modules],
        "issued": scene.words(say("Fait le {day} par {issuer}.", day=day(made.issued_on), issuer=made.issuer)).text,
        "nature": scene.words("Ce document dit ce qui a été suivi. Ce n'est pas un diplôme.").text,
        "check": scene.words(check).text,
        "address": address,
    }


def _caption(words: Text, address: str) -> Text:
    if address:
        return say("{words} Le code QR ouvre une page qui la confirme, avec le prénom seulement.", words=words)
    return say("{words} Elle est sans code QR : ici, aucune page publique ne peut la confirmer.", words=words)


def _known(scene: Scene) -> tuple[tuple[Module, ...], Mapping[str, Progress]]:
    assert scene.person is not None
    progresses = scene.find(ProgressOf(scene.person.id))
    return as_read(scene, scene.person, progresses), progresses


def _finished(progresses: Mapping[str, Progress], module: Module) -> datetime | None:
    progress = progresses.get(module.slug)
    return progress.finished_at if progress is not None else None
