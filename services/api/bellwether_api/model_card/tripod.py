"""Which items of TRIPOD+AI a model card answers, and which it cannot.

Collins et al., BMJ 2024;385:e078378: 27 items for developing (D) and evaluating (E) models.
"""

from __future__ import annotations

from typing import Any

from bellwether_api.model_card.markdown import listed, plain, table
from bellwether_contract.declaration.spec import Predictor

Report = dict[str, Any]

# Item, what it asks, and the section of the card that answers it.
ANSWERED = (
    ("1", "Title: outcome and population", "the head of this card"),
    ("3b", "Target population and purpose", "What it predicts, and for whom"),
    ("5a", "Sources of data", "Where the rows come from"),
    ("7", "Preparation of data", "How the rows were prepared and divided"),
    ("8a", "Definition of the outcome", "Outcome"),
    ("9b", "Definition of the predictors", "Predictors"),
    ("11", "Handling of missing data", "Missing values"),
    ("12a", "Use and partition of the data", "How the rows were prepared and divided"),
    ("12c", "Type of model, tuning, internal validation", "How the model was chosen"),
    ("12e", "Measures of performance", "How well it tells people apart; Clinical utility"),
    ("13", "Class imbalance", "How the rows were prepared and divided"),
    ("15", "Output and threshold, with its rationale", "Threshold"),
    ("18e", "Data sharing", "Where the rows come from (source and SHA-256)"),
    ("20b", "Characteristics of participants", "Predictors"),
    ("21", "People and events in each analysis", "How the rows were prepared and divided"),
    ("22", "The model itself", "How to make it again"),
    ("23a", "Performance with confidence intervals, also of groups",
     "How well it tells people apart; Whether its probabilities hold; Groups of people"),
    ("26", "Limitations", "What it cannot say"),
    ("27a", "Poor or unavailable input data", "Poor or missing inputs"),
)  # fmt: skip

SAMPLE_SIZE = ("10", "Sample size", "Whether the rows are enough")
FAIRNESS = ("14", "Fairness", "Groups of people")
UPDATING = ("12f, 24", "Updating of the model", "Verdict of the gate")
COMPARED = ("20c", "Development against evaluation data", "Predictors (stability)")

UNANSWERED = (
    ("External validation",
     "every figure comes from rows of one origin; other people, places and years are untested"),
    ("2, Abstract", "the card is no article"),
    ("3a, Background and existing models", "the declaration says nothing of care or of other "
     "models"),
    ("3c, Known health inequalities", "not in the rows"),
    ("4, Objectives of a study", "no study was planned around this version"),
    ("5b, Dates of the data", "the rows hold none; see their source"),
    ("6a to 6c, Setting, eligibility, treatments", "not in the rows; see their source"),
    ("8b and 8c, Who assessed the outcome, and blinding", "not in the rows"),
    ("9a and 9c, Choice and assessment of predictors", "made by the source"),
    ("12b, Shape of each effect", "a matter of the kind of model; the page shows single effects"),
    ("12d and 23b, Differences between centres", "the rows name no centres"),
    ("12g, Predictions for an external evaluation", "there has been none"),
    ("16, Differences from earlier studies", "there has been no external evaluation"),
    ("17, Ethical approval", "a matter of the source"),
    ("18a, Funding", "not declared"),
    ("18b, Conflicts of interest", "not declared"),
    ("18c, Protocol", "none was published before the analysis"),
    ("18d, Registration", "none"),
    ("18f, Code sharing", "the program's own repository, not this version"),
    ("19, Patient and public involvement", "none"),
    ("20a, Flow of participants", "only complete files reach a training"),
    ("25, Interpretation beside other studies", "the card gives figures, no discussion"),
    ("27b, Expertise that use needs", "not studied"),
    ("27c, Next steps of research", "not planned"),
)  # fmt: skip


def sections(report: Report, predictor: Predictor) -> str:
    """Both tables, for this version."""
    answered, unanswered = list(ANSWERED), list(UNANSWERED)
    if predictor.subgroups:
        answered.append(FAIRNESS)
    else:
        unanswered.append(("14, Fairness", "the declaration names no groups"))
    if report.get("sample_size"):
        answered.append(SAMPLE_SIZE)
    else:
        unanswered.append(("10, Sample size", "the rows are those that there are"))
    if report["evaluation"]["champion"]:
        answered.append(UPDATING)
    else:
        unanswered.append(("12f and 24, Updating", "there was no earlier version to compare with"))
    if any(entry["stability"] is not None for entry in report["data"]["fields"]):
        answered.append(COMPARED)
    else:
        unanswered.append(("20c, Development against evaluation data", "there is one data set"))
    order = sorted(answered, key=lambda row: _number(row[0]))
    return "\n\n".join(
        [
            "## TRIPOD+AI items answered",
            table(("Item", "What it asks", "Where"), [tuple(map(plain, row)) for row in order]),
            "## TRIPOD+AI items that this card cannot answer",
            listed(
                f"**{plain(item)}**: {plain(why)}."
                for item, why in sorted(unanswered, key=lambda row: _number(row[0]))
            ),
            "The guideline: Collins and others, TRIPOD+AI statement, BMJ 2024;385:e078378.",
        ]
    )


def _number(item: str) -> tuple[int, str]:
    """The item's place in the list; what has no number comes first."""
    digits = "".join(char for char in item[:2] if char.isdigit())
    return (int(digits) if digits else 0, item)
