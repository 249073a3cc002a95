"""Searching offers by job and town: asked in the background, answered five at a time, again once a week if she wants.

Only the job's code and the place leave; who searches is known here alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from core.conversation import facts_for, start
from core.messages import Button, Change, Content, Doubt, Message, Press, Rows, ToPlace, Urgency
from core.missions.cards import stack
from core.nudges.nudged import Nudged, free_from
from core.opportunities.offer import KINDS, Offer, OfferBy
from core.opportunities.search import AROUND, SERVICES, FindsOf, FindsTold, FoundNews, Search, SearchBy
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import Text, say

#: the first word of its buttons' data
KIND = "se"
PAGE = 5
WEEK = timedelta(days=7)
MAY = (Role.APPRENTICE, Role.COUNSELLOR)
OLD = "Cette recherche n'est plus là : rien n'a changé. Une autre : /offres."
CLOSED = "La recherche n'est pas ouverte ici. Les mêmes offres se trouvent sur {sites}."


def door(scene: Scene) -> Rows:
    """The button under `/offres`."""
    return ((Button(scene.words("🔎 Chercher par métier et ville").text, f"{KIND}:0:new"),),)


@dataclass(frozen=True)
class SearchOffers:
    """What the conversation ends with."""

    trade: str
    town: str

    def apply(self, scene: Scene) -> None:
        person = _who(scene)
        if all(one.code != self.trade for one in scene.library.trades):
            raise Refused("Ce métier n'est plus dans la liste : rien n'est cherché.")
        scene.keep(Search(person.id, self.trade, self.town, scene.now))
        scene.record("offers-searched", trade=self.trade)


def _who(scene: Scene) -> Person:
    if scene.person is None or scene.person.role not in MAY:
        raise Refused("Les offres sont pour les jeunes et l'équipe : rien n'a changé.")
    return scene.person


def _open(scene: Scene) -> bool:
    return any(name in scene.library.services for name in SERVICES)


def sites() -> str:
    return ", ".join(site for _, site in SERVICES.values())


def begin(scene: Scene) -> None:
    """Which job, which town."""
    _who(scene)
    if not _open(scene):
        scene.answer(say(CLOSED, sites=sites()))
        return
    trades = tuple({"id": one.code, "text": one.name, "words": one.words} for one in scene.library.trades)
    start(scene, "search_offers", facts_for(scene, None, statements=trades))


# --- what the services said ------------------------------------------------------------------------------------------


def news(incoming: FoundNews, scene: Scene) -> None:
    """The first answer is told at once, found or not; later ones only when there is something new."""
    person, search = scene.person, scene.find(SearchBy(incoming.person, incoming.search))
    if person is None or search is None or search.due_at is None:
        scene.reply.ignored = "a search that is over"
        return
    if person.left or not person.settled:
        scene.keep(replace(search, due_at=None, weekly=False))
        return
    again = scene.hours.next_opening(scene.now + WEEK) if search.weekly else None
    if not search.told:
        scene.keep(replace(search, told=True, due_at=again))
        scene.keep(FindsTold(search.id))
        scene.tell(person, *_answer(scene, person, search, 0, incoming.troubles))
        return
    fresh = [offer for offer, told in scene.find(FindsOf(search.id, scene.today)) if not told]
    free = free_from(scene, person)
    if fresh and free > scene.now:  # she was reminded of something a moment ago
        scene.keep(replace(search, due_at=free))
        return
    scene.keep(replace(search, due_at=again))
    if fresh:
        scene.keep(FindsTold(search.id))
        scene.keep(Nudged(person.id))
        words, rows = _answer(scene, person, search, 0, (), len(fresh))
        subject = f"search:{search.id}:{scene.today}"
        scene.tell(person, words, rows, subject=subject, urgency=Urgency.NUDGE, doubt=Doubt.HOLD)
        scene.record("offers-told", new=len(fresh))


def _answer(
    scene: Scene, person: Person, search: Search, page: int, troubles: tuple[str, ...] = (), fresh: int = 0
) -> tuple[Text, Rows]:
    """One page of what was found, with what can be done."""
    offers = [offer for offer, _ in scene.find(FindsOf(search.id, scene.today))]
    name = next((one.name for one in scene.library.trades if one.code == search.trade), search.trade)
    where = search.place or search.town
    team = person.role is Role.COUNSELLOR
    trouble = _troubles(troubles)
    if not offers:
        nothing = say("🔎 Rien trouvé pour « {job} » à {n} km autour de {town}.", job=name, n=AROUND, town=where)
        rows = (*_alert(scene, search), *door(scene))
        return stack(trouble or nothing, say("Les sites : {sites}", sites=sites())), rows
    pages = (len(offers) - 1) // PAGE + 1
    page %= pages
    here = list(enumerate(offers, start=1))[page * PAGE : (page + 1) * PAGE]
    lines = [_line(n, offer, team=team) for n, offer in here]
    head = (
        say("🔎 Nouvelles offres pour « {job} » : {n}", job=name, n=fresh)
        if fresh
        else say("🔎 « {job} » autour de {town} : {n}", job=name, town=where, n=len(offers))
    )
    if team:
        numbers = tuple(
            Button(f"➕ {n}", f"{KIND}:{search.id}:add:{offer.id}") for n, offer in here if offer.state == "found"
        )
        last = say("➕ propose une offre aux jeunes : elle entre dans leurs /offres.")
    else:
        numbers = tuple(Button(str(n), f"of:see:{offer.id}") for n, offer in here)
        last = say("Touche un numéro pour voir comment répondre.")
    more = (_button(scene, search, "➡️ La suite", f"list:{page + 1}"),) if pages > 1 else ()
    shown = (numbers, more, *_alert(scene, search))
    return stack(head, *lines, trouble, last), tuple(row for row in shown if row)


def _line(n: int, offer: Offer, *, team: bool) -> Text:
    words = say("{n}. {title} – {company}, {town} · {kind}", n=n, title=offer.title, company=offer.company,
                town=offer.town, kind=say(KINDS[offer.kind]))  # fmt: skip
    return say("{line} · {contact}", line=words, contact=offer.contact) if team else words


def _troubles(troubles: tuple[str, ...]) -> Text | None:
    """What did not answer, and where the same is found."""
    if "town" in troubles:
        return say("Je ne trouve pas ce code postal. Une autre recherche : /offres")
    away = [SERVICES[name] for name in troubles if name in SERVICES]
    if not away:
        return None
    return say("⚠️ Pas de réponse en ce moment : {who}. Le site : {sites}", who=", ".join(name for name, _ in away),
               sites=", ".join(site for _, site in away))  # fmt: skip


def _alert(scene: Scene, search: Search) -> Rows:
    if search.weekly:
        return ((_button(scene, search, "🔕 Arrêter l'alerte", "stop"),),)
    return ((_button(scene, search, "🔔 M'avertir chaque semaine", "weekly"),),)


def _button(scene: Scene, search: Search, label: str, what: str) -> Button:
    return Button(scene.words(label).text, f"{KIND}:{search.id}:{what}")


# --- what the buttons do ---------------------------------------------------------------------------------------------


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`se:0:new`, and `se:<search>:<list:page, weekly, stop or add:offer>`; search 0 is the newest."""
    person = _who(scene)
    number, _, what = rest.partition(":")
    verb, _, more = what.partition(":")
    if verb == "new":
        begin(scene)
        return ""
    known = number.isdecimal() and len(number) < 16
    search = scene.find(SearchBy(person.id, int(number))) if known else None
    if search is None:
        raise Refused(OLD)
    if verb == "list" and more.isdecimal() and len(more) < 5:
        _change(incoming, scene, *_answer(scene, person, search, int(more)))
        return ""
    if verb in ("weekly", "stop"):
        return _weekly(incoming, scene, person, replace(search, weekly=verb == "weekly"))
    if verb == "add" and more.isdecimal() and len(more) < 16:
        return _add(incoming, scene, person, search, int(more))
    raise Refused(OLD)


