"""`docs/anybodys-data.md`, written from what came out."""

from __future__ import annotations

from collections.abc import Sequence

from research.study.anybody.judge import Outcome, faults
from research.study.anybody.product import Failed, Trained

HEAD = (
    "# Anybody's data",
    "`make honest` writes this page. It takes public data sets that nothing here was made for, "
    "lets their package managers fetch them, and does what a person would: draft a predictor, "
    "train it, answer what is asked, train again. A third of the people is never shown to the "
    "product. On them the version that came out is measured: by person where people have several "
    "rows, without what is known only afterwards.",
    "*Reported* is the AUROC that the version's own report tells, with its 95 % interval; *honest* "
    "is that on the people never seen, with its standard error. *Asked about* are the columns that "
    "the draft leaves out or doubts, or that the training asks about. *As drafted* says how the "
    "training ended before anybody had answered.",
)


def write(outcomes: Sequence[Outcome]) -> str:
    """The whole page, as Markdown."""
    lines = [
        "| data set | rows | events | asked about | as drafted | answered | reported | honest | "
        "reported minus honest |",
        "| --- | ---: | ---: | --- | --- | --- | --- | --- | ---: |",
        *map(_line, outcomes),
    ]
    wrong = faults(outcomes)
    prose = (
        ["Not as it is wanted:", "\n".join(f"- {fault}" for fault in wrong)]
        if wrong
        else [
            "Every honest version was published, every column that a person has to be asked about "
            "was asked about, and no more reports than chance allows promise more than people "
            "never seen show."
        ]
    )
    later = [
        f"- {each.data_set.name}: {', '.join(f'`{column}`' for column in each.taken_out)}"
        for each in outcomes
        if each.taken_out
    ]
    if later:
        prose += [
            "Measured after the outcome could have happened, which neither their names nor the "
            "rows tell; whoever knows the study took them out without being asked:",
            "\n".join(later),
        ]
    sources = "\n".join(
        f"- {each.data_set.name}: `{each.data_set.source}`, {each.rows + _unseen(each):,} rows"
        for each in outcomes
    )
    return "\n\n".join([*HEAD, "\n".join(lines), *prose, "## Where they come from", sources]) + "\n"


def _line(each: Outcome) -> str:
    reported = honest = gap = "-"
    if isinstance(each.answered, Trained):
        trained = each.answered
        reported = f"{trained.auroc:.3f} ({trained.low:.3f} to {trained.high:.3f})"
    if each.unseen is not None:
        honest = f"{each.unseen.auroc:.3f} (SE {each.unseen.standard_error:.3f})"
    if each.gap is not None:
        gap = f"{each.gap:+.3f}{' **beyond chance**' if each.beyond else ''}"
    asked = ", ".join(f"`{column}`" for column in sorted(filter(None, each.asked))) or "-"
    return (
        f"| {each.data_set.name} | {each.rows:,} | {each.events:,} | {asked} | "
        f"{_ended(each.unanswered)} | {_ended(each.answered)} | {reported} | {honest} | {gap} |"
    )


def _ended(ended: Trained | Failed) -> str:
    if isinstance(ended, Failed):
        return "no training"
    return f"{ended.outcome}, {ended.auroc:.3f}"


def _unseen(each: Outcome) -> int:
    return 0 if each.unseen is None else each.unseen.rows + each.unseen.refused
