"""The days on which nobody is disturbed: French public holidays, by a library."""

from __future__ import annotations

from datetime import date
from functools import cache

from holidays import country_holidays

# Overseas departments have days of their own.
_SUBDIVISIONS = {
    "America/Guadeloupe": "971",
    "America/Martinique": "972",
    "America/Cayenne": "973",
    "Indian/Reunion": "974",
    "Indian/Mayotte": "976",
    "Pacific/Noumea": "NC",
    "Pacific/Tahiti": "PF",
    "Pacific/Wallis": "WF",
    "America/Miquelon": "PM",
    "America/Marigot": "MF",
    "America/St_Barthelemy": "BL",
}


@cache
def closed(zone: str) -> frozenset[date]:
    """Public holidays in a time zone, for the years that nudges may reach."""
    subdivision = _SUBDIVISIONS.get(zone)
    return frozenset(country_holidays("FR", subdiv=subdivision, years=range(2026, 2036)))
