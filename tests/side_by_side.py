"""Which tests share a process where several run side by side (``pytest -n 2 --dist loadgroup``).

The running stack is dear, so all that uses it is one group. Elsewhere a file is a group, since its
tests share what they have made. The longest begin first, so that no process waits for another one
at the end.
"""

from __future__ import annotations

import os

import pytest

STACK = frozenset({"compose_stack", "running_stack"})
# What trains or loads a server; whatever is not named here is quick and comes last.
LONGEST = ("demo", "reproduction", "study", "integration", "drafting", "trainer")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each test's group before xdist reads it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_place)


def _group(item: pytest.Item) -> str:
    return "stack" if _needs_the_stack(item) else item.nodeid.partition("::")[0]


def _place(item: pytest.Item) -> int:
    if _needs_the_stack(item):
        return -1
    folder = item.nodeid.split("/")[1]
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)


def _needs_the_stack(item: pytest.Item) -> bool:
    return not STACK.isdisjoint(getattr(item, "fixturenames", ()))
