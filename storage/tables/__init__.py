"""Every table. Each row names its structure; times are UTC; texts of people live only where a comment says so."""

from storage.tables.api import api_keys, hook_letters, hooks
from storage.tables.bank import loans, tastes
from storage.tables.base import metadata
from storage.tables.companion import immersions
from storage.tables.desk import call_lines, call_readings, calls, canned, desk_cards, held_posts
from storage.tables.evaluation import exits, studies, surveys
from storage.tables.grids import grids
from storage.tables.horizon import horizon_items, horizon_ties, horizons, mission_origins
from storage.tables.journey import assessments, mission_steps, missions, posts, progress, runs
from storage.tables.learning import attestations, module_versions, recalls, recordings
from storage.tables.meetings import meetings, nudged, week_reviews
from storage.tables.nudges import nudges
from storage.tables.opportunities import applications, finds, offers, searches
from storage.tables.pages import links, sessions
from storage.tables.passport import passports, quotes
from storage.tables.people import (
    addresses,
    forgotten,
    invitations,
    members,
    people,
    rooms,
    structures,
    triad_groups,
    triads,
)
from storage.tables.publishing import module_drafts, module_previews
from storage.tables.road import alerts, doors, erasures, events, inbox, outbox, timers
from storage.tables.workshops import (
    gathering_guests,
    gatherings,
    workshop_answers,
    workshop_rounds,
    workshop_seats,
    workshops,
)

__all__ = [
    "addresses",
    "alerts",
    "api_keys",
    "applications",
    "assessments",
    "attestations",
    "call_lines",
    "call_readings",
    "calls",
    "canned",
    "desk_cards",
    "doors",
    "erasures",
    "events",
    "exits",
    "finds",
    "forgotten",
    "gathering_guests",
    "gatherings",
    "grids",
    "held_posts",
    "hook_letters",
    "hooks",
    "horizon_items",
    "horizon_ties",
    "horizons",
    "immersions",
    "inbox",
    "invitations",
    "links",
    "loans",
    "meetings",
    "members",
    "metadata",
    "mission_origins",
    "mission_steps",
    "missions",
    "module_drafts",
    "module_previews",
    "module_versions",
    "nudged",
    "nudges",
    "offers",
    "outbox",
    "passports",
    "people",
    "posts",
    "progress",
    "quotes",
    "recalls",
    "recordings",
    "rooms",
    "runs",
    "searches",
    "sessions",
    "structures",
    "studies",
    "surveys",
    "tastes",
    "timers",
    "triad_groups",
    "triads",
    "week_reviews",
    "workshop_answers",
    "workshop_rounds",
    "workshop_seats",
    "workshops",
]
