"""The lessons that people get: played to the end, true on every day, easy to read."""

import ast
import re
from collections import Counter
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from random import Random

import pytest

from core.law import facts
from core.law.facts import GONE, NBSP, figure, fill, names_in
from core.lessons import courtesy, learning, pages, player, returning
from core.lessons.lesson import Card, Module, Progress, Question, begin, shelf, texts
from core.lessons.player import handle, menu, open_page
from core.library import shelves
from core.library.ideas import ANY_JOB
from core.messages import BUTTON_DATA_BYTES, TEXT_LIMIT, Content
from core.people import Role
from core.scripts import scripts
from storage.content.house import load_figures, load_grid, load_modules, load_skills, load_sources
from storage.content.ideas import load_ideas
from storage.content.interests import load_interests
from storage.content.resources import load_resources

MODULES, FIGURES = load_modules(), load_figures()
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
TODAY, NEW_YEAR, FAR = NOW.date(), date(2027, 1, 1), date(2031, 1, 1)
# How many cards and questions a module has at least, for each of its readers.
ENOUGH = {Role.APPRENTICE: (10, 8), Role.TUTOR: (5, 3), Role.COUNSELLOR: (8, 5)}
ANY = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.slug)


def play(module: Module, on: datetime = NOW, *, wrong_first: bool = False) -> tuple[Progress, list[Content]]:
    """From the first page to the last, through the buttons on the screen; forgotten and read back at every tap."""
    progress, screens = None, []

    def tap(data: str) -> None:
        nonlocal progress
        turned = handle(MODULES, {module.slug: progress} if progress else {}, data, FIGURES, on)
        assert turned is not None
        progress = Progress.unpack(turned.progress.pack())
        assert turned.content == open_page(module, progress, FIGURES, on.date())
        screens.append(turned.content)

    def press(what: str) -> None:
        tap(next(b.data for row in screens[-1].buttons for b in row if b.data.endswith(f":{what}")))

    tap(f"l:{module.slug}:0:0:o")
    while progress.page < len(module.pages):
        page = module.pages[progress.page]
        offered = {b.data.rsplit(":", 1)[1] for row in screens[-1].buttons for b in row}
        if isinstance(page, Question) and "n" not in offered:
            wrong = next(option.id for option in page.options if not option.right)
            if wrong_first:
                press(f"a{wrong}")
            if wrong_first and page.several:
                press("v")
                press(f"a{wrong}")
            for option in page.right:
                press(f"a{option}")
            if page.several:
                press("v")
        press("n")
    return progress, screens


# --- playing ----------------------------------------------------------------------------------------------------------


@ANY
def test_a_module_is_played_to_its_end_on_right_answers(module: Module):
    progress, screens = play(module)

    assert NOW == progress.finished_at
    assert len(module.questions) == progress.right_at_once(module)
    assert "Leçon finie" in screens[-1].text.text


@ANY
def test_a_module_is_played_to_its_end_on_wrong_answers_first(module: Module):
    progress, screens = play(module, wrong_first=True)

    assert NOW == progress.finished_at
    assert 0 == progress.right_at_once(module)
    assert all(progress.solved(question) for question in module.questions)
    told = "\n".join(screen.text.text for screen in screens)
    wrong = [next(option for option in question.options if not option.right) for question in module.questions]
    assert [] == [option.why for option in wrong if fill(option.why, FIGURES, NOW.date()).text not in told]


@ANY
@pytest.mark.parametrize("day", [TODAY, NEW_YEAR, FAR], ids=str)
def test_every_screen_fits_its_message(module: Module, day: date):
    on = datetime(day.year, day.month, day.day, tzinfo=UTC)
    screens = [screen for wrong in (False, True) for screen in play(module, on, wrong_first=wrong)[1]]
    buttons = [button for screen in screens for row in screen.buttons for button in row]

    assert [] == [s.text.text for s in screens if not 0 < len(s.text.text) <= TEXT_LIMIT]
    assert [] == [b for b in buttons if not (b.label.strip() and b.data.isascii() and len(b.data.encode()) <= 64)]
    assert 64 == BUTTON_DATA_BYTES


