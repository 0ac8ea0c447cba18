"""Who the people are: groups by declared fields, and how good the probabilities are in each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.disclosure import LEAST
from bellwether_contract.encoding.encode import Matrix
from bellwether_trainer.measures import clusters, intervals
from bellwether_trainer.measures.group_types import Group, SubgroupFound, Subgroups
from bellwether_trainer.measures.logistic import Floats
from bellwether_trainer.measures.metric_types import Interval, Mask
from bellwether_trainer.measures.predictions import Predictions

# The gate judges a group from so many events on.
EVENTS_NEEDED = 100
# From so many on its figures are told, with intervals that say how little is known. Fewer say
# nothing of a group.
EVENTS_SHOWN = 20
# Groups, and models, are compared where this share of all events is found.
COMMON_RECALL = 0.80


def groups(predictor: Predictor, matrix: Matrix) -> tuple[Group, ...]:
    """The declared subgroups of encoded rows [n, fields], also those without a row.

    Numbers are cut into the declared bands, the first from the field's minimum on; who did not
    say makes a group of the field where unknown is allowed.
    """
    columns = {field.name: column for column, field in enumerate(predictor.fields)}
    found: list[Group] = []
    for subgroup in predictor.subgroups:
        column = columns[subgroup.field]
        field, values = predictor.fields[column], matrix[:, column]
        parts = list(_parts(field, subgroup.bands, values))
        if field.missing is not None:
            parts.append((field.missing.label, np.isnan(values)))
        found.extend(Group(field.name, field.label, label, mask) for label, mask in parts)
    return tuple(found)


def measure(predicted: Predictions, groups: tuple[Group, ...]) -> Subgroups:
    """AUROC, recall at the common overall recall and observed/expected of each group."""
    flagged = flagged_at_common_recall(predicted)
    return Subgroups(
        recall=COMMON_RECALL,
        groups=tuple(_measure(predicted, flagged, group) for group in groups),
    )


def flagged_at_common_recall(predicted: Predictions) -> Floats:
    """Which share of each row is flagged, [r, n], when COMMON_RECALL of all events are found.

    Rows at the threshold itself are flagged by the share that meets it exactly, so that a model
    with few distinct predictions finds no more events than another.
    """
    p = predicted.probabilities
    events = np.sort(p[:, predicted.labels == 1], axis=None)
    threshold = events[int(np.floor((1 - COMMON_RECALL) * len(events)))]
    above, at = float((events > threshold).mean()), float((events == threshold).mean())
    flagged: Floats = np.where(p > threshold, 1.0, 0.0)
    flagged[p == threshold] = (COMMON_RECALL - above) / at
    return flagged


def recall(predicted: Predictions, flagged: Floats, mask: Mask) -> float:
    """Which share of the events in ``mask`` [n] is flagged, by the mean over the repeats."""
    return float(flagged[:, mask & (predicted.labels == 1)].mean())


def _parts(field: Field, bands: tuple[float, ...], values: Matrix) -> Iterator[tuple[str, Mask]]:
    if isinstance(field, NumberField):
        starts = [field.minimum, *(band for band in bands if band > field.minimum)]
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            if following is None:
                yield f"{start:g} and over", values >= start
            else:
                yield _between(field, start, following), (values >= start) & (values < following)
    elif isinstance(field, CategoryField):
        for code, choice in enumerate(field.choices):
            yield choice.label, values == code
    else:
        yield "Yes", values == 1
        yield "No", values == 0


def _between(field: NumberField, start: float, following: float) -> str:
    if field.type != "integer":
        return f"{start:g} to under {following:g}"
    last = following - 1
    return f"{start:g}" if start == last else f"{start:g} to {last:g}"


def _measure(predicted: Predictions, flagged: Floats, group: Group) -> SubgroupFound:
    labels, probabilities = predicted.labels[group.mask], predicted.probabilities[:, group.mask]
    people = None if predicted.people is None else predicted.people[group.mask]
    events = clusters.events(labels, people)
    unshown = events < EVENTS_SHOWN
    # A rank among one to four people without the outcome tells of them.
    alone = 0 < clusters.events(1 - labels, people) < LEAST
    return SubgroupFound(
        field=group.field,
        label=group.label,
        group=group.group,
        n=clusters.count(people, len(labels)),
        events=events,
        too_few=events < EVENTS_NEEDED,
        auroc=None if unshown or alone else intervals.auroc(labels, probabilities, people),
        recall=None if unshown else _recall(predicted, flagged, group.mask),
        observed_expected=None
        if unshown
        else intervals.observed_expected(
            int(labels.sum()),
            float(probabilities.sum()) / predicted.repeats,
            clusters.together(labels, people),
        ),
    )


def _recall(predicted: Predictions, flagged: Floats, mask: Mask) -> Interval:
    found = mask & (predicted.labels == 1)
    events = int(found.sum())
    if predicted.people is None:
        return intervals.proportion(events * recall(predicted, flagged, mask), events)
    share = flagged[:, found].mean(axis=0)
    return intervals.share(share, np.ones(events), predicted.people[found])
