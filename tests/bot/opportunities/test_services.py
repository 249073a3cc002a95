"""What the services say is read as they say it, nothing of who searches leaves, and a service that is away is known."""

from __future__ import annotations

from datetime import date

import pytest

from bot.opportunities.read import Unreadable, alternance, immersions, town
from bot.opportunities.services import Away, Services
from core.opportunities.offer import Kind
from storage.content.library import library
from tests.bot.opportunities.site import IMMERSION_KEY, LBA_KEY, open_site, recorded


def test_offers_and_companies_are_read_and_what_cannot_be_answered_is_left_out():
    found = alternance(recorded("lba"))

    assert [(one.ref, one.kind, one.company, one.town) for one in found] == [
        ("665f0c1d2a", Kind.APPRENTICESHIP, "Boulangerie du Parc", "Tremblay-en-France"),
        ("France Travail:ft-7", Kind.PROFESSIONAL, "Le Fournil", "Aulnay-sous-Bois"),
        ("rec-9", Kind.SPONTANEOUS, "Maison Brume", "Villepinte"),
    ]
    assert found[0].contact == "0100000000 · https://labonnealternance.example/offre/665f0c1d2a"
    assert (found[0].until, found[1].until) == (date(2027, 1, 20), None)


def test_an_offer_that_a_school_answers_for_says_so():
    raw = recorded("lba")
    raw["jobs"][0]["is_delegated"] = True

    assert "Boulangerie du Parc (école)" == alternance(raw)[0].company


def test_immersions_of_another_job_are_left_out():
    (one,) = immersions(recorded("immersion"), ["D1102"])

    assert (one.title, one.company, one.kind) == ("Boulanger / Boulangère", "Au Bon Levain", Kind.IMMERSION)
    assert one.contact == "par téléphone, numéro donné sur immersion-facile.beta.gouv.fr · https://www.levain.example"


@pytest.mark.parametrize("raw", [None, [], {"jobs": [{}], "recruiters": []}, {"jobs": 3}, {"recruiters": []}])
def test_an_answer_in_another_shape_is_told_so(raw: object):
    with pytest.raises(Unreadable):
        alternance(raw)
    with pytest.raises(Unreadable):
        immersions(raw, ["D1102"])
    with pytest.raises(Unreadable):
        town([{"nom": "Sans centre"}])


async def test_only_the_job_and_the_place_leave():
    async with open_site() as site:
        services = Services(site.url, (site.url, LBA_KEY), (site.url, IMMERSION_KEY))
        place = await services.town("93290")
        assert place is not None
        assert await services.town("00000") is None
        assert [len(await ask(["D1102", "D1108"], place)) for ask in services.asked.values()] == [3, 1]

    told = dict(site.asked)
    assert told["/job/v1/search"] == {"latitude": "48.98", "longitude": "2.56", "radius": "30", "romes": "D1102,D1108"}
    assert set(told["/v3/offers"]) == {"latitude", "longitude", "distanceKm", "sortBy", "sortOrder", "page"}


async def test_a_service_that_is_down_or_refuses_the_key_is_away():
    async with open_site() as site:
        wrong = Services(site.url, (site.url, "autre"), (site.url, ""))
        place = await wrong.town("93290")
        assert place is not None
        assert list(wrong.asked) == ["lba"], "without a key it is not asked"
        with pytest.raises(Away, match="401"):
            await wrong.asked["lba"](["D1102"], place)
        site.down.add("communes")
        with pytest.raises(Away, match="503"):
            await wrong.town("93290")


def test_the_jobs_that_can_be_searched_lead_to_each_other_by_words():
    trades = library().trades

    assert len({one.code for one in trades}) == len(trades) > 60
    roofs = next(one for one in trades if one.name == "Couverture")
    assert ("F1610", "F1619") == roofs.codes, "the code of 2024 and that of 2026, when the first one became another job"
