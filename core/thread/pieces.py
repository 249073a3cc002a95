"""Long words in pieces that fit a channel, cut where a reader would cut: never inside what is read as one sign."""

from __future__ import annotations

from unicodedata import category, combining

from core.messages import CAPTION_LIMIT, TEXT_LIMIT, Attachment, Content, Media
from core.texts import Rich, length

# What a signature may need at most, so that all copies of a post have the same parts whoever reads them.
SIGNATURE_LIMIT = 256
NOTHING = Rich("")
# These cannot carry words: the signature goes ahead in a message of its own.
WORDLESS = {Media.STICKER, Media.VIDEO_NOTE}
# These can stand side by side in an album.
TOGETHER = {Media.PHOTO, Media.VIDEO, Media.AUDIO, Media.DOCUMENT}

# Unicode Standard Annex 29, where a grapheme cluster must not be broken; a cut too few does no harm.
_ZWJ, _ZWNJ, _VIRAMA = "\u200d", "\u200c", 9
_MODIFIERS = {_ZWNJ, *map(chr, range(0x1F3FB, 0x1F400)), *map(chr, range(0xE0020, 0xE0080))}
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_PREPENDED = {*map(chr, range(0x600, 0x606)), "\u06dd", "\u070f", "\u0890", "\u0891", "\u08e2", "\U000110bd"}
# Hangul: leading consonants, vowels and trailing consonants of one syllable.
_L, _V, _T = (0x1100, 0x115F), (0x1160, 0x11A7), (0x11A8, 0x11FF)
_SYLLABLES = (0xAC00, 0xD7A3)
# Nothing that anybody writes is longer; what goes on beyond is no sign to spare.
LONGEST_SIGN = 64


def parts(signature: Rich, text: Rich, attachment: Attachment | None, again: Rich = NOTHING) -> list[Content]:
    """The contents that carry it all: a file first, then words in pieces that fit; `again` leads the later pieces."""
    contents: list[Content] = []
    if attachment is not None:
        fits = attachment.media not in WORDLESS and length(text.text) <= CAPTION_LIMIT - SIGNATURE_LIMIT
        caption = signed(signature, text) if fits else signature
        contents.append(Content(caption if attachment.media not in WORDLESS else Rich(""), attachment=attachment))
        if fits or not text:
            return contents
    first = fitting(text, TEXT_LIMIT - SIGNATURE_LIMIT)
    contents.append(Content(signed(signature, text.cut(0, first))))
    rest = text.cut(first)
    while rest.strip():
        piece = fitting(rest, TEXT_LIMIT - length(again.text))
        contents.append(Content(again + rest.cut(0, piece)))
        rest = rest.cut(piece)
    return contents


def signed(signature: Rich, text: Rich) -> Rich:
    """The words under their signature."""
    return signature + "\n" + text if text and signature else signature + text


def fitting(text: Rich, limit: int) -> int:
    """How many code points from the start fit, cut at a space or a line's end where there is one."""
    if length(text.text) <= limit:
        return len(text.text)
    end = used = 0
    while (used := used + length(text.text[end])) <= limit:
        end += 1
    for mark in ("\n", " "):
        at = text.text.rfind(mark, end // 2, end)
        if at > 0 and not inside(text.text, at + 1):
            return at + 1
    return next((at for at in range(end, max(end - LONGEST_SIGN, 0), -1) if not inside(text.text, at)), end)


def inside(text: str, at: int) -> bool:
    """Whether a cut at `at` would tear apart what is read as one sign: a joined emoji, a flag, an accent…"""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before == "\r" and after == "\n":
        return True
    if category(before) == "Cc" or category(after) == "Cc":
        return False
    if after == _ZWJ or after in _MODIFIERS or category(after)[0] == "M":
        return True
    if before == _ZWJ or before in _PREPENDED or combining(before) == _VIRAMA:
        return True
    if after in _FLAG_LETTERS:
        return (len(text[:at]) - len(text[:at].rstrip(_FLAG_LETTERS))) % 2 == 1
    return _one_syllable(ord(before), ord(after))


def _one_syllable(before: int, after: int) -> bool:
    whole = _within(before, _SYLLABLES)
    open_ = whole and (before - _SYLLABLES[0]) % 28 == 0
    if _within(before, _L):
        return _within(after, _L) or _within(after, _V) or _within(after, _SYLLABLES)
    if _within(before, _V) or open_:
        return _within(after, _V) or _within(after, _T)
    return (_within(before, _T) or whole) and _within(after, _T)


def _within(code: int, span: tuple[int, int]) -> bool:
    return span[0] <= code <= span[1]
