"""What a structure chooses about its people's data: whether messages may be copied, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.messages import Button, Change, Content, Message, Press, Rows, ToPlace
from core.people import Refused, Role
from core.privacy.notices import OFFICER
from core.scene import Scene
from core.texts import Rich, lines, say

KIND = "pv"
#: among what a structure has chosen: what we send to people may be neither copied nor passed on
PROTECTED = "protected"
MOST = 120


def command(incoming: Message, scene: Scene) -> None:
    """`/confidentialite` shows; followed by an address, it is what people read under « Mes droits » from now on."""
    words = " ".join(incoming.argument.split())
    if len(words) > MOST:
        scene.answer(say("Rien n'a changé : {most} caractères au plus, une adresse suffit.", most=MOST),
                     reply_to=incoming.message_id)  # fmt: skip
        return
    if words:
        _keep(scene, {OFFICER: words})
    scene.answer(_shown(scene), _buttons(scene))


def press(incoming: Press, scene: Scene, verb: str) -> str:
    """`pv:on`, `pv:off`: for the counsellors of the structure alone."""
    if scene.person is None or scene.person.role is not Role.COUNSELLOR or scene.structure is None:
        raise Refused("Ce choix est à l'équipe de la structure : rien n'a changé.")
    if verb not in ("on", "off"):
        raise Refused("Ce bouton ne sert plus. La suite : /confidentialite.")
    _keep(scene, {PROTECTED: verb == "on"})
    content = Content(_shown(scene), _buttons(scene))
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return scene.words("C'est noté.").text


def _keep(scene: Scene, chosen: Mapping[str, Any]) -> None:
    assert scene.structure is not None
    scene.structure = replace(scene.structure, settings={**scene.structure.settings, **chosen})
    scene.keep(scene.structure)
    scene.record("privacy-chosen", what=sorted(chosen))


def _settings(scene: Scene) -> Mapping[str, Any]:
    return scene.structure.settings if scene.structure else {}


def _shown(scene: Scene) -> Rich:
    chosen = _settings(scene)
    return lines(
        say("🔏 <b>Confidentialité</b>"),
        say("Copie et transfert de ce que j'envoie aux personnes : {state}",
            state=say("bloqués") if chosen.get(PROTECTED) else say("permis")),
        say("<i>Bloqués : ni copier, ni transférer, ni enregistrer. Une photo de l'écran reste possible.</i>"),
        say("Contact affiché dans « Mes droits » : {officer}", officer=chosen.get(OFFICER) or say("l'équipe")),
        say("<i>Pour le changer : /confidentialite, puis une adresse.</i>"),
    )  # fmt: skip


def _buttons(scene: Scene) -> Rows:
    if _settings(scene).get(PROTECTED):
        return ((Button(scene.words("Permettre la copie").text, f"{KIND}:off"),),)
    return ((Button(scene.words("🔒 Bloquer la copie").text, f"{KIND}:on"),),)
