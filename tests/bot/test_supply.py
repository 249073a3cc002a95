"""The bill of materials names every package that is installed; an audit that could not ask says so."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import version

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bot.supply import AUDIT, LOCK, judged, main, packages, sbom

BARE = "left==1.0 \\\n    --hash=sha256:" + "a" * 64 + "\nright==2.0\n"


def test_every_package_of_the_lock_stands_in_it_with_the_version_that_runs_here() -> None:
    lock = LOCK.read_text("utf-8")
    bill = sbom(lock)

    assert ("CycloneDX", "1.6") == (bill["bomFormat"], bill["specVersion"])
    found = {one["name"]: one for one in bill["components"]}
    assert lock.count("==") - lock.count("; ") <= len(found) <= lock.count("==")
    for name in ("aiogram", "fastapi", "sqlalchemy"):
        assert version(name) == found[name]["version"]
        assert f"pkg:pypi/{name}@{version(name)}" == found[name]["purl"]
    assert all(len(each["content"]) == 64 for one in bill["components"] for each in one["hashes"])
    assert len({one["bom-ref"] for one in bill["components"]}) == len(bill["components"])
    assert sbom(lock) == bill
    assert "://" not in json.dumps(bill), "no host is named"


def test_it_is_what_the_standard_says() -> None:
    bill = sbom(LOCK.read_text("utf-8"))
    official = JsonStrictValidator(SchemaVersion.V1_6)

    assert official.validate_str(json.dumps(bill)) is None
    assert official.validate_str(json.dumps(bill | {"date": "2026"})) is not None


def test_a_package_without_a_hash_is_no_bill() -> None:
    with pytest.raises(ValueError, match="right"):
        packages(BARE)


# As pip-audit 2.10.1 answered: by a local OSV server with an invented flaw, and where no service was reached.
FLAW = {
    "name": "jinja2",
    "version": "3.1.6",
    "vulns": [
        {
            "id": "PYSEC-2099-1",
            "fix_versions": ["9.9"],
            "aliases": ["CVE-2099-0001", "GHSA-xxxx-xxxx-xxxx"],
            "description": "Invented.",
        }
    ],
}
CLEAN = {"name": "h11", "version": "0.16.0", "vulns": []}
SKIPPED = {
    "name": "aiogram",
    "skip_reason": "Dependency not found on PyPI and could not be audited: aiogram (3.31.0)",
}


@pytest.mark.parametrize(
    ("code", "out", "err", "judgement", "words"),
    [
        (0, [CLEAN], "", 0, "aucune faille connue"),
        (1, [FLAW, CLEAN], "", 1, "jinja2 3.1.6 : PYSEC-2099-1, CVE-2099-0001, GHSA-xxxx-xxxx-xxxx, corrigée en 9.9"),
        (1, [FLAW, SKIPPED], "", 1, "pas vérifié"),
        (0, [CLEAN, SKIPPED], "", 2, "Tout n'a pas été vérifié"),
        (0, [SKIPPED, SKIPPED], "No known vulnerabilities found", 2, "Ce n'est pas « aucune faille »"),
        (0, [], "", 2, "Tout n'a pas été vérifié"),
        (1, None, "ERROR:pip_audit: connection refused", 2, "Ce n'est pas « aucune faille »"),
        (1, None, "No module named pip_audit", 2, "pip-audit n'est pas installé"),
    ],
)
def test_an_audit_never_says_more_than_it_knows(
    code: int, out: list[object] | None, err: str, judgement: int, words: str
) -> None:
    said = judged(code, "" if out is None else json.dumps({"dependencies": out, "fixes": []}), err)

    assert judgement == said[0]
    assert words in "\n".join(said[1])


def test_pip_audit_understands_how_it_is_asked() -> None:
    dry = subprocess.run([*AUDIT, str(LOCK), "--dry-run"], capture_output=True, text=True, check=False)

    assert "would have audited" in dry.stderr
    assert 2 == judged(dry.returncode, dry.stdout, dry.stderr)[0], "who did not ask knows nothing"


def test_the_command_prints_the_bill(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["sbom"])
    assert "triade" == json.loads(capsys.readouterr().out)["metadata"]["component"]["name"]
    assert 2 == main([])