@ANY
@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_tapped_in_whatever_order_the_lesson_holds(module: Module, seed: int):
    dice, known = Random(seed), {}
    whats = ["n", "n", "n", "b", "v", "s", "c", "r", "o", "aa", "ab", "ac", "ad"]
    for _ in range(300):
        before = known.get(module.slug)
        page = before.page if before and dice.random() < 0.9 else dice.randrange(len(module.pages) + 2)
        turned = handle(MODULES, known, f"l:{module.slug}:{module.version}:{page}:{dice.choice(whats)}", FIGURES, NOW)
        assert turned is not None
        after = known[module.slug] = turned.progress

        assert 0 <= after.page <= len(module.pages)
        assert before is None or before.first.items() <= after.first.items()
        assert turned.content == open_page(module, Progress.unpack(after.pack()), FIGURES, TODAY)
        if after.finished_at:
            assert set(after.first) == {question.id for question in module.questions}


@ANY
def test_a_module_has_enough_to_learn_and_to_answer(module: Module):
    cards, questions = ENOUGH[module.audience]

    assert len([page for page in module.pages if isinstance(page, Card)]) >= cards
    assert len(module.questions) >= questions
    assert 5 <= module.minutes <= 10


@pytest.mark.parametrize("role", ENOUGH)
def test_the_modules_of_one_reader_follow_each_other(role: Role):
    modules = shelf(MODULES, role)

    assert [*(module.slug for module in modules[1:]), ""] == [module.next for module in modules]


def test_each_role_has_its_modules():
    apprentice, tutor, counsellor = (shelf(MODULES, role) for role in ENOUGH)

    assert (7, 1, 1) == (len(apprentice), len(tutor), len(counsellor))
    assert counsellor == shelf(MODULES, Role.TRAINER) == shelf(MODULES, Role.MANAGER)
    assert {*MODULES} == {*apprentice, *tutor, *counsellor}


def test_the_conversation_a_lesson_ends_in_exists():
    assert set() == {module.deed.script for module in MODULES if module.deed.script} - set(scripts())


def test_the_list_of_lessons_fits():
    content = menu(MODULES, {module.slug: begin(module, NOW) for module in MODULES})

    assert all(len(row[0].data.encode()) <= BUTTON_DATA_BYTES for row in content.buttons)
    assert all(module.title in content.text.text for module in MODULES)


# --- figures ----------------------------------------------------------------------------------------------------------

UNITS = r"(€|%|euros?|ans?|mois|jours?|heures?|h|semaines?|points?|minutes?)\b|[€%]"
SPELT = "deux|trois|six|quinze|seize|dix-sept|dix-huit|vingt|vingt et un|trente|quarante|cinquante|cent|mille"


@ANY
def test_no_legal_figure_is_typed_in_prose(module: Module):
    typed = [
        found.group()
        for page in module.pages
        for text in (*texts(page), module.deed.text, module.title)
        for found in re.finditer(rf"\d[\d\s]*({UNITS})|\b({SPELT}) (ans|euros|pour cent)\b", text)
    ]

    assert [] == typed


def test_typed_figures_would_be_seen():
    pattern = rf"\d[\d\s]*({UNITS})|\b({SPELT}) (ans|euros|pour cent)\b"

    assert all(re.search(pattern, text) for text in ("43 % du Smic", "500 euros", "45 jours", "dès seize ans", "8 h"))


@ANY
def test_every_page_with_a_figure_says_its_source_and_its_end(module: Module):
    for number, page in enumerate(module.pages):
        shown = open_page(module, Progress(module.slug, module.version, number), FIGURES, TODAY).text.text
        used = [figure(FIGURES, name, TODAY) for name in names_in(*texts(page))]

        assert bool(used) == ("valable jusqu'au" in shown)
        assert all(one is not None for one in used)
        assert any(not one.confirmed for one in used if one) == ("⚠️ Chiffre vu le" in shown)


@ANY
def test_on_the_day_a_figure_expires_it_is_gone_from_every_page(module: Module):
    over = {
        known[-1].shown
        for known in FIGURES.values()
        if known[-1].valid_to < NEW_YEAR and known[-1].unit == "€" and known[-1].value > 10
    }
    pages = [
        open_page(module, Progress(module.slug, module.version, n), FIGURES, NEW_YEAR).text.text
        for n in range(len(module.pages))
    ]

    assert [] == [(amount, page) for amount, page in product(over, pages) if amount in page]


def test_the_old_minimum_wage_gives_way_on_the_first_of_january():
    wage = next(p for m in MODULES for p in m.pages if isinstance(p, Card) and "{smic_mensuel}" in p.text)

    assert f"1{NBSP}867,02{NBSP}€" in fill(wage.text, FIGURES, TODAY).text
    assert GONE in fill(wage.text, FIGURES, NEW_YEAR).text


