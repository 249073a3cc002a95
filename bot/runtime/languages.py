"""The catalogues of translations, and the tool that keeps them whole: `python -m bot.runtime.languages`.

The tool finds every sentence of core that somebody reads and adds those that a catalogue lacks, to be translated. A
sentence without a translation is said in French.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import core
from bot.web.spoken import PAGES, sentences as page_sentences
from core.languages import FRENCH, LANGUAGES
from core.texts import Translate, french
from storage.content.house import load_grid, load_skills
from storage.content.questionnaire import load_questionnaire

CORE = Path(core.__file__).parent
TEMPLATES = CORE.parent / "bot" / "web" / "templates"
#: our own words for the journal, the inbox and bugs: nobody reads them in a chat
_FOR_US = {"record", "LookupError", "ValueError", "ScriptError", "KeyError", "TypeError", "Event", "compile"}
#: two letters, and a space, an accent or a sign among them, or one word with a capital; no list of words
_SENTENCE = re.compile(
    r"(?!\n    )(?=.*[^\W\d_]{2})(.*[ '\u00a0À-ÿ’«»…\u2190-\u2bff\U0001f300-\U0001faff]|[A-ZÀ-Ý][a-zà-ÿ]{2,}$)", re.S
)


@cache
def translations(language: str) -> Translate:
    """French sentence -> the same in this language, or itself where the catalogue has none."""
    known = catalogue(language)
    return (lambda sentence: known.get(sentence, sentence)) if known else french


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The translated sentences of a language, by the French ones; empty for French and for languages we lack."""
    if language == FRENCH or language not in LANGUAGES:
        return {}
    # Imported here: a bot whose people all read French has no use for it.
    from babel.messages.pofile import read_po

    with path(language).open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id and m.string and not m.fuzzy}


def path(language: str) -> Path:
    return CORE / "content" / language / "interface.po"


def sentences() -> dict[str, list[tuple[str, int]]]:
    """Every sentence of the interface that somebody may read -> where it stands (file, line)."""
    found: dict[str, list[tuple[str, int]]] = {}
    for file in sorted(CORE.rglob("*.py")):
        for words, line in _read_in(ast.parse(file.read_text("utf-8"))):
            found.setdefault(words, []).append((str(file.relative_to(CORE.parent)), line))
    for name in PAGES:
        for words in page_sentences((TEMPLATES / name).read_text("utf-8")):
            found.setdefault(words, []).append((f"bot/web/templates/{name}", 0))
    grid, asked = load_grid(), load_questionnaire()
    labels = {
        "core/content/fr/skills.toml": load_skills().values(),
        "core/content/fr/grid.toml": [
            *(words for one in grid.criteria for words in (one.apprentice, one.tutor)),
            *(level.label for level in grid.levels),
        ],
        "core/content/fr/questionnaire.toml": [*(one.text for one in asked.questions), *asked.levels],
    }
    for name, several in labels.items():
        for words in several:
            found.setdefault(words, []).append((name, 0))
    return found


def _read_in(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The string constants that look like something to read, docstrings and words of our own left out."""
    ours = {id(inner) for node in ast.walk(tree) if _for_us(node) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        words = node.value if isinstance(node, ast.Constant) and id(node) not in ours else None
        if isinstance(words, str) and _SENTENCE.match(words):
            yield words, node.lineno  # type: ignore[attr-defined]


def _for_us(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Assert():  # a docstring
            return True
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name in _FOR_US
        case ast.Assign(targets=[ast.Attribute(attr="ignored")]):
            return True
    return False


def complete(language: str) -> int:
    """Add what the catalogue lacks and drop what nobody says any more; how many sentences wait for a translation."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    said, known = sentences(), catalogue(language)
    whole = Catalog(locale=language, project="Triade", fuzzy=False, header_comment="# The interface of Triade.")
    whole.creation_date = whole.revision_date = datetime(2026, 11, 25, tzinfo=UTC)  # no change without a change
    for words, places in sorted(said.items(), key=lambda item: item[1][0]):
        whole.add(words, known.get(words, ""), locations=[(file, 0) for file, _ in places[:1]])
    with path(language).open("wb") as file:
        write_po(file, whole, width=120, include_lineno=False, omit_header=False)
    catalogue.cache_clear()
    return sum(not known.get(words) for words in said)


def main() -> None:
    for language in LANGUAGES:
        if language != FRENCH:
            print(f"{language} : {complete(language)} phrases à traduire dans {path(language).name}", file=sys.stderr)


if __name__ == "__main__":
    main()
