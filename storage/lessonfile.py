"""Reading one lesson from Markdown that reads like a lesson; what is wrong is told with its line.

---
title: Définir l'alternance
minutes: 6
version: 1
act: {text: "Écris ta première idée de mission.", label: Proposer une mission, script: propose_mission}
---

## Deux lieux pour apprendre

L'alternance, c'est apprendre à deux endroits. Tu peux être apprenti jusqu'à {age_apprenti_max}.

Sources : lba-decouvrir

## En alternance, tu es… {#statut}

- [ ] un stagiaire
  > Non : un stage n'est pas un contrat de travail.
- [x] un salarié qui se forme
  > Oui : tu as un contrat de travail et un salaire.

Sources : lba-decouvrir
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import frontmatter
import yaml  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.facts import Figures, Source, balanced, names_in
from core.lessons import Card, Deed, Module, Option, Page, Question
from core.people import Role

TEXT_LIMITS = {"carte": 400, "titre": 60, "question": 200, "réponse": 100, "explication": 250, "suite": 300}
SLUG_LIMIT = 30
AUDIENCES = (Role.APPRENTICE.value, Role.TUTOR.value, Role.COUNSELLOR.value)

_FILE = re.compile(r"(\d+)-([a-z0-9-]+)\.md")
_QUESTION_ID = re.compile(r"\s*\{#([a-z0-9-]+)\}\s*$")
_BOX = re.compile(r"\[( |x|X)\]\s+")
_SOURCES = re.compile(r"Sources?\s*:\s*")
_MARKS = {"strong": "b", "em": "i", "code_inline": "code"}


class ContentError(Exception):
    """A content file is wrong: which one, at which line, why. Shown to its author; stops the start of the bot."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file.name}, ligne {line} : {reason}")


@dataclass
class _Section:
    """What stands under one heading."""

    title: str
    line: int
    paragraphs: list[tuple[str, int]] = field(default_factory=list)
    boxes: list[SyntaxTreeNode] = field(default_factory=list)
    boxes_line: int = 0
    sources: tuple[Source, ...] = ()


def slug_of(path: Path) -> str:
    """`1-definir-l-alternance.md` -> `definir-l-alternance`; buttons carry it, so it is short and plain."""
    match = _FILE.fullmatch(path.name)
    if match is None or len(match[2]) > SLUG_LIMIT:
        raise ContentError(path, 1, f"le nom du fichier doit ressembler à « 1-mon-sujet.md » ({SLUG_LIMIT} signes)")
    return match[2]


def read_module(path: Path, figures: Figures, sources: Mapping[str, Source]) -> Module:
    """The lesson in this file. Raises ContentError."""
    return _Reader(path, figures, sources).module()


