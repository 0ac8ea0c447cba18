"""The part of a model card that tells how good the model is, and what the gate made of it."""

from __future__ import annotations

import math
from typing import Any

from bellwether_api.model_card.markdown import (
    count,
    fixed,
    listed,
    measured,
    of_100,
    plain,
    ranged,
    table,
)
from bellwether_api.versions import repository

Report = dict[str, Any]

# Thresholds at which the decision curve is told, beside the version's own.
TOLD_THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5)

# Scores at which the band is told: the page draws all 101.
TOLD_SCORES = (1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90)

NOT_MEASURED = "Not measured in this training."


def section(title: str, text: str) -> str:
    """A section of the card."""
    return f"## {title}\n\n{text}"


def sections(report: Report) -> list[str]:
    """From discrimination to what was asked about its values, and the verdict."""
    return [
        section("How well it tells people apart", _discrimination(report)),
        section("Whether its probabilities hold", _calibration(report)),
        section("Threshold", _threshold(report)),
        section("Clinical utility", _utility(report)),
        section("Groups of people", _subgroups(report)),
        section("How sure a score is", _scores(report)),
        section("Whether the rows are enough", _few(report)),
        section("What it goes by", _importance(report)),
        section("Whether its values are known in time", _questions(report)),
        section("Verdict of the gate", _verdict(report)),
    ]


def _discrimination(report: Report) -> str:
    evaluated = report["evaluation"]
    models = [
        (f"**This version** ({plain(report['winner_label'])})", evaluated["winner"]),
        ("Plain logistic regression", evaluated["plain_logistic"]),
        ("“Always no”", evaluated["always_no"]),
    ]
    if evaluated["reference"]:
        reference = (plain(evaluated["reference"]["label"]), evaluated["reference"]["metrics"])
        models.insert(1, reference)
    if evaluated["champion"]:
        models.insert(1, ("The champion at the time", evaluated["champion"]))
    rows = [
        (
            name,
            measured(each, "auroc", 3),
            measured(each, "auprc", 3),
            measured(each, "log_loss", 4),
            measured(each, "brier", 4),
            fixed(each["mcc"], 3),
            fixed(each["balanced_accuracy"], 3),
        )
        for name, each in models
        if each
    ]
    heads = ("", "AUROC", "AUPRC", "Log loss", "Brier score", "MCC", "Balanced accuracy")
    told = [
        f"{plain(evaluated['how'])} In brackets stand 95 % intervals. Log loss and Brier score are "
        "better where they are smaller.",
        table(heads, rows, numbers=range(1, len(heads))),
    ]
    if evaluated["no_champion"]:
        told.append(f"It was compared with no champion: {plain(evaluated['no_champion'])}.")
    return "\n\n".join(told)


def _calibration(report: Report) -> str:
    found = report["calibration"]
    rows = [
        (
            f"{100 * each['predicted']:.1f}",
            f"{100 * each['observed']:.1f} ({100 * each['low']:.1f} to {100 * each['high']:.1f})",
            count(each["n"]),
        )
        for each in found["groups"]
    ]
    figures = [
        ("Slope (1 is perfect; below: too extreme)", ranged(found["slope"], 3)),
        ("Intercept (0 is perfect; below: probabilities too high)", ranged(found["intercept"], 3)),
        ("Observed to expected events", ranged(found["observed_expected"], 3)),
        ("Expected calibration error", fixed(found["expected_calibration_error"], 4)),
    ]
    told = [table(("", "Estimate and 95 % interval"), figures)]
    if found["intercept"] and found["intercept"]["low"] is None:
        told.append(
            "Intercept and ratio have no interval: cross-validation makes them true by itself."
        )
    return "\n\n".join(
        [
            *told,
            "People in ten equal groups, from the lowest to the highest probability:",
            table(("Predicted of 100", "Observed of 100", "People"), rows, numbers=(0, 1, 2)),
        ]
    )


