"""Offers that a team or a search has found, who keeps or has answered one, and who searches."""

from sqlalchemy import Column, Date, ForeignKey, Index, Table

from storage.tables.base import Id, flag, metadata, moment, row_id, structure, word

offers = Table(
    "offers",
    metadata,
    row_id(),
    structure(),
    #: the counsellor who added it, or whose search found it first
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    #: apprenticeship, professional, immersion, spontaneous
    word("kind"),
    word("title"),
    word("company"),
    word("town"),
    #: how to answer, in the team's words
    word("contact"),
    #: the last day on which it is shown
    Column("until", Date, nullable=False),
    #: open, withdrawn, found (by a search: shown to who searched)
    word("state", "open"),
    #: the public service it comes from, and what that calls it; "" for the team's own
    word("service"),
    word("ref"),
    moment("created_at"),
    Index(None, "structure_id", "until"),
    Index(None, "structure_id", "service", "ref"),
)

applications = Table(
    "applications",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("offer_id", Id, ForeignKey("offers.id"), primary_key=True),
    structure(),
    #: saved, applied, meeting, hired, refused, dropped
    word("stage"),
    #: she lets the team see it
    flag("shared"),
    moment("applied_at", needed=False),
    moment("updated_at"),
    Index(None, "structure_id", "offer_id"),
)

searches = Table(
    "searches",
    metadata,
    row_id(),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    #: ROME code
    word("trade"),
    #: postal code, and the name of the town once a service has said it
    word("town"),
    word("place"),
    #: once a week again
    flag("weekly"),
    flag("told"),
    moment("due_at", needed=False),
    moment("created_at"),
    Index(None, "due_at"),
    Index(None, "person_id"),
)

finds = Table(
    "finds",
    metadata,
    Column("search_id", Id, primary_key=True),
    Column("offer_id", Id, ForeignKey("offers.id"), primary_key=True),
    structure(),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    flag("told"),
    moment("created_at"),
    Index(None, "person_id"),
)
