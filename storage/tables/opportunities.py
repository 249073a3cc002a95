"""Offers that a team has found, and who keeps or has answered one."""

from sqlalchemy import Column, Date, ForeignKey, Index, Table

from storage.tables.base import Id, flag, metadata, moment, row_id, structure, word

offers = Table(
    "offers",
    metadata,
    row_id(),
    structure(),
    #: the counsellor who added it
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    #: apprenticeship, professional, immersion
    word("kind"),
    word("title"),
    word("company"),
    word("town"),
    #: how to answer, in the team's words
    word("contact"),
    #: the last day on which it is shown
    Column("until", Date, nullable=False),
    #: open, withdrawn
    word("state", "open"),
    moment("created_at"),
    Index(None, "structure_id", "until"),
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
