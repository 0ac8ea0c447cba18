"""Rows that are made, not people's: the background of explanations, and what proves a bundle.

Neither is anybody's row, so a version holds no person. Background rows are drawn from counts of two
fields at a time: the tree of pairs that tells most of how fields go together (Chow and Liu 1968,
IEEE Trans Inf Theory 14:462), in cells that at least ``disclosure.LEAST`` training rows share. A
number is counted in bins, and a made one is any of its bin, never one between two people.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from bellwether_contract.bundle.scorer import Scorer
from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Encoder, Matrix
from bellwether_trainer.models.chow_liu import draw, filled
from bellwether_trainer.models.field_levels import Codes, Levels, declared_values, levels_of
from bellwether_trainer.records import People
from bellwether_trainer.rows.people import one_of_each

# Enough that a person's contributions hardly depend on which rows they are, few enough for an
# answer within 5 ms.
BACKGROUND_ROWS = 64

# So many of the background rows are self-test rows too, over the whole range of predictions.
SPREAD_ROWS = 16
# A manifest is read whole: a declaration with thousands of categories tests the first of them.
SELF_TEST_VALUES = 20_000

# Of the drawn rows nearest in prediction so many are looked at for one whose fields are as they
# should be.
NEAREST = 200
# As near in prediction that the other rows make up for the difference.
CLOSE = 0.01

# At the end so many rows are exchanged at most.
EXCHANGES = 10


# Two rows are nearly equal when no number differs by more than this share of the middle 90 %.
ALIKE = 0.05

SEED = 19680511

Floats = npt.NDArray[np.float64]
SelfTestVectors = tuple[tuple[tuple[float | None, ...], float], ...]


def background(
    training: Matrix, predictor: Predictor, scorer: Scorer, people: People | None = None
) -> Matrix:
    """Up to BACKGROUND_ROWS made rows that stand for ``training``, float32 [rows, fields].

    One of each stratum of the predictions of the training rows: the one that brings the mean
    prediction, and the shares of each field's levels, next to those of the strata so far. Each
    nearly equals no training row, or at least LEAST. Where ``people`` [rows] have several rows, one
    of each is counted, and those of LEAST people must be nearly equal.
    """
    everybody = training
    if people is not None:
        training = training[one_of_each(people)]
    random = np.random.default_rng(SEED)
    levels = [levels_of(training[:, place], field) for place, field in enumerate(predictor.fields)]
    codes = [each.codes for each in levels]
    drawn = draw(codes, [len(each.values) for each in levels], random)
    made = np.stack(
        [filled(each.values, drawn[:, place], random) for place, each in enumerate(levels)], axis=1
    )
    apart = tolerances(training, predictor)

    def nobody(row: Matrix) -> bool:
        return not 0 < nearly_equal(row, everybody, apart, people) < LEAST

    picked = _pick(training, levels, drawn, made, nobody, scorer)
    if not picked:
        # Rows of which nothing may be told: what the declaration gives for an example is nobody's.
        return Encoder(predictor).record(predictor.example())
    return made[picked]


def self_test(background: Matrix, predictor: Predictor, scorer: Scorer) -> SelfTestVectors:
    """Rows that prove a bundle, with what ``scorer`` says: every level, bound and unknown.

    They are made of the declaration alone, and of background rows over all predictions.
    """
    columns = [declared_values(field) for field in predictor.fields]
    count = min(max(map(len, columns)), max(1, SELF_TEST_VALUES // len(columns)))
    # Turned against each other, so that unknown values and lowest ones do not all come together.
    declared = [
        [column[(row + place) % len(column)] for place, column in enumerate(columns)]
        for row in range(count)
    ]
    spread = np.linspace(0, len(background) - 1, min(SPREAD_ROWS, len(background))).astype(int)
    rows = np.concatenate([np.array(declared, dtype=np.float32), background[spread]])
    return tuple(
        (tuple(None if np.isnan(value) else float(value) for value in row), float(probability))
        for row, probability in zip(rows, scorer.probabilities(rows), strict=True)
        # At the ends of an absurd range a model may say nothing at all.
        if np.isfinite(probability)
    )


def nearly_equal(
    row: npt.NDArray[np.float32],
    training: Matrix,
    tolerances: Floats,
    people: People | None = None,
) -> int:
    """How many ``training`` rows nearly equal ``row``: unknown alike, numbers within tolerance.

    How many ``people`` have such rows, where these tell whose [rows] they are.
    """
    left: npt.NDArray[np.intp] | slice = slice(None)
    for value, tolerance, column in zip(row, tolerances, training.T, strict=True):
        found = column[left]
        with np.errstate(over="ignore"):  # infinitely far apart is far apart
            alike = np.isnan(found) if np.isnan(value) else np.abs(found - value) <= tolerance
        left = np.flatnonzero(alike) if isinstance(left, slice) else left[alike]
        if not len(left):
            break
    assert not isinstance(left, slice), "a declaration has a field"
    return len(left) if people is None else len(np.unique(people[left]))


def tolerances(training: Matrix, predictor: Predictor) -> Floats:
    """By how much the fields of nearly equal rows may differ, [fields]; codes by nothing."""
    found = np.zeros(training.shape[1])
    for place, field in enumerate(predictor.fields):
        known = training[:, place][~np.isnan(training[:, place])]
        if isinstance(field, NumberField) and len(known):
            low, high = np.quantile(known, (0.05, 0.95))
            found[place] = ALIKE * (high - low)
    return found


def _pick(
    training: Matrix,
    levels: list[Levels],
    drawn: Codes,
    made: Matrix,
    nobody: Callable[[Matrix], bool],
    scorer: Scorer,
) -> list[int]:
    """Which of the ``made`` rows, of the levels ``drawn``, stand for the strata of predictions."""
    scores = scorer.probabilities(training).astype(np.float64)
    said = scorer.probabilities(made).astype(np.float64)
    rising = np.argsort(said, kind="stable")
    begins = np.cumsum([0, *(len(each.values) for each in levels[:-1])])
    # What the rows picked so far lack: in prediction, and of each level of each field.
    owed, lacking = 0.0, np.zeros(sum(len(each.values) for each in levels))
    known: dict[bytes, bool] = {}

    def is_nobody(row: int) -> bool:
        key = made[row].tobytes()
        if key not in known:
            known[key] = nobody(made[row])
        return known[key]

    picked: list[int] = []
    order = np.argsort(scores, kind="stable")
    strata = np.array_split(order, min(BACKGROUND_ROWS, len(order)))
    for stratum in strata:
        # Strata differ by a row in size; each row counts alike.
        share = len(strata) / len(order)
        owed += share * float(scores[stratum].sum())
        for begin, each in zip(begins.tolist(), levels, strict=True):
            held = each.codes[stratum]
            counts = np.bincount(held[held >= 0], minlength=len(each.values))
            lacking[begin : begin + len(counts)] += share * counts
        near = _near(owed, said, rising)
        close = int((np.abs(said[near] - owed) <= CLOSE).sum())
        fitting = lacking[begins + drawn[near[:close]]].sum(axis=1)
        near[:close] = near[:close][np.argsort(-fitting, kind="stable")]
        row = next((int(row) for row in near if is_nobody(int(row))), None)
        if row is None:
            continue
        owed -= float(said[row])
        lacking[begins + drawn[row]] -= 1
        picked.append(row)
    return _settled(picked, owed, said, rising, is_nobody)


def _settled(
    picked: list[int],
    owed: float,
    said: Floats,
    rising: Codes,
    is_nobody: Callable[[int], bool],
) -> list[int]:
    """The same rows, but for the few whose exchange makes up for the prediction still ``owed``."""
    for _ in range(EXCHANGES):
        if abs(owed) <= CLOSE:
            break
        exchanges = []
        for place, one in enumerate(picked):
            near = _near(said[one] + owed, said, rising).tolist()
            row = next((each for each in near if is_nobody(each)), one)
            exchanges.append((abs(owed - float(said[row] - said[one])), place, row))
        left, place, row = min(exchanges)
        if left >= abs(owed):
            break
        owed -= float(said[row] - said[picked[place]])
        picked[place] = row
    return picked


def _near(wanted: float, said: Floats, rising: Codes) -> Codes:
    """The NEAREST rows by what is ``said`` of them, the nearest first; ``rising`` sorts them."""
    at = int(np.searchsorted(said, wanted, sorter=rising))
    around = rising[max(0, at - NEAREST) : at + NEAREST]
    distance = np.abs(said[around] - wanted)
    return around[np.argsort(distance, kind="stable")[:NEAREST]]
