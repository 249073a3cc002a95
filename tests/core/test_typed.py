"""What people type for an age or a date, as it is read."""

from __future__ import annotations

from datetime import date

import pytest

from core.talk import Given, Unclear
from core.typed import age, born


@pytest.mark.parametrize(
    "words", ["17", "17 ans", "17ans", "J'ai 17 ans", "j'ai 17 ans et demi", "Bah 17 ans.", "17 !"]
)
def test_an_age_is_read_as_it_is_said(words: str) -> None:
    assert 17 == next(age("age", "?")).read(Given(words))


@pytest.mark.parametrize("words", ["bientôt 18", "presque 18 ans", "2009", "dans 3 ans", "mars 2009", "117", "17 18"])
def test_what_is_no_age_is_asked_again(words: str) -> None:
    with pytest.raises(Unclear):
        next(age("age", "?")).read(Given(words))


@pytest.mark.parametrize("words", ["03/2009", "mars 2009", "né en mars 2009", "Je suis née le 1er mars 2009", "03 09"])
def test_a_birth_is_read_as_it_is_said(words: str) -> None:
    assert date(2009, 3, 1) == next(born("born", "?", since=1960)).read(Given(words))
