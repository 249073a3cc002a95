"""Texts that people should be able to write without any harm: more than five hundred of them."""

from __future__ import annotations

_MARKUP = [
    "<b>", "</b>", "<a href='https://example.org'>x</a>", "<script>alert(1)</script>", "&lt;", "&amp;", "&#x27;", "</",
    "<", ">", "&", "abdo <", "<tg-spoiler>x</tg-spoiler>", "<code>", "<!--", "]]>", "<quote>", "<i>", "<u><s>",
    "_a_", "*b*", "__c__", "~d~", "||e||", "`f`", "```g```", "[h](https://example.org)", "![i](tg://emoji?id=1)",
    "\\", "\\*", "#", "+", "-", "=", "|", "{", "}", ".", "!", "{name}", "{0}", "{}", "{{", "}}", "%s", "%(who)s", "$x",
    "${x}", "{{7*7}}", "{% raw %}", "{who.__class__}", "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|'/C calc'!A0",
    "'; DROP TABLE posts; --", '" OR 1=1 --', "\\'; --", "../../etc/passwd", "..\\..\\x", "javascript:alert(1)",
    "https://example.org", "tg://user?id=1", "@somebody", "#mot", "/", "//", "/ noslash", "t:1:1", "m:1:1:1:validate",
]  # fmt: skip
_SIGNS = [
    "\u202eabc\u202c", "\u2066x\u2069", "\u200b", "a\u200bb", "\ufeff", "\u00ad", "\u2028",
    "\u2029", "\x01", "\x1b[31m", "\x7f", "\x85", "é", "e\u0301", "👨‍👩‍👧‍👦", "👩🏽‍🔧", "🇫🇷🇧🇪",
    "1️⃣", "क्षि", "مرحبا", "שלום", "می\u200cخواهم", "漢字", "𝒳", "\U0010fffd",
    "Z" + "\u0301" * 50, "ﷺ", "\ud7ff", "\ue000", "Соnseillère", "Nadia · conseil", "🔒",
    "🗑 Nadia · conseil a retiré",
]  # fmt: skip
_AROUND = ["{}", "{} fin", "début {}", "a\n{}\nb", "« {} »", "{}{}"]

#: what a message can be: none is blank at its ends, as Telegram cuts that off
TEXTS = sorted(
    {
        text
        for word in (*_MARKUP, *_SIGNS)
        for around in _AROUND
        if (text := around.replace("{}", word).strip()) and not text.startswith("/")
    }
    | {"a" * 4096, "a" * 3840, "\n".join("x" * 5000), "😀" * 2048, "x" * 3839 + "👨‍👩‍👧‍👦", "é" * 4000}
)
assert len(TEXTS) >= 500, len(TEXTS)
