"""Which aids may concern somebody: what each gives, to whom, from which page. Nothing here promises a right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.law.facts import GONE, Figure, Figures, Source, day, figure, fill, link, names_in
from core.texts import Rich, Translate, french, lines, render, say

# What the questions may find out about somebody; an aid says which of these it needs. Health and police records are
# never asked: an aid that depends on them is shown to everybody, as information.
TAGS = {
    "apprenti": "has, or will have, an apprenticeship",
    "pro": "has, or will have, a contrat de professionnalisation",
    "cherche": "has no contract yet",
    "prive": "works for a company",
    "public": "works for the State, a town, a hospital…",
    "loue": "pays a rent",
    "cherche_logement": "looks for a home of one's own",
    "transports": "goes to work by bus, train or metro",
    "permis": "wants to learn to drive",
    "idf": "lives in Île-de-France",
    "cej": "is, or may be, in a contrat d'engagement jeune",
}


@dataclass(frozen=True, slots=True)
class Aid:
    """One aid. Its words are templates: amounts and ages in them are dated figures."""

    id: str
    name: str
    gives: str
    conditions: tuple[str, ...]
    #: the first thing to do
    how: str
    source: Source
    valid_from: date
    valid_to: date
    owner: str
    confirmed: bool
    checked: date
    #: every one of these must be true; "apprenti|pro" is true for either
    needs: tuple[str, ...] = ()
    #: figures that hold the lowest and the highest age, both included, and the age one must still be under
    age_from: str = ""
    age_to: str = ""
    age_under: str = ""
    #: it goes to the company: an argument to tell, nothing to ask for
    for_employer: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.gives, *self.conditions, self.how)

    def holds(self, on: date) -> bool:
        """Whether somebody still vouches for it on that day."""
        return self.valid_from <= on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Situation:
    """What somebody said about herself."""

    age: int
    #: some of `TAGS`
    tags: frozenset[str] = frozenset()


def may_concern(aids: Iterable[Aid], figures: Figures, person: Situation, on: date) -> tuple[Aid, ...]:
    """The aids whose conditions are not excluded by what is known, in their order; also those being updated."""
    return tuple(aid for aid in aids if _tagged(aid, person) and _aged(aid, figures, person, on))


def _tagged(aid: Aid, person: Situation) -> bool:
    return all(not person.tags.isdisjoint(need.split("|")) for need in aid.needs)


def _aged(aid: Aid, figures: Figures, person: Situation, on: date) -> bool:
    """Within the ages known today; an age nobody vouches for any more excludes nobody."""
    lowest, highest, under = (
        figure(figures, name, on) if name else None for name in (aid.age_from, aid.age_to, aid.age_under)
    )
    return not (
        (lowest and person.age < lowest.value)
        or (highest and person.age > highest.value)
        or (under and person.age >= under.value)
    )


def told(aid: Aid, figures: Figures, on: date, translate: Translate = french) -> Rich:
    """An aid as it is read: what it gives, on which conditions, what to do, and the page that says so."""
    name = render(say("<b>{name}</b>", name=say(aid.name)), translate)
    page = render(say("Source : {page}.", page=link(aid.source)), translate)
    if not aid.holds(on):
        return lines(name, render(GONE, translate), page)
    conditions = (render(say("• {what}", what=fill(c, figures, on, translate)), translate) for c in aid.conditions)
    caution = say("⚠️ Vu le {day}, à vérifier : cela a pu changer.", day=day(checked(aid, figures, on)))
    return lines(
        name,
        fill(aid.gives, figures, on, translate),
        *conditions,
        render(say("👉 {how}", how=fill(aid.how, figures, on, translate)), translate),
        page,
        None if certain(aid, figures, on) else render(caution, translate),
    )


def certain(aid: Aid, figures: Figures, on: date) -> bool:
    """Whether the aid and every figure that it is shown with are confirmed."""
    return aid.confirmed and all(found.confirmed for found in _figures(aid, figures, on))


def checked(aid: Aid, figures: Figures, on: date) -> date:
    """The oldest day on which something of it was read, among what is not certain."""
    doubtful = [found.checked for found in _figures(aid, figures, on) if not found.confirmed]
    return min([*doubtful, *([] if aid.confirmed else [aid.checked])], default=aid.checked)


def _figures(aid: Aid, figures: Figures, on: date) -> list[Figure]:
    return [found for name in names_in(*aid.texts) if (found := figure(figures, name, on)) is not None]
