"""Videos lose where they were taken, and not one byte moves; what is broken is no video."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import given, strategies as st

from core.page.upload import attached
from core.page.videos import plain_film
from core.people import Refused

PLACE, MAKER, XMP = b"+48.8577+002.2950/", b"Phone Maker 12", b"exif:GPSLatitude"
FILM = b"moving pictures, udta and meta among their bytes"


def box(kind: bytes, *inside: bytes, long: bool = False) -> bytes:
    body = b"".join(inside)
    if long:
        return (1).to_bytes(4) + kind + (len(body) + 16).to_bytes(8) + body
    return (len(body) + 8).to_bytes(4) + kind + body


def film(*, long: bool = False, last: bytes = b"") -> bytes:
    """Its track says where in the file the pictures lie, as `stco` does: they may not move."""
    apple = box(b"meta", b"\0" * 4, box(b"keys", b"com.apple.quicktime.location.ISO6709"), box(b"ilst", PLACE))
    android = box(b"udta", box(b"\xa9xyz", PLACE), box(b"\xa9mak", MAKER), long=long)
    track = box(b"trak", box(b"tkhd", b"\1" * 20), box(b"udta", MAKER), box(b"mdia", b"\2" * 30))
    head = box(b"ftyp", b"mp42\0\0\0\0isom"), box(b"moov", box(b"mvhd", b"\3" * 40), track, android, apple)
    return b"".join(head) + box(b"uuid", b"u" * 16, XMP) + (last or box(b"mdat", FILM, long=long))


@pytest.mark.parametrize("long", [False, True])
def test_a_video_says_neither_where_nor_with_what(long: bool) -> None:
    before = film(long=long)
    assert all(trace in before for trace in (PLACE, MAKER, XMP))

    after = plain_film(before)

    assert not [trace for trace in (PLACE, MAKER, XMP, b"ISO6709") if trace in after]
    assert len(before) == len(after)
    assert before.index(FILM) == after.index(FILM)
    kept = (b"ftyp", b"mvhd", b"tkhd", b"mdia", b"mdat")
    assert [before.index(kind) for kind in kept] == [after.index(kind) for kind in kept]
    assert after == plain_film(after)


def test_the_last_box_may_reach_to_the_end() -> None:
    after = plain_film(film(last=b"\0\0\0\0mdat" + FILM))

    assert after.endswith(FILM)
    assert PLACE not in after


def test_a_broken_video_bears_no_place() -> None:
    whole = film()
    for at in range(len(whole)):
        assert PLACE not in plain_film(whole[:at])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"RIFF\0\0\0\0AVI ",
        box(b"moov", box(b"udta", PLACE)),
        box(b"ftyp", b"qt  ") + b"\0\0\0\4moov" + PLACE,
        box(b"ftyp", b"qt  ") + b"\0\0\0\1mdat" + (2**63).to_bytes(8) + PLACE,
        box(b"ftyp", b"qt  ") + PLACE[:7],
    ],
)
def test_what_is_no_whole_video_is_none(raw: bytes) -> None:
    assert b"" == plain_film(raw)


def test_boxes_in_boxes_without_end_are_not_followed() -> None:
    deep = box(b"ftyp", b"qt  ") + b"".join((8 * (100_000 - n)).to_bytes(4) + b"moov" for n in range(100_000))

    assert len(deep) == len(plain_film(deep))


@given(st.binary(max_size=300))
def test_whatever_comes_it_is_as_long_or_nothing(noise: bytes) -> None:
    raw = box(b"ftyp", b"mp42") + noise

    assert len(plain_film(raw)) in (0, len(raw))


@pytest.mark.parametrize("name", ["chantier.mp4", "note.m4a"])
def test_what_is_sent_from_a_page_bears_no_place(name: str) -> None:
    (file,) = attached({"file_name": name, "file": b64encode(film()).decode()})

    assert file.paper is not None
    sent = b64decode(file.paper.data["b"])
    assert (len(film()), FILM in sent, PLACE in sent) == (len(sent), True, False)


def test_a_broken_video_is_refused_with_what_passes() -> None:
    with pytest.raises(Refused) as caught:
        attached({"file_name": "chantier.mp4", "file": b64encode(film()[:-9]).decode()})

    assert "rien n'est parti" in caught.value.text.template
