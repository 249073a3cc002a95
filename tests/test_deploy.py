"""What stands in deploy/: each file is read by its own tool or schema, and compared with the bot that it deploys."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from bot.cli import _parser
from bot.runtime import metrics
from bot.runtime.settings import load

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
RULES = [rule for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"] for rule in group["rules"]]
DOCUMENTS = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "triade.yaml").read_text()))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())

UNIT = {"Unit", "Service", "Timer", "Install"}


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [document for document in DOCUMENTS if document["kind"] == kind]


def pods() -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """Labels and spec of every pod."""
    for document in of_kind("Deployment"):
        template = document["spec"]["template"]
        yield template["metadata"]["labels"], template["spec"]
    for document in of_kind("CronJob"):
        template = document["spec"]["jobTemplate"]["spec"]["template"]
        yield template["metadata"]["labels"], template["spec"]


def shown() -> tuple[set[str], set[str]]:
    """The names on the page for the collector, and every label that we give."""
    names, labels = set(), {"le", "instance"}
    for family in metrics.REGISTRY.collect():
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
        names |= {family.name + suffix for suffix in suffixes}
    for metric in (metrics.TURNS, metrics.SENDS, metrics.QUEUE_AGE, metrics.OUTBOX, metrics.DEAD_LETTERS,
                   metrics.ELECTED, metrics.HEARTBEAT, metrics.SEND_SECONDS):  # fmt: skip
        labels |= set(metric._labelnames)
    return names, labels


def expressions() -> list[str]:
    panels = json.loads((DEPLOY / "dashboard.json").read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]] + [rule["expr"] for rule in RULES]


@pytest.mark.parametrize("expression", expressions())
def test_every_chart_and_alert_asks_for_what_is_measured(expression: str) -> None:
    names, labels = shown()

    used = set(re.findall(r"triade_\w+", expression))
    by = {one.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for one in group.split(",")}
    matched = set(re.findall(r"(\w+)(?:=~|!=|=)\"", expression))
    assert used
    assert set() == used - names
    assert set() == (by | matched) - labels
    assert expression.count("(") == expression.count(")")


def test_every_alert_has_its_chapter_and_every_chapter_its_alert() -> None:
    chapters = re.findall(r"(?m)^### (Triade\w+)$", (DEPLOY / "RUNBOOK.md").read_text())

    assert [rule["alert"] for rule in RULES] == chapters
    assert [rule["annotations"]["runbook"] for rule in RULES] == [f"RUNBOOK.md#{name.lower()}" for name in chapters]
    assert {"page", "ticket"} == {rule["labels"]["severity"] for rule in RULES}


def test_no_label_can_hold_a_word_or_a_name() -> None:
    allowed = {"result", "channel", "urgency", "part", "office", "queue", "state", "kind"}

    assert set() == shown()[1] - {"le", "instance"} - allowed


# --- Kubernetes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document["kind"]))
def test_every_document_is_one_that_the_newest_kubernetes_takes(document: dict[str, Any]) -> None:
    """By the schemas of its own API; `strict` refuses a field that it does not know."""
    kubernetes_validate.validate(document, kubernetes_validate.latest_version(), strict=True)

    assert "triade" == document["metadata"]["namespace"]


def test_a_slip_of_the_pen_is_refused() -> None:
    wrong = {**of_kind("Service")[0], "spec": {"selectr": {}}}

    with pytest.raises(kubernetes_validate.ValidationError, match="selectr"):
        kubernetes_validate.validate(wrong, kubernetes_validate.latest_version(), strict=True)


def test_every_pod_is_locked_up_and_looked_after() -> None:
    for labels, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"]
        (container,) = pod["containers"]
        inside = container["securityContext"]
        assert (True, False, ["ALL"]) == (
            inside["readOnlyRootFilesystem"], inside["allowPrivilegeEscalation"], inside["capabilities"]["drop"]
        )  # fmt: skip
        assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}
        if labels["role"] == "desk":  # an idle one, for commands given by hand
            continue
        _parser().parse_args(container["args"])
        if labels["role"] == "backup":
            continue
        ports = {port["name"] for port in container["ports"]}
        probes = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "readiness", "liveness")}
        assert {"/ready", "/live"} == {probe["path"] for probe in probes.values()}
        assert {probe["port"] for probe in probes.values()} <= ports
        assert pod["terminationGracePeriodSeconds"] > 10


def test_budgets_services_and_scaling_point_to_what_is_there() -> None:
    roles = {labels["role"] for labels, _ in pods()}
    names, _ = shown()

    assert {"web", "worker", "clock"} == {
        document["spec"]["selector"]["matchLabels"]["role"] for document in of_kind("PodDisruptionBudget")
    }
    (service,), (ingress,), (scaler,) = of_kind("Service"), of_kind("Ingress"), of_kind("HorizontalPodAutoscaler")
    assert service["spec"]["selector"]["role"] in roles
    backend = ingress["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert (service["metadata"]["name"], "web") == (backend["name"], backend["port"]["name"])
    assert scaler["spec"]["scaleTargetRef"]["name"] in {
        document["metadata"]["name"] for document in of_kind("Deployment")
    }
    assert scaler["spec"]["metrics"][0]["external"]["metric"]["name"] in names
    replicas = {document["metadata"]["name"]: document["spec"]["replicas"] for document in of_kind("Deployment")}
    assert 0 == replicas.pop("triade-desk")
    assert min(replicas.values()) >= 2


# --- settings --------------------------------------------------------------------------------------------------------

SECRETS = {
    "bot_token": "123456789:AAExampleExampleExampleExampleExamp\n",
    "database_url": "postgresql://triade:word@postgres/triade\n",
    "webhook_secret": "A-long_secret\n",
}


@pytest.mark.parametrize("environment", [of_kind("ConfigMap")[0]["data"], COMPOSE["services"]["web"]["environment"]])
def test_the_bot_takes_these_settings(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        (tmp_path / name).write_text(value)
    for name, value in environment.items():
        host = re.sub(r"\$\{TRIADE_HOST:\?[^}]*\}", "bot.example.org", value)
        monkeypatch.setenv(name, host.replace("/run/secrets", str(tmp_path)))

    settings = load()

    assert SECRETS["bot_token"].strip() == settings.bot_token.get_secret_value()
    assert settings.by_webhook
    assert "word" in settings.secrets


# --- compose, Dockerfile, units --------------------------------------------------------------------------------------


def test_compose_reads_its_file() -> None:
    """By the schema of the Compose specification."""
    said = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == said.returncode, said.stdout + said.stderr


def test_compose_names_only_what_it_defines() -> None:
    services = COMPOSE["services"]
    assert {"web", "worker", "clock", "postgres", "redis", "proxy"} == set(services)
    for service in services.values():
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
        assert set(service.get("networks", ())) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", ())) <= set(services)
        named = {volume.split(":")[0] for volume in service.get("volumes", ()) if not volume.startswith("./")}
        assert named <= set(COMPOSE["volumes"])
    for name in ("web", "worker", "clock"):
        assert services[name]["read_only"]
        assert ["ALL"] == services[name]["cap_drop"]
        assert name == _parser().parse_args(services[name]["command"]).only
    published = {port.split(":")[1] for service in services.values() for port in service.get("ports", ())}
    assert {"80", "443"} == published


def test_the_image_is_not_root_checks_itself_and_takes_only_what_the_bot_needs() -> None:
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    steps = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]

    assert 2 == sum(step == "FROM" for step, _ in steps)
    assert {step for step, _ in steps} <= {
        "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"
    }  # fmt: skip
    assert "10001" == [rest for step, rest in steps if step == "USER"][-1]
    assert "--require-hashes" in text
    kept = set(re.findall(r"(?m)^!(.*)$", (ROOT / ".dockerignore").read_text()))
    sources = {shlex.split(rest)[0] for step, rest in steps if step == "COPY" and not rest.startswith("--from")}
    assert sources == kept
    assert all((ROOT / source).exists() for source in sources)
    assert "/live" in next(rest for step, rest in steps if step == "HEALTHCHECK")


@pytest.mark.parametrize(
    "file", sorted(DEPLOY.glob("*.service")) + sorted(DEPLOY.glob("*.timer")), ids=lambda f: f.name
)
def test_a_unit_is_read_by_systemd_and_runs_a_command_that_there_is(file: Path) -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(file)

    assert set(unit.sections()) <= UNIT
    if analyze := shutil.which("systemd-analyze"):  # systems without systemd cannot run it either
        said = subprocess.run([analyze, "verify", file], capture_output=True, text=True, check=False)
        assert (0, "") == (said.returncode, said.stderr)
    if "Service" in unit:
        words = shlex.split(unit["Service"]["ExecStart"])
        _parser().parse_args(words[words.index("triade") + 1 :])


def test_the_operator_at_the_keyboard_works_on_what_the_service_works_on() -> None:
    """Another account, another folder or another database: a restoration would go where no bot looks."""
    unit = (DEPLOY / "triade.service").read_text()
    command = shlex.split((DEPLOY / "triade").read_text().partition("exec ")[2])
    said = [word.removeprefix("--").removeprefix("property=").removeprefix("setenv=") for word in command]

    for line in ("StateDirectory", "StateDirectoryMode", "UMask", "EnvironmentFile"):
        assert f"{line}={dict(word.split('=', 1) for word in said if '=' in word)[line]}" in unit.splitlines()
    (database,) = (word for word in said if word.startswith("TRIADE_DATABASE_URL="))
    assert f"Environment={database}" in unit.splitlines()
    assert "User=triade" in unit.splitlines()
    assert "uid=triade" in said
    assert shlex.split(unit.partition("ExecStart=")[2].splitlines()[0])[:3] == command[-4:-1]


def test_who_was_erased_is_written_where_no_restoration_takes_it_away() -> None:
    folder = COMPOSE["services"]["clock"]["environment"]["TRIADE_ERASURES_FILE"].rpartition("/")[0]

    assert f"erasures:{folder}" in COMPOSE["services"]["clock"]["volumes"]
    assert of_kind("ConfigMap")[0]["data"]["TRIADE_ERASURES_FILE"].startswith(f"{folder}/")
    (clock,) = (pod for labels, pod in pods() if labels["role"] == "clock")
    assert folder in {mount["mountPath"] for mount in clock["containers"][0]["volumeMounts"]}
    assert f"install -d -o triade -g triade {folder}" in (DEPLOY / "Dockerfile").read_text()
