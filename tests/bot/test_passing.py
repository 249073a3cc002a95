"""Files of others: bombs are never opened, no place leaves with a picture, and a name is only a name."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image

from bot.passing import LONGEST, UNKNOWN, file_name, kind, passing
from bot.web.download import download
from core.messages import Attachment, Media
from core.page.pictures import plain
from core.page.scans import plain_scan
from core.page.stills import plain_still
from core.people import Refused
from core.room import roster

GPS, MAKER = b"48 deg 51' 24.12", b"Appareil de Lea"


def picture(how: str, turned: int = 6) -> bytes:
    """A small picture with all that a phone writes beside it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turned, MAKER.decode()
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.12)
    exif.get_ifd(0x8825)[29] = GPS.decode()
    made = io.BytesIO()
    more = {"JPEG": {"comment": GPS}, "TIFF": {"description": GPS.decode()}}.get(how, {})
    Image.new("RGB", (64, 32), "orange").save(made, how, exif=exif, xmp=b"<x:xmpmeta>" + GPS, **more)
    return made.getvalue()


def bombs() -> dict[str, bytes]:
    """Small files that would be huge for whoever opened them."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = struct.pack(">LLBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(9_000_000)))
        + chunk(b"IEND", b"")
    )
    frame = b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01"
    jpeg = (
        b"\xff\xd8" + frame + b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00" + b"\x7f" * 99 + b"\xff\xd9"
    )
    nested = bytes(20_000_000)
    for level in range(4):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"../../etc/niveau-{level}", nested)
        nested = made.getvalue()
    return {"PNG of 50,000 × 50,000": png, "JPEG of 65,535 × 65,535": jpeg, "archives in archives": nested}


BOMBS = bombs()


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS)
def test_a_bomb_passes_as_it_is_and_nobody_opens_it(content: bytes) -> None:
    tracemalloc.start()
    taken = passing(Attachment(Media.DOCUMENT, "x", "cv.pdf", "application/pdf", bytes=content))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert taken is not None
    assert content == taken.bytes
    assert most < 4 * len(content) + 2_000_000


@pytest.mark.parametrize("content", [*BOMBS.values(), b"\x1f\x8b\x08\x00\x00", b"%PDF-1.7\0"])
def test_a_bomb_sent_as_a_list_of_young_people_is_answered_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Refused) as caught:
        roster.read(content, {}, frozenset(), date(2026, 11, 23))

    assert "CSV" in caught.value.text.template


@pytest.mark.parametrize("how", ["JPEG", "PNG", "WEBP"])
def test_no_place_and_no_camera_leave_with_a_picture(how: str) -> None:
    before = picture(how)
    assert {GPS, MAKER} == {trace for trace in (GPS, MAKER) if trace in before}

    after = plain(before + (b"\xff\xd8 a film " + GPS if how == "JPEG" else b""))

    assert not [trace for trace in (GPS, MAKER, b"xmpmeta") if trace in after]
    seen, was = Image.open(io.BytesIO(after)), Image.open(io.BytesIO(before))
    assert {} == dict(seen.getexif().get_ifd(0x8825))
    assert was.convert("RGB").tobytes() == seen.convert("RGB").tobytes()
    if how == "JPEG":
        assert {0x0112: 6} == dict(seen.getexif())


@pytest.mark.parametrize(("how", "clean"), [("AVIF", plain_still), ("TIFF", plain_scan)])
def test_a_picture_of_boxes_or_of_a_scanner_leaves_as_long_as_it_was_without_its_place(
    how: str, clean: Callable[[bytes], bytes]
) -> None:
    """AVIF is packed as the HEIC of phones is, but for how its pixels are written."""
    before = picture(how)
    assert {GPS, MAKER} == {trace for trace in (GPS, MAKER) if trace in before}

    after = passing(Attachment(Media.DOCUMENT, "x", "IMG_0042", bytes=before))

    assert after is not None
    assert after.bytes == clean(before) == clean(after.bytes)
    assert len(before) == len(after.bytes)
    assert not [trace for trace in (GPS, MAKER, b"xmpmeta") if trace in after.bytes]
    seen, was = Image.open(io.BytesIO(after.bytes)), Image.open(io.BytesIO(before))
    assert {} == dict(seen.getexif().get_ifd(0x8825))
    assert was.convert("RGB").tobytes() == seen.convert("RGB").tobytes()


def test_a_picture_that_hides_another_part_among_its_own_does_not_pass() -> None:
    """Words behind its end go; one that claims the same bytes over and over, or bytes elsewhere, is none."""
    for how, clean in (("AVIF", plain_still), ("TIFF", plain_scan)):
        hidden = struct.pack(">I4s", 8 + len(GPS), b"mpvd") + GPS
        assert GPS not in clean(picture(how) + hidden)
    again = struct.pack("<IH", 8, 40_000) + struct.pack("<HHII", 324, 7, 900_000, 8) * 40_000 + bytes(4)
    assert b"" == plain_scan(b"II*\0" + again + bytes(500_000))
    assert b"" == plain_scan(b"II*\0" + struct.pack("<IHI", 8, 0, 8))


@pytest.mark.parametrize("how", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_a_broken_picture_bears_no_place_either(how: str) -> None:
    whole = picture(how)
    for at in range(13, len(whole), 7):
        taken = passing(Attachment(Media.DOCUMENT, "x", "x.jpg", bytes=whole[:at]))
        assert taken is None or GPS not in taken.bytes


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"\xff\xd8\xff\xe0", "cv.pdf", "image/jpeg"),
        (b"<html><script>alert(1)</script>", "photo.jpg", UNKNOWN),
        (b"%PDF-1.7", "photo.jpg", "application/pdf"),
        (b"PK\x03\x04", "cv.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04", "photo.jpg", "application/zip"),
        (b"\0\0\0\x18ftypheic", "x", "image/heic"),
        (b"\0\0\0\x18ftypavif", "x", "image/avif"),
        (b"\0\0\0\x18ftypmp42", "x", "video/mp4"),
        (b"II*\0", "x", "image/tiff"),
        (b"", "", UNKNOWN),
    ],
)
def test_what_a_file_is_stands_in_its_first_bytes(content: bytes, name: str, told: str) -> None:
    assert told == kind(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90", "photo.jpg"),
        (b"\x7fELF", "x"),
        (b"x", "cv.pdf.exe"),
        (b"<svg/>", "logo.SVG"),
        (b"x", "cv.\u202efdp.exe"),
    ],
)
def test_a_program_does_not_pass(content: bytes, name: str) -> None:
    assert passing(Attachment(Media.DOCUMENT, "x", name, bytes=content)) is None


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "cv.pdf\0.exe": "cv.pdf.exe",
    "cv\r\nContent-Type: text/html\r\n\r\n<b>.pdf": "html_b_.pdf",
    "photo\u202egpj.exe": "photogpj.exe",
    'a"; filename="b.html': "a__ filename=_b.html",
    "": "",
    "...": "",
    "/": "",
    " .htaccess": "htaccess",
    "bilan d'étape – Œuvre.pdf": "bilan d'étape – Œuvre.pdf",
}


@pytest.mark.parametrize(("name", "left"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_only_a_name(name: str, left: str) -> None:
    assert left == file_name(name)
    shown = download(b"x", "application/pdf", name).headers["content-disposition"]
    assert shown.startswith('attachment; filename="' if left.isascii() else "attachment; filename*=utf-8''")
    assert not set(shown) & set("\r\n\0/\\\u202e")


def test_a_long_name_keeps_its_ending() -> None:
    assert LONGEST == len(file_name("é" * 4000 + ".pdf"))
    assert file_name("é" * 4000 + ".pdf").endswith("é.pdf")
    assert LONGEST >= len(file_name("." + "x" * 4000))
