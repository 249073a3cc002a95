"""Reading one lesson from Markdown that reads like a lesson; all that is wrong is told, each with its line.

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

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.law.facts import Figures, Source
from core.lessons.lesson import Card, Deed, Module, Option, Page, Question
from core.people import Role
from storage.content.lessonhead import HeadError, split
from storage.content.lessontext import TEXT_LIMITS as TEXT_LIMITS, faults

SLUG_LIMIT = 30
AUDIENCES = (Role.APPRENTICE.value, Role.TUTOR.value, Role.COUNSELLOR.value)

_FILE = re.compile(r"(\d+)-([a-z0-9-]+)\.md")
#: how a counsellor may name a lesson of the house or of her own
_SENT = re.compile(r"(?:\d+-)?([a-z0-9][a-z0-9-]*)\.md")
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
    #: there is a line of sources, whatever it says
    named: bool = False


def slug_of(path: Path) -> str:
    """`1-definir-l-alternance.md` -> `definir-l-alternance`; buttons carry it, so it is short and plain."""
    match = _FILE.fullmatch(path.name)
    if match is None or len(match[2]) > SLUG_LIMIT:
        raise ContentError(path, 1, f"le nom du fichier doit ressembler à « 1-mon-sujet.md » ({SLUG_LIMIT} signes)")
    return match[2]


def slug_sent(name: str) -> str:
    """The slug of a file that somebody sent; "" when its name makes none."""
    match = _SENT.fullmatch(name)
    return match[1] if match is not None and len(match[1]) <= SLUG_LIMIT else ""


def read_module(path: Path, figures: Figures, sources: Mapping[str, Source]) -> Module:
    """The lesson in this file. Raises ContentError, the first one."""
    module, errors = check_module(path, path.read_text(encoding="utf-8"), figures, sources)
    if module is None:
        raise errors[0]
    return module


def check_module(
    path: Path, whole: str, figures: Figures, sources: Mapping[str, Source], *, slug: str = "", version: int = 0
) -> tuple[Module | None, tuple[ContentError, ...]]:
    """The lesson in this text, or else everything that is wrong with it, by line.

    Without a slug the file's name gives it; without a version the header does.
    """
    reader = _Reader(path, figures, sources)
    try:
        module = reader.module(whole, slug or slug_of(path), version)
    except ContentError as error:  # what follows it cannot be read
        reader.errors.append(error)
        module = None
    errors = tuple(sorted(dict.fromkeys(reader.errors), key=lambda error: error.line))
    return (None if errors else module), errors


class _Reader:
    """What is wrong but leaves the rest readable is noted, and the reading goes on."""

    def __init__(self, path: Path, figures: Figures, sources: Mapping[str, Source]) -> None:
        self.path, self.figures, self.sources = path, figures, sources
        self.offset = 0
        self.errors: list[ContentError] = []

    def wrong(self, line: int, reason: str) -> ContentError:
        return ContentError(self.path, line, reason)

    def note(self, line: int, reason: str) -> None:
        self.errors.append(self.wrong(line, reason))

    def module(self, whole: str, slug: str, version: int) -> Module:
        head, content = self._split(whole)
        pages: list[Page] = []
        for section in self._sections(SyntaxTreeNode(MarkdownIt("commonmark").parse(content))):
            page = self._page(section)
            if isinstance(page, Question) and any(isinstance(p, Question) and p.id == page.id for p in pages):
                self.note(section.line, f"deux questions s'appellent « {page.id} »")
            pages.append(page)
        if not pages:
            self.note(1, "il n'y a aucune carte (un titre « ## » et son texte)")
        deed = self._deed(head)
        number = version or self._number(head, "version")
        return Module(
            slug, number, self._words(head, "title"), self._number(head, "minutes"), tuple(pages), deed,
            audience=self._audience(head),
        )  # fmt: skip

    def _split(self, whole: str) -> tuple[Mapping[str, Any], str]:
        """The header and what follows it; without a readable header nothing can be said about the rest."""
        try:
            head, content = split(whole)
        except HeadError as error:
            raise self.wrong(error.line, error.reason) from error
        self.offset = whole[: whole.index(content)].count("\n")
        return head, content

    # --- the head ----------------------------------------------------------------------------------------------------

    def _words(self, head: Mapping[str, Any], name: str) -> str:
        value = head.get(name)
        if not isinstance(value, str) or not value.strip():
            self.note(1, f"il manque « {name} » dans l'en-tête")
            return ""
        return value.strip()

    def _number(self, head: Mapping[str, Any], name: str) -> int:
        value = head.get(name)
        if not isinstance(value, int) or value < 1:
            self.note(1, f"« {name} » doit être un nombre entier, à partir de 1, dans l'en-tête")
            return 1
        return value

    def _audience(self, head: Mapping[str, Any]) -> Role:
        """Whom the lesson speaks to: the apprentice, unless its header says otherwise."""
        value = head.get("for", Role.APPRENTICE.value)
        if value not in AUDIENCES:
            self.note(1, f"« for » doit être {', '.join(AUDIENCES)} (sans « for » : apprentice)")
            return Role.APPRENTICE
        return Role(value)

    def _deed(self, head: Mapping[str, Any]) -> Deed:
        act = head.get("act")
        if not isinstance(act, Mapping):
            self.note(1, "il manque « act » dans l'en-tête : ce que la leçon donne envie de faire")
            return Deed("")
        deed = Deed(self._words(act, "text"), str(act.get("label", "")), str(act.get("script", "")))
        if bool(deed.label) != bool(deed.script):
            self.note(1, "« label » et « script » vont ensemble, dans « act »")
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
                    self.note(line, "chaque carte ou question commence par un titre « ## »")
                title = self._inline(node.children[0], line)
                if any(title == other.title for other in sections):
                    self.note(line, f"deux titres sont les mêmes : « {title} »")
                sections.append(_Section(title, line))
            elif not sections:
                self.note(line, "ce texte est avant le premier titre « ## »")
            else:
                self._fill(sections[-1], node, line)
        return sections

    def _fill(self, section: _Section, node: SyntaxTreeNode, line: int) -> None:
        """One block goes where it belongs in its section."""
        if node.type == "paragraph":
            text = self._inline(node.children[0], line)
            if prefix := _SOURCES.match(text):
                named = [self._source(i.strip(), line) for i in text[prefix.end() :].split(",")]
                section.sources = tuple(source for source in named if source is not None)
                section.named = True
            else:
                section.paragraphs.append((text, line))
        elif node.type == "bullet_list" and any(_BOX.match(self._first(item)) for item in node.children):
            section.boxes, section.boxes_line = list(node.children), line
        elif node.type == "bullet_list":
            items = (self._words_of(item.children[0], line) if item.children else "" for item in node.children)
            section.paragraphs.append(("\n".join(f"• {item}" for item in items), line))
        else:
            self.note(line, "une carte est faite de texte et de listes simples")

    def _first(self, item: SyntaxTreeNode) -> str:
        """The first line of a list item."""
        return item.children[0].children[0].content if item.children and item.children[0].type == "paragraph" else ""

    def _words_of(self, node: SyntaxTreeNode, line: int) -> str:
        """The words of a plain paragraph inside a list or a quotation."""
        if node.type != "paragraph":
            self.note(line, "ici, seulement du texte : ni titre, ni liste dans une liste")
            return ""
        return self._inline(node.children[0], line)

    def _source(self, source_id: str, line: int) -> Source | None:
        if source_id not in self.sources:
            self.note(line, f"la source « {source_id} » n'est pas dans sources.toml")
        return self.sources.get(source_id)

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
                self.note(line, "ici, seulement du texte, du **gras** et de l'*italique* (liens : sources.toml)")
        return "".join(words)

    # --- pages -------------------------------------------------------------------------------------------------------

    def _page(self, section: _Section) -> Page:
        if not section.named:
            self.note(section.line, f"il manque la ligne « Sources : … » sous « {section.title} »")
        if section.boxes:
            return self._question(section)
        if not section.paragraphs:
            self.note(section.line, f"il n'y a rien sous « {section.title} »")
            return Card(section.title, "", section.sources)
        text = self._checked("\n\n".join(text for text, _ in section.paragraphs), "carte", section.paragraphs[0][1])
        return Card(self._checked(section.title, "titre", section.line), text, section.sources)

    def _question(self, section: _Section) -> Question:
        named = _QUESTION_ID.search(section.title)
        if named is None:
            self.note(section.line, "donne un nom à la question, à la fin de son titre : {#mon-nom}")
        title = section.title[: named.start()] if named else section.title
        text = "\n".join((title, *(text for text, _ in section.paragraphs)))
        read = [self._option(id_, item) for id_, item in zip(ascii_lowercase, section.boxes, strict=False)]
        options = tuple(option for option in read if option is not None)
        all_read = len(options) == len(read)  # else the right one may be among those that cannot be read
        if all_read and (len(options) < 2 or all(option.right for option in options)):
            self.note(section.boxes_line, "il faut au moins deux réponses, dont une fausse")
        elif all_read and not any(option.right for option in options):
            self.note(section.boxes_line, "il manque la bonne réponse : coche-la avec [x]")
        name = named[1] if named else section.title
        return Question(name, self._checked(text, "question", section.line), options, section.sources)

    def _option(self, option_id: str, item: SyntaxTreeNode) -> Option | None:
        line = self._line(item)
        first = self._inline(item.children[0].children[0], line) if self._first(item) else ""
        box = _BOX.match(first)
        if box is None:
            self.note(line, "chaque réponse commence par [x] ou [ ]")
            return None
        quotes = [node for node in item.children if node.type == "blockquote"]
        why = " ".join(self._words_of(p, line) for quote in quotes for p in quote.children)
        if not why:
            self.note(line, "il manque l'explication de cette réponse (une ligne « > … » sous elle)")
        text = self._checked(first[box.end() :], "réponse", line)
        below = self._line(quotes[0]) if quotes else line
        return Option(option_id, text, box[1] != " ", self._checked(why, "explication", below))

    def _checked(self, template: str, kind: str, line: int) -> str:
        """The template; whatever is wrong with it is noted."""
        for reason in faults(template, kind, self.figures):
            self.note(line, reason)
        return template
