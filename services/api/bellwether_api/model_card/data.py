"""The part of a model card that tells of the rows and of how the model was chosen from them."""

from __future__ import annotations

from typing import Any

from bellwether_api.model_card.markdown import (
    code,
    count,
    fixed,
    known,
    listed,
    plain,
    settings,
    share,
    table,
)
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor

Report = dict[str, Any]

SIZES = {
    "large": "A quarter of the rows is held out for ever: no model is fitted on it.",
    "small": "There are too few events to hold rows out: the version is fitted on all rows, and "
    "its figures are those of repeated cross-validation.",
}

PREPARATION = {
    ("duplicates", "keep"): "Rows that repeat another one are kept.",
    ("duplicates", "drop"): "Rows that repeat another one are dropped before fitting.",
    ("outliers", "keep"): "Outliers are kept.",
    ("outliers", "drop"): "Rows with a number beyond 1.5 interquartile ranges are dropped before "
    "fitting.",
    ("balance", "none"): "The labels are not balanced: balancing inflates the probabilities.",
    ("balance", "weights"): "Both labels are given the same weight in fitting.",
    ("balance", "smote"): "Synthetic rows (SMOTE) are added in fitting, never in measuring.",
    ("select", "all"): "All fields are used.",
}


def source(report: Report, predictor: Predictor) -> str:
    """Where the rows come from and how many events they hold."""
    data = report["data"]
    sets = [
        (code(each["name"][:16]), count(each["rows"]), count(each["positives"]),
         code(each["sha256"][:16]))
        for each in data["datasets"]
    ]  # fmt: skip
    return "\n\n".join(
        [
            f"{plain(predictor.population.source)}. {_who(data)}, "
            f"{count(data['positives'])} of them ({share(data['prevalence'])}) with "
            f"{plain(predictor.target.label)}. {count(data['duplicates'])} rows repeat another "
            "one exactly.",
            table(("Data set", "Rows", "Events", "SHA-256 begins"), sets, numbers=(1, 2)),
            *_known_people(report),
        ]
    )


def _known_people(report: Report) -> list[str]:
    """What was asked of data sets whose rows look like known people; none in older reports."""
    told = []
    for each in report["data"]["datasets"]:
        again = each.get("again")
        if not again:
            continue
        answer = again["answer"] or {}
        said = {True: "they are", False: "they are not, and they were learned from as they are"}
        reason = f" ({plain(answer['reason'])})" if answer.get("reason") else ""
        told.append(
            f"About {count(again['again'])} rows of {code(each['name'][:16])} look like people who "
            "were known already, examined again; a person was asked and has said that "
            f"{said[answer['same_people']]}{reason}."
            if answer
            else f"About {count(again['again'])} rows of {code(each['name'][:16])} look like "
            "people who were known already, examined again; nobody has said whether they are."
        )
    aside = report["split"].get("set_aside") or {}
    if any(aside.values()):
        told.append(
            f"Of such rows {count(aside['from_learning'])} are not learned from, since the row "
            f"that they repeat measures; {count(aside['from_measuring'])} do not measure, since "
            f"it is learned from; {count(aside['in_its_fold'])} lie in its fold."
        )
    return told


def predictors(report: Report, predictor: Predictor) -> str:
    """Each field with what is accepted and what was seen."""
    described = {entry["name"]: entry for entry in report["data"]["fields"]}
    moved = any(entry["stability"] is not None for entry in described.values())
    tested = any(entry["association"] is not None for entry in described.values())
    heads = ["Field", "Meaning", "Accepted values", "Among the rows"]
    heads += ["Cramér’s V"] * tested + ["Stability"] * moved
    rows = []
    for field in predictor.fields:
        entry = described.get(field.name, {})
        association = entry.get("association")
        row = [
            code(field.name),
            plain(field.label) + (f" ({plain(entry['unit'])})" if entry.get("unit") else ""),
            _accepted(field),
            _seen(entry),
        ]
        row += [fixed(association["cramers_v"], 3) if association else "–"] * tested
        rows.append(row + [_stability(entry)] * moved)
    told = [f"{len(predictor.fields)} fields, in the order of the model's columns."]
    if tested:
        told[0] += (
            " Cramér’s V is how closely a category goes with the outcome (0: not at all, 1: fully)."
        )
    told.append(table(heads, rows, numbers=range(4, len(heads))))
    if moved:
        told.append(
            "Stability is the population stability index of the new rows against those of the "
            "champion at the time; marked * where chance does not explain it."
        )
    return "\n\n".join(told)


def _stability(entry: Report) -> str:
    found, limit = entry.get("stability"), entry.get("stability_limit")
    return fixed(found, 3) + ("*" if found is not None and limit and found > limit else "")


