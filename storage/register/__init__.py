"""The register of what is kept, as code: each table with its purpose, readers, retention and erasure.

The export of a structure, what somebody reads with /mesdonnees, the daily look at what is too old and every erasure
follow from it. A new column that nobody has described here breaks the tests.
"""

from __future__ import annotations

from collections.abc import Mapping

from storage.register import journey, persons, road
from storage.register.road import FILES as FILES
from storage.register.shape import (
    COMMON as COMMON,
    HERS_ALONE as HERS_ALONE,
    Entry as Entry,
    Fate as Fate,
    FileKind as FileKind,
    Late as Late,
)

REGISTER: Mapping[str, Entry] = {
    entry.table.name: entry for entry in (*persons.ENTRIES, *journey.ENTRIES, *road.ENTRIES)
}
