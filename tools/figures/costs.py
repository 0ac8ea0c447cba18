"""What the page may cost, and what of it costs more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from tools.figures.measures import Measured

# Layout shift without a unit, as browsers count it: a good page is below 0.1.
MOVED = 0.02
# Seconds until the first letter, on this machine.
FIRST = 0.5
# Bytes on the wire, headers and all: styles and scripts of the first view, everything of /docs.
FIRST_VIEW = 60_000
DOCS = 300_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is beyond its limit, and where."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Row:
    """A view in all looks: the largest shift and where, the usual first paint, axe's findings."""

    view: str
    moved: float
    moved_in: str
    first: float
    axe: int


def rows(found: Mapping[tuple[str, str], Measured]) -> Iterator[Row]:
    """A row for each view of ``found``, which is by view and look."""
    for view in dict.fromkeys(view for view, _ in found):
        looks = {look: each for (name, look), each in found.items() if name == view}
        worst = max(looks, key=lambda look: looks[look].moved)
        yield Row(
            view,
            looks[worst].moved,
            f"{worst}, {looks[worst].what}" if looks[worst].what else "",
            # The same in every look, but for what else the machine has to do.
            median(
                [each.first for look, each in looks.items() if not look.endswith(" slow")] or [0.0]
            ),
            sum(len(nodes) for each in looks.values() for nodes in each.faults.values()),
        )


def of_view(view: str, look: str, each: Measured) -> Iterator[Fault]:
    """What is wrong with a view in a look: it moves, or axe finds something."""
    if each.moved > MOVED:
        yield Fault(f"{view}, {look}", f"moves by {each.moved:.3f} ({each.what})")
    for rule, nodes in each.faults.items():
        for node in nodes:
            yield Fault(f"{view}, {look}", f"axe: {rule}: {' '.join(node.split())}")


def late(found: Mapping[tuple[str, str], Measured]) -> Iterator[Fault]:
    """The views that are seen too late; true of a machine that has nothing else to do."""
    for row in rows(found):
        if row.first >= FIRST:
            yield Fault(row.view, f"is seen after {row.first:.2f} s")


def heavy(found: Mapping[tuple[str, str], Measured]) -> Iterator[Fault]:
    """What weighs too much on the wire."""
    if (home := first_of(found, "home")) and home.first_view > FIRST_VIEW:
        yield Fault("home", f"takes {home.first_view:,} bytes of styles and scripts")
    if (docs := first_of(found, "docs")) and sum(docs.sent.values()) > DOCS:
        yield Fault("docs", f"takes {sum(docs.sent.values()):,} bytes")


def first_of(found: Mapping[tuple[str, str], Measured], view: str) -> Measured | None:
    """A view in the look that came first, or None where it was not looked at."""
    return next((each for (name, _), each in found.items() if name == view), None)
