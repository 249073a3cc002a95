"""Asking the service about a convention, and what is kept of its answer."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bot.immersion.read import Unreadable, read, reduce
from bot.immersion.service import ImmersionFacilitee, NoAnswer
from core.immersions.conventions import Convention
from tests.bot.immersion.site import KEY, NUMBER, convention, open_site


async def test_an_answer_is_the_convention_as_the_service_says_it():
    async with open_site() as site:
        assert convention() == await ImmersionFacilitee(site.url, KEY).convention(NUMBER)


@pytest.mark.parametrize(
    ("down", "key", "number", "trouble"),
    [
        (True, KEY, NUMBER, "down"),
        (False, "autre", NUMBER, "down"),
        (False, KEY, "0" * 8 + NUMBER[8:], "unknown"),
    ],
)
async def test_no_answer_says_why(down: bool, key: str, number: str, trouble: str):
    async with open_site() as site:
        site.down = down
        with pytest.raises(NoAnswer) as none:
            await ImmersionFacilitee(site.url, key).convention(number)

    assert trouble == none.value.trouble


async def test_a_service_that_is_not_there_is_down():
    async with open_site() as site:
        gone = site.url
    with pytest.raises(NoAnswer) as none:
        await ImmersionFacilitee(gone, KEY).convention(NUMBER)

    assert "down" == none.value.trouble


def test_only_what_is_needed_is_kept():
    kept = json.dumps(reduce(convention()), ensure_ascii=False)

    for secret in ("Essai", "2009", "+33", "@", "1 rue", "11110000222200", "Dominique", "Paule", "Marc"):
        assert secret not in kept


def test_what_is_kept_says_what_the_rules_ask():
    said = Convention.unpack(reduce(convention())["convention"])

    assert (date(2026, 12, 7), date(2026, 12, 18)) == (said.starts, said.ends)
    assert said.minor
    assert not said.too_young
    assert 4 == len(said.presence)
    assert 14 == said.weekly_hours
    assert {"beneficiary", "establishment-representative"} == {who for who, day in said.signed.items() if day}
    assert datetime(2026, 11, 20, 10, 12, tzinfo=UTC) == said.as_of
    assert "rangement de l'atelier – Tenir un stock" in said.activities


def test_without_its_moment_a_convention_is_as_old_as_the_last_thing_it_tells():
    said = convention()
    del said["updatedAt"]

    assert "2026-11-20T10:12:00+00:00" == reduce(said)["convention"]["as_of"]


@pytest.mark.parametrize(
    "odd", [None, [], {}, "x", 7, {"id": "1"}, convention(dateStart="bientôt"), convention(signatories=None)]
)
def test_what_is_no_convention_is_said(odd: object):
    with pytest.raises(Unreadable):
        reduce(odd)


def test_a_row_is_read_back():
    news = read({"row": 5, "triad": 7, "number": NUMBER, **reduce(convention())}, datetime(2026, 11, 23, tzinfo=UTC))

    assert ("immersion:5", 7, "Léa") == (news.cause, news.triad, news.first_name)
    assert news.convention is not None
    assert "PARTIALLY_SIGNED" == news.convention.status
