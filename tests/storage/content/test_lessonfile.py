"""A lesson that somebody sends: every mistake at once, each with its line, and no text that breaks the reading."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from core.files import FILE_LIMIT
from storage.content.house import CONTENT, load_figures, load_sources
from storage.content.lessonfile import check_module, slug_sent

PATH = Path("ma-lecon.md")
WRONG = """---
title: Ma leçon
minutes: beaucoup
act: {label: Seul}
---

## Une carte {smic_inconnu}

Le Smic est de 1 867,02 € par mois, et on garde 27 % du reste.

Sources : lba-decouvrir, nulle-part

## Une question

- [ ] Non
- [ ] Non plus
  > Parce que { non.

## Longue

LONG

Sources : lba-decouvrir
"""


def errors(text: str, slug: str = "ma-lecon") -> list[tuple[int, str]]:
    _, found = check_module(PATH, text, load_figures(), load_sources(), slug=slug, version=1)
    return [(error.line, error.reason) for error in found]


def test_every_mistake_is_told_with_its_line():
    found = errors(WRONG.replace("LONG", "é" * 401))

    for line, words in (
        (1, "« minutes » doit être"),
        (1, "il manque « text »"),
        (1, "« label » et « script » vont ensemble"),
        (7, "le chiffre « smic_inconnu »"),
        (9, "« 1 867,02 € » est un chiffre sans source"),
        (11, "la source « nulle-part »"),
        (13, "donne un nom à la question"),
        (13, "il manque la ligne « Sources"),
        (15, "il manque l'explication"),
        (15, "il manque la bonne réponse"),
        (17, "une accolade"),
        (21, "trop long (carte) : 401"),
    ):
        assert [line] == [at for at, reason in found if words in reason], (words, found)
    assert 12 == len(found)
    assert found == sorted(found, key=lambda one: one[0])


@pytest.mark.parametrize("hole", ["{smic_mensuel:>999999999}", "{smic_mensuel!r}", "{smic_mensuel.value}", "{0}", "{}"])
def test_a_hole_is_a_name_and_nothing_else(hole: str):
    assert errors(f"---\ntitle: T\nminutes: 1\nact: {{text: A}}\n---\n\n## A\n\n{hole}\n\nSources : lba-decouvrir\n")


def test_no_text_breaks_the_reading():
    """Lines of real lessons, shuffled, doubled, cut and mixed with odd signs."""
    chance = Random(7)
    lines = [line for path in sorted(CONTENT.glob("[0-9]*.md"))[:3] for line in path.read_text("utf-8").splitlines()]
    odd = [
        "- ",
        "-",
        "> ",
        "---",
        "{",
        "}",
        "\x00",
        "# ",
        "```",
        "- [x]",
        "  > ",
        "- - - [x] a",
        "\u2028",
        "<b>",
        "* [ ] x",
    ]
    for _ in range(150):
        text = "\n".join(chance.choice(odd if chance.random() < 0.2 else lines) for _ in range(chance.randint(0, 25)))
        for head in ("", "---\ntitle: T\nminutes: 1\nact: {text: A}\n---\n", "---\n- a\n---\n", "---\n\x07: {\n---\n"):
            module, found = check_module(PATH, head + text, load_figures(), load_sources(), slug="x", version=1)
            assert (module is None) == bool(found)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("5-mon-sujet.md", "mon-sujet"),
        ("mon-sujet.md", "mon-sujet"),
        ("Mon sujet.md", ""),
        ("a" * 31 + ".md", ""),
        ("x.txt", ""),
    ],
)
def test_the_name_of_a_file_makes_the_slug(name: str, slug: str):
    assert slug == slug_sent(name)


HOSTILE = {
    "lists in lists": "title: " + "[" * 30_000,
    "settings in settings": "{a: " * 15_000,
    "a billion words": "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 10)}]" for n in range(9)),
    "a program": "title: !!python/object/apply:os.system ['true']",
    "itself": "title: &a [*a]",
}


@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE)
def test_a_header_made_to_break_its_parser_is_told_like_any_other_mistake(head: str):
    """The first two once killed the process, and again after each start: the file still waited."""
    told = errors(f"---\n{head}\n---\n\n## Une carte\n\nDu texte.\n")

    assert told
    assert all(len(reason) < 200 for _, reason in told)


def test_a_long_lesson_made_to_be_slow_to_read_is_at_most_as_long_as_any():
    assert FILE_LIMIT > 4 * max(path.stat().st_size for path in CONTENT.glob("*.md"))
    for piece in (">", "`", "{age}", "- [ ] a\n"):
        assert errors("---\ntitle: x\n---\n\n## x\n" + piece * (FILE_LIMIT // len(piece)))
