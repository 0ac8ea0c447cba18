"""Which tests are quick, and which share a process where several run side by side.

`make check` runs those marked `unit`: what is quick in the rooms that need no stack. `make test`
runs them and the others with ``pytest -n logical --dist loadgroup``: the running stack is dear, so
all that uses it is one group; elsewhere a file is a group, since its tests share what they have
made. The longest begin first, so that no process waits for another one at the end.
"""

from __future__ import annotations

import os

import pytest

STACK = frozenset({"compose_stack", "running_stack"})
UNIT = frozenset(
    {"api", "bench", "client", "contract", "test_base_images.py", "test_docs.py", "trainer"}
)
NOT_UNIT = frozenset({"slow", "quiet", "nightly"})
GZIP = b"\x1f\x8b"
# What trains; whatever is not named here comes last.
LONGEST = ("trainer", "integration", "drafting", "study", "reproduction", "demo")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is quick, and name each test's group, before pytest and xdist choose by them."""
    for item in items:
        names = {mark.name for mark in item.iter_markers()}
        if _folder(item) in UNIT and names.isdisjoint(NOT_UNIT):
            item.add_marker(pytest.mark.unit)
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_place)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed bytes by their argument: they hold the time, and no two processes would agree."""
    return argname if isinstance(val, bytes) and val.startswith(GZIP) else None


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(item.config.rootpath / "tests").parts[0]


def _group(item: pytest.Item) -> str:
    return "stack" if _needs_the_stack(item) else item.nodeid.partition("::")[0]


def _place(item: pytest.Item) -> int:
    if _needs_the_stack(item):
        return -1
    folder = _folder(item)
    return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)


def _needs_the_stack(item: pytest.Item) -> bool:
    return not STACK.isdisjoint(getattr(item, "fixturenames", ()))