def _weekly(incoming: Press, scene: Scene, person: Person, search: Search) -> str:
    waits = search.due_at if not search.told else None
    due = waits or (scene.hours.next_opening(scene.now + WEEK) if search.weekly else None)
    search = replace(search, due_at=due)
    scene.keep(search)
    scene.record("search-kept" if search.weekly else "search-stopped")
    _change(incoming, scene, *_answer(scene, person, search, 0))
    return "🔔 Une fois par semaine au plus." if search.weekly else "🔕 D'accord, plus d'alerte."


def _add(incoming: Press, scene: Scene, person: Person, search: Search, number: int) -> str:
    """A counsellor puts one among those that the young people see."""
    offer = scene.find(OfferBy(number))
    found = any(one.id == number for one, _ in scene.find(FindsOf(search.id, scene.today)))
    if person.role is not Role.COUNSELLOR or offer is None or not found or offer.state != "found":
        raise Refused("Cette offre est déjà proposée, ou n'est plus là : rien n'a changé.")
    scene.keep(replace(offer, state="open"))
    scene.record("offer-added", subject=f"offer:{number}", what=offer.kind.value)
    return "C'est proposé : les jeunes la trouvent avec /offres."


def _change(incoming: Press, scene: Scene, words: Text, rows: Rows) -> None:
    content = Content(scene.words(words), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))


def in_forum(_: Message, scene: Scene) -> None:
    begin(scene)
