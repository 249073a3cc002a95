"""What we are made of, from the lock: a bill of materials (CycloneDX) and an audit for known flaws.

python -m bot.supply sbom > triade.cdx.json     names, versions and hashes; asks nobody, same lock, same bytes
python3 start.py audit                          pip-audit on the lock: 0 none known, 1 some, 2 could not be asked
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "deploy" / "requirements.lock"
AUDIT = (sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format", "json", "-r")
_UNASKED = "Rien n'a pu être vérifié : {why}. Ce n'est pas « aucune faille »."
_MISSING = "pip-audit n'est pas installé (python3 start.py install --dev)"
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Package:
    """One line of the lock: the hashes are those of all its files, for every platform."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{re.sub(r'[-_.]+', '-', self.name).lower()}@{self.version}"


def packages(lock: str) -> list[Package]:
    """The packages of a lock, in its order. ValueError for one without a hash."""
    starts = list(_PACKAGE.finditer(lock))
    ends = [one.start() for one in starts[1:]] + [len(lock)]
    found = [
        Package(one[1], one[2], tuple(_HASH.findall(lock[one.end() : end])))
        for one, end in zip(starts, ends, strict=True)
    ]
    bare = [package.name for package in found if not package.hashes]
    if bare:
        raise ValueError(f"no hash in the lock for {', '.join(bare)}")
    return found


def sbom(lock: str) -> dict[str, Any]:
    """CycloneDX 1.6. Without a date and with a number made of the lock, so that two of them can be compared."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, lock)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "triade", "name": "triade"}},
        "components": [
            {
                "type": "library",
                "bom-ref": package.purl,
                "name": package.name,
                "version": package.version,
                "purl": package.purl,
                "hashes": [{"alg": "SHA-256", "content": each} for each in package.hashes],
            }
            for package in packages(lock)
        ],
        "dependencies": [{"ref": "triade", "dependsOn": sorted(package.purl for package in packages(lock))}],
    }


def judged(code: int, out: str, err: str) -> tuple[int, list[str]]:
    """What an audit found, to be printed, and the exit code. An audit that could not ask has found nothing out.

    `out` of pip-audit: {"dependencies": [{"name", "version", "vulns": [{"id", "fix_versions": [], "aliases": []}]}
                                          or {"name", "skip_reason"}]}
    """
    try:
        told = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, [_UNASKED.format(why=_MISSING if "No module named" in err else "pas de réponse")]
    flaws = [
        f"{one['name']} {one['version']} : {', '.join((flaw['id'], *flaw['aliases']))},"
        f" corrigée en {', '.join(flaw['fix_versions']) or '?'}"
        for one in told
        for flaw in one.get("vulns", ())
    ]
    skipped = [f"{one['name']} : pas vérifié ({one['skip_reason']})" for one in told if "skip_reason" in one]
    if told and len(skipped) == len(told):
        return 2, [_UNASKED.format(why=told[0]["skip_reason"])]
    if flaws:
        return 1, flaws + skipped
    if skipped or code or not told:
        return 2, [*skipped, "Tout n'a pas été vérifié."]
    return 0, [f"{len(told)} paquets, aucune faille connue aujourd'hui."]


def main(arguments: Sequence[str]) -> int:
    if arguments == ["sbom"]:
        print(json.dumps(sbom(LOCK.read_text("utf-8")), indent=1))
        return 0
    if arguments == ["audit"]:
        asked = subprocess.run([*AUDIT, str(LOCK)], capture_output=True, text=True, check=False)  # noqa: S603 - our words
        code, lines = judged(asked.returncode, asked.stdout, asked.stderr)
        print("\n".join(lines))
        return code
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
