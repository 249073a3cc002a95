"""Versions of modules: each is kept once, by whom it belongs to, and found when it is no longer current."""

from dataclasses import replace

from core.lessons.editions import ModuleSource, ModulesPublished, ModuleVersion, Published
from core.lessons.lesson import Card
from storage.access import Shelves, keep
from storage.editions import keep_house
from tests.core.lesson import MODULE, OTHER
from tests.storage.house import ELSEWHERE, HERE, MONDAY, House

SECOND = replace(MODULE, version=2, title="Une leçon plus courte")
ASKED = ModuleVersion(MODULE.slug, 1)


async def find(house: House, asked, structure: int = HERE):
    return await house.run(lambda c: Shelves(c, structure)(asked))


async def publish(house: House, *modules, structure: int = HERE, source: str = "") -> None:
    for module in modules:
        await house.run(keep, structure, Published(module, source), MONDAY)


async def test_the_text_of_the_last_deploy_is_still_there(house: House):
    await house.run(keep_house, (MODULE, OTHER), MONDAY)
    await house.run(keep_house, (SECOND, OTHER), MONDAY)

    assert MODULE == await find(house, ASKED)
    assert SECOND == await find(house, replace(ASKED, version=2))
    assert None is await find(house, replace(ASKED, version=3))


async def test_a_text_mended_under_the_same_number_is_the_mended_one(house: House):
    mended = replace(MODULE, pages=(*MODULE.pages, Card("Encore", "Un mot.")))
    await house.run(keep_house, (MODULE,), MONDAY)
    await house.run(keep_house, (mended,), MONDAY)

    assert mended == await find(house, ASKED)


async def test_a_structure_reads_its_own_version_and_no_other_structure_does(house: House):
    await house.run(keep_house, (MODULE,), MONDAY)
    own = replace(MODULE, title="À nous")
    await publish(house, own, SECOND, OTHER, source="## À nous")

    assert own == await find(house, ASKED)
    assert (OTHER, SECOND) == await find(house, ModulesPublished())
    assert "## À nous" == await find(house, ModuleSource(MODULE.slug, 2))
    assert MODULE == await find(house, ASKED, ELSEWHERE)
    assert () == await find(house, ModulesPublished(), ELSEWHERE)
    assert "" == await find(house, ModuleSource(MODULE.slug, 2), ELSEWHERE)


async def test_what_was_published_under_a_number_stays_as_it_is(house: House):
    await publish(house, MODULE, replace(MODULE, title="Autre"))

    assert MODULE == await find(house, ASKED)
