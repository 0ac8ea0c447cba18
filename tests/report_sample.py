"""A whole report of made-up figures, in the form that a training writes, for any predictor.

The figures are invented but plausible, and agree with each other where a reader compares them.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

from bellwether_contract.declaration.fields import CategoryField, NumberField
from bellwether_contract.declaration.spec import Predictor

CREATED = "2026-01-02T12:00:00+00:00"
LABELS = {
    "logistic_regression": "Logistic Regression",
    "decision_tree": "Decision Tree",
    "adaboost": "AdaBoost",
    "gradient_boosting": "Gradient Boosting",
    "xgboost": "XGBoost",
    "random_forest": "Random Forest",
}
ANCHOR = "anchor-0123456789abcdef"

Document = dict[str, Any]


def elsewhere() -> Document:
    """What a report says more where columns tell whose, where and when; one site has few."""
    figures = {
        "auroc": interval(0.81, 0.01),
        "log_loss": interval(0.24, 0.01),
        "slope": interval(0.93, 0.06),
        "intercept": None,
        "observed_expected": interval(1.12, 0.05),
    }
    return {
        "sites": {
            "column": "hospital",
            "groups": [
                {"site": "North", "n": 900, "events": 120, "within": figures, "left_out": figures},
                {"site": "Hill", "n": 40, "events": 3, "within": None, "left_out": None},
                {"site": "Lodge", "n": 4, "events": 1, "within": None, "left_out": None},
            ],
            "others": 2,
        },
        "later": {
            "column": "admitted", "begins": "2018-10-01", "learned": 700, "n": 240, "events": 31,
            "later": figures, "random": figures, "why": None,
        },
    }  # fmt: skip


def report(
    predictor: Predictor,
    *,
    rows: int = 287_959,
    prevalence: float = 0.0857,
    size: str = "large",
    effort: str = "full",
    accepted: bool = True,
    champion: bool = True,
) -> Document:
    """The report of a version of ``predictor`` that was trained on ``rows`` made-up rows."""
    large = size == "large"
    events = round(rows * prevalence)
    holdout = rows // 4 if large else 0
    scored = holdout or rows
    compared = min(rows - holdout, 60_000)
    winner = "xgboost" if large else "logistic_regression"
    value = getattr(predictor.policy.threshold, "net_benefit_at", 0.33)
    best = 0.842
    reference = {
        "label": " and ".join(predictor.reference) + " alone",
        "metrics": measures(scored, prevalence, auroc=best - 0.04, threshold=value),
    }
    plain = measures(scored, prevalence, auroc=best - 0.004, threshold=value)
    always_no = measures(scored, prevalence, auroc=0.5, threshold=None)
    won = measures(scored, prevalence, auroc=best, threshold=value)
    checks = [
        slope(),
        check("log loss", "champion", 0.0003 if accepted else 0.0042, 0.001 if large else 0.02),
        check("AUROC", "champion", 0.0005, 0.002 if large else 0.02),
    ]
    reasons = [each["words"] for each in checks if accepted or each["found"] == "failed"]
    return {
        "format": 2,
        "predictor": predictor.name,
        "title": predictor.title,
        "created": CREATED,
        "effort": effort,
        "size": size,
        "data": _data(predictor, rows, events),
        "preparation": predictor.preparation.model_dump()
        | {"removed": {"duplicates": 0, "outliers": 0}},
        "split": {
            "rule": "A row is held out when SHA-256(salt + its encoded inputs) lies in the lowest "
            "quarter.",
            "training": rows - holdout,
            "holdout": holdout,
            "new": 0,
            "set_aside": {"from_learning": 0, "from_measuring": 0, "in_its_fold": 0},
            "anchor": {"id": ANCHOR, "rows": scored, "events": round(scored * prevalence)},
        },
        "comparison": {
            "rows": compared,
            "folds": 5,
            "repeats": 1 if large else 10,
            "note": "Each row was predicted by a model fitted on the other folds.",
        },
        "candidates": [
            _candidate(name, rank, compared, prevalence, value, winner)
            for rank, name in enumerate(LABELS)
        ],
        "baselines": {"always_no": always_no, "reference": reference, "plain_logistic": plain},
        "winner": winner,
        "winner_label": LABELS[winner],
        "why": f"{LABELS[winner]} is the simplest candidate within one standard error of the best.",
        "recipe": {
            "candidate": winner,
            "hyperparameters": {"max_depth": 4, "learning_rate": 0.1} if large else {"C": 0.3},
            "calibration": "none",
            "datasets": ["initial"],
        },
        "out_of_fold": measures(compared, prevalence, auroc=0.841, threshold=value),
        "evaluation": {
            "on": "holdout" if large else "cross-validation",
            "how": f"On {scored:,} rows that no model was fitted on."
            if large
            else f"On all {rows:,} rows, each predicted by models that were not fitted on it.",
            "winner": won,
            "always_no": always_no,
            "reference": reference,
            "plain_logistic": plain,
            "champion": measures(scored, prevalence, auroc=best - 0.001, threshold=value)
            if champion
            else None,
            "no_champion": None if champion else "there is none",
        },
        "threshold": {
            "policy": str(predictor.policy.threshold),
            "value": value,
            "interval": None if hasattr(predictor.policy.threshold, "net_benefit_at") else
            [value - 0.03, value + 0.03],
            "sensitivity": interval(0.78, 0.006),
            "specificity": interval(0.74, 0.002),
            "flagged": interval(0.305, 0.003),
            "net_benefit": interval(prevalence / 3, 0.002),
        },
        "calibration": _calibration(prevalence, scored, large=large),
        "decision_curve": _decision_curve(prevalence),
        "operating": _operating(scored, prevalence),
        "subgroups": {"recall": 0.8, "groups": _subgroups(predictor, scored, prevalence)},
        "score_band": _score_band(scored),
        "refits": None if large else _refits(),
        "sample_size": _sample_size(rows, prevalence, len(predictor.fields)),
        "forms": _forms(predictor),
        "gate": {
            "accepted": accepted,
            "outcome": "accepted" if accepted else "rejected",
            "reasons": reasons,
            "checks": checks,
            "anchor": ANCHOR,
            "comparisons": 3,
            "against": {
                "champion": "20260101T120000Z-00000000" if champion else None,
                "promoted": 1 if champion else 0,
                "withdrawn": 0,
            },
        },
        "ending": {
            "outcome": "promoted" if accepted else "rejected",
            "reasons": reasons,
            "reason_codes": None,
        },
        "importance": {
            "people": 100,
            "fields": [
                {"name": "AgeCategory", "label": "Age", "points": 4.2, "low": 3.6, "high": 4.9},
                {"name": "Smoking", "label": "Smoking | tobacco", "points": 0.6,
                 "low": 0.5, "high": 0.8},
            ],
        },
        "effects": {"rows": 100, "fields": [_effect(field) for field in predictor.fields]},
        "questions": [
            {"field": "AgeCategory", "label": "Age", "kinds": ["dominates"],
             "evidence": ["it carries 88 % of what moves the model's answers"],
             "answer": "from birth on", "auroc": None, "share": 0.875},
            {"field": "Smoking", "label": "Smoking | tobacco", "kinds": ["name", "afterwards"],
             "evidence": ["its name speaks of a follow-up",
                          "it tells the outcome nearly by itself (AUROC 0.981)"],
             "answer": None, "auroc": 0.981, "share": None},
        ],
        "optional": [],
        "peers": [],
        "sites": None,
        "later": None,
        "parity": {"rows": scored, "largest_difference": 2.4e-7},
        "durations": {"data": 3.2, "candidates": 81.5, "fit": 6.1, "evaluate": 2.0},
    }  # fmt: skip


def measures(n: int, prevalence: float, *, auroc: float, threshold: float | None) -> Document:
    """Measures of a model that tells ``n`` people apart as well as ``auroc`` says."""
    events = round(n * prevalence)
    skill = 2 * auroc - 1
    tp = 0 if threshold is None else round(events * (0.5 + 0.4 * skill))
    fp = 0 if threshold is None else round((n - events) * (0.5 - 0.35 * skill))
    fn, tn = events - tp, n - events - fp
    entropy = -prevalence * math.log(prevalence) - (1 - prevalence) * math.log(1 - prevalence)
    recall, specificity = tp / events, tn / (n - events)
    precision = tp / (tp + fp) if tp + fp else 0.0
    product = (tp + fp) * events * (n - events) * (tn + fn)
    shares = {
        "accuracy": (tp + tn) / n,
        "precision": precision,
        "recall": recall,
        "specificity": specificity,
        "auroc": auroc,
        "auprc": prevalence + 0.4 * skill * (1 - prevalence),
        "log_loss": entropy * (1 - 0.33 * skill),
        "brier": prevalence * (1 - prevalence) * (1 - 0.2 * skill),
    }
    half = 1 / math.sqrt(n)
    return {
        "n": n,
        "events": events,
        "threshold": threshold,
        **shares,
        "balanced_accuracy": (recall + specificity) / 2,
        "f1": 2 * tp / (2 * tp + fp + fn),
        "mcc": (tp * tn - fp * fn) / math.sqrt(product) if product else 0.0,
        "confusion": {"tn": tn, "fp": fp, "fn": fn, "tp": tp},
        "intervals": {
            name: [max(0.0, share - half), min(1.0, share + half)] for name, share in shares.items()
        },
        "people": None,
    }


def check(name: str, against: str, value: float, limit: float) -> Document:
    """One check of the gate: is ``value`` below ``limit``?"""
    passed = value < limit
    words = (
        f"{name}: the upper bound of the difference to the {against} is {value:.4f}, "
        f"{'below' if passed else 'not below'} {limit:g}"
    )
    return {
        "name": name, "against": against, "value": value, "low": None, "high": limit,
        "passed": passed, "found": "passed" if passed else "failed", "words": words,
        "interval": [value - 0.0002, value + 0.0002], "shown_below": None,
        "shown_above": limit + 0.0003, "holds_back": True,
    }  # fmt: skip


def slope() -> Document:
    """A check of which the rows tell too little."""
    return {
        "name": "slope", "against": "perfect calibration", "value": 0.93, "low": 0.95,
        "high": 1.05, "passed": False, "found": "too little",
        "words": "the calibration slope is 0.930, and these rows leave 0.75 to 1.11 open: too "
        "little to tell whether it lies within 0.95 to 1.05; these rows would have shown a slope "
        "below 0.71 or above 1.29",
        "interval": [0.75, 1.11], "shown_below": 0.71, "shown_above": 1.29, "holds_back": False,
    }  # fmt: skip


def interval(estimate: float, half: float) -> Document:
    """An estimate with 95 % limits at the same distance."""
    return {"estimate": estimate, "low": estimate - half, "high": estimate + half}


def _candidate(
    name: str, rank: int, rows: int, prevalence: float, threshold: float, winner: str
) -> Document:
    behind = abs(rank - list(LABELS).index(winner)) * 0.0012
    return {
        "name": name,
        "label": LABELS[name],
        "hyperparameters": {"C": 0.3} if rank == 0 else {"max_depth": 3 + rank},
        "configurations": 12,
        "seconds": 4.0 + 7 * rank,
        "calibration": "logistic" if name == "adaboost" else "none",
        "calibration_log_loss": {
            "none": 0.43 if name == "adaboost" else 0.2262, "logistic": 0.2301, "isotonic": None,
        },
        "difference": {"log_loss": behind, "standard_error": 0.0 if not behind else 0.0004},
        "metrics": measures(rows, prevalence, auroc=0.841 - 2 * behind, threshold=threshold),
    }  # fmt: skip


def _data(predictor: Predictor, rows: int, events: int) -> Document:
    fields = [_field(field, rows, events) for field in predictor.fields]
    numbers = [field.name for field in predictor.fields if isinstance(field, NumberField)]
    matrix = [
        [1.0 if i == j else round(0.4 / (1 + abs(i - j)) * (-1) ** (i + j), 3)
         for j in range(len(numbers))]
        for i in range(len(numbers))
    ]  # fmt: skip
    return {
        "rows": rows,
        "positives": events,
        "prevalence": events / rows,
        "duplicates": rows // 20,
        "sha256": predictor.data.sha256,
        "missing": {field["name"]: field["missing"] for field in fields if field["missing"]},
        "datasets": [
            {
                "name": "initial",
                "sha256": predictor.data.sha256,
                "rows": rows,
                "positives": events,
                "again": None,
            }
        ],
        "drift": {
            "rows": rows // 8,
            "against": rows,
            "outcome": {"index": 0.0004, "limit": 0.0021},
        },
        "fields": fields,
        "correlation": {"fields": numbers, "pearson": matrix, "spearman": matrix},
    }


def _field(field: Any, rows: int, events: int) -> Document:
    unknown = rows // 9 if field.missing else 0
    number = isinstance(field, NumberField)
    if number:
        span = field.maximum - field.minimum
        q1, median, q3 = (field.minimum + span * part for part in (0.15, 0.22, 0.32))
        edges = [field.minimum + span * part / 20 for part in range(11)]
        bins = [
            {"label": f"{low:g} to {high:g}", "low": low, "high": high}
            for low, high in itertools.pairwise(edges)
        ]
        bins[0] |= {"label": f"below {edges[1]:g}", "low": None}
        bins[-1] |= {"label": f"{edges[-2]:g} and more", "high": None}
    else:
        choices = (
            [choice.label for choice in field.choices]
            if isinstance(field, CategoryField)
            else ["No", "Yes"]
        )
        bins = [{"label": label, "low": None, "high": None} for label in choices]
    known, positive = rows - unknown, events - events * unknown // rows
    for place, each in enumerate(bins):
        share = (len(bins) - place) / (len(bins) * (len(bins) + 1) / 2)
        more = (place + 1) / (len(bins) * (len(bins) + 1) / 2)
        each |= {
            "positive": round(positive * more),
            "negative": round((known - positive) * share),
        }
    if field.missing:
        bins.append(
            {"label": field.missing.label, "low": None, "high": None,
             "positive": events - positive, "negative": unknown - (events - positive)}
        )  # fmt: skip
    return {
        "name": field.name,
        "label": field.label,
        "unit": getattr(field, "unit", None),
        "type": field.type,
        "missing": unknown,
        "outliers": {"count": rows // 50, "low": q1 - 1.5 * (q3 - q1), "high": q3 + 1.5 * (q3 - q1)}
        if number
        else None,
        "summary": {
            "low": field.minimum + span / 20, "q1": q1, "median": median, "q3": q3,
            "high": field.maximum - span / 20, "mean": median + span / 100, "sd": span / 8,
        }
        if number
        else None,
        "bins": bins,
        "association": None
        if number
        else {"chi2": 812.4, "df": len(bins) - 1, "p": 3.1e-120, "cramers_v": 0.14},
        "stability": 0.0021,
        "stability_limit": 0.0044,
    }  # fmt: skip


def _effect(field: Any) -> Document:
    """The risk rises with the number, and with the place of the choice."""
    if isinstance(field, NumberField):
        span = (field.maximum - field.minimum) / 5
        values = [field.minimum + span * step for step in range(6)]
        points = [{"label": f"{value:g}", "value": value} for value in values]
    else:
        choices = field.choices if isinstance(field, CategoryField) else ()
        labels = [choice.label for choice in choices] or ["No", "Yes"]
        points = [{"label": label, "value": None} for label in labels]
    if field.missing:
        points.append({"label": field.missing.label, "value": None})
    for place, each in enumerate(points):
        each["risk"] = 0.05 + 0.2 * place / len(points)
    return {"name": field.name, "points": points}


def _sample_size(rows: int, prevalence: float, parameters: int) -> Document:
    needed = 97 * parameters
    return {
        "rows": rows, "events": round(rows * prevalence), "parameters": parameters, "r2": 0.11,
        "shrinkage": needed, "optimism": 41 * parameters, "overall": 310, "needed": needed,
        "enough": rows >= needed,
    }  # fmt: skip


def _forms(predictor: Predictor) -> Document | None:
    fields = [field.label for field in predictor.chosen_expansions]
    if not fields:
        return None
    return {
        "fields": fields,
        "with": {"auroc": 0.8472, "log_loss": 0.4644},
        "without": {"auroc": 0.8391, "log_loss": 0.4738},
    }


def _calibration(prevalence: float, scored: int, *, large: bool) -> Document:
    groups = []
    for tenth in range(10):
        predicted = min(0.97, prevalence * (0.05 + 0.4 * tenth**1.1 / 2))
        groups.append(
            {"predicted": predicted, "observed": predicted * 1.02, "low": predicted * 0.93,
             "high": min(1.0, predicted * 1.11), "n": scored // 10}
        )  # fmt: skip
    return {
        "intercept": interval(0.012, 0.03) if large else untold(0.002),
        "slope": interval(1.004, 0.02),
        "expected_calibration_error": 0.0031,
        "observed_expected": interval(1.006, 0.022) if large else untold(1.001),
        "groups": groups,
    }


def untold(estimate: float) -> Document:
    """An estimate that cross-validation makes true by itself."""
    return {"estimate": estimate, "low": None, "high": None}


def _decision_curve(prevalence: float) -> Document:
    thresholds = [step / 100 for step in range(1, 51)]
    model = [max(0.0, prevalence * (1 - t) ** 3 * 0.97) for t in thresholds]
    return {
        "thresholds": thresholds,
        "model": model,
        "model_low": [each - 0.004 for each in model],
        "model_high": [each + 0.004 for each in model],
        "treat_all": [prevalence - (1 - prevalence) * t / (1 - t) for t in thresholds],
        "prevalence": prevalence,
    }


def _operating(scored: int, prevalence: float) -> Document:
    """Scores up to 60 of 100: of those without falling fast, of those with slowly."""
    tables = []
    for people, fading in ((scored * prevalence, 20), (scored * (1 - prevalence), 6)):
        weights = [math.exp(-5 * place / fading) for place in range(12)]
        tables.append([round(people * weight / sum(weights)) for weight in weights])
    counts = [[n if n >= 5 else 0 for n in table] for table in tables]
    bins = [
        {"low": place / 20, "high": (place + 1) / 20, "positive": with_it, "negative": without}
        for place, (with_it, without) in enumerate(zip(*counts, strict=True))
    ]
    with_it, without = (sum(table) for table in counts)
    points = []
    for place in range(1, 12):
        found, alarms = (sum(table[place:]) for table in counts)
        points.append(
            {
                "threshold": place / 20,
                "sensitivity": interval(found / with_it, 0.01),
                "specificity": interval(1 - alarms / without, 0.01),
                "precision": interval(found / max(found + alarms, 1), 0.01),
                "flagged": interval((found + alarms) / (with_it + without), 0.01),
                "net_benefit": interval(
                    (found - alarms * place / (20 - place)) / (with_it + without), 0.004
                ),
            }
        )
    return {"bins": bins, "points": points}


def _subgroups(predictor: Predictor, scored: int, prevalence: float) -> list[Document]:
    groups = []
    fields = {field.name: field for field in predictor.fields}
    for subgroup in predictor.subgroups:
        field = fields[subgroup.field]
        if isinstance(field, NumberField):
            starts = [field.minimum, *subgroup.bands]
            names = [f"{low:g}-{high - 1:g}" for low, high in itertools.pairwise(starts)]
            names.append(f"{starts[-1]:g} and over")
        else:
            names = (
                [choice.label for choice in field.choices]
                if isinstance(field, CategoryField)
                else ["No", "Yes"]
            )
        for place, name in enumerate(names):
            n = scored // (len(names) * (5 if place == 0 and len(names) > 2 else 1))
            few, untold = n * prevalence < 100, n * prevalence < 20
            groups.append(
                {"field": field.name, "label": field.label, "group": name, "n": n,
                 "events": round(n * prevalence), "too_few": few,
                 "auroc": None if untold else interval(0.82 - 0.003 * place, 0.012),
                 "recall": None if untold else interval(0.8 - 0.01 * place, 0.02),
                 "observed_expected": None if untold else interval(1.0 + 0.01 * place, 0.04)}
            )  # fmt: skip
    return groups


def _score_band(scored: int) -> list[Document]:
    return [
        {"score": score, "observed": score / 100, "low": max(0.0, score * 0.0092 - 0.002),
         "high": min(1.0, score * 0.0108 + 0.002), "near": round(scored * 0.05 / (1 + score / 10))}
        if score <= 80
        else {"score": score, "observed": None, "low": None, "high": None, "near": None}
        for score in range(101)
    ]  # fmt: skip


def _refits() -> Document:
    return {
        "count": 200,
        "median_range": 17.8,
        "mean_difference": 3.7,
        "band": [
            {"score": score, "low": max(0.0, score / 100 - 0.09),
             "high": min(1.0, score / 100 + 0.1)}
            if score <= 90
            else {"score": score, "low": None, "high": None}
            for score in range(101)
        ],
    }  # fmt: skip
