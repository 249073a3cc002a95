"""Contents survive the database, and rows written long ago stay readable."""

import json

from hypothesis import given, strategies as st

from core.messages import Attachment, Button, Content, Media, Paper, Place
from core.texts import Rich, Span
from storage.road.packing import (
    pack_attachments,
    pack_content,
    pack_place,
    pack_rich,
    unpack_attachments,
    unpack_content,
    unpack_place,
    unpack_rich,
)

words = st.text(max_size=20)
spans = st.builds(Span, words, st.integers(0, 9), st.integers(0, 9), words)
rich = st.builds(Rich, words, st.lists(spans, max_size=3).map(tuple))
buttons = st.builds(Button, words, words, words, words)
rows = st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=3).map(tuple)
papers = st.builds(Paper, words, st.dictionaries(words, words | st.integers(0, 9) | st.lists(words), max_size=3))
attachments = st.builds(
    Attachment,
    st.sampled_from(Media),
    words,
    words,
    words,
    st.integers(0, 10**9),
    st.integers(0, 999),
    st.none() | papers,
)
contents = st.builds(Content, rich, rows, st.none() | attachments)


def by_json(packed: object) -> object:
    return json.loads(json.dumps(packed))


@given(contents)
def test_a_content_is_read_as_it_was_written(content: Content):
    assert content == unpack_content(by_json(pack_content(content)))


@given(rich)
def test_a_text_is_read_as_it_was_written(text: Rich):
    assert text == unpack_rich(by_json(pack_rich(text)))


@given(st.lists(attachments, max_size=3).map(tuple))
def test_files_are_read_as_they_were_written(files: tuple[Attachment, ...]):
    assert files == unpack_attachments(by_json(pack_attachments(files)))


@given(st.builds(Place, words, words, words, st.booleans()))
def test_a_place_is_read_as_it_was_written(place: Place):
    assert place == unpack_place(by_json(pack_place(place)))


def test_what_is_empty_takes_no_room():
    assert {} == pack_content(Content())
    assert {"t": "oui", "b": [[["Oui", "y:1"]]]} == pack_content(Content(Rich("oui"), ((Button("Oui", "y:1"),),)))


def test_a_row_written_by_a_newer_version_is_readable():
    packed = {
        "t": "mot",
        "s": [["bold", 0, 3, "", "new"]],
        "b": [[["Oui", "y", "", "primary", "new"]]],
        "a": {"m": "photo", "r": "file", "new": 1},
        "new": {"x": 1},
    }

    assert Content(
        Rich("mot", (Span("bold", 0, 3),)),
        ((Button("Oui", "y", "", "primary"),),),
        Attachment(Media.PHOTO, "file"),
    ) == unpack_content(packed)
    assert Place("telegram", "1", "", True) == unpack_place(["telegram", "1", "", 1, "new"])
