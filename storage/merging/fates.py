"""What a merge does with each table of a structure. A table that is not named here breaks a test."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Way(StrEnum):
    """How the rows of the structure that joins go on."""

    #: under the other structure's number; nothing else in them changes
    MOVES = "moves"
    #: the same, after what storage/merging/act.py or twins.py does to them
    APART = "apart"
    #: what opened the structure to others opens nothing any more; the row stays as the proof that it did
    SHUT = "shut"
    #: the row is no more
    GOES = "goes"


#: what belongs to one person or one thread, under a number that no other structure has
_WHOLE = (
    "alerts", "applications", "attestations", "call_lines", "call_readings", "calls", "exits", "finds", "forgotten",
    "gathering_guests", "held_posts", "horizon_items", "horizon_ties", "horizons", "immersions", "loans", "meetings",
    "mission_origins", "mission_steps", "missions", "module_previews", "nudged", "nudges", "offers", "passports",
    "posts", "quotes", "searches", "surveys", "tastes", "week_reviews",
)  # fmt: skip

FATES: Mapping[str, Way] = {
    **dict.fromkeys(_WHOLE, Way.MOVES),
    "structures": Way.GOES,
    # who and where: duplicates, the address that both have, topics of a forum that is left
    "people": Way.APART,
    "addresses": Way.APART,
    "members": Way.APART,
    "triads": Way.APART,
    "triad_groups": Way.APART,
    "desk_cards": Way.APART,
    "runs": Way.APART,
    # the same name, number or code in both
    "module_versions": Way.APART,
    "progress": Way.APART,
    "recalls": Way.APART,
    "module_drafts": Way.APART,
    "recordings": Way.APART,
    "grids": Way.APART,
    "assessments": Way.APART,
    "canned": Way.APART,
    "studies": Way.APART,
    # a key that is more than a number: a copy of the room under the new one, then its rows
    "workshops": Way.APART,
    "workshop_seats": Way.APART,
    "workshop_rounds": Way.APART,
    "workshop_answers": Way.APART,
    "gatherings": Way.APART,
    # the road: letters for « À traiter », the timer of the day, the journal
    "outbox": Way.APART,
    "timers": Way.APART,
    "events": Way.APART,
    # what opened the old structure would now open all of the other one, which nobody has agreed to
    "api_keys": Way.SHUT,
    "hooks": Way.SHUT,
    "hook_letters": Way.SHUT,
    "links": Way.SHUT,
    "invitations": Way.SHUT,
    "sessions": Way.GOES,
}
