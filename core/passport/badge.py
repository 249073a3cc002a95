"""One mission of a passport as an Open Badges 3.0 credential (W3C Verifiable Credentials 2.0), before it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


def badge(
    shown: Mapping[str, Any], rank: int, base: str, code: str, issued: datetime, until: datetime
) -> dict[str, Any]:
    """The credential of the `rank`-th entry (from 1) of what core/passport/passport.py shows. `base`: our address.

    The holder is known by her first name alone; the credential lives as long as her link does.
    """
    entry = shown["entries"][rank - 1]
    page = f"{base}/passeport/{code}"
    words = f"« {entry['quote']} » ({entry['by']})" if entry["quote"] else ""
    return {
        "@context": list(CONTEXT),
        "id": f"{page}/badge/{rank}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": entry["title"],
        "issuer": {"id": base, "type": ["Profile"], "name": shown["structure"], "url": base},
        "validFrom": _moment(issued),
        "validUntil": _moment(until),
        "credentialSubject": {
            "id": page,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{page}/badge/{rank}#mission",
                "type": ["Achievement"],
                "achievementType": "Competency",
                "name": entry["skill"],
                "description": entry["title"],
                "criteria": {
                    "narrative": "Mission proposée par la personne, acceptée par l'entreprise avant de commencer, "
                    f"faite, puis regardée par les deux le {entry['day']}."
                },
            },
        },
        "evidence": [{"id": page, "type": ["Evidence"], "name": "Passeport de compétences", "narrative": words}],
    }


def claims(credential: Mapping[str, Any], issued: datetime, until: datetime) -> dict[str, Any]:
    """The credential as the claims of a JWT (Open Badges 3.0, 8.2: iss, jti, nbf, sub, exp beside its own fields)."""
    return {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": int(issued.timestamp()),
        "exp": int(until.timestamp()),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
