"""Minimum pay in work-study: the share of the minimum wage that is due, since when, until when, and how it is found.

The percentages are dated figures; the scale only says which one to take. Nothing here promises an amount: a branch
agreement or an employer may pay more, and the words say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.law.facts import GONE, NBSP, Figure, Figures, figure, share
from core.people import Refused
from core.texts import Text, say

APPRENTICESHIP, PROFESSIONAL = "apprentissage", "professionnalisation"
CONTRACTS = {APPRENTICESHIP: "Contrat d'apprentissage", PROFESSIONAL: "Contrat de professionnalisation"}
# How far ahead a rise is announced: no contract is longer, but for rare cases (disability, top athletes).
LONGEST_YEARS = 3
# From this age on, the trade's own minimum counts as well when it is above the legal one.
TRADE_MINIMUM_AGE = {APPRENTICESHIP: 21, PROFESSIONAL: 26}


@dataclass(frozen=True, slots=True)
class Band:
    """Ages that are paid alike in one kind of contract, `age_from` and `age_to` included (None: no end)."""

    contract: str
    age_from: int
    age_to: int | None
    #: a figure for each year of training; the last one also holds for the years after it (a fourth year)
    years: tuple[str, ...]
    #: the figure of those whose diploma gives a right to more; "" where it changes nothing
    raised: str = ""

    def holds(self, contract: str, age: int) -> bool:
        return contract == self.contract and self.age_from <= age and (self.age_to is None or age <= self.age_to)

    def figure(self, year: int, raised: bool) -> str:
        """The name of the percentage. `year` counts from 1."""
        return self.raised if raised and self.raised else self.years[min(year, len(self.years)) - 1]


@dataclass(frozen=True, slots=True)
class Scale:
    """Which figure to take for whom. `wage` and `hours` name figures too: the monthly minimum wage and its week."""

    wage: str = ""
    hours: str = ""
    #: kind of contract -> the figure that holds its lowest age
    youngest: Mapping[str, str] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """What somebody's minimum pay depends on."""

    kind: str
    #: only its month and year count: a birthday is felt on the first day of the month after it
    born: date
    starts: date
    #: the year of the training in which the contract begins: 2 where the first one is already done
    first_year: int = 1
    #: the diploma gives a right to more (professionnalisation only)
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Rise:
    """The next time the percentage goes up, at the wage of today."""

    on: date
    percent: Figure
    gross: Figure


@dataclass(frozen=True, slots=True)
class Pay:
    """The minimum for one month of full-time work, before contributions."""

    contract: Contract
    #: the day it holds for: today, or the first day of a contract that has not begun
    on: date
    age: int
    year: int
    percent: Figure
    wage: Figure
    hours: Figure
    gross: Figure
    rise: Rise | None


def pay_age(born: date, on: date) -> int:
    """The age that pay counts with: it changes on the first day of the month after the birthday.

    Code du travail, D6222-34. Also for those born on the first of a month: the text says "the month after".
    """
    return on.year - born.year - (on.month <= born.month)


def year_of(contract: Contract, on: date) -> int:
    """The year of training on that day: it changes on the anniversary of the contract, not in January or September."""
    begun = on.year - contract.starts.year - ((on.month, on.day) < (contract.starts.month, contract.starts.day))
    return contract.first_year + max(0, begun)


def percentage(scale: Scale, contract: Contract, on: date) -> str:
    """The name of the figure that is due on that day; "" when the scale has none."""
    age = pay_age(contract.born, on)
    band = next((band for band in scale.bands if band.holds(contract.kind, age)), None)
    return band.figure(year_of(contract, on), contract.raised) if band else ""


def minimum_pay(scale: Scale, figures: Figures, contract: Contract, today: date) -> Pay:
    """What is due at least, today or on the first day of a contract that has not begun yet.

    Amounts are those known today, for the future too. Refused, with the reason: too young for this contract, or a
    figure that nobody vouches for today.
    """
    on = max(today, contract.starts)
    _old_enough(scale, figures, contract, today)
    percent = figure(figures, percentage(scale, contract, on), today)
    wage, hours = figure(figures, scale.wage, today), figure(figures, scale.hours, today)
    gross = share("gross", percent, wage) if percent and wage else None
    if percent is None or wage is None or hours is None or gross is None:
        raise Refused(GONE)
    return Pay(
        contract,
        on,
        pay_age(contract.born, on),
        year_of(contract, on),
        percent,
        wage,
        hours,
        gross,
        next_rise(scale, figures, contract, on, today),
    )


