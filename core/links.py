"""Links to pages of ours: a secret that says for what, for whom and until when; kept only as its hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class NewLink:
    """A link to keep. `code` has 128 bits or more; the page's address is `Scene.page(purpose, code)`."""

    code: str
    #: which page: the first part of its address
    purpose: str
    expires_at: datetime
    #: who may act through it; None for a page that only shows something
    person_id: int | None = None
    triad_id: int | None = None
    #: what it is about, like the subject of a message ("passport:3", "mission:7:2")
    subject: str = ""


@dataclass(frozen=True)
class Link:
    """A link as it was kept, found by its code."""

    id: int
    structure_id: int
    purpose: str
    person_id: int | None
    triad_id: int | None
    subject: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        """Whether it still opens its page."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True)
class RevokedLinks:
    """Every link of this purpose about this subject is closed from now on."""

    purpose: str
    subject: str


@dataclass(frozen=True)
class Seat:
    """Who looks and acts on our pages, as the session says."""

    structure: int
    person: int
