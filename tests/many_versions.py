"""Thousands of versions of one predictor, as cheap as they come: their files are links to one's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bellwether_contract.bundle.manifest import MANIFEST
from bellwether_contract.storage.history import Event, EventName
from bellwether_contract.storage.origin import HISTORY
from bellwether_contract.storage.store import ModelStore
from tests import factories, made_up

NAME = made_up.NAME
BEGAN = datetime(2026, 2, 1, tzinfo=UTC)


def jumping(place: int) -> datetime:
    """The time of a clock that jumps: of each hundred versions it tells another order."""
    return BEGAN + timedelta(minutes=place // 100 * 100 + place * 37 % 100)


def ends_rejected(place: int) -> EventName:
    """Every third is promoted, the others are rejected."""
    return "rejected" if place % 3 else "promoted"


def make(
    store: ModelStore,
    models: Path,
    count: int,
    *,
    clock: Callable[[int], datetime] = jumping,
    ended: Callable[[int], EventName] = ends_rejected,
) -> list[str]:
    """Publish one version and so many like it; returns all names in the order of publication."""
    first = factories.publish(store, 1)
    versions = models / NAME / "versions"
    template = json.loads((versions / first / MANIFEST).read_bytes())
    others = [each.name for each in (versions / first).iterdir() if each.name != MANIFEST]
    # A chained first line would call all others unchained.
    made, lines = [first], store.history(NAME)
    (store.folder / NAME / HISTORY).unlink()
    for place in range(1, count):
        at, job = clock(place), f"{place:032x}"
        version = f"{at:%Y%m%dT%H%M%SZ}-{place:08x}"
        directory = versions / version
        directory.mkdir()
        for name in others:
            os.link(versions / first / name, directory / name)
        said = {**template, "version": version, "job": job, "created": at.isoformat()}
        (directory / MANIFEST).write_text(json.dumps(said))
        made.append(version)
        lines.append(line(version, ended(place), place))
    append(store, lines)
    return made


def line(version: str, event: EventName, place: int = 0) -> Event:
    """A line of the history as a training writes it."""
    at = (BEGAN + timedelta(minutes=place)).isoformat()
    decision = event in ("promoted", "rejected", "kept as candidate")
    return Event(
        at,
        event,
        version,
        f"training {place:032x}",
        "better than the champion",
        factories.ANCHOR if decision else None,
        job=f"{place:032x}" if decision else None,
        log_loss=0.4 + place / 100_000 if decision else None,
    )


def append(store: ModelStore, events: Sequence[Event]) -> None:
    """Lines at the end of the history, as a release from before the chain has written them."""
    with (store.folder / NAME / HISTORY).open("a") as file:
        file.writelines(json.dumps(asdict(event)) + "\n" for event in events)
