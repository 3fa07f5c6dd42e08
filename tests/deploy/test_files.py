"""Compose and Kubernetes files parse, name settings that exist, and hold together."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE = DEPLOY / "compose" / "compose.yaml"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))


def documents():
    for path in MANIFESTS:
        yield from (one for one in yaml.safe_load_all(path.read_text()) if one["kind"] != "Kustomization")


@pytest.mark.parametrize("path", [*MANIFESTS, COMPOSE, DEPLOY / "Dockerfile"], ids=str)
def test_settings_that_are_named_exist(path):
    named = set(re.findall(r"\bBIRTHCASE_([A-Z0-9_]+)\b", path.read_text()))
    assert named - {name.upper() for name in Settings.model_fields} == set()


def test_every_manifest_is_listed_and_every_selector_meets_its_pods():
    listed = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text())["resources"]
    assert {path.name for path in MANIFESTS} == {*listed, "kustomization.yaml"}
    found = list(documents())
    pods = {
        one["spec"]["template"]["metadata"]["labels"]["app"] for one in found if one["kind"] == "Deployment"
    }
    for one in found:
        if one["kind"] == "Deployment":
            assert one["spec"]["selector"]["matchLabels"]["app"] == one["metadata"]["name"]
            (container,) = one["spec"]["template"]["spec"]["containers"]
            assert container["resources"]["limits"]["memory"]
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
        if one["kind"] == "Service":
            assert one["spec"]["selector"]["app"] in pods


READER, REST = 1000, 500
"""MiB: of a reader that is soon replaced (docs/operations.md), and of the process that it works for."""


def mebibytes(limit):
    number, unit = re.fullmatch(r"(\d+)(Mi|Gi|g)", limit).groups()
    return int(number) * (1 if unit == "Mi" else 1024)


def test_memory_is_enough_for_the_readers():
    found = {
        one["metadata"]["name"]: one for one in documents() if one["kind"] in ("Deployment", "ConfigMap")
    }
    readers = int(found["settings"]["data"]["BIRTHCASE_READERS"])
    preview = Settings.model_fields["preview_readers"].default
    for name, count in (("runner", readers), ("rerun", readers), ("web", preview)):
        (container,) = found[name]["spec"]["template"]["spec"]["containers"]
        assert mebibytes(container["resources"]["limits"]["memory"]) >= count * READER + REST
    runner = yaml.safe_load(COMPOSE.read_text())["services"]["runner"]
    most = mebibytes(runner["deploy"]["resources"]["limits"]["memory"])
    assert most >= int(runner["environment"]["BIRTHCASE_READERS"]) * READER + REST


def test_compose_services_depend_on_services_that_exist():
    services = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())["services"]
    assert {"web", "runner", "rerun", "prefect", "database", "objects"} <= services.keys()
    for one in services.values():
        assert set(one.get("depends_on", ())) <= services.keys()
    assert all(port.startswith("127.0.0.1:") for one in services.values() for port in one.get("ports", ()))


UNNAMED = re.sub(r"(?m)^name: .*\n", "", COMPOSE.read_text())
"""As docker-compose 1.29, which does not know a project's name, takes it."""
VALIDATORS = {
    "docker compose": (["docker", "compose", "-f", str(COMPOSE), "--profile", "watch", "config", "-q"], None),
    "docker-compose": (["docker-compose", "-f", "-", "--profile", "watch", "config", "-q"], UNNAMED),
    "kubectl": (["kubectl", "kustomize", str(DEPLOY / "kubernetes")], None),
    "promtool": (["promtool", "check", "config", str(DEPLOY / "prometheus" / "prometheus.yml")], None),
}


@pytest.mark.parametrize("name", VALIDATORS)
def test_their_own_validators_take_them(name, tmp_path):
    """Where the program is on this machine; else the other tests of this file have to do."""
    command, given = VALIDATORS[name]
    if not shutil.which(command[0]) or (name == "docker compose" and _without_compose()):
        pytest.skip(f"no {name}")
    words = dict.fromkeys(("DB_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY", "SECRET", "DATA_KEYS"), "x")
    environment = {**words, "S3_CONFIG": "/s3.json", "PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    more = {"capture_output": True, "text": True, "timeout": 60, "check": False, "cwd": COMPOSE.parent}
    done = subprocess.run(command, input=given, env=environment, **more)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("version", ["1.30.0", "1.37.0"])
def test_kubernetes_own_schemas_take_every_manifest(version):
    """With the package kubernetes-validate, which is too large (108 MB) to be asked of everybody."""
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    for one in documents():
        kubernetes_validate.validate(one, version, strict=True)


def _without_compose():
    return subprocess.run(
        ["docker", "compose", "version"], capture_output=True, timeout=30, check=False
    ).returncode
