"""HTML as Telegram reads it: the same entities, and the same refusals at the same byte offsets."""

from __future__ import annotations

import string
from dataclasses import dataclass

from bot.simulator.entities import utf16_length, utf16_slice
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.links import checked_link
from bot.simulator.model import Json

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
NAME_TOKEN = frozenset(string.ascii_letters + string.digits + ".-")
SPACE = frozenset(" \t\r\n\0\x0b\x0c")


@dataclass(slots=True)
class Opened:
    tag: str
    argument: str
    offset: int


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Text and entities of an HTML message, or `can't parse entities: …`."""
    if "<" not in source and "&" not in source:
        return source, []
    return HtmlReader(source).read()


class HtmlReader:
    """One pass over the source with a stack of open tags (TDLib's do_parse_html)."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.open: list[Opened] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        source = self.source
        while self.at < len(source):
            char = source[self.at]
            if char == "<":
                if source.startswith("/", self.at + 1):
                    self._end_tag()
                else:
                    self._start_tag()
            elif char == "&":
                self._append(self._reference() or self._one())
            else:
                stop = self.at
                while stop < len(source) and source[stop] not in "<&":
                    stop += 1
                self._append(source[self.at : stop])
                self.at = stop
        if self.open:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.parts), self.entities

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)

    def _one(self) -> str:
        self.at += 1
        return self.source[self.at - 1]

    def _reference(self) -> str:
        """The character of a known reference at this place, else nothing; moves behind it."""
        source, begin = self.source, self.at + 1
        stop = begin
        if source.startswith("#", begin):
            return self._numeric(begin + 1)
        while stop < len(source) and source[stop].isascii() and source[stop].isalpha():
            stop += 1
        char = NAMED.get(source[begin:stop], "")
        if char:
            self.at = stop + source.startswith(";", stop)
        return char

    def _numeric(self, begin: int) -> str:
        source = self.source
        base = 16 if source.startswith("x", begin) else 10
        begin += base == 16
        stop = begin
        while stop < len(source) and source[stop] in ("0123456789abcdefABCDEF" if base == 16 else "0123456789"):
            stop += 1
        code = int(source[begin:stop] or "0", base)
        if code == 0 or code >= 0x10FFFF:
            return ""
        self.at = stop + source.startswith(";", stop)
        return chr(code)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._until(SPACE | {">"})
        if self.at >= len(self.source):
            raise self._error(f"Unclosed start tag at byte offset {self._byte(begin)}")
        tag = tag.lower()
        if tag not in TAGS:
            raise self._error(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise self._error(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        if tag == "tg-emoji" and not argument:
            raise self._error(f'Tag "tg-emoji" must have attribute "emoji-id" at byte offset {self._byte(begin)}')
        self.open.append(Opened(tag, argument, self.length))

    def _attributes(self, tag: str, begin: int) -> str:
        """The one attribute that matters for this tag; stops behind the `>`."""
        argument = ""
        source = self.source
        while True:
            self._skip_spaces()
            if source.startswith(">", self.at):
                self.at += 1
                return argument
            name = self._until(SPACE | set("=>/\"'"))
            if not name:
                raise self._error(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            self._skip_spaces()
            if self.at >= len(source):
                raise self._error(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            if source[self.at] != "=":
                if name.lower() == "expandable" and tag == "blockquote":
                    argument = "1"
                continue
            self.at += 1
            self._skip_spaces()
            value = self._value(tag, begin)
            argument = _argument(tag, name.lower(), value) or argument

    def _value(self, tag: str, begin: int) -> str:
        source = self.source
        if self.at >= len(source):
            raise self._error(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        quote = source[self.at]
        if quote not in "\"'":
            token = self.at
            while self.at < len(source) and source[self.at] in NAME_TOKEN:
                self.at += 1
            if self.at >= len(source):
                raise self._error(f"Unclosed start tag at byte offset {self._byte(begin)}")
            if source[self.at] not in SPACE and source[self.at] != ">":
                raise self._error(f"Unexpected end of name token at byte offset {self._byte(token)}")
            return source[token : self.at].lower()
        self.at += 1
        value = ""
        while self.at < len(source) and source[self.at] != quote:
            value += (self._reference() if source[self.at] == "&" else "") or self._one()
        self.at += 1
        if self.at >= len(source):
            raise self._error(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return value

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._error(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 2
        name = self._until(SPACE | {">"})
        self._skip_spaces()
        if not self.source.startswith(">", self.at):
            raise self._error(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        opened = self.open.pop()
        if name and name.lower() != opened.tag:
            raise self._error(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{name}>"'
            )
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: Opened) -> None:
        entity: Json = {"type": TAGS[opened.tag], "offset": opened.offset, "length": self.length - opened.offset}
        tag, argument = opened.tag, opened.argument
        if tag == "a":
            covered = utf16_slice("".join(self.parts), opened.offset, entity["length"])
            link = checked_link(argument or covered)
            if not link:
                return
            entity |= link
        elif tag == "blockquote" and argument:
            entity["type"] = "expandable_blockquote"
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = argument
        elif tag == "code" and argument:
            self._code_language(entity, argument)
        elif tag == "pre" and self._same_span("code", entity):
            inner = self._same_span("code", entity)
            self.entities = [one for one in self.entities if one is not inner]
            if inner and inner.get("language"):
                entity["language"] = inner["language"]
        self.entities.append(entity)

    def _code_language(self, entity: Json, language: str) -> None:
        """`<pre><code class="language-x">` is one entity; the language counts only inside a pre."""
        if self.open and self.open[-1].tag == "pre" and self.open[-1].offset == entity["offset"]:
            entity["language"] = language

    def _same_span(self, kind: str, entity: Json) -> Json | None:
        for one in self.entities:
            if one["type"] == kind and (one["offset"], one["length"]) == (entity["offset"], entity["length"]):
                return one
        return None

    def _until(self, stops: frozenset[str] | set[str]) -> str:
        begin = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in SPACE:
            self.at += 1

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _error(self, text: str) -> ApiError:
        return bad_request(f"can't parse entities: {text}")


def _argument(tag: str, name: str, value: str) -> str:
    if tag == "a" and name == "href":
        return value
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value.removeprefix("language-")
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value.removeprefix("tg-")
    if tag == "tg-emoji" and name == "emoji-id":
        return value
    return ""
