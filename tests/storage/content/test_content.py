"""Content files: what is read from them, and how an author learns what is wrong, where."""

from datetime import date
from pathlib import Path

import pytest

from core.law.facts import figure
from core.lessons.lesson import Card, Deed, Option, Question
from core.library.ideas import Idea
from storage.content.cannedfile import load_canned
from storage.content.house import ContentError, load_figures, load_grid, load_modules, load_skills, load_sources
from storage.content.ideas import load_ideas

LESSON = """---
title: Une leçon
minutes: 3
version: 2
act:
  text: Essaie demain.
  label: Proposer une mission
  script: propose_mission
---

## Deux lieux

En entreprise, tu **fais**. La part est de {part}.
C'est la loi.

- au centre
- en *entreprise*

Sources : guide, loi

## Tu es… {#statut}

- [ ] un élève
  > Non. Tu as un salaire.
- [x] un salarié
  > Oui. Tu as un contrat.

Source : guide
"""
SOURCES = """[guide]
name = "Le guide"
address = "https://example.org/guide"

[loi]
name = "La loi"
address = "https://example.org/loi"
"""
FIGURES = """[[part]]
value = 27
unit = "%"
source = "guide"
valid_from = 2026-01-01
valid_to = 2026-12-31
owner = "Nadia"
confirmed = true
checked = 2026-08-22

[[smic]]
value = 1867.02
unit = "€"
source = "loi"
valid_from = 2026-06-01
valid_to = 2026-12-31
owner = "Nadia"
confirmed = false
checked = 2026-08-22

[[salaire]]
percent = "part"
of = "smic"
"""
SKILLS = 'client = "Accueillir"\n'
IDEAS = """[[idea]]
title = "Ranger la réserve"
family = "commerce"
why = "On trouve plus vite."
steps = ["Trie.", "Range."]
skills = ["client"]
lesson = "une-lecon"
stage = 2
"""
CANNED = """[[answer]]
name = "Bien reçu"
words = "Merci {prenom}."

[[answer]]
name = "Des nouvelles"
words = "Comment ça va ?"
"""
JOBS = """[traits]
m = "travailler de tes mains"

[[statement]]
id = "m1"
trait = "m"
text = "Réparer."

[[family]]
id = "commerce"
name = "Commerce"
likes = { m = 1 }
jobs = "Vendeur."
day = "Tu vends."
know = "On est debout."
search = "vente"
"""
FILES = {
    "1-une-lecon.md": LESSON,
    "sources.toml": SOURCES,
    "figures.toml": FIGURES,
    "skills.toml": SKILLS,
    "ideas.toml": IDEAS,
    "jobs.toml": JOBS,
    "canned.toml": CANNED,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of right content."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; its line is given back."""
    text = FILES[name]
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_lesson_is_read_as_it_is_written(folder: Path):
    (module,) = load_modules(folder)
    guide, law = load_sources(folder).values()

    assert ("une-lecon", 2, "Une leçon", 3) == (module.slug, module.version, module.title, module.minutes)
    assert Deed("Essaie demain.", "Proposer une mission", "propose_mission") == module.deed
    assert module.pages == (
        Card(
            "Deux lieux",
            "En entreprise, tu <b>fais</b>. La part est de {part}. C'est la loi.\n\n"
            "• au centre\n• en <i>entreprise</i>",
            (guide, law),
        ),
        Question(
            "statut",
            "Tu es…",
            (
                Option("a", "un élève", False, "Non. Tu as un salaire."),
                Option("b", "un salarié", True, "Oui. Tu as un contrat."),
            ),
            (guide,),
        ),
    )


def test_lessons_follow_the_numbers_of_their_files(folder: Path):
    (folder / "10-apres.md").write_text(LESSON, encoding="utf-8")
    (folder / "2-suite.md").write_text(LESSON, encoding="utf-8")

    assert [("une-lecon", "suite"), ("suite", "apres"), ("apres", "")] == [
        (module.slug, module.next) for module in load_modules(folder)
    ]


def test_a_figure_is_computed_from_two_others(folder: Path):
    pay = figure(load_figures(folder), "salaire", date(2026, 7, 1))

    assert pay is not None
    assert ("504.10", "€", False) == (str(pay.value), pay.unit, pay.confirmed)


def test_a_figure_has_one_value_after_the_other(folder: Path):
    before = FIGURES.split("\n\n")[0].replace("27", "25").replace("2026-", "2025-")
    (folder / "figures.toml").write_text(f"{FIGURES}\n{before}\n", encoding="utf-8")
    figures = load_figures(folder)

    assert [25, 27] == [known.value for known in figures["part"]]


def test_ideas_are_read_as_words(folder: Path):
    steps, skills = ("Trie.", "Range."), ("client",)

    assert load_ideas(folder) == (
        Idea("Ranger la réserve", "commerce", "On trouve plus vite.", steps, skills, "une-lecon", 2),
    )


def test_what_is_read_is_kept(folder: Path):
    first = load_modules(folder)
    (folder / "1-une-lecon.md").unlink()

    assert first is load_modules(folder)


# --- what is wrong, in a lesson ---------------------------------------------------------------------------------------

MISTAKES = [
    ("minutes: 3", "minutes: beaucoup", 1, "« minutes » doit être un nombre entier"),
    ("title: Une leçon", "title:", 1, "il manque « title »"),
    ("title: Une leçon", "title: [", 2, "l'en-tête est illisible"),
    ("version: 2", "", 1, "« version » doit être un nombre entier"),
    ("  label: Proposer une mission\n", "", 1, "« label » et « script » vont ensemble"),
    ("act:", "acte:", 1, "il manque « act »"),
    ("## Deux lieux", "# Deux lieux", None, "commence par un titre « ## »"),
    ("## Deux lieux", "Bonjour\n\n## Deux lieux", None, "avant le premier titre"),
    ("## Deux lieux", f"## {'Deux lieux ' * 6}", None, "trop long (titre) : 65 signes, 60 au plus"),
    ("En entreprise,", "En entreprise, " * 30, None, "trop long (carte)"),
    ("{part}", "{inconnu}", None, "le chiffre « inconnu » n'est pas dans figures.toml"),
    ("{part}", "{part", None, "une accolade { ou } est seule"),
    ("**fais**. La part", "**fais. La** part", None, "s'ouvrent et se ferment dans la même phrase"),
    ("C'est la loi.", "C'est [la loi](https://example.org).", -1, "seulement du texte"),
    ("C'est la loi.", "C'est <b>la loi</b>.", -1, "seulement du texte"),
    ("- au centre\n- en", "1. au centre\n2. en", None, "une carte est faite de texte et de listes"),
    ("Sources : guide, loi", "Sources : guide, journal", None, "la source « journal » n'est pas dans sources.toml"),
    ("\nSources : guide, loi\n", "\n", -7, "il manque la ligne « Sources : … » sous « Deux lieux »"),
    ("## Tu es… {#statut}", "## Tu es…", None, "donne un nom à la question"),
    ("## Tu es… {#statut}", "## Deux lieux", None, "deux titres sont les mêmes : « Deux lieux »"),
    ("- [x] un salarié", "- [ ] un salarié", -2, "il manque la bonne réponse"),
    ("- [ ] un élève", "- [x] un élève", None, "au moins deux réponses, dont une fausse"),
    ("- [x] un salarié", "- un salarié", None, "chaque réponse commence par [x] ou [ ]"),
    ("  > Non. Tu as un salaire.\n", "", -1, "il manque l'explication de cette réponse"),
    ("> Oui. Tu as un contrat.", f"> {'Oui. ' * 60}", None, "trop long (explication) : 299 signes, 250 au plus"),
    ("un élève", "un élève " * 12, None, "trop long (réponse)"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), MISTAKES, ids=[reason for *_, reason in MISTAKES])
def test_a_mistake_in_a_lesson_is_told_with_its_line(folder: Path, old: str, new: str, line: int | None, reason: str):
    place = change(folder, "1-une-lecon.md", old, new)
    expected = place if line is None else place + line if line < 0 else line

    with pytest.raises(ContentError) as caught:
        load_modules(folder)

    assert ("1-une-lecon.md", expected) == (caught.value.file.name, caught.value.line)
    assert str(caught.value).startswith(f"1-une-lecon.md, ligne {expected} : ")
    assert reason in caught.value.reason


def test_two_questions_with_one_name_are_seen(folder: Path):
    question = LESSON[LESSON.index("## Tu es") :]
    (folder / "1-une-lecon.md").write_text(LESSON + "\n" + question.replace("Tu es…", "Tu seras…"), encoding="utf-8")

    with pytest.raises(ContentError, match=r"ligne 30 : deux questions s'appellent « statut »"):
        load_modules(folder)


def test_a_lesson_without_cards_is_refused(folder: Path):
    (folder / "1-une-lecon.md").write_text(LESSON[: LESSON.index("## Deux")], encoding="utf-8")

    with pytest.raises(ContentError, match="il n'y a aucune carte"):
        load_modules(folder)


def test_a_file_name_that_no_button_can_carry_is_refused(folder: Path):
    (folder / f"2-{'long-' * 8}nom.md").write_text(LESSON, encoding="utf-8")

    with pytest.raises(ContentError, match="le nom du fichier"):
        load_modules(folder)


# --- what is wrong, elsewhere -----------------------------------------------------------------------------------------

ELSEWHERE = [
    ("figures.toml", 'source = "guide"\n', "", 1, "« part » : il manque sa source"),
    ("figures.toml", "valid_to = 2026-12-31\n", "", 1, "« part » : il manque le dernier jour où il est valable"),
    ("figures.toml", 'source = "loi"', 'source = "bruit"', 11, "la source « bruit » n'est pas dans sources.toml"),
    ("figures.toml", 'owner = "Nadia"', 'owner = ""', 1, "il manque la personne qui le vérifie"),
    ("figures.toml", "valid_to = 2026-12-31", "valid_to = 2025-12-31", 1, "« part » finit avant de commencer"),
    ("figures.toml", "[[smic]]", "[[part]]", 11, "« part » a deux valeurs le 01/06/2026"),
    ("figures.toml", 'of = "smic"', 'of = "rien"', 21, "of doit nommer un chiffre de ce fichier"),
    ("figures.toml", "[[part]]", "[[Part]]", 1, "en minuscules"),
    ("figures.toml", "value = 27", "value = vingt", 2, "fichier illisible"),
    ("sources.toml", 'name = "La loi"\n', "", 5, "il manque « name » à la source « loi »"),
    ("sources.toml", "https://example.org/loi", "example.org", 5, "doit commencer par https://"),
    ("skills.toml", "client", "service_des_clients", 1, "au plus 12 lettres"),
    ("ideas.toml", 'why = "On trouve plus vite."\n', "", 1, "il manque « why »"),
    ("ideas.toml", '"commerce"', '"vente"', 1, "la famille « vente » n'est pas dans jobs.toml"),
    ("ideas.toml", '["Trie.", "Range."]', '["Trie."]', 1, "deux à quatre étapes"),
    ("ideas.toml", "stage = 2", "stage = 4", 1, "« stage » est 1, 2 ou 3"),
    ("ideas.toml", 'skills = ["client"]', "skills = []", 1, "il manque « skills »"),
    ("ideas.toml", '"client"', '"vendre"', 1, "la compétence « vendre » n'est pas dans skills.toml"),
    ("ideas.toml", '"une-lecon"', '"autre"', 1, "il n'y a pas de leçon « autre »"),
    ("ideas.toml", "Ranger la réserve", "Ranger " * 20, 1, "titre trop long"),
    ("canned.toml", "{prenom}", "{nom}", 1, "Je ne sais pas remplir « {nom} »"),
    ("canned.toml", "Des nouvelles", "bien  Reçu", 5, "un nom par modèle"),
    ("canned.toml", '"Comment ça va ?"', '""', 5, "il manque « words »"),
]
LOADERS = {
    "figures.toml": load_figures,
    "sources.toml": load_sources,
    "skills.toml": load_skills,
    "ideas.toml": load_ideas,
    "canned.toml": load_canned,
}


@pytest.mark.parametrize(("name", "old", "new", "line", "reason"), ELSEWHERE, ids=[reason for *_, reason in ELSEWHERE])
def test_a_mistake_elsewhere_is_told_with_its_line(folder: Path, name: str, old: str, new: str, line: int, reason: str):
    change(folder, name, old, new)

    with pytest.raises(ContentError) as caught:
        LOADERS[name](folder)

    assert (name, line) == (caught.value.file.name, caught.value.line)
    assert reason in str(caught.value)


def test_a_grid_that_lacks_a_part_is_refused(tmp_path: Path):
    (tmp_path / "grid.toml").write_text('version = "1"\n\n[[criterion]]\nid = "a"\ntutor = "b"\n', encoding="utf-8")

    with pytest.raises(ContentError, match=r"grid.toml, ligne 3 : il manque « apprentice »"):
        load_grid(tmp_path)


def test_a_grid_without_levels_is_refused(tmp_path: Path):
    (tmp_path / "grid.toml").write_text('version = "1"\n', encoding="utf-8")

    with pytest.raises(ContentError, match=r"des niveaux \[\[level\]\]"):
        load_grid(tmp_path)
