"""Which tests are quick, and which share a process where several run side by side.

`make check` runs those marked `unit`: what is quick in the rooms that need no stack. It and `make
test` run with ``pytest -n N --dist loadscope``. The running stack is dear, so what uses it is
one group; elsewhere a file is one, since its tests share what they have made. The longest begin
first, so that no process waits for another one at the end.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

STACK = ("tests/stack/", "tests/browser/")
UNIT = (
    "tests/api/",
    "tests/bench/",
    "tests/client/",
    "tests/contract/",
    "tests/trainer/",
    "tests/test_",
)
NOT_UNIT = frozenset({"slow", "quiet", "nightly"})
# What starts a server for all tests that ask it is no unit, however quick each question.
SERVERS = frozenset({"served", "ports"})
# What trains; whatever is not named here comes last.
LONGEST = (
    *STACK,
    "tests/trainer/",
    "tests/integration/",
    "tests/soak/",
    "tests/privacy/",
    "tests/drafting/",
    "tests/study/",
    "tests/reproduction/",
)
GZIP = b"\x1f\x8b"


class Groups(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out groups. (xdist's own marks for them do nothing: pytest 9 keeps ids otherwise.)"""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def group(nodeid: str) -> str:
    """What the tests that stay in one process with this one have in common."""
    return "stack" if nodeid.startswith(STACK) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Take these groups for xdist's."""
    return Groups(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick before pytest chooses by the marks, and begin with what takes longest."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        servers = SERVERS.intersection(getattr(item, "fixturenames", ()))
        if item.nodeid.startswith(UNIT) and marks.isdisjoint(NOT_UNIT) and not servers:
            item.add_marker(pytest.mark.unit)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: _place(item.nodeid))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed bytes by their argument: they hold the time, and no two processes would agree."""
    return argname if isinstance(val, bytes) and val.startswith(GZIP) else None


def _place(nodeid: str) -> int:
    return next((at for at, room in enumerate(LONGEST) if nodeid.startswith(room)), len(LONGEST))