@ANY
def test_years_later_no_figure_is_left(module: Module):
    pages = [
        open_page(module, Progress(module.slug, module.version, n), FIGURES, FAR).text.text
        for n in range(len(module.pages))
    ]

    assert [] == [page for page in pages if re.search(rf"\d[\d\s]*({UNITS})", page.split("\n\n", 1)[1])]


def test_what_could_not_be_confirmed_is_not_certain():
    doubtful = {name for name, known in FIGURES.items() if not known[-1].confirmed}

    assert {"smic_mensuel", "salaire_18_20_an1", "pro_21_25_bac", "mobili_jeune", "cej_revenus"} <= doubtful


@pytest.mark.parametrize(
    ("name", "amount"),
    [("salaire_moins_18_an1", "504,10"), ("salaire_18_20_an1", "802,82"), ("salaire_sans_cotisation", "933,51")],
)
def test_pay_is_computed_from_the_minimum_wage(name: str, amount: str):
    found = figure(FIGURES, name, TODAY)

    assert f"{amount}{NBSP}€" == (found.shown if found else None)


# The files whose sentences stand on the screens of a lesson.
SPEAKING = (facts, pages, player, learning, shelves, returning)


# --- words ------------------------------------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?…])\s+|\n+", re.sub(r"</?\w+>", "", text)) if re.search(r"\w", s)]


def words(text: str) -> list[str]:
    """Plain words: names of sites, written as addresses, are left out."""
    return [w for w in re.findall(r"[^\W\d_]+", re.sub(r"\S+\.\w{2,}", "", text)) if len(w) > 1]


def read(module: Module) -> list[str]:
    """Every text of the module as it reads today."""
    return [fill(t, FIGURES, TODAY).text.replace(NBSP, " ") for page in module.pages for t in texts(page)]


@ANY
def test_sentences_are_short(module: Module):
    lengths = {s: len(words(s)) for text in read(module) for s in sentences(text)}

    assert {} == {s: n for s, n in lengths.items() if n > 22}
    assert sum(lengths.values()) / len(lengths) <= 9


@ANY
def test_words_are_short(module: Module):
    found = [word for text in read(module) for word in words(text)]
    long = Counter(word.lower() for word in found if len(word) > 12)

    assert sum(map(len, found)) / len(found) <= 5
    assert long.total() / len(found) <= 0.02, long


# Words that everybody says as letters, or that the menu and the counsellor use every day.
EVERYDAY = {"CAP", "BTS", "CV"}


@ANY
def test_letters_are_explained_where_they_first_stand(module: Module):
    """In the sentence itself, the one before or the one after."""
    unexplained, known = [], set(EVERYDAY)
    for text in ("\n".join(texts(page)) for page in module.pages):
        said = sentences(re.sub(r"\{\w+\}", "", text))
        for place, sentence in enumerate(said):
            for letters in re.findall(r"\b[A-ZÉ]{2,}\b", sentence):
                near = " ".join(said[max(place - 1, 0) : place + 2])
                if letters not in known and not re.search(r":|c'est|appelé|nom officiel", near):
                    unexplained.append((letters, sentence))
                known.add(letters)

    assert [] == unexplained


def syllables(word: str) -> int:
    """Groups of vowels; an e at the end is not heard."""
    heard = re.sub(r"(?<=[^aeiouyàâéèêëîïôùûœ])(es|ent|e)$", "", word.lower()) if len(word) > 3 else word.lower()
    return max(1, len(re.findall(r"[aeiouyàâéèêëîïôùûœ]+", heard)))


@ANY
def test_the_whole_reads_very_easily(module: Module):
    """Kandel and Moles (1958), the scale of Flesch for French: above 80 is "very easy"."""
    said, found = (
        [s for text in read(module) for s in sentences(text)],
        [w for text in read(module) for w in words(text)],
    )
    ease = 207 - 1.015 * len(found) / len(said) - 73.6 * sum(map(syllables, found)) / len(found)

    assert ease >= 80


TU, VOUS = r"\b(tu|ton|ta|tes|toi|t'\w+)\b", r"\b(vous|votre|vos)\b"


