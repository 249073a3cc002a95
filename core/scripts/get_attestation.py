"""Somebody wants an attestation: the name that must stand on it is asked."""

from __future__ import annotations

from dataclasses import dataclass

from core.lessons import attestation
from core.scene import Scene
from core.talk import Facts, Script, text

TITLE = "une attestation"


@dataclass(frozen=True)
class GetAttestation:
    name: str

    def apply(self, scene: Scene) -> None:
        attestation.issue(scene, self.name)


def get_attestation(facts: Facts) -> Script[GetAttestation]:
    asked = "Quels prénom et nom écrire sur le papier ? La page qui le confirme ne montre que le prénom."
    return GetAttestation((yield from text("name", asked, at_most=80, spoken=False)))
