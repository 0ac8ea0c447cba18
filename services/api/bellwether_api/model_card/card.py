"""The model card of a version: what TRIPOD+AI asks of a prediction model, as Markdown.

Every figure comes from the version's own report, every statement about people and outcome from
its own copy of the declaration. The card is ``card.md.jinja``; here is made what it is filled with.
TRIPOD+AI: Collins et al., BMJ 2024;385:e078378.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bellwether_api.http.errors import ApiError
from bellwether_api.model_card import markdown
from bellwether_api.versions.published import ending
from bellwether_contract.bundle.manifest import Manifest
from bellwether_contract.declaration.fields import CategoryField, Field, NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.storage.history import Withdrawal

# The form of report.json that this card is made from.
REPORT_FORMAT = 2

MARKDOWN = "text/markdown; charset=utf-8"

# Thresholds at which the decision curve is told, beside the version's own.
LISTED_THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5)

Report = dict[str, Any]


class NoModelCard(ApiError):
    """The version's report does not hold what a model card tells."""

    status = HTTPStatus.NOT_FOUND


def model_card(
    report: Report,
    predictor: Predictor,
    manifest: Manifest,
    withdrawal: Withdrawal | None = None,
) -> str:
    """The card of the version with this ``report``, declaration and ``manifest``.

    One that was withdrawn says so before anything else.

    Raises NoModelCard for a report of an earlier form.
    """
    if report.get("format") != REPORT_FORMAT:
        raise NoModelCard(
            f"The version {manifest.version} was trained before reports held what a model card "
            "tells; train the predictor again"
        )
    described = {entry["name"]: entry for entry in report["data"]["fields"]}
    outcome, reasons = ending(report)
    wording = predictor.wording
    text = _TEMPLATE.render(
        report=report,
        predictor=predictor,
        manifest=manifest,
        withdrawal=withdrawal,
        outcome=outcome,
        reasons=reasons,
        made=f"{manifest.created:%d %B %Y, %H:%M}".lstrip("0"),
        result=f"{wording.result} {wording.complement}".replace("{n}", "N").replace(
            "{m}", "100 − N"
        ),
        fields=[(field, described.get(field.name, {})) for field in predictor.fields],
        who=_who(report["data"]),
        models=list(_models(report)),
        decisions=list(_decisions(report)),
        datasets=[name[:16] for name in report["recipe"]["datasets"]],
        unknown=[field.name for field in predictor.fields if field.missing is not None],
        ended=[
            field.name
            for field in predictor.fields
            if isinstance(field, NumberField) and field.outside == "refuse"
        ],
    )
    return _as_written(text)


def _as_written(text: str) -> str:
    """What the template has written, without the line breaks and empty lines of its own form."""
    # No value holds a line break (`plain`): each one stands in the template.
    apart = re.sub(r"\n\s*\n", "\n\n", text.strip())
    return re.sub(r"(?<!\n)\n *(?=[^\s|#-])", " ", apart) + "\n"


def _models(report: Report) -> Iterator[tuple[str, Report]]:
    """Whatever was measured, each with its figures; the version comes first."""
    found = report["evaluation"]
    reference = found["reference"] or {"label": "", "metrics": None}
    models = (
        (report["winner_label"], found["winner"]),
        ("The champion at the time", found["champion"]),
        (reference["label"], reference["metrics"]),
        ("Plain logistic regression", found["plain_logistic"]),
        ("“Always no”", found["always_no"]),
    )
    return ((label, measured) for label, measured in models if measured)


def _decisions(report: Report) -> Iterator[tuple[float, Report | None, float]]:
    """Thresholds, with the net benefit there of this model and of pointing out everybody.

    Per 100 people; that of the model with its interval, where the report has one.
    """
    curve = report["decision_curve"] or {"thresholds": []}
    own = [report["threshold"]["value"]] if report["threshold"] else []
    found = curve["thresholds"]
    places = {
        min(range(len(found)), key=lambda place: abs(found[place] - wanted))
        for wanted in (*own, *LISTED_THRESHOLDS)
        if found and found[0] <= wanted <= found[-1]
    }
    for place in sorted(places):
        per_100 = {}
        for name, column in (("estimate", "model"), ("low", "model_low"), ("high", "model_high")):
            benefit = curve[column][place] if curve.get(column) else None
            per_100[name] = None if benefit is None else 100 * benefit
        # Untold where it would be the prediction of one to four people.
        model = None if per_100["estimate"] is None else per_100
        yield found[place], model, 100 * curve["treat_all"][place]


def _who(data: Report) -> str:
    """How many people the rows are of."""
    rows = markdown.count(data["rows"])
    if "people" not in data:
        return f"{rows} people"
    return f"{rows} rows of {markdown.count(data['people'])} people"


def _accepted(field: Field) -> str:
    if isinstance(field, NumberField):
        kind = "whole, " if field.type == "integer" else ""
        return f"{kind}{field.minimum:g} to {field.maximum:g} {field.unit or ''}"
    if isinstance(field, CategoryField):
        labels = [choice.label for choice in field.choices]
        if len(labels) > 7:
            return f"{len(labels)} categories, {labels[0]} to {labels[-1]}"
        return ", ".join(labels)
    return "yes, no"


def _seen(entry: Report) -> str:
    """A number's median and quartiles, or else the most frequent choice."""
    if summary := entry.get("summary"):
        return (
            f"median {summary['median']:.4g}, quartiles {summary['q1']:.4g} and {summary['q3']:.4g}"
        )
    bins = entry.get("bins") or ()
    counts = [markdown.known(each["positive"]) + markdown.known(each["negative"]) for each in bins]
    if not sum(counts):
        return "–"
    most = counts.index(max(counts))
    return f"{bins[most]['label']} {markdown.share(counts[most] / sum(counts))}"


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("bellwether_api.model_card", "."),
        # Whatever enters the card is escaped, as Markdown and as HTML; a missing value is an error.
        finalize=markdown.plain,
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # for HTML alone; see `finalize`
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (
        markdown.between,
        markdown.bold,
        markdown.code,
        markdown.codes,
        markdown.count,
        markdown.fixed,
        markdown.known,
        markdown.measured,
        markdown.of_100,
        markdown.ranged,
        markdown.settings,
        markdown.share,
        markdown.transported,
    )
    made.globals |= {each.__name__: each for each in functions}
    made.globals |= {"accepted": _accepted, "seen": _seen}
    return made


_TEMPLATE = _environment().get_template("card.md.jinja")