def next_rise(scale: Scale, figures: Figures, contract: Contract, after: date, today: date) -> Rise | None:
    """The first day after `after` on which the percentage is higher; None when there is none within the contract."""
    now, wage = figure(figures, percentage(scale, contract, after), today), figure(figures, scale.wage, today)
    end = _same_day(contract.starts, LONGEST_YEARS)
    if now is None or wage is None:
        return None
    for on in sorted(_changes(scale, contract)):
        percent = figure(figures, percentage(scale, contract, on), today) if after < on < end else None
        gross = share("gross", percent, wage) if percent and percent.value > now.value else None
        if percent and gross:
            return Rise(on, percent, gross)
    return None


def months_between(first: date, last: date) -> int:
    """How many calendar months later `last` is."""
    return (last.year - first.year) * 12 + last.month - first.month


def _changes(scale: Scale, contract: Contract) -> set[date]:
    """The days on which age or year may change the percentage."""
    ages = {band.age_from for band in scale.bands if band.contract == contract.kind and band.age_from > 0}
    return {_month_after(contract.born, age) for age in ages} | {
        _same_day(contract.starts, years) for years in range(1, LONGEST_YEARS)
    }


def _month_after(born: date, age: int) -> date:
    """The first day of the month after a birthday."""
    late = born.month == 12
    return date(born.year + age + late, 1 if late else born.month + 1, 1)


def _same_day(start: date, years: int) -> date:
    """The anniversary; a contract that began on 29 February has it on 1 March."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 3, 1)


def _old_enough(scale: Scale, figures: Figures, contract: Contract, today: date) -> None:
    youngest = figure(figures, scale.youngest.get(contract.kind, ""), today)
    if youngest is None:
        raise Refused(GONE)
    on = max(today, contract.starts)
    # Of the day of birth only the month is known: who reaches the age within the month is let through.
    if on.year - contract.born.year - (on.month < contract.born.month) < youngest.value:
        raise Refused(
            say(
                "{contract} : ce n'est pas possible avant {age}. Ton conseiller peut t'aider à choisir la suite.",
                contract=say(CONTRACTS[contract.kind]),
                age=youngest.shown,
            )
        )


# --- in words ---------------------------------------------------------------------------------------------------------


def headline(pay: Pay) -> Text:
    return say("💶 <b>{gross} brut par mois, au minimum</b>", gross=pay.gross.shown)


def steps(pay: Pay) -> tuple[Text, ...]:
    """The calculation, one line a step."""
    years = pay.contract.kind == APPRENTICESHIP
    return (
        say(
            "1. Âge qui compte pour la paie, le {day} : {age}.",
            day=f"{pay.on:%d/%m/%Y}",
            age=say("{age}{space}ans", age=pay.age, space=NBSP),
        ),
        say("2. À cet âge, en {year}, la part est de {percent} du Smic.", year=_year(pay), percent=pay.percent.shown)
        if years
        else say(
            "2. À cet âge, {diploma}, la part est de {percent} du Smic.",
            diploma=say("avec ce diplôme") if pay.contract.raised else say("sans diplôme qui donne droit à plus"),
            percent=pay.percent.shown,
        ),
        say("3. Le Smic brut : {wage} par mois, pour {hours} par semaine.", wage=pay.wage.shown, hours=pay.hours.shown),
        say(
            "4. {percent} de {wage} = {gross}.",
            percent=pay.percent.shown,
            wage=pay.wage.shown,
            gross=pay.gross.shown,
        ),
    )


def outlook(pay: Pay, today: date) -> Text:
    """When the next rise comes, and how much it makes, or that none is in sight."""
    if pay.rise is None:
        return say("Dans ce contrat, l'âge et l'année ne changent plus ce minimum. Il suit les hausses du Smic.")
    months = months_between(today, pay.rise.on)
    return say(
        "📈 Prochaine hausse le {day}, {soon} : {gross} ({percent} du Smic). C'est avec le Smic d'aujourd'hui.",
        day=f"{pay.rise.on:%d/%m/%Y}",
        soon=say("dans {months} mois", months=months) if months else say("ce mois-ci"),
        gross=pay.rise.gross.shown,
        percent=pay.rise.percent.shown,
    )


def cautions(pay: Pay) -> tuple[Text, ...]:
    """What could make the real pay another one."""
    told = [say("⚠️ C'est le minimum de la loi. Ta convention collective (les règles de ton métier) peut prévoir plus.")]
    if pay.age >= TRADE_MINIMUM_AGE[pay.contract.kind]:
        told.append(say("À ton âge, le salaire minimum de ton métier compte aussi, s'il est plus haut que le Smic."))
    told.append(
        say("Tes autres diplômes ou un contrat d'avant peuvent changer le calcul : parles-en à ton conseiller.")
        if pay.contract.kind == APPRENTICESHIP
        else say("Des cotisations sont retirées de ce montant : sur ton compte, il y aura moins.")
    )
    return tuple(told)


def _year(pay: Pay) -> Text:
    return say("1re année") if pay.year == 1 else say("{year}e année", year=pay.year)
