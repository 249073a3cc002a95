"""Reads what Immersion Facilitée says of a convention: pure, and only what is needed here is kept.

{"id": "…", "status": "PARTIALLY_SIGNED", "updatedAt": "2026-11-20T10:12:00.000Z",
 "dateStart": "2026-11-30T00:00:00.000Z", "dateEnd": "2026-12-11T00:00:00.000Z", "businessName": "Atelier Lumen",
 "immersionObjective": "…", "immersionActivities": "…", "immersionSkills": "…", "renewed": {"from": "…"},
 "schedule": {"complexSchedule": [{"date": "2026-11-30T…", "timePeriods": [{"start": "09:00", "end": "17:00"}]}]},
 "signatories": {"beneficiary": {"firstName": "Léa", "birthdate": "2009-03-15T…", "signedAt": "…"},
                 "beneficiaryRepresentative": {…}, "establishmentRepresentative": {…}}}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.immersions.conventions import BENEFICIARY, COMPANY, EMPLOYER, REPRESENTATIVE, Convention
from core.immersions.immersion import LEAST_AGE, MAJORITY, ConventionNews
from core.messages import Address, Place

NAME = "immersion"
PARIS = ZoneInfo("Europe/Paris")
_ROLES = {
    "beneficiary": BENEFICIARY,
    "beneficiaryRepresentative": REPRESENTATIVE,
    "establishmentRepresentative": COMPANY,
    "beneficiaryCurrentEmployer": EMPLOYER,
}


class Unreadable(ValueError):
    """This is no convention, or not as we know them. The door and the watcher catch it."""


def reduce(raw: Any) -> dict[str, Any]:
    """What we keep of a convention: {"convention", "first_name"}. Raises Unreadable."""
    try:
        signatories: Mapping[str, Any] = {k: v for k, v in raw["signatories"].items() if isinstance(v, dict)}
        convention = _convention(raw, signatories)
        first_name = str(signatories.get("beneficiary", {}).get("firstName", ""))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__} in a convention") from None
    return {"convention": convention.pack(), "first_name": first_name}


def read(raw: Mapping[str, Any], received: datetime) -> ConventionNews:
    """One row of the door `immersion`: what `reduce` kept, for one triad."""
    packed = raw.get("convention")
    return ConventionNews(
        cause=f"{NAME}:{raw['row']}",
        at=received,
        sender=Address(NAME, ""),
        place=Place(NAME, str(raw["number"]), private=False),
        triad=int(raw["triad"]),
        number=str(raw["number"]),
        convention=Convention.unpack(packed) if packed else None,
        first_name=str(raw.get("first_name", "")),
        trouble=str(raw.get("trouble", "")),
        asked=bool(raw.get("asked", False)),
    )


def _convention(raw: Mapping[str, Any], signatories: Mapping[str, Any]) -> Convention:
    starts, ends = _day(raw["dateStart"]), _day(raw["dateEnd"])
    age = _age(signatories.get("beneficiary", {}).get("birthdate"), starts)
    signed = {_ROLES[name]: _signed(one) for name, one in signatories.items() if name in _ROLES}
    week = [slot for slot in raw.get("schedule", {}).get("complexSchedule", ()) if slot.get("timePeriods")]
    activities = " – ".join(str(raw.get(name) or "") for name in ("immersionActivities", "immersionSkills"))
    return Convention(
        id=str(raw["id"]).lower(),
        status=str(raw["status"]),
        starts=starts,
        ends=ends,
        objective=str(raw.get("immersionObjective", "")),
        activities=activities.strip(" –"),
        company=str(raw.get("businessName", "")),
        signed=signed,
        minor=age is not None and age < MAJORITY,
        too_young=age is not None and age < LEAST_AGE,
        presence=tuple(sorted({_day(slot["date"]) for slot in week})),
        weekly_hours=_longest_week(week),
        renewal=bool(raw.get("renewed")),
        as_of=_as_of(raw, signatories),
    )


def _signed(signatory: Mapping[str, Any]) -> str:
    at = signatory.get("signedAt")
    return _day(at).isoformat() if at else ""


def _as_of(raw: Mapping[str, Any], signatories: Mapping[str, Any]) -> datetime | None:
    """The moment these words speak of; where it is not said, the last thing they tell of."""
    if raw.get("updatedAt"):
        return _moment(raw["updatedAt"])
    told = [raw.get(name) for name in ("dateSubmission", "dateApproval", "dateValidation")]
    told += [one.get("signedAt") for one in signatories.values()]
    return max((_moment(at) for at in told if at), default=None)


def _moment(words: Any) -> datetime:
    at = datetime.fromisoformat(str(words).replace("Z", "+00:00"))
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _day(words: Any) -> date:
    """The day in France: the service writes it as "2026-11-30", or as a moment in UTC."""
    return date.fromisoformat(str(words)) if len(str(words)) == 10 else _moment(words).astimezone(PARIS).date()


def _age(birth: Any, on: date) -> int | None:
    if not birth:
        return None
    born = _day(birth)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _longest_week(slots: list[Mapping[str, Any]]) -> float:
    """Hours of presence in the fullest week."""
    weeks: dict[tuple[int, int], float] = defaultdict(float)
    for slot in slots:
        for period in slot["timePeriods"]:
            weeks[_day(slot["date"]).isocalendar()[:2]] += _hour(period["end"]) - _hour(period["start"])
    return round(max(weeks.values(), default=0), 2)


def _hour(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) + int(minutes) / 60
