"""What the two published systems report about themselves. Every other figure is computed."""

from __future__ import annotations

from dataclasses import dataclass

# The figures are those of the notebooks that were published with each system.
HEART_SOURCE = (
    "heart disease prediction with several algorithms behind Flask, on the 319,795 rows of "
    '"Personal Key Indicators of Heart Disease" (BRFSS 2020)'
)
DIABETES_SOURCE = (
    "diabetes prediction with logistic regression behind Flask, on the 768 rows of "
    '"Pima Indians Diabetes"'
)


@dataclass(frozen=True, slots=True)
class Reported:
    """Accuracy and F1 as published."""

    accuracy: float
    f1: float


HEART: dict[str, Reported] = {
    "Decision Tree": Reported(0.8665, 0.8684),
    "Random Forest": Reported(0.9026, 0.9040),
    "AdaBoost": Reported(0.7937, 0.7976),
    "Gradient Boosting": Reported(0.8255, 0.8295),
    "XGBoost": Reported(0.8231, 0.8279),
}

# Rows that the published notebook had to begin with, and after each of its steps.
HEART_ROWS = 319_795
HEART_DISTINCT = 301_717
HEART_KEPT = 292_812


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """One line of the published classification report, rounded as published."""

    precision: float
    recall: float
    f1: float
    support: int


DIABETES: tuple[ReportedLine, ReportedLine] = (
    ReportedLine(0.74, 0.87, 0.80, 142),
    ReportedLine(0.71, 0.52, 0.60, 89),
)
DIABETES_ACCURACY = 0.73
DIABETES_EXAMPLE = 0
