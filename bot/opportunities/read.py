"""Reads what the services say: pure, and only what a young person needs to answer is kept.

La bonne alternance, `GET /job/v1/search`:
{"jobs": [{"identifier": {"id": "…", "partner_label": "…"}, "offer": {"title": "…", "status": "Active",
           "publication": {"expiration": "2027-01-10T…"}}, "contract": {"type": ["Apprentissage"]},
           "workplace": {"name": "…", "location": {"address": "12 rue …, 93290 Tremblay-en-France"}},
           "apply": {"url": "https://…", "phone": null}, "is_delegated": false}],
 "recruiters": [{"identifier": {"id": "…"}, "workplace": {…}, "apply": {…}}], "warnings": []}

Immersion Facilitée, `GET /v3/offers`:
{"data": [{"siret": "…", "name": "…", "rome": "D1102", "romeLabel": "…", "locationId": "…", "contactMode": "PHONE",
           "appellations": [{"appellationCode": "…", "appellationLabel": "Boulanger"}], "isAvailable": true,
           "address": {"city": "…", "postcode": "93290"}, "website": ""}],
 "pagination": {"currentPage": 1, "totalPages": 3}}

The communes of a postal code, `GET /communes`:
[{"nom": "Tremblay-en-France", "centre": {"type": "Point", "coordinates": [2.56, 48.98]}}]

Compared on 26 November 2026 with the services' public source, not tried live: `jobs.routes.v3.model.ts` of
mission-apprentissage/labonnealternance (codes with commas), `getOffersV3.e2e.test.ts` and the schema of its parameters
of gip-inclusion/immersion-facile (a hundred a page, at most 100 km, the key without « Bearer »).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.incoming import Address, Place
from core.opportunities.offer import Kind
from core.opportunities.search import SERVICES, Found, FoundNews

NAME = "opportunities"
PARIS = ZoneInfo("Europe/Paris")
#: signs that are kept of what others have written
LONGEST = 120
_CITY = re.compile(r"\b\d{5}\s+([^,]+)")
_BARE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_CONTACT = {
    "PHONE": "par téléphone, numéro donné sur {site}",
    "IN_PERSON": "sur place, adresse donnée sur {site}",
    "EMAIL": "par le formulaire de {site}",
}


class Unreadable(ValueError):
    """This is no answer as we know them. The seeker catches it and says that the service is away."""


@dataclass(frozen=True)
class Town:
    """Where one searches: a name, and its middle in degrees."""

    name: str
    latitude: float
    longitude: float


def town(raw: Any) -> Town | None:
    """The first commune of a postal code; None when it has none. Raises Unreadable."""
    try:
        if not raw:
            return None
        longitude, latitude = raw[0]["centre"]["coordinates"]
        return Town(str(raw[0]["nom"]), float(latitude), float(longitude))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Unreadable(f"{type(error).__name__} in a town") from None


def alternance(raw: Any) -> list[Found]:
    """Offers first, then companies that may be asked without one. Raises Unreadable."""
    try:
        jobs = [one for one in raw["jobs"] if one["offer"]["status"] == "Active"]
        found = [*(_job(one) for one in jobs), *(_recruiter(one) for one in raw["recruiters"])]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__} in the offers") from None
    return [one for one in found if one is not None]


def _job(one: Mapping[str, Any]) -> Found | None:
    ident, types = one["identifier"], one["contract"]["type"]
    ref = ident.get("id") or f"{ident.get('partner_label')}:{ident.get('partner_job_id')}"
    kind = Kind.PROFESSIONAL if types == ["Professionnalisation"] else Kind.APPRENTICESHIP
    until = one["offer"].get("publication", {}).get("expiration")
    title = _short(one["offer"]["title"])
    found = _found(ref, kind, title, one["workplace"], one["apply"], _day(until) if until else None)
    # a school answers for a company that it does not name
    return replace(found, company=f"{found.company} (école)") if found and one.get("is_delegated") else found


def _recruiter(one: Mapping[str, Any]) -> Found | None:
    domain = (one["workplace"].get("domain") or {}).get("naf") or {}
    title = _short(domain.get("label") or "Entreprise qui prend des alternants")
    return _found(one["identifier"]["id"], Kind.SPONTANEOUS, title, one["workplace"], one["apply"], None)


def _found(
    ref: str, kind: Kind, title: str, workplace: Mapping[str, Any], apply: Mapping[str, Any], until: date | None
) -> Found | None:
    """None when there is no safe way to answer it."""
    ways = [str(apply.get("phone") or ""), _safe(str(apply.get("url") or ""))]
    contact = " · ".join(way for way in ways if way)
    name = workplace.get("brand") or workplace.get("name") or workplace.get("legal_name") or "Entreprise non nommée"
    city = _CITY.search(str(workplace["location"]["address"]))
    where = city[1].strip() if city else _short(workplace["location"]["address"])
    return Found("lba", str(ref), kind, title, _short(name), where, contact, until) if contact else None


def immersions(raw: Any, codes: Sequence[str]) -> list[Found]:
    """Those of this job, by its ROME codes: the service is asked for a place only. Raises Unreadable."""
    try:
        return list(_immersions(raw, codes))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__} in the immersions") from None


def pages(raw: Any) -> int:
    """How many pages the service has of it."""
    return int((raw.get("pagination") or {}).get("totalPages", 1)) if isinstance(raw, Mapping) else 1


def _immersions(raw: Any, codes: Sequence[str]) -> Iterator[Found]:
    for one in raw["data"]:
        if one["rome"] not in codes or one.get("isAvailable") is False:
            continue
        labels = [str(job["appellationLabel"]) for job in one.get("appellations", ())]
        title = _short(labels[0] if labels else one["romeLabel"])
        how = _CONTACT.get(str(one.get("contactMode")), "sur {site}").format(site=SERVICES["immersion"][1])
        contact = " · ".join(way for way in (how, _safe(str(one.get("website") or ""))) if way)
        ref = f"{one['siret']}:{one['rome']}:{one.get('locationId', '')}"
        yield Found("immersion", ref, Kind.IMMERSION, title, _short(one["name"]), str(one["address"]["city"]), contact)


def _safe(url: str) -> str:
    """An address that a browser opens as a page, also when it was written without its scheme; "" for anything else."""
    if _BARE.fullmatch(url):
        url = f"https://{url}"
    return url if re.fullmatch(r"https?://[^\s<>\"]{4,500}", url) else ""


def _short(words: Any) -> str:
    plain = " ".join(str(words).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def _day(words: str) -> date:
    at = datetime.fromisoformat(str(words).replace("Z", "+00:00"))
    return at.astimezone(PARIS).date() if at.tzinfo else at.date()


def read(raw: Mapping[str, Any], received: datetime) -> FoundNews:
    """One row of the door `opportunities`."""
    return FoundNews(
        cause=f"{NAME}:{raw['row']}",
        at=received,
        sender=Address(NAME, ""),
        place=Place(NAME, str(raw["person"]), private=False),
        structure=int(raw["structure"]),
        person=int(raw["person"]),
        search=int(raw["search"]),
        troubles=tuple(raw.get("troubles", ())),
    )
