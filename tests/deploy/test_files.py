"""Compose and Kubernetes files parse, name settings that exist, and hold together."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from pipeline.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
MANIFESTS = sorted((DEPLOY / "kubernetes").glob("*.yaml"))


def documents():
    for path in MANIFESTS:
        yield from (one for one in yaml.safe_load_all(path.read_text()) if one["kind"] != "Kustomization")


@pytest.mark.parametrize(
    "path", [*MANIFESTS, DEPLOY / "compose" / "compose.yaml", DEPLOY / "Dockerfile"], ids=str
)
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


def test_compose_services_depend_on_services_that_exist():
    services = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())["services"]
    assert {"web", "runner", "rerun", "prefect", "database", "objects"} <= services.keys()
    for one in services.values():
        assert set(one.get("depends_on", ())) <= services.keys()
    assert all(port.startswith("127.0.0.1:") for one in services.values() for port in one.get("ports", ()))


@pytest.mark.parametrize(
    "command",
    [
        ["docker", "compose", "-f", str(DEPLOY / "compose" / "compose.yaml"), "config", "-q"],
        ["kubectl", "kustomize", str(DEPLOY / "kubernetes")],
    ],
    ids=lambda command: command[0],
)
def test_their_own_validators_take_them(command, tmp_path):
    """Where the program is on this machine; else the other tests of this file have to do."""
    given = dict.fromkeys(("DB_PASSWORD", "S3_ACCESS_KEY", "S3_SECRET_KEY", "SECRET", "DATA_KEYS"), "x")
    environment = {
        **given,
        "S3_CONFIG": "s3.json",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(tmp_path),
    }
    if shutil.which(command[0]) and not (command[0] == "docker" and _without_compose()):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr


def _without_compose():
    return subprocess.run(
        ["docker", "compose", "version"], capture_output=True, timeout=30, check=False
    ).returncode
