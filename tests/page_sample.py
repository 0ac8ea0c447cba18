"""Reports as the API tells them, printed as JSON for the page's own tests: no browser, no server.

``python -m tests.page_sample``
"""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path

from bellwether_api.versions import disclosure
from bellwether_contract.declaration import spec
from tests import report_sample
from tests.report_sample import Document, interval, untold

PREDICTORS = Path(__file__).parents[1] / "predictors"


def told() -> dict[str, Document]:
    """Of a large training, of a small one, and of a validation of the large one's version."""
    predictor = spec.read(sorted(PREDICTORS.iterdir())[0])
    many, few = (
        report_sample.report(predictor, rows=rows, size=size) | report_sample.elsewhere()
        for rows, size in ((287_959, "large"), (1_400, "small"))
    )
    judged = disclosure.validation(copy.deepcopy(validation(many)))
    return {
        "large": disclosure.report(many) | {"withdrawn": None},
        "small": disclosure.report(few) | {"withdrawn": None},
        "validation": judged,
    }


def validation(own: Document) -> Document:
    """What a validation says of the version with this report, on rows of its own."""
    same = {"mean": -0.02, "standard_error": 0.001, "upper": -0.018}
    part = {"auroc": interval(0.83, 0.02), "log_loss": interval(0.24, 0.01), "intercept": None,
            "slope": interval(0.93, 0.06), "observed_expected": interval(1.1, 0.05)}  # fmt: skip
    figures = (
        ("auroc", interval(0.83, 0.02), interval(0.842, 0.004)),
        ("slope", interval(0.93, 0.06), interval(1.004, 0.02)),
        ("intercept", interval(0.02, 0.05), untold(0.002)),
        ("prevalence", interval(0.1, 0.02), None),
    )
    return {
        "format": 1,
        "predictor": own["predictor"],
        "title": own["title"],
        "validation": "0" * 32,
        "version": "20260101T120000Z-00000000",
        "champion": True,
        "candidate": own["winner_label"],
        "note": None,
        "asked": report_sample.CREATED,
        "sha256": "0" * 64,
        "warnings": [],
        "roles": [],
        "data": {name: own["data"][name] for name in own["data"].keys() - {"sha256", "datasets"}},
        "beyond": {"refused": 0, "outside": 7, "refused_fields": {}, "outside_fields": {}},
        "learned": {"file": None, "rows": 900, "same": 0, "chance": 0.0, "measured": 0,
                    "people": None, "again": None, "unread": []},
        "evaluation": {
            "on": "validation",
            "how": "On rows that were sent to judge this version.",
            "winner": own["evaluation"]["winner"],
            "always_no": own["evaluation"]["always_no"],
            "to_prevalence": {"n": 940, "events": 123, "log_loss": same, "auroc": None,
                              "recall_lost": []},
        },
        "compared": {
            "how": "z is how far the two figures lie apart.",
            "figures": [
                {"name": name, "label": name, "here": here, "training": training, "z": -1.3,
                 "found": "alike", "words": "no further apart than chance explains"}
                for name, here, training in figures
            ],
        },
        **{name: own[name] for name in ("threshold", "calibration", "decision_curve", "operating",
                                        "subgroups", "score_band")},
        "sites": {"column": "hospital", "others": 0, "groups": [
            {"site": "North", "n": 900, "events": 120, "within": part, "left_out": None},
            {"site": "Hill", "n": 40, "events": 3, "within": None, "left_out": None},
        ]},
        "periods": {"column": "admitted", "groups": [
            {"period": "before 2018-10-01", "n": 470, "events": 60, "within": part},
            {"period": "from 2018-10-01 on", "n": 470, "events": 63, "within": part},
        ]},
        "training": {name: own[name] for name in ("effort", "size", "created", "evaluation",
                                                  "calibration", "decision_curve", "threshold",
                                                  "subgroups", "winner_label")},
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(told(), sys.stdout)
