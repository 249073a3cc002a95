"""Pages of a lesson read aloud: a counsellor's voice for one page, as long as the page says what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2s

from core.files import Attachment
from core.law.facts import Figures, figure, names_in
from core.lessons.lesson import Module, Page, texts
from core.records import Asked


@dataclass(frozen=True)
class Recording:
    """The voice for one page of a module: kept per structure, one a page, the newest instead of the one before."""

    module: str
    #: the fingerprint of the page that was read
    page: str
    file: Attachment
    #: the last day on which every figure that it says holds; None: it says none
    until: date | None = None
    by: int | None = None

    def holds(self, on: date) -> bool:
        """A voice cannot leave out a figure: it is silent as a whole from the day one is out of date."""
        return self.until is None or on <= self.until


@dataclass(frozen=True)
class RecordingsOf(Asked[Mapping[str, Recording]]):
    """The recordings of a module in this structure, by fingerprint."""

    module: str


def fingerprint(page: Page) -> str:
    """Of what the page says: another text is another page, and no old voice is heard for it."""
    return blake2s("\n".join(texts(page)).encode(), digest_size=12).hexdigest()


def recorded(module: Module, page: Page, file: Attachment, figures: Figures, on: date, by: int | None) -> Recording:
    """The voice that was sent today for this page."""
    known = (figure(figures, name, on) for name in names_in(*texts(page)))
    ends = [found.valid_to for found in known if found is not None]
    return Recording(module.slug, fingerprint(page), file, min(ends, default=None), by)
