"""The counsellors' desk: cards of « À traiter », and the calls of « Ça ne va pas » with who read them."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, String, Table, UniqueConstraint, text

from storage.tables.base import Id, flag, json, metadata, moment, row_id, structure, word

LIVE = text("state <> 'done'")

desk_cards = Table(
    "desk_cards",
    metadata,
    row_id(),
    structure(),
    #: stands for the subject in the data of buttons
    Column("key", String, nullable=False),
    word("subject"),
    word("kind"),
    Column("triad_id", Id, ForeignKey("triads.id")),
    Column("person_id", Id, ForeignKey("people.id")),
    flag("urgent"),
    #: open, taken, done
    word("state", "open"),
    Column("holder_id", Id, ForeignKey("people.id")),
    #: what it says (may hold texts of people), its buttons, and what happened to it
    json("content"),
    moment("raised_at"),
    moment("changed_at"),
    UniqueConstraint("structure_id", "key"),
    Index("ix_desk_cards_live", "triad_id", sqlite_where=LIVE, postgresql_where=LIVE),
)

#: « Ça ne va pas »: kept apart from the thread; never in exports, pages or figures by name
calls = Table(
    "calls",
    metadata,
    row_id(),
    structure(),
    Column("key", String, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    #: urgent, today, talk
    word("urgency"),
    moment("raised_at"),
    moment("answered_at", needed=False),
    moment("closed_at", needed=False),
    #: until when her next words for the thread are asked about first
    moment("asks_until", needed=False),
    UniqueConstraint("structure_id", "key"),
    Index(None, "person_id"),
)

call_lines = Table(
    "call_lines",
    metadata,
    row_id(),
    structure(),
    Column("call_key", String, nullable=False),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    #: what was said (texts of people)
    json("content"),
    moment("at"),
    Index(None, "structure_id", "call_key"),
)

#: every reading of a call, by whom and when
call_readings = Table(
    "call_readings",
    metadata,
    row_id(),
    structure(),
    Column("call_key", String, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    moment("at"),
    Index(None, "structure_id", "call_key"),
)

held_posts = Table(
    "held_posts",
    metadata,
    row_id(),
    structure(),
    Column("key", String, nullable=False),
    Column("triad_id", Id, ForeignKey("triads.id"), nullable=False),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    #: the message as it was written (texts of people)
    json("parcel"),
    #: held, released, refused
    word("state", "held"),
    word("reason"),
    moment("at"),
    moment("decided_at", needed=False),
    UniqueConstraint("structure_id", "key"),
)

#: the answers that a team keeps ready; what it removed stays, hidden
canned = Table(
    "canned",
    metadata,
    structure(),
    #: stands for the name in the data of buttons
    Column("key", String, nullable=False),
    word("name"),
    #: with holes: {prenom}, {tuteur}, {structure}
    word("words"),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False),
    #: kept, removed
    word("state", "kept"),
    moment("changed_at"),
    PrimaryKeyConstraint("structure_id", "key"),
)
