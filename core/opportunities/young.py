"""`/offres` for a young person: five at a time, each opened in place, kept, answered, and shared only if she wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from core.dates import spoken_day
from core.messages import Button, Change, Content, Press, Rows, ToPlace
from core.missions.cards import stack
from core.opportunities import news, seeking
from core.opportunities.offer import (
    KINDS,
    STAGES,
    WAITING,
    Application,
    ApplicationsOf,
    Offer,
    OfferBy,
    OffersOn,
    Stage,
)
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say

#: the first word of its buttons' data
KIND = "of"
#: how many are shown at a time
PAGE = 5
OVER = "Cette offre n'est plus proposée : rien n'a changé. Les autres : /offres."
NONE = (
    "Pas d'offre en ce moment : l'équipe en ajoute dès qu'elle en trouve. "
    "En attendant, /chercher montre des sites et des modèles de lettre."
)


def show(scene: Scene, _: str = "") -> None:
    """`/offres`."""
    words, rows = _list(scene, 0)
    scene.answer(words, rows)


def show_mine(scene: Scene, _: str = "") -> None:
    """`/candidatures`: what she keeps and has answered."""
    person = _young(scene)
    mine = [pair for pair in scene.find(ApplicationsOf(person.id)) if pair[0].stage is not Stage.DROPPED]
    if not mine:
        scene.answer("Rien n'est encore gardé. /offres montre ce que l'équipe a trouvé.")
        return
    lines = [
        say("{n}. {title} – {company} · {stage}", n=n, title=offer.title, company=offer.company,
            stage=say(STAGES[one.stage]))
        for n, (one, offer) in enumerate(mine[:PAGE * 2], start=1)
    ]  # fmt: skip
    buttons = [Button(str(n), f"{KIND}:see:{offer.id}") for n, (_, offer) in enumerate(mine[: PAGE * 2], start=1)]
    rows = tuple(tuple(buttons[i : i + PAGE]) for i in range(0, len(buttons), PAGE))
    scene.answer(stack(say("📮 <b>Tes candidatures</b>"), *lines), rows)


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """A button under the list or under one offer."""
    what, number, *more = (*rest.split(":"), "", "")
    if what not in ACTS or not number.isdecimal() or len(number) > 9:
        raise Refused(OVER)
    return ACTS[what](incoming, scene, int(number), more[0])


def offers_since(scene: Scene, moment: datetime) -> int:
    """How many offers were added since, and are still shown."""
    return sum(
        offer.created_at is not None and offer.created_at >= moment for offer in scene.find(OffersOn(scene.today))
    )


# --- what the buttons do ---------------------------------------------------------------------------------------------


def _turn(incoming: Press, scene: Scene, page: int, _: str) -> str:
    _change(incoming, scene, *_list(scene, page))
    return ""


def _see(incoming: Press, scene: Scene, number: int, _: str) -> str:
    person, offer = _young(scene), _offer(scene, number)
    _change(incoming, scene, *_card(scene, offer, _mine(scene, person, number)))
    return ""


def _save(incoming: Press, scene: Scene, number: int, _: str) -> str:
    person, offer = _young(scene), _shown(scene, number)
    mine = _mine(scene, person, number)
    if mine is not None and mine.stage is not Stage.DROPPED:
        return "C'est déjà gardé."
    kept = Application(person.id, number, Stage.SAVED)
    _keep(incoming, scene, offer, kept)
    return "Gardée : tu la retrouves avec /candidatures."


def _drop(incoming: Press, scene: Scene, number: int, _: str) -> str:
    person, offer = _young(scene), _offer(scene, number)
    mine = _mine(scene, person, number)
    if mine is None or mine.stage is Stage.DROPPED:
        raise Refused(OVER)
    news.stop(scene, mine)
    _keep(incoming, scene, offer, replace(mine, stage=Stage.DROPPED))
    return "C'est laissé. Tu peux la reprendre tant qu'elle est proposée."


def _apply(incoming: Press, scene: Scene, number: int, _: str) -> str:
    """She says that she has answered: we ask for news later, and whether the team may see it."""
    person, offer = _young(scene), _shown(scene, number)
    mine = _mine(scene, person, number)
    if mine is not None and mine.stage in WAITING:
        return "C'est déjà noté."
    applied = Application(person.id, number, Stage.APPLIED, applied_at=scene.now)
    _keep(incoming, scene, offer, applied)
    news.later(scene, applied)
    scene.record("offer-answered", subject=f"offer:{number}")
    share = f"{KIND}:share:{number}:"
    scene.answer(
        "📮 Bravo ! Je te demande des nouvelles dans une semaine. Ton conseil peut voir cette candidature ?",
        ((Button(scene.words("Oui, partager").text, f"{share}oui"), Button(scene.words("Non").text, f"{share}non")),),
    )
    return ""


def _share(incoming: Press, scene: Scene, number: int, answer: str) -> str:
    person, offer = _young(scene), _offer(scene, number)
    mine = _mine(scene, person, number)
    if mine is None or mine.stage not in WAITING:
        raise Refused(OVER)
    yes = answer == "oui"
    if yes and not mine.shared:
        scene.keep(replace(mine, shared=True))
        news.tell_team(scene, person, offer, mine.stage)
    words = say("✅ Ton conseil le voit dans ton fil.") if yes else say("👌 D'accord, cela reste entre nous.")
    _change(incoming, scene, words, ())
    return ""


def _news(incoming: Press, scene: Scene, number: int, what: str) -> str:
    person, offer = _young(scene), _offer(scene, number)
    mine = _mine(scene, person, number)
    if mine is None or mine.stage not in WAITING:
        raise Refused(OVER)
    _change(incoming, scene, news.heard(scene, person, offer, mine, what), ())
    return ""


ACTS: Mapping[str, Callable[[Press, Scene, int, str], str]] = {
    "list": _turn,
    "see": _see,
    "save": _save,
    "drop": _drop,
    "apply": _apply,
    "share": _share,
    "news": _news,
}

# --- what is shown ---------------------------------------------------------------------------------------------------


def _list(scene: Scene, page: int) -> tuple[Text, Rows]:
    person, offers = _young(scene), scene.find(OffersOn(scene.today))
    if not offers:
        return say(NONE), seeking.door(scene)
    pages = (len(offers) - 1) // PAGE + 1
    page %= pages
    here = offers[page * PAGE : (page + 1) * PAGE]
    stages = {offer.id: one.stage for one, offer in scene.find(ApplicationsOf(person.id))}
    lines = [
        say("{n}. {title} – {company}, {town} · {kind} {mark}", n=n, title=offer.title, company=offer.company,
            town=offer.town, kind=say(KINDS[offer.kind]), mark=_mark(stages.get(offer.id)))
        for n, offer in enumerate(here, start=page * PAGE + 1)
    ]  # fmt: skip
    numbers = tuple(Button(str(n), f"{KIND}:see:{offer.id}") for n, offer in enumerate(here, start=page * PAGE + 1))
    more = ((_button(scene, "➡️ La suite", "list", page + 1),),) if pages > 1 else ()
    head = say("🔎 <b>Ce que l'équipe a trouvé</b>")
    return stack(head, *lines, say("Touche un numéro pour voir comment répondre.")), (
        numbers,
        *more,
        *seeking.door(scene),
    )


def _mark(stage: Stage | None) -> str:
    return STAGES[stage].split(" ", 1)[0] if stage is not None and stage is not Stage.DROPPED else ""


def _card(scene: Scene, offer: Offer, mine: Application | None) -> tuple[Text, Rows]:
    stage = mine.stage if mine is not None and mine.stage is not Stage.DROPPED else None
    words = stack(
        say("<b>{title}</b>", title=offer.title),
        say("{kind} · {company}, {town}", kind=say(KINDS[offer.kind]), company=offer.company, town=offer.town),
        say("Répondre : {contact}", contact=offer.contact),
        say("Jusqu'au {day}.", day=spoken_day(offer.until)),
        say(STAGES[stage]) if stage is not None else None,
    )
    first: tuple[Button, ...] = ()
    if offer.open_on(scene.today) and stage not in WAITING:
        save = (_button(scene, "⭐ Garder", "save", offer.id),) if stage is None else ()
        first = (_button(scene, "📮 J'ai répondu", "apply", offer.id), *save)
    drop = (_button(scene, "🗑 Laisser", "drop", offer.id),) if stage is not None else ()
    back = _button(scene, "◀️ La liste", "list", 0)
    if offer.state == "found":
        back = replace(back, data=f"{seeking.KIND}:0:list:0")
    last = (back, *drop)
    return words, tuple(row for row in (first, last) if row)


def _button(scene: Scene, label: str, what: str, number: int) -> Button:
    return Button(scene.words(label).text, f"{KIND}:{what}:{number}")


def _change(incoming: Press, scene: Scene, words: Text, rows: Rows) -> None:
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def _keep(incoming: Press, scene: Scene, offer: Offer, one: Application) -> None:
    scene.keep(one)
    _change(incoming, scene, *_card(scene, offer, one))


# --- who, and what ---------------------------------------------------------------------------------------------------


def _young(scene: Scene) -> Person:
    if scene.person is None or scene.person.role is not Role.APPRENTICE:
        raise Refused("Les offres sont pour les jeunes : rien n'a changé.")
    return scene.person


def _offer(scene: Scene, number: int) -> Offer:
    offer = scene.find(OfferBy(number))
    if offer is None:
        raise Refused(OVER)
    return offer


def _shown(scene: Scene, number: int) -> Offer:
    """One that may still be answered."""
    offer = _offer(scene, number)
    if not offer.open_on(scene.today):
        raise Refused(OVER)
    return offer


def _mine(scene: Scene, person: Person, number: int) -> Application | None:
    return next((one for one, offer in scene.find(ApplicationsOf(person.id)) if offer.id == number), None)