def _threshold(report: Report) -> str:
    threshold = report["threshold"]
    if not threshold:
        return NOT_MEASURED
    value = threshold["value"]
    told = [
        f"A probability of {fixed(value, 3)} or more counts as positive "
        f"({plain(threshold['policy'])}).",
        _rationale(threshold["policy"], value),
    ]
    if threshold["interval"]:
        low, high = threshold["interval"]
        told.append(f"On other rows it might have been {fixed(low, 3)} to {fixed(high, 3)}.")
    rows = [
        ("Of the people with the outcome, it points out", of_100(threshold["sensitivity"])),
        ("Of the people without it, it leaves alone", of_100(threshold["specificity"])),
        ("Of all people, it points out", of_100(threshold["flagged"])),
    ]
    confusion = report["evaluation"]["winner"]["confusion"]
    counts = [
        ("Pointed out", count(confusion["tp"]), count(confusion["fp"])),
        ("Left alone", count(confusion["fn"]), count(confusion["tn"])),
    ]
    return "\n\n".join(
        [
            " ".join(told),
            table(("", "People (95 % interval)"), rows, numbers=(1,)),
            table(("", "With the outcome", "Without it"), counts, numbers=(1, 2)),
        ]
    )


def _rationale(policy: str, value: float) -> str:
    if policy.startswith("net benefit") and 0 < value < 1:
        accepted = math.floor((1 - value) / value * 10 + 0.5) / 10
        return (
            "It is declared, not estimated: it says that to find one person with the outcome it is "
            f"worth pointing out up to {accepted:g} without it."
        )
    return "It was chosen on predictions of rows that the model had not been fitted on."


def _utility(report: Report) -> str:
    curve, threshold = report["decision_curve"], report["threshold"]
    if not curve:
        return NOT_MEASURED
    own = [threshold["value"]] if threshold else []
    thresholds = curve["thresholds"]
    places = sorted(
        {
            min(range(len(thresholds)), key=lambda place: abs(thresholds[place] - wanted))
            for wanted in (*own, *TOLD_THRESHOLDS)
            if thresholds and thresholds[0] <= wanted <= thresholds[-1]
        }
    )
    rows = [
        (
            fixed(thresholds[place], 2),
            # Untold where it would be the prediction of one to four people.
            fixed(100 * curve["model"][place], 2) if curve["model"][place] is not None else "–",
            fixed(100 * curve["treat_all"][place], 2),
            fixed(0.0, 2),
        )
        for place in places
    ]
    return (
        "Net benefit for each 100 people: people with the outcome who are pointed out, less those "
        "pointed out without it, weighed by the odds of the threshold (decision curve "
        "analysis). A model is worth using at a threshold where it is above both others.\n\n"
        + table(("Threshold", "This model", "Everybody", "Nobody"), rows, numbers=range(4))
    )


def _subgroups(report: Report) -> str:
    found = report["subgroups"]
    if not found or not found["groups"]:
        return "The declaration names no groups."
    rows = [
        (
            plain(each["label"]),
            plain(each["group"]),
            count(each["n"]),
            count(each["events"]),
            *(
                ["too few"] * 3
                if each["too_few"]
                else [
                    ranged(each["auroc"], 3),
                    of_100(each["recall"]),
                    ranged(each["observed_expected"], 2),
                ]
            ),
        )
        for each in found["groups"]
    ]
    heads = ("By", "Group", "People", "Events", "AUROC",
             f"Found, where {fixed(100 * found['recall'], 0)} of 100 are found in all",
             "Observed to expected")  # fmt: skip
    return "\n\n".join(
        [
            "A group with fewer than 100 events has no figures: they would be chance.",
            table(heads, rows, numbers=range(2, len(heads))),
        ]
    )


def _scores(report: Report) -> str:
    known = {each["score"]: each for each in report["score_band"] if each["observed"] is not None}
    rows = [
        (str(score), of_100({"estimate": each["observed"], **_ends(each)}), _near(each))
        for score in TOLD_SCORES
        if (each := known.get(score))
    ]
    told = [
        "Of people whom the model gave such a score, how many had the outcome (95 % interval), "
        "and how many people were near, no more than 2 of 100 away.",
        table(("Score", "Had it", "People near"), rows, numbers=(0, 1, 2)),
    ]
    if refits := report["refits"]:
        told.append(
            f"Fitted anew on {count(refits['count'])} samples of the same people, drawn with "
            f"replacement, the model moves the middle person by "
            f"{fixed(refits['median_range'], 1)} points of 100 (95 % range)."
        )
    return "\n\n".join(told)


