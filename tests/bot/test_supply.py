"""The bill of materials names every package that is installed; an audit that could not ask says so."""

from __future__ import annotations

import json
from importlib.metadata import version

import pytest

from bot.supply import LOCK, judged, main, packages, sbom

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


def test_a_package_without_a_hash_is_no_bill() -> None:
    with pytest.raises(ValueError, match="right"):
        packages(BARE)


FLAW = {"name": "x", "version": "1", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2"]}]}
CLEAN = {"name": "y", "version": "1", "vulns": []}
SKIPPED = {"name": "z", "skip_reason": "not on the index"}


@pytest.mark.parametrize(
    ("code", "out", "err", "judgement", "words"),
    [
        (0, [CLEAN], "", 0, "aucune faille connue"),
        (1, [FLAW, CLEAN], "", 1, "PYSEC-2026-1, corrigée en 2"),
        (1, [FLAW, SKIPPED], "", 1, "pas vérifié"),
        (0, [CLEAN, SKIPPED], "", 2, "Tout n'a pas été vérifié"),
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


def test_the_command_prints_the_bill(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["sbom"])
    assert "triade" == json.loads(capsys.readouterr().out)["metadata"]["component"]["name"]
    assert 2 == main([])
