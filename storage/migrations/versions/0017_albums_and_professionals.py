"""Albums and the professionals' line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    aboard = sa.text("state = 'aboard'")
    op.create_index("ix_outbox_aboard", "outbox", ["lane"], sqlite_where=aboard, postgresql_where=aboard)
    op.add_column("triads", sa.Column("pros_topic", sa.String(), server_default="", nullable=False))
    op.add_column("triads", sa.Column("pros_posts", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_index("ix_triads_structure_id_pros_topic", "triads", ["structure_id", "pros_topic"])


def downgrade() -> None:
    op.drop_index("ix_triads_structure_id_pros_topic", "triads")
    op.drop_column("triads", "pros_posts")
    op.drop_column("triads", "pros_topic")
    op.drop_index("ix_outbox_aboard", "outbox")