class _Reader:
    def __init__(self, path: Path, figures: Figures, sources: Mapping[str, Source]) -> None:
        self.path, self.figures, self.sources = path, figures, sources
        self.offset = 0

    def wrong(self, line: int, reason: str) -> ContentError:
        return ContentError(self.path, line, reason)

    def module(self) -> Module:
        whole = self.path.read_text(encoding="utf-8")
        try:
            post = frontmatter.loads(whole)
        except yaml.MarkedYAMLError as error:
            # Where it began is where its author must look; the header starts after the first line.
            mark = error.context_mark or error.problem_mark
            line = mark.line + 1 if mark else 1
            raise self.wrong(line, f"l'en-tête est illisible ({error.problem})") from error
        self.offset = whole[: whole.index(post.content)].count("\n")
        head = post.metadata
        tree = SyntaxTreeNode(MarkdownIt("commonmark").parse(post.content))
        pages: list[Page] = []
        for section in self._sections(tree):
            page = self._page(section)
            if isinstance(page, Question) and any(isinstance(p, Question) and p.id == page.id for p in pages):
                raise self.wrong(section.line, f"deux questions s'appellent « {page.id} »")
            pages.append(page)
        if not pages:
            raise self.wrong(1, "il n'y a aucune carte (un titre « ## » et son texte)")
        deed = self._deed(head)
        return Module(
            slug_of(self.path), self._number(head, "version"), self._words(head, "title"),
            self._number(head, "minutes"), tuple(pages), deed, audience=self._audience(head),
        )  # fmt: skip

    # --- the head ----------------------------------------------------------------------------------------------------

    def _words(self, head: Mapping[str, Any], name: str) -> str:
        value = head.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(1, f"il manque « {name} » dans l'en-tête")
        return value.strip()

    def _number(self, head: Mapping[str, Any], name: str) -> int:
        value = head.get(name)
        if not isinstance(value, int) or value < 1:
            raise self.wrong(1, f"« {name} » doit être un nombre entier, à partir de 1, dans l'en-tête")
        return value

    def _audience(self, head: Mapping[str, Any]) -> Role:
        """Whom the lesson speaks to: the apprentice, unless its header says otherwise."""
        value = head.get("for", Role.APPRENTICE.value)
        if value not in AUDIENCES:
            raise self.wrong(1, f"« for » doit être {', '.join(AUDIENCES)} (sans « for » : apprentice)")
        return Role(value)

    def _deed(self, head: Mapping[str, Any]) -> Deed:
        act = head.get("act")
        if not isinstance(act, Mapping):
            raise self.wrong(1, "il manque « act » dans l'en-tête : ce que la leçon donne envie de faire")
        deed = Deed(self._words(act, "text"), str(act.get("label", "")), str(act.get("script", "")))
        if bool(deed.label) != bool(deed.script):
            raise self.wrong(1, "« label » et « script » vont ensemble, dans « act »")
        self._checked(deed.text, "suite", 1)
        return deed

    # --- sections ----------------------------------------------------------------------------------------------------

    def _line(self, node: SyntaxTreeNode) -> int:
        return self.offset + (node.map[0] if node.map else 0) + 1

    def _sections(self, tree: SyntaxTreeNode) -> Sequence[_Section]:
        sections: list[_Section] = []
        for node in tree.children:
            line = self._line(node)
            if node.type == "heading":
                if node.tag != "h2":
                    raise self.wrong(line, "chaque carte ou question commence par un titre « ## »")
                title = self._inline(node.children[0], line)
                if any(title == other.title for other in sections):
                    raise self.wrong(line, f"deux titres sont les mêmes : « {title} »")
                sections.append(_Section(title, line))
            elif not sections:
                raise self.wrong(line, "ce texte est avant le premier titre « ## »")
            else:
                self._fill(sections[-1], node, line)
        return sections

    def _fill(self, section: _Section, node: SyntaxTreeNode, line: int) -> None:
        """One block goes where it belongs in its section."""
        if node.type == "paragraph":
            text = self._inline(node.children[0], line)
            if prefix := _SOURCES.match(text):
                section.sources = tuple(self._source(i.strip(), line) for i in text[prefix.end() :].split(","))
            else:
                section.paragraphs.append((text, line))
        elif node.type == "bullet_list" and any(_BOX.match(self._first(item)) for item in node.children):
            section.boxes, section.boxes_line = list(node.children), line
        elif node.type == "bullet_list":
            items = (self._inline(item.children[0].children[0], line) for item in node.children)
            section.paragraphs.append(("\n".join(f"• {item}" for item in items), line))
        else:
            raise self.wrong(line, "une carte est faite de texte et de listes simples")

    def _first(self, item: SyntaxTreeNode) -> str:
        """The first line of a list item."""
        return item.children[0].children[0].content if item.children and item.children[0].type == "paragraph" else ""

    def _source(self, source_id: str, line: int) -> Source:
        if source_id not in self.sources:
            raise self.wrong(line, f"la source « {source_id} » n'est pas dans sources.toml")
        return self.sources[source_id]

    def _inline(self, node: SyntaxTreeNode, line: int) -> str:
        """The words of a line as a template."""
        words = []
        for child in node.children:
            if child.type == "text":
                words.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                words.append(" " if child.type == "softbreak" else "\n")
            elif child.type in _MARKS:
                inside = child.content if child.type == "code_inline" else self._inline(child, line)
                words.append(f"<{_MARKS[child.type]}>{inside}</{_MARKS[child.type]}>")
            else:
                raise self.wrong(line, "ici, seulement du texte, du **gras** et de l'*italique* (liens : sources.toml)")
        return "".join(words)

    # --- pages -------------------------------------------------------------------------------------------------------

    def _page(self, section: _Section) -> Page:
        if not section.sources:
            raise self.wrong(section.line, f"il manque la ligne « Sources : … » sous « {section.title} »")
        if section.boxes:
            return self._question(section)
        if not section.paragraphs:
            raise self.wrong(section.line, f"il n'y a rien sous « {section.title} »")
        text = self._checked("\n\n".join(text for text, _ in section.paragraphs), "carte", section.paragraphs[0][1])
        return Card(self._checked(section.title, "titre", section.line), text, section.sources)

    def _question(self, section: _Section) -> Question:
        named = _QUESTION_ID.search(section.title)
        if named is None:
            raise self.wrong(section.line, "donne un nom à la question, à la fin de son titre : {#mon-nom}")
        text = "\n".join((section.title[: named.start()], *(text for text, _ in section.paragraphs)))
        options = tuple(self._option(id_, item) for id_, item in zip(ascii_lowercase, section.boxes, strict=False))
        if len(options) < 2 or all(option.right for option in options):
            raise self.wrong(section.boxes_line, "il faut au moins deux réponses, dont une fausse")
        if not any(option.right for option in options):
            raise self.wrong(section.boxes_line, "il manque la bonne réponse : coche-la avec [x]")
        return Question(named[1], self._checked(text, "question", section.line), options, section.sources)

    def _option(self, option_id: str, item: SyntaxTreeNode) -> Option:
        line = self._line(item)
        first = self._inline(item.children[0].children[0], line) if self._first(item) else ""
        box = _BOX.match(first)
        if box is None:
            raise self.wrong(line, "chaque réponse commence par [x] ou [ ]")
        quotes = [node for node in item.children if node.type == "blockquote"]
        why = " ".join(self._inline(p.children[0], line) for quote in quotes for p in quote.children)
        if not why:
            raise self.wrong(line, "il manque l'explication de cette réponse (une ligne « > … » sous elle)")
        text = self._checked(first[box.end() :], "réponse", line)
        return Option(option_id, text, box[1] != " ", self._checked(why, "explication", self._line(quotes[0])))

    def _checked(self, template: str, kind: str, line: int) -> str:
        """The template, when its figures exist and it fits with the longest of their values."""
        try:
            names = names_in(template)
        except ValueError as error:
            raise self.wrong(line, "une accolade { ou } est seule") from error
        for name in names:
            if name not in self.figures:
                raise self.wrong(line, f"le chiffre « {name} » n'est pas dans figures.toml")
        if not balanced(template):
            raise self.wrong(line, "le gras et l'italique s'ouvrent et se ferment dans la même phrase")
        longest = {name: max((f.shown for f in self.figures[name]), key=len) for name in names}
        length = len(re.sub(r"</?\w+>", "", template.format(**longest)))
        if length > TEXT_LIMITS[kind]:
            raise self.wrong(line, f"trop long ({kind}) : {length} signes, {TEXT_LIMITS[kind]} au plus")
        return template
