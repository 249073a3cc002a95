"""`/modeles` in the forum: the answers that the team keeps ready, to use in a thread, to add, change and remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.canned.acts import GONE, counsellor, here, one_of, put_back, remove, words_for, writable
from core.canned.canned import Canned
from core.conversation import facts_for, start
from core.forum.cards import DeskCard, card_by
from core.forum.team import triad_by
from core.messages import Button, Line, Message, Press, Rows
from core.missions.cards import stack
from core.people import Person, Refused
from core.scene import Scene
from core.texts import Text, say

#: the first word of its buttons' data
KIND = "cn"
#: signs of the words that a list shows
SHORT = 50


def command(_: Message, scene: Scene) -> None:
    """In a thread: which one to send. Elsewhere: what there is."""
    triad, known = scene.topic_triad, here(scene)
    manage = _manage(scene, bool(known))
    if triad is None:
        head = say("📋 <b>Vos modèles de réponse</b>\nDans un fil, /modeles en envoie un, après relecture.")
        scene.answer(stack(head, *(_line(scene, one) for one in known)), manage)
        return
    scene.answer(_which(bool(known)), (*_rows(known, "use"), *manage))


def _which(some: bool) -> Text:
    return say("📋 Quel modèle ? Vous le relirez avant qu'il parte." if some else "📋 Il n'y a pas encore de modèle.")


def on_card(scene: Scene, card: DeskCard, _: Person, __: str) -> str:
    """The button of a card of « À traiter »."""
    writable(scene, triad_by(scene, card.triad_id or 0), Line.TRIAD)
    known = here(scene)
    scene.answer(_which(bool(known)), _rows(known, "use", f":{card.key}"))
    return ""


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`cn:<verb>`, `cn:<verb>:<key>`, `cn:use:<key>:<card>`."""
    counsellor(scene)
    verb, _, what = rest.partition(":")
    act = ACTS.get(verb)
    if act is None:
        raise Refused(GONE)
    act(scene, what)
    return ""


def _use(scene: Scene, what: str) -> None:
    key, _, card_key = what.partition(":")
    one, me = one_of(scene, key), counsellor(scene)
    card = card_by(scene, card_key) if card_key else None
    if card_key and card is None:
        raise Refused("Cette carte n'est plus là : rien n'est parti.")
    there = triad_by(scene, card.triad_id or 0) if card is not None else scene.topic_triad
    line = Line.TRIAD if card is not None else scene.topic_line
    triad = writable(scene, there, line)
    to = ", ".join(reader.first_name for reader in triad.readers(me, line))
    facts = facts_for(
        scene, triad, subject=card_key, words=words_for(scene, one, triad), choices={"to": to, "line": line.value}
    )
    start(scene, "send_canned", facts)


def _add(scene: Scene, _: str) -> None:
    start(scene, "write_canned", facts_for(scene, None, unsaid=tuple(one.key for one in here(scene))))


def _change(scene: Scene, key: str) -> None:
    if not key:
        scene.answer("✏️ Lequel changer ?", _rows(here(scene), "change"))
        return
    one = one_of(scene, key)
    start(scene, "write_canned", facts_for(scene, None, subject=key, words=one.words, choices={"name": one.name}))


def _drop(scene: Scene, key: str) -> None:
    if not key:
        scene.answer("🗑 Lequel retirer ?", _rows(here(scene), "drop"))
        return
    gone = remove(scene, key)
    again = Button(scene.words("↩ Remettre").text, f"{KIND}:back:{key}")
    scene.answer(say("🗑 « {name} » n'est plus proposé.", name=gone.name), ((again,),))


def _back(scene: Scene, key: str) -> None:
    scene.answer(say("↩ « {name} » est proposé à nouveau.", name=put_back(scene, key).name))


ACTS: Mapping[str, Callable[[Scene, str], None]] = {
    "use": _use,
    "add": _add,
    "change": _change,
    "drop": _drop,
    "back": _back,
}


def _rows(known: tuple[Canned, ...], verb: str, more: str = "") -> Rows:
    return tuple((Button(one.name, f"{KIND}:{verb}:{one.key}{more}"),) for one in known)


def _manage(scene: Scene, some: bool) -> Rows:
    verbs = {"add": "➕ Ajouter"} | ({"change": "✏️ Changer", "drop": "🗑 Retirer"} if some else {})
    return (tuple(Button(scene.words(label).text, f"{KIND}:{verb}") for verb, label in verbs.items()),)


def _line(scene: Scene, one: Canned) -> Text:
    words = " ".join(one.words.split())
    short = words if len(words) <= SHORT else words[: SHORT - 1] + "…"
    return say("\n<b>{name}</b> · {by}\n{words}", name=one.name, by=signed(scene, one), words=short)


def signed(scene: Scene, one: Canned) -> Text:
    """Who wrote it and when."""
    if one.changed_at is None:
        return say("fourni au départ")
    return say("{who}, {day}", who=one.author or "…", day=f"{scene.hours.local(one.changed_at):%d/%m/%Y}")
