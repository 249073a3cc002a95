"""The team's side, in the forum: `/offre` adds one, `/offres` shows them with how many answered, and withdraws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.conversation import facts_for, start
from core.dates import spoken_day
from core.messages import Button, Message, Press
from core.missions.cards import stack
from core.opportunities import seeking
from core.opportunities.offer import KINDS, Interest, Kind, Offer, OfferBy, OffersOn
from core.people import Refused, Role
from core.scene import Scene
from core.texts import say

#: the first word of its buttons' data
KIND = "ofw"
MOST = 20


@dataclass(frozen=True)
class AddOffer:
    """What `/offre` ends with."""

    kind: Kind
    title: str
    company: str
    town: str
    contact: str
    until: str

    def apply(self, scene: Scene) -> None:
        assert scene.person is not None
        until = date.fromisoformat(self.until)
        scene.keep(Offer(scene.person.id, self.kind, self.title, self.company, self.town, self.contact, until))
        scene.record("offer-added", until=self.until, what=self.kind.value)


def begin(_: Message, scene: Scene) -> None:
    """`/offre`."""
    start(scene, "add_offer", facts_for(scene, None))


def show(_: Message, scene: Scene) -> None:
    """`/offres` in the forum."""
    offers, interest = scene.find(OffersOn(scene.today))[:MOST], scene.find(Interest())
    if not offers:
        scene.answer("Aucune offre n'est proposée en ce moment. /offre en ajoute une.", seeking.door(scene))
        return
    lines = []
    for n, offer in enumerate(offers, start=1):
        saved, answered = interest.get(offer.id, (0, 0))
        lines.append(
            say("{n}. {title} – {company}, {town} · {kind} · jusqu'au {day} · gardée {saved}, répondue {answered}",
                n=n, title=offer.title, company=offer.company, town=offer.town, kind=say(KINDS[offer.kind]),
                day=spoken_day(offer.until), saved=saved, answered=answered)
        )  # fmt: skip
    buttons = [Button(f"🗑 {n}", f"{KIND}:{offer.id}") for n, offer in enumerate(offers, start=1)]
    rows = tuple(tuple(buttons[i : i + 5]) for i in range(0, len(buttons), 5))
    scene.answer(stack(say("🔎 <b>Les offres proposées aux jeunes</b>"), *lines), (*rows, *seeking.door(scene)))


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """One is withdrawn: nobody is shown it any more; who has answered keeps it."""
    person = scene.person
    if person is None or person.role is not Role.COUNSELLOR or incoming.place.private:
        raise Refused("Seule l'équipe retire une offre, dans son forum.")
    offer = scene.find(OfferBy(int(rest))) if rest.isdecimal() and len(rest) < 10 else None
    if offer is None or offer.state != "open":
        raise Refused("Cette offre n'est plus proposée : rien n'a changé.")
    scene.keep(replace(offer, state="withdrawn"))
    scene.record("offer-withdrawn", subject=f"offer:{offer.id}")
    scene.answer(say("🗑 « {title} » n'est plus proposée. Qui y a répondu la garde.", title=offer.title))
    return ""
