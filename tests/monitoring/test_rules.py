"""The alert rules fire when they should, by Prometheus's own judgement, and ask for metrics that there are."""

import re
import subprocess
from pathlib import Path

import pytest

from app.metrics.layout import FAMILIES
from tests.monitoring.names import asked_for, told_names
from tests.prometheus import program

MONITORING = Path(__file__).parents[2] / "monitoring"
RULES = (MONITORING / "alerts.yml").read_text()
CHECKS = {
    "rules": ["check", "rules", "alerts.yml"],
    "configuration": ["check", "config", "prometheus.yml"],
    "unit tests": ["test", "rules", "alerts_test.yml"],
}


@pytest.mark.parametrize("arguments", CHECKS.values(), ids=CHECKS.keys())
def test_promtool_finds_nothing_wrong(arguments: list[str]) -> None:
    done = subprocess.run([program("promtool"), *arguments], cwd=MONITORING, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_unit_test() -> None:
    alerts = set(re.findall(r"- alert: (\w+)", RULES))
    assert len(alerts) > 10
    tested = (MONITORING / "alerts_test.yml").read_text()
    assert {alert for alert in alerts if alert not in tested} == set()


def test_alerts_ask_for_metrics_that_there_are_and_send_readers_to_such() -> None:
    assert len(asked_for(RULES)) > 10
    assert asked_for(RULES) <= told_names() | {family.name for family in FAMILIES}
