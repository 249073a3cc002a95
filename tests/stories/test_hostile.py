"""Hostile texts through the whole road: each arrives as it was written, and no link or mark is made of it."""

from __future__ import annotations

from tests.core.hostile import TEXTS
from tests.stories.cast import Cast

CONTROLS = dict.fromkeys((*range(33), *range(127, 161), 0xAD, *range(0x2028, 0x202F)))
#: how many of the texts take the whole road; the others are tried in core
SOME = 60


async def test_hostile_texts_arrive_whole_and_act_nowhere(cast: Cast) -> None:
    stage, texts = cast.stage, TEXTS[:: len(TEXTS) // SOME]

    for text in texts:
        cast.apprentice.send_text(stage.bot, text)
    await stage.follow()

    for where in (cast.adult, cast.topic):
        copies = [m for m in stage.screen(where) if m.sender is stage.bot and m.text.startswith("Léa · alternance")]
        assert len(texts) == len(copies)
        for text, copy in zip(texts, copies, strict=True):
            # The local Telegram takes controls away, as the real one does; what is too long goes on in the next one.
            words = copy.text.partition("\n")[2].replace("(écrit par Léa) ", "")
            assert text.translate(CONTROLS).startswith(words.translate(CONTROLS)), text[:80]
            assert words or not text.translate(CONTROLS)
        assert not [e for m in copies for e in m.entities if e["type"] in ("text_link", "code", "italic", "pre")]