@ANY
def test_the_reader_is_spoken_to_in_one_way(module: Module):
    """« tu » to the young, « vous » to adults; what stands between quotation marks is said by somebody else."""
    screens = (screen for wrong in (False, True) for screen in play(module, wrong_first=wrong)[1])
    said = {re.sub(r"«[^»]*»", "", text) for text in (*read(module), *(screen.text.text for screen in screens))}
    other = VOUS if module.audience is Role.APPRENTICE else TU

    assert [] == [text for text in said if re.search(other, text, re.I)]


def test_sentences_said_to_adults_are_all_known():
    """Every sentence of a lesson's screens with « tu » has its other form, and no form is left over."""
    trees = [ast.parse(Path(room.__file__).read_text("utf-8")) for room in SPEAKING]
    said = {
        node.value
        for tree in trees
        for call in ast.walk(tree)
        if not isinstance(call, ast.Expr)  # docstrings
        for node in ast.iter_child_nodes(call)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set() == set(courtesy.VOUS) - said
    assert set() == {text for text in said if re.search(TU, text)} - set(courtesy.VOUS)
    assert [] == [text for text in courtesy.VOUS.values() if re.search(TU, text, re.I)]


@ANY
def test_the_right_answer_is_not_always_in_the_same_place(module: Module):
    places = Counter(q.right[0] for q in module.questions if not q.several)

    assert max(places.values()) <= 0.6 * places.total()


def test_the_right_answer_is_not_always_the_longest():
    longest = [
        len(q.option(q.right[0]).text) == max(len(o.text) for o in q.options)
        for m in MODULES
        for q in m.questions
        if not q.several
    ]

    assert sum(longest) <= 0.6 * len(longest)


# --- grid, skills, ideas, sources -------------------------------------------------------------------------------------


def test_the_grid_has_five_criteria_and_four_levels():
    grid = load_grid()

    assert 5 == len(grid.criteria)
    assert {
        "decouvre": "Découverte",
        "en_cours": "En cours",
        "autonome": "Autonome",
        "pas_observe": "Pas observé",
    } == grid.labels()
    assert [1, 2, 3, None] == [level.rank for level in grid.levels]


def test_skills_are_few_and_their_ids_short():
    skills = load_skills()

    assert 6 <= len(skills) <= 8
    assert all(name.isascii() and len(name) <= 12 for name in skills)


IDEAS = load_ideas()


def test_there_are_ideas_for_every_family_of_jobs():
    count = Counter(idea.family for idea in IDEAS)

    assert len(IDEAS) >= 60
    assert {ANY_JOB, *(family.id for family in load_interests().families)} == set(count)
    assert min(count.values()) >= 4
    assert len(IDEAS) == len({idea.title for idea in IDEAS})


def test_ideas_show_every_skill_and_practise_every_lesson_of_the_young():
    lessons = {module.slug for module in shelf(MODULES, Role.APPRENTICE)}

    assert set(load_skills()) == {idea.skills[0] for idea in IDEAS}
    assert lessons == {idea.lesson for idea in IDEAS}


def test_each_family_has_something_for_the_first_weeks():
    assert {idea.family for idea in IDEAS} == {idea.family for idea in IDEAS if idea.stage == 1}


def test_ideas_are_easy_to_read():
    told = [(idea.title, *idea.steps, idea.why, idea.care) for idea in IDEAS]
    long = [s for texts in told for text in texts for s in sentences(text) if len(words(s)) > 18]

    assert [] == long
    assert [] == [idea.title for idea in IDEAS if not all(re.search(r"[.!?…]$", step) for step in idea.steps)]


# What somebody under age must not do, or not alone.
RISKY = "chariot|nacelle|échafaudage|toiture|tension|disqueuse|scie|amiante|chimique|nuit|seule? |échelle|escabeau"
# Where the others are frail, or the tools sharp: each idea says what to mind.
FRAIL = ("aide", "enfance")


def test_ideas_are_safe_before_eighteen():
    asked = [" ".join((idea.title, idea.why, *idea.steps)) for idea in IDEAS]

    assert [] == [text for text in asked if re.search(rf"\b({RISKY})\b", text, re.I)]
    assert all(idea.care for idea in IDEAS if idea.family in FRAIL)


def test_every_source_is_cited():
    cited = {source.id for module in MODULES for source in module.sources}
    cited |= {source.id for known in FIGURES.values() for one in known for source in one.sources}
    cited |= {resource.source.id for resource in load_resources()}

    assert set() == set(load_sources()) - cited
