"""The part of a model card that tells how the model does at other sites and at later times."""

from __future__ import annotations

from typing import Any

from bellwether_api.model_card.markdown import count, plain, ranged, table
from bellwether_api.model_card.results import section

Report = dict[str, Any]

HEADS = ("AUROC", "Slope", "Observed to expected")
TOO_FEW = ["too few"] * len(HEADS)


def sections(report: Report) -> list[str]:
    """Each site left out, and the last quarter; nothing where no column says where or when."""
    told, by_person = [], "people" in report["split"]
    if sites := report.get("sites"):
        told.append(section("At other sites", _sites(sites, by_person)))
    if later := report.get("later"):
        told.append(section("At a later time", _later(later, by_person)))
    return told


def _sites(found: Report, by_person: bool) -> str:
    rows = [
        (plain(each["site"]), count(each["n"]), count(each["events"]), way, *_figures(figures))
        for each in found["groups"]
        for way, figures in (
            ("among the others", each["within"]),
            ("left out", each["left_out"]),
        )
    ]
    told = [
        "Left out: the same recipe, learned from all other sites and measured at this one"
        f"{'; nobody who was here was learned from' if by_person else ''}. Among the others: this "
        "version, on the rows here that measure it. A site with fewer than 30 people with or "
        "without the outcome has no figures.",
        table(("Site", "People", "Events", "Measured", *HEADS), rows, numbers=range(1, 7)),
    ]
    if found["others"]:
        told.append(f"Sites that are not told, most with too few people: {count(found['others'])}.")
    return "\n\n".join(told)


def _later(found: Report, by_person: bool) -> str:
    rows = [
        ("This version, on a random part of the rows", *_figures(found["random"])),
        (f"Learned before {plain(found['begins'])}, measured after", *_figures(found["later"])),
    ]
    told = [
        f"The same recipe was learned from {count(found['learned'])} rows from before "
        f"{plain(found['begins'])} and measured on {count(found['n'])} people from then on, "
        f"{count(found['events'])} of them with the outcome."
        f"{' Nobody was on both sides.' if by_person else ''}",
        table(("", *HEADS), rows, numbers=range(1, 4)),
    ]
    if found["why"]:
        told.append(f"It could not be measured: {plain(found['why'])}.")
    return "\n\n".join(told)


def _figures(found: Report | None) -> list[str]:
    if not found:
        return TOO_FEW
    return [
        ranged(found["auroc"], 3),
        ranged(found["slope"], 2),
        ranged(found["observed_expected"], 2),
    ]
