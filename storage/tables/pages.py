"""Links to pages: what a secret address opens, for whom, until when."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from storage.tables.base import Id, metadata, moment, row_id, structure, word

links = Table(
    "links",
    metadata,
    row_id(),
    structure(),
    #: sha-256 of the code, never the code
    Column("code_hash", String, nullable=False, unique=True),
    #: which page it opens
    word("purpose"),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("triad_id", Id, ForeignKey("triads.id")),
    word("subject"),
    moment("created_at"),
    moment("expires_at"),
    moment("revoked_at", needed=False),
    Index(None, "structure_id", "purpose", "subject"),
)
