"""Pictures lose what the camera wrote into them, and nothing else; what is broken is no picture."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from core.page.pictures import plain


def drawn(kind: str, **more: object) -> bytes:
    made = BytesIO()
    Image.linear_gradient("L").convert("RGB").save(made, kind, **more)
    return made.getvalue()


@pytest.mark.parametrize("side", range(1, 9))
def test_a_photo_says_which_side_is_up_and_nothing_else(side: int) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = side, "Maker", {1: "N"}
    raw = drawn("JPEG", exif=exif, comment=b"Rue des Tilleuls")

    bare = plain(raw)

    assert b"Tilleuls" not in bare
    assert b"Maker" not in bare
    with Image.open(BytesIO(bare)) as after, Image.open(BytesIO(raw)) as before:
        assert ({0x0112: side} if side > 1 else {}) == dict(after.getexif())
        assert before.tobytes() == after.tobytes()


def test_the_words_of_a_png_are_left_out() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Lieu", "Rue des Tilleuls")
    raw = drawn("PNG", pnginfo=words)

    with Image.open(BytesIO(plain(raw))) as after, Image.open(BytesIO(raw)) as before:
        assert {} == after.info
        assert before.tobytes() == after.tobytes()


def test_what_is_cut_anywhere_or_no_picture_breaks_nothing() -> None:
    raw = drawn("JPEG", exif=Image.Exif())
    assert b"" == plain(b"<script>")
    assert b"" == plain(b"")
    assert all(isinstance(plain(raw[:cut]), bytes) for cut in range(700))
