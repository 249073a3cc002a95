"""Numbers on the team's pages."""

from __future__ import annotations

from bot.markup import rich
from bot.web.render import phones
from core.nudges.phone import spaced
from core.texts import Rich


def test_a_number_is_a_link_that_calls_it_and_nothing_else_is() -> None:
    shown = phones(rich(Rich(f"<b> {spaced('+33612345678')}, +44 7700 900123, 6 12 34")))

    assert '&lt;b&gt; <a href="tel:+33612345678">+33 6 12 34 56 78</a>, +44 7700 900123, 6 12 34' == shown