def _few(report: Report) -> str:
    told = []
    if size := report.get("sample_size"):
        there = f"there are {count(size['rows'])} with {count(size['events'])} events"
        told.append(
            "Nothing was learned, so that no number of rows follows from the criteria of Riley and "
            f"others; {there}."
            if size["needed"] is None
            else f"By the criteria of Riley and others (BMJ 2020;368:m441) "
            f"{count(size['parameters'])} numbers to learn take {count(size['needed'])} rows; "
            f"{there}, which is {'enough' if size['enough'] else 'fewer'}."
        )
    apart = (report["refits"] or {}).get("mean_difference")
    if apart is not None:
        told.append(
            f"{count(report['refits']['count'])} models from other samples of the same people are "
            f"{fixed(apart, 1)} points of 100 away from this one on average."
        )
    if forms := report.get("forms"):
        told.append(_chosen_forms(forms))
    return "\n\n".join(told) or NOT_MEASURED


def _chosen_forms(forms: Report) -> str:
    names = ", ".join(plain(each) for each in forms["fields"])
    looked = f"Somebody has looked at these rows to choose the form of: {names}."
    if not forms["without"]:
        return f"{looked} This model does not see it."
    seen, without = forms["with"], forms["without"]
    return (
        f"{looked} So the figures are a little too good. Without it the same recipe has, out of "
        f"fold, AUROC {fixed(without['auroc'], 4)} instead of {fixed(seen['auroc'], 4)}, and log "
        f"loss {fixed(without['log_loss'], 4)} instead of {fixed(seen['log_loss'], 4)}."
    )


def _near(band: Report) -> str:
    # Older reports have not counted them.
    return count(band["near"]) if "near" in band else "–"


def _ends(band: Report) -> Report:
    return {"low": band["low"], "high": band["high"]}


def _importance(report: Report) -> str:
    found = report.get("importance")
    if not found:
        return NOT_MEASURED
    rows = [(plain(each["label"]), fixed(each["points"], 1)) for each in found["fields"]]
    return (
        f"By how many points of 100 each answer moves the probability of {count(found['people'])} "
        "people away from the average (mean absolute Shapley values). It tells what the model "
        f"uses, not what causes what.\n\n{table(('Answer', 'Points of 100'), rows, (1,))}"
    )


def _held_back(report: Report) -> str:
    """Why it did not become champion by itself, beside what the gate has said."""
    outcome, reasons = repository.ending(report)
    if outcome != "candidate":
        return ""
    own = [plain(reason) for reason in reasons if reason not in report["gate"]["reasons"]]
    told = "Kept as a candidate; the operator may promote it."
    return f"{told}\n\n{listed(own)}" if own else told


def _questions(report: Report) -> str:
    asked = report.get("questions")
    if asked is None:
        return NOT_MEASURED
    if not asked:
        return (
            "No value looks as if it were known only after the outcome, or as if it named somebody."
        )
    rows = [
        (
            plain(each["label"]),
            plain("; ".join(each["evidence"])),
            plain(each["answer"]) if each["answer"] else "**not answered**",
        )
        for each in asked
    ]
    return (
        "A value that is known only after the outcome makes a model look better than it can be, "
        "and so do rows of one person whom nothing tells apart. These were asked about; the "
        "declaration answers.\n\n"
        f"{table(('Value', 'Why it is asked about', 'Answer'), rows)}"
    )


FOUND = {"passed": "passed", "too little": "*too little to tell*", "failed": "**failed**"}
VERDICTS = {
    "accepted": "**Accepted.**",
    "undecided": "**Undecided**: these rows tell too little, a person decides.",
    "rejected": "**Rejected.**",
}


def verdict(gate: Report) -> str:
    """``accepted``, ``undecided`` or ``rejected``; older reports know two of them."""
    told: str = gate.get("outcome") or ("accepted" if gate["accepted"] else "rejected")
    return told


def _found(check: Report) -> str:
    told: str = check.get("found") or ("passed" if check["passed"] else "failed")
    return told


def _verdict(report: Report) -> str:
    gate = report["gate"]
    checks = gate["checks"]
    rows = [(plain(each["words"]), FOUND[_found(each)]) for each in checks]
    words = {each["words"] for each in checks}
    told = [
        VERDICTS[verdict(gate)],
        listed(plain(reason) for reason in gate["reasons"] if reason not in words),
        _held_back(report),
        table(("Check", ""), rows) if rows else "",
        f"Comparisons made on this anchor so far: {count(gate['comparisons'])}.",
    ]
    return "\n\n".join(filter(None, told))
