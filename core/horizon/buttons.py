"""A tap on a screen of the horizon: the same message shows what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from core.conversation import facts_for, start
from core.horizon import screens
from core.horizon.acts import GONE, actor, dated, draft, look, tie, usual_task
from core.horizon.commands import ask, practised
from core.horizon.horizon import Horizon, HorizonOf, Item, Noted, Side, When
from core.horizon.news import met
from core.library.suggesting import ideas_for
from core.messages import Button, Change, Content, Press, Rows, ToPlace
from core.missions.cards import stack
from core.missions.caution import about_cards
from core.people import Refused, Role
from core.scene import Scene
from core.texts import Text, say
from core.triad import Triad

STALE = "Ce bouton ne sert plus : rien n'a changé. La suite : /horizon."


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """`hz:<triad>:<what>:…`; the message under which the button stands shows what comes next."""
    number, _, more = rest.partition(":")
    what, *words = more.split(":")
    act = TAPS.get(what)
    try:
        triad_id, numbers = int(number), words
    except ValueError:
        raise Refused(STALE) from None
    if act is None:
        raise Refused(STALE)
    triad, known = look(scene, triad_id)
    try:
        return act(Tap(incoming, scene, triad, known), numbers) or ""
    except (ValueError, IndexError):
        raise Refused(STALE) from None


class Tap:
    """One tap on a screen of a horizon."""

    def __init__(self, incoming: Press, scene: Scene, triad: Triad, known: Horizon) -> None:
        self.incoming, self.scene, self.triad, self.known = incoming, scene, triad, known

    def turn(self, words: Text | str, rows: Rows = ()) -> None:
        """The message shows this from now on."""
        content = Content(self.scene.words(words), rows)
        to = ToPlace(self.scene.place)
        self.scene.reply.outgoing.append(Change(to=to, message=self.incoming.message_id, content=content))

    def home(self, known: Horizon | None = None) -> None:
        """Back to the whole."""
        known = known or self.known
        person = actor(self.scene)
        words = screens.screen(self.scene, self.triad, known, person.role)
        self.turn(words, screens.doors(self.scene, known, person))


def _see(tap: Tap, _: list[str]) -> None:
    tap.home()


def _say(tap: Tap, _: list[str]) -> None:
    ask(tap.scene, tap.triad, tap.known)


def _list(tap: Tap, _: list[str]) -> None:
    tap.turn("Quelle ligne changer ?", screens.changeable(tap.scene, tap.known, actor(tap.scene)))


def _at(tap: Tap, words: list[str]) -> None:
    item = tap.known.item(int(words[0]))
    if item is None:
        raise Refused(GONE)
    _show_date(tap, item, one_by_one=False)


def _show_date(tap: Tap, item: Item, *, one_by_one: bool) -> None:
    now = say("{item}\n<i>{date}</i>\nC'est pour quand ?", item=screens.named(item),
              date=screens.date_of(item, tap.scene.today))  # fmt: skip
    tap.turn(now, screens.dates(tap.scene, tap.known, item, one_by_one=one_by_one))


def _to_date(known: Horizon, after: int = 0) -> Item | None:
    """The next topic without a date."""
    open_ones = (i for i in known.of(Side.COURSE) if i.when in (When.UNDATED, When.LATER) and i.number > after)
    return next(open_ones, None)


def _date(tap: Tap, _: list[str]) -> None:
    first = _to_date(tap.known)
    if first is None:
        tap.turn("Tous les sujets ont une date.", (screens.back(tap.scene, tap.known),))
    else:
        _show_date(tap, first, one_by_one=True)


def _on(tap: Tap, words: list[str]) -> str:
    number, when, one_by_one = int(words[0]), words[1], words[2] == "1"
    if when not in ("later", "gone"):
        when = date.fromisoformat(when).isoformat()
    changed = dated(tap.scene, tap.known, number, when)
    tap.known = replace(
        tap.known, items=tuple(changed if item.number == number else item for item in tap.known.items)
    )  # fmt: skip
    following = _to_date(tap.known, number) if one_by_one else None
    if following is not None:
        _show_date(tap, following, one_by_one=True)
    elif one_by_one:
        _enough(tap, [], changed)
    else:
        tap.home()
    return tap.scene.words("Noté").text


def _enough(tap: Tap, _: list[str], changed: Item | None = None) -> None:
    if actor(tap.scene).role in (Role.TRAINER, Role.COUNSELLOR):
        met(tap.scene, tap.triad, tap.known)
        for triad in tap.scene.triads.values():
            if triad.id != tap.triad.id:
                met(tap.scene, triad, _as_dated(tap.scene.find(HorizonOf(triad.id)), changed))
    tap.home()


def _as_dated(known: Horizon, changed: Item | None) -> Horizon:
    """The horizon of another apprentice, with the topic that was just dated for all."""
    if changed is None or not changed.line:
        return known
    items = (i.on(changed.when, changed.week) if i.line == changed.line else i for i in known.items)
    return replace(known, items=tuple(items))


def _link(tap: Tap, _: list[str]) -> None:
    found = tap.known.suggestions(tap.scene.today)
    words = (
        say("Ces lignes ont des mots en commun. Qu'est-ce qui va ensemble ?")
        if found
        else say("Aucun mot en commun. Tu peux choisir toi-même ce qui va ensemble.")
        if actor(tap.scene).role is Role.APPRENTICE
        else say("Aucun mot en commun. Vous pouvez choisir vous-même ce qui va ensemble.")
    )
    tap.turn(words, screens.links(tap.scene, tap.known))


def _work(tap: Tap, words: list[str]) -> None:
    chosen = tap.known.item(int(words[0])) if words else None
    if words and chosen is None:
        raise Refused(GONE)
    rows = screens.to_link(tap.scene, tap.known, chosen.number if chosen else 0)
    tap.turn(say("{item}\nVa avec quel sujet du cours ?", item=screens.named(chosen)) if chosen
             else say("Quelle tâche de l'entreprise ?"), rows)  # fmt: skip


def _tie(tap: Tap, words: list[str], *, gone: bool = False) -> str:
    made = tie(tap.scene, tap.known, int(words[0]), int(words[1]), gone=gone)
    rest = tuple(t for t in tap.known.ties if (t.work, t.course) != (made.work, made.course))
    tap.home(replace(tap.known, ties=rest if gone else (*rest, made)))
    return tap.scene.words("Séparé" if gone else "Relié").text


def _do(tap: Tap, _: list[str]) -> None:
    rows = screens.missions_from(tap.scene, tap.known)
    words = say("De quoi veux-tu faire une mission ?") if len(rows) > 1 else say(
        "Rien n'est annoncé et ton métier n'est pas encore choisi. Une mission à toi : /mission"
    )  # fmt: skip
    tap.turn(words, rows)


def _make(tap: Tap, words: list[str]) -> None:
    _start_mission(tap, *draft(tap.scene, tap.known, int(words[0]), int(words[1])))


def _usual(tap: Tap, words: list[str]) -> None:
    tasks = tap.scene.library.tasks.get(tap.known.family, ())
    found = next((task for task in tasks if screens.print_of(task) == words[0]), None)
    if found is None:
        raise Refused(GONE)
    item = usual_task(tap.scene, tap.known, found)
    known = replace(tap.known, items=(*tap.known.items, item))
    _start_mission(tap, *draft(tap.scene, known, item.number, 0))


def _start_mission(tap: Tap, title: str, links: Mapping[str, str]) -> None:
    """The usual conversation, with the title answered already and the links kept for the mission."""
    scene, tutor = tap.scene, tap.triad.tutor
    if tutor is None or not tutor.settled:
        raise Refused("Personne de l'entreprise n'est encore dans ton fil : ton conseiller peut l'inviter.")
    if title:
        tap.turn(say("🧩 Ta mission : <b>{title}</b>", title=title))
    facts = facts_for(scene, tap.triad, ideas=ideas_for(scene, tap.triad), links=links, **about_cards(scene, tap.triad))
    start(scene, "propose_mission", facts, {"title": {"text": title}} if title else {})


def _done(tap: Tap, _: list[str]) -> None:
    tap.turn(practised(tap.scene, tap.triad, tap.known), (screens.back(tap.scene, tap.known),))


def _family(tap: Tap, words: list[str]) -> str:
    families = {family.id: family.name for family in tap.scene.library.interests.families}
    if not words:
        rows = tuple((Button(name, f"hz:{tap.triad.id}:family:{id_}"),) for id_, name in families.items())
        tap.turn("Dans quel métier es-tu ?" if actor(tap.scene).role is Role.APPRENTICE else "Dans quel métier ?", rows)
        return ""
    if words[0] not in families:
        raise Refused(STALE)
    tap.scene.keep(Noted(tap.triad.id, family=words[0]))
    tap.home(replace(tap.known, family=words[0]))
    return families[words[0]]


def _off(tap: Tap, words: list[str]) -> str:
    """No more questions every two weeks; or again."""
    person, quiet = actor(tap.scene), words != ["on"]
    person = replace(person, settings={**person.settings, "horizon": "off" if quiet else ""})
    tap.scene.reply.people.append(person)
    label = tap.scene.words("🔔 Me le demander à nouveau" if quiet else "🔕 Ne plus me le demander").text
    tap.turn(
        stack(
            say("🔕 D'accord, je ne le demanderai plus. Pour le dire de vous-même : /horizon")
            if quiet
            else say("🔔 D'accord, je le demanderai toutes les deux semaines.")
        ),
        ((Button(label, f"hz:{tap.triad.id}:off" + (":on" if quiet else "")),),),
    )
    return ""


TAPS: Mapping[str, Callable[[Tap, list[str]], str | None]] = {
    "see": _see,
    "say": _say,
    "list": _list,
    "at": _at,
    "date": _date,
    "on": _on,
    "enough": _enough,
    "link": _link,
    "work": _work,
    "tie": _tie,
    "cut": lambda tap, words: _tie(tap, words, gone=True),
    "do": _do,
    "make": _make,
    "usual": _usual,
    "done": _done,
    "family": _family,
    "off": _off,
}
