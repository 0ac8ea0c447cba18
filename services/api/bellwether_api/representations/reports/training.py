"""How a version was made: its rows, candidates and recipe, and what was asked of the columns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bellwether_api.http.documents import Absent, Count
from bellwether_api.representations.reports.measures import Estimate, Measures, NamedMeasures
from bellwether_api.representations.reports.part import Older, Part, People, Settings
from bellwether_contract.vocabulary import CalibrationKind


class Removed(Part):
    duplicates: People
    outliers: People


class PreparationReport(Part):
    """What the declaration wants done to rows that teach, and what that has removed."""

    duplicates: str
    outliers: str
    balance: str
    select: Literal["all"] | int
    removed: Removed


class SetAside(Part):
    """Rows of known people examined again: where the known row measures, teaches, or both do."""

    from_learning: People
    from_measuring: People
    in_its_fold: People


class EvaluationRows(Part):
    """The fixed evaluation set, by its id."""

    id: str
    rows: Count
    events: Count
    people: Absent[Count] = None


class SplitReport(Part):
    """Which rows teach and which measure; ``new`` are held-out rows of later data sets."""

    rule: str
    training: Count
    holdout: Count
    new: Count
    set_aside: Older[SetAside] = None
    anchor: EvaluationRows
    people: Absent[Count] = None


class Comparison(Part):
    """How the candidates were compared."""

    rows: Count
    folds: Count
    repeats: Count
    note: str


class CandidateDifference(Part):
    """To the best candidate, paired over the folds."""

    log_loss: float
    standard_error: float


class CandidateReport(Part):
    """A candidate and the best of the ``configurations`` that were tried, out of fold.

    ``calibration_log_loss`` has the kinds of calibration that were tried; null: it did not succeed.
    """

    name: str
    label: str
    hyperparameters: Settings
    configurations: Count
    seconds: float
    calibration: CalibrationKind
    calibration_log_loss: dict[CalibrationKind, float | None]
    difference: CandidateDifference
    metrics: Measures


class BaselineMeasures(Part):
    """On the rows of the comparison."""

    always_no: Measures
    reference: NamedMeasures | None
    plain_logistic: Measures


class RecipeReport(Part):
    candidate: str
    hyperparameters: Settings
    calibration: CalibrationKind
    datasets: list[str]


class SampleSize(Part):
    """People that there are, and that each criterion of Riley and others asks for.

    Null: nothing was learned, and no number follows.
    """

    rows: Count
    events: Count
    parameters: Count
    r2: float
    shrinkage: Count | None
    optimism: Count | None
    overall: Count
    needed: Count | None
    enough: bool


class BasisFigures(Part):
    auroc: float
    log_loss: float


class ChosenBasis(Part):
    """What the forms that were chosen on these rows are worth.

    Null where the winner does not see them.
    """

    fields: list[str]
    with_: Annotated[BasisFigures | None, Field(alias="with")]
    without: BasisFigures | None


class Question(Part):
    """Whether a value is known before the outcome, and is about anything.

    Of a column that repeats: whether it says whose a row is. ``answer`` null: nobody has answered.
    """

    field: str
    label: str
    kinds: list[Literal["name", "identifier", "afterwards", "dominates", "repeats"]]
    evidence: list[str]
    answer: str | None
    auroc: float | None
    share: float | None


class OptionalField(Part):
    """One optional field, left unknown in rows that measure.

    ``without`` is the log loss of a model that has never had the field. Where it is not
    ``offered``, ``why`` says what speaks against it.
    """

    field: str
    label: str
    rows: Count
    events: Count
    log_loss: float | None
    without: float | None
    difference: float | None
    standard_error: float | None
    observed_expected: Estimate | None
    offered: bool
    why: str | None


class FieldImportance(Part):
    """By how many points of 100 a field moves an answer, on average; its interval is over people.

    Reports from before it was measured lack it.
    """

    name: str
    label: str
    points: float
    low: Older[float] = None
    high: Older[float] = None


class Importance(Part):
    """Measured on so many ``people``; the field that moves most comes first."""

    people: Count
    fields: list[FieldImportance]


class EffectPoint(Part):
    """The mean probability where the field has this value; null: a choice, or unknown."""

    label: str
    value: float | None
    risk: float


class FieldEffect(Part):
    """The values of a field: a number's in rising order, its being unknown last."""

    name: str
    points: list[EffectPoint]


class Effects(Part):
    """What the model makes of each value, the other fields being as they are in made ``rows``.

    Partial dependence; a number is looked at between ends that five people share.
    """

    rows: Count
    fields: list[FieldEffect]
