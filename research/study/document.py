"""`docs/study.md`, written from what was measured; its conclusion too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bellwether_trainer.measures.metric_types import Interval
from research.study.measure import Differences, Figures

Verdict = Literal["better", "worse", "no different"]


@dataclass(frozen=True, slots=True)
class Tried:
    """A variant as it comes out of the fit, and after a logistic recalibration.

    ``rows`` are those that the model was fitted on, in the first fold where there are folds.
    Differences are to the default, None for the default itself.
    """

    name: str
    rows: int
    raw: Figures
    recalibrated: Figures
    raw_difference: Differences | None
    recalibrated_difference: Differences | None


@dataclass(frozen=True, slots=True)
class Study:
    """All variants of one predictor, the default first."""

    title: str
    label: str
    how: str
    n: int
    events: int
    threshold: float
    tried: tuple[Tried, ...]


def write(studies: Sequence[Study]) -> str:
    """The whole document, as Markdown."""
    parts = [
        "# What preparing the rows changes",
        "`make study` writes this page. A declaration may ask for rows to be prepared "
        "(`preparation` in `predictor.yaml`): duplicates or outliers dropped, labels balanced by "
        "weights or by synthetic rows (SMOTE), columns selected. Here each of these is tried "
        "alone against the default (`duplicates: keep`, `outliers: keep`, `balance: none`, "
        "`select: all`). The model and its hyper-parameters stay the same, only the preparation "
        "of the training rows varies, and all variants are scored on the same rows, which no "
        "preparation touches. One seed and one fixed model: it says what these words do to these "
        "rows, not what they do everywhere.",
    ]
    for study in studies:
        parts += _section(study)
    parts += ["## Conclusion", *(conclusion(study) for study in studies), _overall(studies)]
    return "\n\n".join(parts) + "\n"


def compared(difference: Interval, *, lower_is_better: bool) -> Verdict:
    """Whether the 95 % interval of variant minus default leaves zero out, and on which side."""
    if difference.low <= 0 <= difference.high:
        return "no different"
    return "better" if (difference.high < 0) == lower_is_better else "worse"


def conclusion(study: Study) -> str:
    """Which variants differ from the default by more than chance."""
    sentences = [
        f"- `{tried.name}`: log loss {compared(raw.log_loss, lower_is_better=True)} "
        f"({raw.log_loss.estimate:+.5f}), AUROC {compared(raw.auroc, lower_is_better=False)} "
        f"({raw.auroc.estimate:+.5f}){_in_the_large(tried.raw.intercept)}; recalibrated, log "
        f"loss {compared(bent.log_loss, lower_is_better=True)} ({bent.log_loss.estimate:+.5f})."
        for tried in study.tried
        if (raw := tried.raw_difference) and (bent := tried.recalibrated_difference)
    ]
    return f"{study.title}, against the default:\n\n" + "\n".join(sentences)


def _section(study: Study) -> list[str]:
    return [
        f"## {study.title}",
        f"{study.label}, hyper-parameters as declared. {study.how} {study.n:,} rows, "
        f"{study.events:,} of them positive. Recall, share flagged and net benefit are those at "
        f"the declared threshold of {study.threshold:g}; net benefit counts true positives per "
        "1,000 people, needless flags subtracted at the odds of the threshold. Intervals cover "
        "95 %.",
        "As fitted:",
        _table([(tried.name, tried.raw) for tried in study.tried]),
        "After a logistic recalibration on the log-odds, fitted out of fold on training rows that "
        "keep their true shares:",
        _table([(tried.name, tried.recalibrated) for tried in study.tried]),
        "Variant minus default, paired on the same rows (log loss: below 0 is better; AUROC: above "
        "0 is better), and how many rows the model was fitted on (the default: "
        f"{study.tried[0].rows:,}):",
        _difference_table(study),
    ]


def _table(lines: Sequence[tuple[str, Figures]]) -> str:
    header = ["preparation", "log loss", "AUROC", "slope", "intercept"]
    return _markdown(
        [*header, "recall", "flagged", "net benefit"],
        [
            [
                f"`{name}`",
                f"{figures.log_loss:.4f}",
                f"{figures.auroc:.4f}",
                _estimate(figures.slope),
                _estimate(figures.intercept),
                f"{figures.recall:.3f}",
                f"{figures.flagged:.3f}",
                f"{1000 * figures.net_benefit:.1f}",
            ]
            for name, figures in lines
        ],
    )


def _difference_table(study: Study) -> str:
    header = ["preparation", "log loss", "AUROC", "log loss, recalibrated"]
    return _markdown(
        [*header, "training rows"],
        [
            [
                f"`{tried.name}`",
                _signed(raw.log_loss),
                _signed(raw.auroc),
                _signed(bent.log_loss),
                f"{tried.rows:,}",
            ]
            for tried in study.tried
            if (raw := tried.raw_difference) and (bent := tried.recalibrated_difference)
        ],
    )


def _overall(studies: Sequence[Study]) -> str:
    """What follows for the defaults."""
    better, worse, mended = [], [], []
    for study in studies:
        for tried in study.tried:
            raw, bent = tried.raw_difference, tried.recalibrated_difference
            if raw is None or bent is None:
                continue
            name = f"`{tried.name}` ({study.title})"
            found = compared(raw.log_loss, lower_is_better=True)
            if found == "better":
                better.append(name)
            elif found == "worse":
                worse.append(name)
                if compared(bent.log_loss, lower_is_better=True) != "worse":
                    mended.append(name)
    first = (
        f"Probabilities get worse by more than chance with {', '.join(worse)}."
        if worse
        else "Nothing makes the probabilities worse by more than chance."
    )
    second = (
        f"They get better by more than chance with {', '.join(better)}: these declarations are "
        "worth a training and the gate."
        if better
        else "Nothing makes them better by more than chance, so the defaults stand: rows are kept "
        "as they were told, and nobody is made up."
    )
    third = (
        f"What {', '.join(mended)} spoils is calibration alone: recalibrated it is no worse than "
        "the default, and a fit that needs mending is no gain. "
        if mended
        else ""
    )
    chance = (
        "At 95 %, one comparison in twenty would leave zero out by chance alone; read small "
        "differences with that in mind."
    )
    return f"{first} {third}{second} {chance}"


def _in_the_large(intercept: Interval | None) -> str:
    """Whether predictions are too high or too low as a whole, by more than chance."""
    if intercept is None or intercept.low <= 0 <= intercept.high:
        return ""
    side = "high" if intercept.estimate < 0 else "low"
    return (
        f", predictions too {side} (intercept {intercept.estimate:.2f}, "
        f"{intercept.low:.2f} to {intercept.high:.2f})"
    )


def _markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    rule = ["---", *["---:"] * (len(header) - 1)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, rule, *rows))


def _estimate(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.estimate:z.2f}"


def _signed(interval: Interval) -> str:
    return f"{interval.estimate:+.5f} ({interval.low:+.5f} to {interval.high:+.5f})"