def _accepted(field: Field) -> str:
    if isinstance(field, NumberField):
        unit = f" {plain(field.unit)}" if field.unit else ""
        kind = "whole, " if field.type == "integer" else ""
        return f"{kind}{field.minimum:g} to {field.maximum:g}{unit}"
    if isinstance(field, CategoryField):
        if len(field.choices) > 7:
            ends = (field.choices[0].label, field.choices[-1].label)
            return f"{len(field.choices)} categories, {plain(ends[0])} to {plain(ends[1])}"
        return ", ".join(plain(choice.label) for choice in field.choices)
    return "yes, no"


def _seen(entry: Report) -> str:
    """A number's median and quartiles, or else the most frequent choice."""
    if summary := entry.get("summary"):
        return (
            f"median {summary['median']:.4g}, quartiles {summary['q1']:.4g} and {summary['q3']:.4g}"
        )
    bins = entry.get("bins") or ()
    counts = [known(each["positive"]) + known(each["negative"]) for each in bins]
    if not sum(counts):
        return "–"
    most = counts.index(max(counts))
    return f"{plain(bins[most]['label'])} {share(counts[most] / sum(counts))}"


def _who(data: Report) -> str:
    """How many people the rows are of."""
    if "people" not in data:
        return f"{count(data['rows'])} people"
    return f"{count(data['rows'])} rows of {count(data['people'])} people"


def missing(report: Report) -> str:
    """How many values are unknown."""
    data = report["data"]
    # Where people have several rows, the fields are told of one row of each.
    people = data.get("people", data["rows"])
    some = [entry for entry in data["fields"] if entry["missing"]]
    if not some:
        return "No value is missing."
    rows = [
        (
            code(entry["name"]),
            count(entry["missing"]),
            # A share of few people would tell how many they are.
            share(known(entry["missing"]) / people) if known(entry["missing"]) else "–",
        )
        for entry in some
    ]
    return (
        "Values that the declaration names as unknown are counted here, and no row is left out for "
        "them: every candidate is fitted and measured with them.\n\n"
        + table(("Field", "Unknown", "Share"), rows, numbers=(1, 2))
    )


def division(report: Report) -> str:
    """Preparation, partition and the number of people in each part."""
    asked, split = report["preparation"], report["split"]
    removed = asked["removed"]
    points = [
        PREPARATION.get(
            (word, str(asked[word])), f"The {plain(asked[word])} most telling columns are used."
        )
        for word in ("duplicates", "outliers", "balance", "select")
    ]
    if removed["duplicates"] or removed["outliers"]:
        points.append(
            f"{count(removed['duplicates'])} duplicates and {count(removed['outliers'])} rows with "
            "outliers were left out of the fitting. No row is left out of the measuring."
        )
    anchor = split["anchor"]
    sizes = [
        ("All rows", count(report["data"]["rows"]), count(report["data"]["positives"])),
        ("Rows that the model is fitted on", count(split["training"]), "–"),
        ("Rows held out of it", count(split["holdout"]), "–"),
        *[("Of them from new data sets", count(split["new"]), "–")] * bool(split.get("new")),
        ("Rows on which versions are compared (the anchor)", count(anchor["rows"]),
         count(anchor["events"])),
        ("Rows that its figures are measured on", count(report["evaluation"]["winner"]["n"]),
         count(report["evaluation"]["winner"]["events"])),
    ]  # fmt: skip
    told = [listed(points), SIZES.get(report["size"], "")]
    by_person = "people" in split
    if split["holdout"] or by_person:
        told.append(plain(split["rule"]))
    heads = ("", "Rows", "People with an event") if by_person else ("", "People", "Events")
    return "\n\n".join([*told, table(heads, sizes, numbers=(1, 2))])


def choice(report: Report) -> str:
    """Candidates, tuning, internal validation and selection."""
    compared = report["comparison"]
    rows = [
        (
            f"**{plain(each['label'])}**" if each["name"] == report["winner"]
            else plain(each["label"]),
            settings(each["hyperparameters"]),
            count(each["configurations"]),
            plain(each["calibration"]),
            fixed(each["metrics"]["log_loss"], 4),
            f"{fixed(each['difference']['log_loss'], 4)} ± "
            f"{fixed(each['difference']['standard_error'], 4)}",
            fixed(each["metrics"]["auroc"], 3),
        )
        for each in report["candidates"]
    ]  # fmt: skip
    heads = ("Candidate", "Hyper-parameters", "Tried", "Calibration", "Log loss",
             "To the best", "AUROC")  # fmt: skip
    repeats = f", {compared['repeats']} times" if compared["repeats"] > 1 else ""
    return "\n\n".join(
        [
            f"{len(rows)} candidates were compared on {count(compared['rows'])} rows in "
            f"{compared['folds']} folds{repeats}. {plain(compared['note'])} “To the best” is "
            "the paired difference in log loss, with its standard error.",
            table(heads, rows, numbers=(2, 4, 5, 6)),
            plain(report["why"]),
        ]
    )
