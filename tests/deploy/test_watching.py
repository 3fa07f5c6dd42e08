"""What deploy/ asks Prometheus for exists: names of metrics, labels, and files that parse."""

import json
import re
from pathlib import Path

import yaml

from pipeline import metrics
from pipeline.store import watch

DEPLOY = Path(__file__).parents[2] / "deploy"
EMPTY = watch.Seen({}, {}, {}, 0.0, 0, 0, 0, 0, 0)


def known():
    told = {one.name + ("_total" if one.type == "counter" else "") for one in metrics._told(EMPTY)}
    parts = {f"birthcase_http_seconds_{part}" for part in ("bucket", "count", "sum")}
    return told | parts | {"birthcase_up", "birthcase_disk_free_bytes", "up"}


def expressions():
    alerts = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())
    for group in alerts["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in {"page", "ticket"} and rule["annotations"]["summary"]
            yield rule["expr"]
    for panel in json.loads((DEPLOY / "grafana" / "birthcase.json").read_text())["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def test_every_metric_that_is_asked_for_is_told():
    asked = {name for text in expressions() for name in re.findall(r"\b(?:birthcase_\w+|up)\b", text)}
    assert asked - known() == set() and len(asked) > 8


def test_prometheus_reads_the_alerts():
    config = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    assert config["rule_files"] == ["alerts.yml"] and config["scrape_configs"][0]["job_name"] == "birthcase"
