"""Garbage collection of versions: what would go, and the removal of what does.

It is decided under the predictor's lock, which whoever promotes, withdraws, holds or publishes
takes as well, and some at a time, so that none of them waits for long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime

from bellwether_contract.errors import RefusedBundle, UnknownVersion
from bellwether_contract.settings import Settings
from bellwether_contract.storage import in_use, retention
from bellwether_contract.storage.locks import OnWait
from bellwether_contract.storage.retention import Decided, RetentionPolicy, Situation
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.validations import ValidationStore

# So many are removed while the lock is held: some tens of milliseconds.
AT_ONCE = 20

# Versions of a predictor that something which is not over names.
Named = Callable[[str], Iterable[str]]


def policy(settings: Settings, newest: int | None = None) -> RetentionPolicy | None:
    """The policy of an installation, for so many of the ``newest``; None where there is none."""
    newest = newest if newest is not None else settings.keep_versions
    if newest is None:
        return None
    return RetentionPolicy(newest, settings.keep_promotions, settings.keep_days)


def named_by(validations: ValidationStore) -> Named:
    """The versions that validations name which are not over."""

    def named(name: str) -> set[str]:
        return {each.asked.version for each in validations.all(name) if each.outcome is None}

    return named


def look(store: ModelStore, name: str, named: Named, *, altered: bool) -> Situation:
    """How a predictor's versions stand; nothing is changed. Raises OSError.

    Whether the history is ``altered`` is told: to know that, every line of it has to be read.
    """
    timeline = store.timeline(name)
    champion, sound = None, True
    try:
        pointer = store.champion(name)
        # A pointer that is not there, although somebody was promoted, was lost.
        sound = pointer is not None or timeline.champion is None
        if pointer is not None:
            champion = pointer.version
            sound = champion in store.versions(name)
    except RefusedBundle:
        sound = False
    losses = store.losses(name, timeline.promoted())
    return Situation(
        store.versions(name),
        timeline,
        champion,
        sound,
        datetime.now(UTC),
        {version: (anchor, loss) for version, anchor, loss in losses},
        in_use.in_use(store.folder / name),
        frozenset(named(name)),
        altered,
    )


def preview(store: ModelStore, name: str, rules: RetentionPolicy, named: Named) -> list[Decided]:
    """What would become of each version now; raises OSError."""
    altered = store.check_history(name).altered
    return retention.decide(look(store, name, named, altered=altered), rules)


def bytes_of(store: ModelStore, name: str, decided: Iterable[Decided]) -> int:
    """How many bytes the files have that would go; one that has gone by now has none."""
    size = 0
    for each in decided:
        if each.goes:
            with suppress(OSError, UnknownVersion):
                store.require(name, each.version)
                size += store.size(name, each.version)
    return size


def collect(
    store: ModelStore,
    name: str,
    rules: RetentionPolicy,
    named: Named,
    *,
    by: str,
    reason: str,
    on_wait: OnWait | None = None,
) -> list[str]:
    """Remove what the policy lets go, and what a killed removal has left; returns which.

    Raises VolumeFull, LockHeld, OSError; what was removed by then is removed.
    """
    removed: list[str] = []
    altered: bool | None = None

    def some() -> bool:
        """Remove the next AT_ONCE; returns whether there are more."""
        nonlocal altered
        store.tidy(name)
        in_use.sweep(store.folder / name)
        if altered is None:
            altered = store.check_history(name).altered
        situation = look(store, name, named, altered=altered)
        going = [each.version for each in retention.decide(situation, rules) if each.goes]
        # The oldest first.
        for version in going[: -AT_ONCE - 1 : -1]:
            store.collect(name, version, by=by, reason=reason)
            removed.append(version)
        return len(going) > AT_ONCE

    while store.deciding(name, some, on_wait):
        pass
    return removed
