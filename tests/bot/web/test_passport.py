"""The page of a passport, its proof, its badges: open, closed, too old, unknown."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from bot.web.app import create_app
from bot.web.pages.passport import make
from bot.web.signer import Signer, load, new_key
from core.links import Link
from core.passport.passport import Consent, Passport, Proof, Quote, Shelf

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
CODE = "c" * 22
KEY = RSAKey.generate_key(2048, private=True)
SHELF = Shelf(
    Passport(1, ((7, 2), (7, 1))),
    "Léa <b>",
    "Mission locale des Tilleuls",
    (
        Proof(7, 2, "Ranger les pneus", "Organiser", date(2026, 11, 24), 2, "Marc", "Atelier Lumen", "Secret."),
        Proof(7, 1, "Accueillir", "Accueillir", date(2026, 11, 20), 2, "Marc", "Atelier Lumen", "Non demandé."),
        Proof(7, 3, "Pas choisie", "Accueillir", date(2026, 11, 19), 2, "Marc", "Atelier Lumen", "Rien."),
    ),
    (Quote(7, 2, 2, "Très soigné.", 1, Consent.AGREED), Quote(7, 1, 2, "En attente.", 1, Consent.ASKED)),
)


class Back:
    """What the pages ask of the house."""

    def __init__(self, *, revoked: bool = False, days: int = 30, signs: bool = True) -> None:
        self.signer = Signer(KEY, "https://triade.example") if signs else None
        made = NOW - timedelta(days=1)
        gone = NOW if revoked else None
        self.known = Link(1, 1, "passeport", None, None, "passport:1", made, made + timedelta(days=days), gone)

    def now(self) -> datetime:
        return NOW

    async def link(self, purpose: str, code: str) -> Link | None:
        return self.known if (purpose, code) == ("passeport", CODE) else None

    async def find(self, structure: int, asked: Any) -> Any:
        assert (1, 1) == (structure, asked.person)
        return SHELF


async def gets(back: Back, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(create_app([make(back)]))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return await client.get(path)


async def test_it_shows_what_was_chosen_and_quotes_what_was_agreed_to():
    answer = await gets(Back(), f"/passeport/{CODE}")

    assert 200 == answer.status_code
    for words in ("Ranger les pneus", "Très soigné.", "Marc · Atelier Lumen, avec son accord", "Léa &lt;b&gt;"):
        assert words in answer.text
    for words in ("Pas choisie", "En attente.", "Secret.", "Non demandé.", "<script", "score</b>"):
        assert words not in answer.text
    assert 1 == answer.text.count("avec son accord")


@pytest.mark.parametrize("path", ["", "/preuve", "/badge/1"])
async def test_a_closed_link_says_that_its_holder_took_it_back(path: str):
    answer = await gets(Back(revoked=True), f"/passeport/{CODE}{path}")

    assert 410 == answer.status_code
    assert "retiré par son titulaire" in answer.text
    assert "Léa" not in answer.text


async def test_a_link_that_is_too_old_says_so():
    answer = await gets(Back(days=1), f"/passeport/{CODE}")

    assert 410 == answer.status_code
    assert "Léa" not in answer.text


async def test_an_unknown_link_opens_nothing():
    assert 404 == (await gets(Back(), "/passeport/autre")).status_code


async def test_the_proof_shows_issuer_and_date():
    answer = await gets(Back(), f"/passeport/{CODE}/preuve")

    for words in ("Mission locale des Tilleuls", "24/11/2026", "24/12/2026"):
        assert words in answer.text


async def test_a_badge_is_a_signed_open_badge():
    answer = await gets(Back(), f"/passeport/{CODE}/badge/1")
    public = (await gets(Back(), "/.well-known/badge-key.json")).json()
    token = jwt.decode(answer.text, RSAKey.import_key(public), algorithms=["RS256"])

    assert "d" not in public
    assert "https://triade.example/.well-known/badge-key.json" == token.header["kid"]
    said = token.claims
    subject = said["credentialSubject"]
    assert ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"] == (
        said["@context"]
    )
    assert {"VerifiableCredential", "OpenBadgeCredential"} == set(said["type"])
    assert (said["id"], said["issuer"]["id"], subject["id"]) == (said["jti"], said["iss"], said["sub"])
    assert "2026-11-24T09:00:00Z" == said["validFrom"]
    assert said["nbf"] < said["exp"]
    achievement = subject["achievement"]
    assert (["Achievement"], "Organiser", "Ranger les pneus") == (
        achievement["type"], achievement["name"], achievement["description"]
    )  # fmt: skip
    assert achievement["criteria"]["narrative"]
    assert "Très soigné." in json.dumps(said, ensure_ascii=False)
    assert "result" not in subject


async def test_a_badge_quotes_nobody_without_a_yes():
    token = jwt.decode((await gets(Back(), f"/passeport/{CODE}/badge/2")).text, KEY, algorithms=["RS256"])

    for words in ("Marc", "Lumen", "attente"):
        assert words not in json.dumps(token.claims)


async def test_a_badge_that_was_changed_is_not_believed():
    head, body, seal = (await gets(Back(), f"/passeport/{CODE}/badge/1")).text.split(".")
    other = (await gets(Back(), f"/passeport/{CODE}/badge/2")).text.split(".")[1]

    assert body != other
    with pytest.raises(Exception, match="bad_signature"):
        jwt.decode(f"{head}.{other}.{seal}", KEY, algorithms=["RS256"])


async def test_without_a_key_there_are_no_badges():
    assert "badge" not in (await gets(Back(signs=False), f"/passeport/{CODE}")).text
    for path in (f"/passeport/{CODE}/badge/1", "/.well-known/badge-key.json", "/.well-known/jwks.json"):
        assert 404 == (await gets(Back(signs=False), path)).status_code


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path):
    path = tmp_path / "badge.json"
    new_key(path)

    assert 0o600 == path.stat().st_mode & 0o777
    assert {"kty", "n", "e", "kid", "use", "alg"} == set(load(path, "https://x.example").public)
    with pytest.raises(FileExistsError):
        new_key(path)
