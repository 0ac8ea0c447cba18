"""Asks advisory databases what is known against the packages that are pinned.

usage: python -m tools audit [REQUIREMENTS...]

The exit status is 1 where something is known, 2 where asking failed, and 0 otherwise: where no
database can be reached, as on a site without the internet, that is said and the rest is skipped.
OSV_URL names a mirror of osv.dev (its `/v1/query`), which is asked alone then; npm asks its
registry.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.supply import page
from tools.supply.page import ROOT

# What the images hold, then what they are built and tested with.
REQUIREMENTS = tuple(
    f"requirements/{name}.txt" for name in ("api", "trainer", "client", "dev", "ci")
)

# Whatever pip-audit and the libraries below it call a database that does not answer.
AWAY = (
    "connect",
    "timed out",
    "blocking this service",
    "Name or service",
    "Max retries",
    "HTTPError",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known against the packages of one file; or why nobody could be asked."""

    packages: int = 0
    known: tuple[str, ...] = ()
    # Packages that no database knew.
    unknown: int = 0
    away: str | None = None
    fault: str | None = None


def main(arguments: list[str]) -> int:
    """Say what is known, a line each, or that it was skipped."""
    outcomes = []
    for file in arguments or REQUIREMENTS:
        outcome = python(ROOT / file)
        outcomes.append(_say("Python" if outcome.away else file, outcome))
        if outcome.away:
            # Nor will it answer for the others.
            break
    outcomes.append(_say("npm", npm()))
    if any(outcome.fault for outcome in outcomes):
        return 2
    return int(any(outcome.known for outcome in outcomes))


def python(requirements: Path) -> Outcome:
    """What pip-audit finds out of a file with hashes."""
    mirror = os.environ.get("OSV_URL")
    services = [("osv", "--osv-url", mirror)] if mirror else [("pypi",), ("osv",)]
    outcome = Outcome()
    for service in services:
        outcome = _pip_audit(requirements, *service)
        if not outcome.away:
            break
    return outcome


def npm() -> Outcome:
    """What npm's registry knows against what package-lock.json pins."""
    asked = page.npm("audit", "--json")
    try:
        answer = json.loads(asked.stdout)
    except ValueError:
        return Outcome(fault=_last(asked.stderr))
    if "vulnerabilities" not in answer:
        # Of its network, or of a registry that has no advisories; others have no message.
        if message := answer.get("message"):
            return Outcome(away=str(message))
        return Outcome(fault=str(answer.get("error", {}).get("summary") or _last(asked.stderr)))
    known = tuple(
        f"{name} {advisory['range']}: {advisory['title']} ({advisory['url']})"
        for name, each in sorted(answer["vulnerabilities"].items())
        for advisory in each["via"]
        # A text names another package of the list.
        if isinstance(advisory, dict)
    )
    return Outcome(answer["metadata"]["dependencies"]["total"], known)


def _pip_audit(requirements: Path, service: str, *more: str) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="bellwether-audit-") as directory:
        answer = Path(directory) / "answer.json"
        words = [
            *(sys.executable, "-m", "pip_audit", "--requirement", str(requirements)),
            # It is all pinned: nothing has to be resolved, so no index is asked.
            *("--require-hashes", "--disable-pip", "--vulnerability-service", service, *more),
            *("--format", "json", "--output", str(answer), "--progress-spinner", "off"),
        ]
        asked = subprocess.run(words, capture_output=True, text=True, check=False)
        if not answer.exists():
            said = _last(asked.stderr)
            away = any(word in asked.stderr for word in AWAY)
            return Outcome(away=said) if away else Outcome(fault=said)
        found = json.loads(answer.read_text())["dependencies"]
    looked_up = [each for each in found if "skip_reason" not in each]
    if found and not looked_up:
        # pip-audit calls that a success without vulnerabilities.
        return Outcome(away=f"{service} knows none of {len(found)} packages")
    return Outcome(len(looked_up), tuple(_advisories(looked_up)), len(found) - len(looked_up))


def _advisories(packages: list[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        for each in package["vulns"]:
            mended = ", ".join(each["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {each['id']}, mended in {mended}"


def _say(what: str, outcome: Outcome) -> Outcome:
    if outcome.away:
        print(f"{what}: skipped, no advisory database can be reached ({outcome.away})")
    elif outcome.fault:
        print(f"{what}: could not be audited: {outcome.fault}", file=sys.stderr)
    else:
        left = f"; {outcome.unknown} are in no database" if outcome.unknown else ""
        count = f"{len(outcome.known)} known" if outcome.known else "none known"
        print(f"{what}: {outcome.packages} packages, vulnerabilities: {count}{left}")
        for line in outcome.known:
            print(f"  {line}")
    return outcome


def _last(said: str) -> str:
    """The line of a program that tells most: its last one."""
    return (said.strip().splitlines() or ["it said nothing"])[-1]
