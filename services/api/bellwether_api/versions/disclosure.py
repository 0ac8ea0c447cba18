"""A version's report as everybody may see it: no count below five, and no one person's value.

The file on the volume keeps what the next training compares with; reports from before this rule are
told by it as well.
"""

from __future__ import annotations

from typing import Any

from bellwether_contract.disclosure import LEAST, counted, round_step
from bellwether_contract.encoding import numerals

Report = dict[str, Any]

# Quartiles are rounded to a step of this share of what lies between them: each is often one
# person's own value.
QUARTILE_SHARE = 0.02

# Tukey's fences, from the quartiles as they are told.
FENCE = 1.5


def report(found: Any) -> Any:
    """A report, in whatever form its version wrote it, without what fewer than LEAST share.

    Small counts read ``disclosure.FEWER``; the outer bins of a number are joined until each holds
    LEAST people; smallest and largest values are left out. ``found`` is changed in place.
    """
    if not isinstance(found, dict):
        return found
    _confusions(found)
    data = _within(found, "data")
    _count(data, "duplicates")
    _count_all(_within(data, "missing"))
    for entry in _listed(data, "fields"):
        _field(entry)
    _count_all(_within(_within(found, "preparation"), "removed"))
    _count_all(_within(_within(found, "split"), "set_aside"))
    for entry in _listed(data, "datasets"):
        for name in ("again", "told"):
            _count(_within(entry, "again"), name)
    sites = _within(found, "sites")
    if groups := _listed(sites, "groups"):
        sites["groups"] = [each for each in groups if each.get("n", LEAST) >= LEAST]
    counted_groups = [
        *_listed(_within(found, "subgroups"), "groups"),
        *_listed(sites, "groups"),
        _within(found, "later"),
    ]
    for group in counted_groups:
        _count(group, "n")
        _count(group, "events")
    for each in _listed(_within(found, "operating"), "bins"):
        _count(each, "positive")
        _count(each, "negative")
    calibration = _within(found, "calibration")
    if groups := _listed(calibration, "groups"):
        calibration["groups"] = [each for each in groups if each.get("n", LEAST) >= LEAST]
    return found


def validation(found: Any) -> Any:
    """A validation's report by the same rule, and what it repeats of the training's own."""
    report(report(found)["training"])
    beyond, learned = _within(found, "beyond"), _within(found, "learned")
    for counts in (beyond, _within(beyond, "refused_fields"), _within(beyond, "outside_fields")):
        _count_all(counts)
    for name in ("same", "measured", "people"):
        _count(learned, name)
    for name in ("again", "told"):
        _count(_within(learned, "again"), name)
    for group in _listed(_within(found, "periods"), "groups"):
        _count(group, "n")
        _count(group, "events")
    return found


def measures(found: dict[str, Any]) -> dict[str, Any]:
    """The measures of a version as a list shows them."""
    shown = {**found, "confusion": dict(_within(found, "confusion"))}
    _confusions(shown)
    return shown


def _confusions(found: Any) -> None:
    """Every confusion matrix, wherever it stands."""
    if isinstance(found, list):
        for each in found:
            _confusions(each)
    elif isinstance(found, dict):
        _count_all(_within(found, "confusion"))
        for each in found.values():
            if isinstance(each, dict | list):
                _confusions(each)


def _field(entry: Report) -> None:
    """One field of the data report."""
    _count(entry, "missing")
    summary, outliers = _within(entry, "summary"), _within(entry, "outliers")
    # As older reports have them; newer ones have ends that LEAST people share.
    summary.pop("minimum", None)
    summary.pop("maximum", None)
    _count(outliers, "count")
    quartiles = [summary.get(name) for name in ("q1", "median", "q3")]
    if all(isinstance(each, int | float) for each in quartiles):
        q1, median, q3 = (float(each) for each in quartiles if each is not None)
        if q1 < q3:
            step = round_step((q3 - q1) * QUARTILE_SHARE)
            q1, median, q3 = (round(round(each / step) * step, 12) for each in (q1, median, q3))
        summary.update(q1=q1, median=median, q3=q3)
        if outliers:
            reach = FENCE * (q3 - q1)
            outliers.update(low=round(q1 - reach, 9), high=round(q3 + reach, 9))
    bins = _listed(entry, "bins")
    if entry.get("type") in ("number", "integer"):
        bins = _joined(bins)
    for each in bins:
        _count(each, "positive")
        _count(each, "negative")
    if "bins" in entry:
        entry["bins"] = bins


def _joined(bins: list[Report]) -> list[Report]:
    """Bins of a number of which the outermost hold LEAST people; the unknown ones stay."""
    numbers = [each for each in bins if (each.get("low"), each.get("high")) != (None, None)]
    others = bins[len(numbers) :]
    while len(numbers) > 1 and _people(numbers[0]) < LEAST:
        first, second, *rest = numbers
        exact = second["low"] == second["high"]
        end = second["high"]
        label = (
            "all"
            if end is None
            else f"{numerals.for_people(end)} and less"
            if exact
            else f"below {numerals.for_people(end)}"
        )
        numbers = [_sum(first, second, label, None, end), *rest]
    while len(numbers) > 1 and _people(numbers[-1]) < LEAST:
        *rest, second, last = numbers
        begin = second["low"]
        label = "all" if begin is None else f"{numerals.for_people(begin)} and more"
        numbers = [*rest, _sum(second, last, label, begin, None)]
    return [*numbers, *others]


def _sum(one: Report, other: Report, label: str, low: float | None, high: float | None) -> Report:
    counts = {side: one[side] + other[side] for side in ("positive", "negative")}
    return {"label": label, "low": low, "high": high, **counts}


def _people(each: Report) -> int:
    return int(each["positive"] + each["negative"])


def _count(found: Report, name: str) -> None:
    if isinstance(found.get(name), int):
        found[name] = counted(found[name])


def _count_all(found: Report) -> None:
    for name in found:
        _count(found, name)


def _within(found: Report, name: str) -> Report:
    """A member that is an object, or an empty one."""
    member = found.get(name)
    return member if isinstance(member, dict) else {}


def _listed(found: Report, name: str) -> list[Report]:
    """A member that is a list of objects, or an empty one."""
    member = found.get(name)
    return [each for each in member if isinstance(each, dict)] if isinstance(member, list) else []
