"""MarkdownV2 as Telegram reads it: the same entities and refusals."""

from __future__ import annotations

from dataclasses import dataclass

from bot.simulator.entities import utf16_length
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.links import checked_link
from bot.simulator.model import Json

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "code": "Code",
    "pre": "Pre",
}


@dataclass(slots=True)
class Opened:
    kind: str
    offset: int
    at: int
    language: str = ""


def parse_markdown(source: str) -> tuple[str, list[Json]]:
    """Text and entities of a MarkdownV2 message, or `can't parse entities: …`."""
    return MarkdownReader(source).read()


class MarkdownReader:
    """One pass with a stack of open entities (TDLib's do_parse_markdown_v2)."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.length = 0
        self.open: list[Opened] = []
        self.entities: list[Json] = []
        self.quote: int | None = None

    def read(self) -> tuple[str, list[Json]]:
        source = self.source
        while self.at < len(source):
            char = source[self.at]
            if self._starts_line() and self._quote_line():
                continue
            if char == "\\" and self.at + 1 < len(source) and source[self.at + 1].isascii():
                self._append(source[self.at + 1])
                self.at += 2
            elif self._inside_code():
                self._code(char)
            elif char in RESERVED:
                self._mark(char)
            else:
                self._append(char)
                self.at += 1
        if self.open:
            last = self.open[-1]
            raise self._error(f"Can't find end of {NAMES[last.kind]} entity at byte offset {self._byte(last.at)}")
        self._end_quote()
        return "".join(self.parts), sorted(self.entities, key=lambda one: (one["offset"], -one["length"]))

    def _inside_code(self) -> bool:
        return bool(self.open) and self.open[-1].kind in ("code", "pre")

    def _starts_line(self) -> bool:
        return self.at == 0 or self.source[self.at - 1] == "\n"

    def _quote_line(self) -> bool:
        """Begin, go on with or end a block quotation at the beginning of a line."""
        if self._inside_code():
            return False
        if self.source.startswith(">", self.at):
            if self.quote is None:
                self.quote = self.length
            self.at += 1
            return True
        self._end_quote()
        return False

    def _end_quote(self, kind: str = "blockquote") -> None:
        if self.quote is not None and self.length > self.quote:
            self.entities.append({"type": kind, "offset": self.quote, "length": self.length - self.quote})
        self.quote = None

    def _code(self, char: str) -> None:
        last = self.open[-1]
        mark = "```" if last.kind == "pre" else "`"
        if self.source.startswith(mark, self.at):
            self.at += len(mark)
            self._close()
        elif char == "`":
            raise self._reserved(char)
        else:
            self._append(char)
            self.at += 1

    def _mark(self, char: str) -> None:
        source, at = self.source, self.at
        if source.startswith("```", at):
            self._open_pre()
        elif char == "`":
            self._toggle("code", "`")
        elif source.startswith("__", at):
            self._toggle("underline", "__")
        elif char in "_*~":
            self._toggle({"_": "italic", "*": "bold", "~": "strikethrough"}[char], char)
        elif source.startswith("||", at):
            self._bars()
        elif char == "[" or source.startswith("![", at):
            kind = "text_link" if char == "[" else "custom_emoji"
            self.open.append(Opened(kind, self.length, at))
            self.at += 1 if char == "[" else 2
        elif char == "]" and self.open and self.open[-1].kind in ("text_link", "custom_emoji"):
            self.at += 1
            self._close(self._address())
        else:
            raise self._reserved(char)

    def _bars(self) -> None:
        """`||` opens or closes a spoiler; at the end of a quotation it makes it expandable."""
        opened = bool(self.open) and self.open[-1].kind == "spoiler"
        at_end = self.at + 2 == len(self.source) or self.source[self.at + 2] == "\n"
        if self.quote is not None and not opened and at_end:
            self.at += 2
            self._end_quote("expandable_blockquote")
        else:
            self._toggle("spoiler", "||")

    def _toggle(self, kind: str, mark: str) -> None:
        begin = self.at
        self.at += len(mark)
        if self.open and self.open[-1].kind == kind:
            self._close()
        elif any(one.kind == kind for one in self.open):
            last = self.open[-1]
            raise self._error(f"Can't find end of {NAMES[last.kind]} entity at byte offset {self._byte(last.at)}")
        else:
            self.open.append(Opened(kind, self.length, begin))

    def _open_pre(self) -> None:
        begin = self.at
        self.at += 3
        stop = self.at
        while stop < len(self.source) and not self.source[stop].isspace() and self.source[stop] != "`":
            stop += 1
        language = ""
        if stop > self.at and stop < len(self.source) and self.source[stop] != "`":
            language, self.at = self.source[self.at : stop], stop
        if self.source.startswith("\n", self.at):
            self.at += 1
        self.open.append(Opened("pre", self.length, begin, language))

    def _address(self) -> str:
        """The `(…)` behind a link or an emoji."""
        if not self.source.startswith("(", self.at):
            return ""
        self.at += 1
        begin, address = self.at, ""
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "\\" and self.at + 1 < len(self.source):
                self.at += 1
            address += self.source[self.at]
            self.at += 1
        if self.at >= len(self.source):
            raise self._error(f"Can't find end of a URL at byte offset {self._byte(begin)}")
        self.at += 1
        return address

    def _close(self, address: str = "") -> None:
        opened = self.open.pop()
        length = self.length - opened.offset
        if not length:
            return
        entity: Json = {"type": opened.kind, "offset": opened.offset, "length": length}
        if opened.kind == "text_link":
            link = checked_link(address)
            if not link:
                return
            entity |= link
        elif opened.kind == "custom_emoji":
            if not address.startswith("tg://emoji?id="):
                raise self._error("Custom emoji URL must have an emoji identifier")
            entity["custom_emoji_id"] = address.removeprefix("tg://emoji?id=")
        elif opened.language:
            entity["language"] = opened.language
        self.entities.append(entity)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _reserved(self, char: str) -> ApiError:
        return self._error(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _error(self, text: str) -> ApiError:
        return bad_request(f"can't parse entities: {text}")
