"""Who reads which version of a module."""

import json
from dataclasses import replace

import pytest

from core.lessons.editions import ModulesPublished, ModuleVersion, current, next_version, pack, unpack
from core.lessons.lesson import Card, Module
from core.scene import Library
from storage.content.house import load_modules
from tests.core.circle import LEA, Circle, text_of
from tests.core.lesson import FIGURES, MODULE, OTHER

SECOND = replace(MODULE, version=2, pages=(Card("Neuf", "Tout est neuf."), *MODULE.pages))


def circle(*now: Module, kept: tuple[Module, ...] = (MODULE,), published: tuple[Module, ...] = ()) -> Circle:
    found = {(module.slug, module.version): module for module in kept}
    made = Circle(library=Library(now or (SECOND, OTHER), FIGURES))
    made.answers[ModuleVersion] = lambda asked: found.get((asked.slug, asked.version))
    made.answers[ModulesPublished] = lambda asked: published
    return made


def shown(made: Circle) -> str:
    """The page on the screen."""
    return text_of(made.replies[-1].outgoing[-1])


def begun(until: str = "") -> Circle:
    """Léa has begun the first version, then the second one is published."""
    made = circle(MODULE, OTHER)
    made.presses(LEA, "l:short:1:0:o")
    for page, what in enumerate(until):
        made.presses(LEA, f"l:short:1:{page}:{'ac' if what == '?' else what}")
    made.library = Library((SECOND, OTHER), FIGURES)
    return made


@pytest.mark.parametrize("module", load_modules(), ids=lambda module: module.slug)
def test_every_module_goes_through_json_and_back(module: Module):
    assert module == unpack(json.loads(json.dumps(pack(module))))


def test_the_structures_own_text_stands_instead_of_the_houses():
    own = replace(MODULE, version=5, title="À nous", next="")
    new = replace(MODULE, slug="ours", title="La nôtre")

    assert (replace(own, next="other"), OTHER, new) == current((MODULE, OTHER), (own, new))


def test_the_next_version_is_above_every_one_that_was_read():
    assert 6 == next_version((MODULE,), (replace(MODULE, version=5),), "short")
    assert 1 == next_version((MODULE,), (), "ours")


def test_who_is_in_the_middle_ends_on_the_version_she_began():
    made = begun("n")

    made.presses(LEA, "l:short:1:1:ac")
    made.presses(LEA, "l:short:1:1:n")

    assert "Ton salaire" in shown(made)
    assert "3/4" in shown(made)
    assert 1 == made.progress[LEA.id]["short"].version


def test_the_list_counts_the_pages_of_the_version_that_was_begun():
    made = begun("n")

    made.says(LEA, "/lecons")

    assert "Une leçon courte · 2/4" in shown(made)


def test_who_begins_now_begins_the_newest_version():
    made = circle()

    made.presses(LEA, "l:short:1:0:o")

    assert "Tout est neuf." in shown(made)


def test_who_has_finished_reads_the_newest_version_again():
    made = begun("n")
    done = replace(made.progress[LEA.id]["short"], page=4, finished_at=made.now)
    made.progress[LEA.id]["short"] = done

    made.presses(LEA, "l:short:1:4:r")

    assert "Tout est neuf." in shown(made)
    assert (2, done.finished_at) == (made.progress[LEA.id]["short"].version, made.progress[LEA.id]["short"].finished_at)


def test_a_version_that_nobody_kept_goes_on_as_the_newest_one():
    made = begun("n")
    made.answers[ModuleVersion] = lambda asked: None

    made.presses(LEA, "l:short:1:1:o")

    assert "/5" in shown(made)
