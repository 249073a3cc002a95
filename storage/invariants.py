"""What must hold in every database at rest: each promise that one can look up, and every place where it is broken."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, text

from storage.tables import metadata

#: broken promise -> how many rows break it
COUNTS = {
    "entrées dans un état inconnu": "SELECT count(*) FROM inbox WHERE state NOT IN ('new', 'done', 'ignored', 'dead')",
    "entrées écartées sans raison": "SELECT count(*) FROM inbox WHERE state = 'ignored' AND reason = ''",
    "entrées abandonnées sans alerte": """
        SELECT count(*) FROM inbox WHERE state = 'dead'
        AND NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.cause = 'inbox:' || inbox.id)""",
    "messages dans un état inconnu": """
        SELECT count(*) FROM outbox WHERE state NOT IN
        ('new', 'later', 'retry', 'sending', 'aboard', 'sent', 'removed', 'cancelled', 'held', 'dead')""",
    "messages annulés sans raison": "SELECT count(*) FROM outbox WHERE state = 'cancelled' AND reason = ''",
    "messages gardés ou abandonnés sans alerte": """
        SELECT count(*) FROM outbox WHERE state IN ('held', 'dead')
        AND NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.cause = 'outbox:' || outbox.id)""",
    "messages en route à deux dans une file": """
        SELECT count(*) FROM
        (SELECT lane FROM outbox WHERE state = 'sending' GROUP BY lane HAVING count(*) > 1) AS twice""",
    "sujets du forum partagés par deux fils": """
        SELECT count(*) FROM (SELECT structure_id, topic FROM triads WHERE topic <> ''
        GROUP BY structure_id, topic HAVING count(*) > 1) AS twice""",
    "personnes effacées qui ont encore un nom ou une adresse": """
        SELECT count(*) FROM forgotten JOIN people ON people.id = forgotten.person_id WHERE erased_at IS NOT NULL
        AND (first_name <> '' OR EXISTS (SELECT 1 FROM addresses WHERE addresses.person_id = forgotten.person_id))""",
    "personnes présentes deux fois dans un fil": """
        SELECT count(*) FROM (SELECT triad_id, person_id FROM members WHERE until IS NULL
        GROUP BY triad_id, person_id HAVING count(*) > 1) AS twice""",
}


def broken(c: Connection) -> list[str]:
    """One sentence for each promise that is broken; none when all is well."""
    found = [f"{count} {what}" for what, query in COUNTS.items() if (count := c.execute(text(query)).scalar_one())]
    return [*found, *_mixed(c), *damage(c)]


def _mixed(c: Connection) -> Iterator[str]:
    """No row of one structure points to a row of another one."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            other = key.column.table.alias("other")
            if "structure_id" not in table.c or "structure_id" not in other.c:
                continue
            if key.constraint is not None and "structure_id" in key.constraint.column_keys:
                continue  # the key itself names the structure
            joined = table.join(other, key.parent == other.c[key.column.name])
            differ = table.c.structure_id != other.c.structure_id
            if mixed := c.execute(select(func.count()).select_from(joined).where(differ)).scalar_one():
                yield f"{mixed} lignes de {table.name} mènent dans une autre structure ({key.parent.name})"


def damage(c: Connection) -> Iterator[str]:
    """What is wrong with the file itself."""
    if c.dialect.name != "sqlite":
        return
    said = c.execute(text("PRAGMA quick_check")).scalar_one()
    if said != "ok":
        yield f"le fichier est abîmé : {said}"
    if lost := c.execute(text("PRAGMA foreign_key_check")).all():
        yield f"{len(lost)} lignes mènent nulle part"
