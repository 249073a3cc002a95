"""Signs badges with the key of this bot: a JWK in a file that the operator keeps, never in the database."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from core.passport.badge import claims

# Open Badges 3.0, 8.2: every verifier knows RS256, and the same claims make the same signature.
ALGORITHM = "RS256"


class Signer:
    """The key, and the public address under which its public half is found."""

    def __init__(self, key: RSAKey, base: str) -> None:
        self._key = key
        self.base = base
        self.public: dict[str, Any] = {
            **key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM
        }  # fmt: skip

    def sign(self, credential: Mapping[str, Any]) -> str:
        """The credential as a signed JWT whose header leads to the public key."""
        header = {"alg": ALGORITHM, "typ": "vc+jwt", "kid": f"{self.base}/.well-known/badge-key.json"}
        issued, until = (_moment(credential[name]) for name in ("validFrom", "validUntil"))
        return jwt.encode(header, claims(credential, issued, until), self._key, algorithms=[ALGORITHM])


def load(path: Path, base: str) -> Signer:
    """The signer of a key file. OSError when it is not there, ValueError when it holds no private key."""
    key = RSAKey.import_key(json.loads(path.read_text("utf-8")))
    if not key.is_private:
        raise ValueError("a public key signs nothing")
    return Signer(key, base)


def new_key(path: Path) -> None:
    """A new private key, in a file that only its owner may read. FileExistsError: no key is ever overwritten."""
    key = RSAKey.generate_key(2048, private=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(key.as_dict(private=True), file)


def _moment(words: str) -> datetime:
    return datetime.fromisoformat(words.replace("Z", "+00:00"))
