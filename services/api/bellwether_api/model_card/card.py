"""The model card of a version: what TRIPOD+AI asks of a prediction model, as Markdown.

Every figure comes from the version's own report, every statement about people and outcome from
its own copy of the declaration. TRIPOD+AI: Collins et al., BMJ 2024;385:e078378.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from bellwether_api.http.errors import ApiError
from bellwether_api.model_card import data, elsewhere, results, tripod
from bellwether_api.model_card import optional as card_optional
from bellwether_api.model_card.markdown import (
    code,
    count,
    fixed,
    listed,
    measured,
    of_100,
    plain,
    settings,
    share,
    table,
)
from bellwether_api.model_card.results import section
from bellwether_api.versions import repository
from bellwether_contract.bundle.manifest import MODEL, Manifest
from bellwether_contract.declaration.fields import NumberField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.storage.history import Withdrawal
from bellwether_contract.vocabulary import Outcome

# The form of report.json that this card is made from.
REPORT_FORMAT = 2

MARKDOWN = "text/markdown; charset=utf-8"

Report = dict[str, Any]

EFFORTS = {
    "quick": "quick (declared hyper-parameters, reduced comparison)",
    "full": "full (hyper-parameters searched)",
}


VERDICTS: dict[Outcome, str] = {
    "promoted": "accepted by the gate",
    "candidate": "kept as a candidate: it did not become champion by itself",
    "rejected": "rejected by the gate",
}


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
    parts = [
        f"# Model card: {plain(predictor.title)}",
        *([_withdrawn(withdrawal)] if withdrawal is not None else []),
        _summary(report, predictor, manifest),
        section("What it predicts, and for whom", _purpose(predictor)),
        section("Where the rows come from", data.source(report, predictor)),
        section("Outcome", plain(predictor.target.meaning)),
        section("Predictors", data.predictors(report, predictor)),
        section("Missing values", data.missing(report)),
        section("How the rows were prepared and divided", data.division(report)),
        section("How the model was chosen", data.choice(report)),
        *results.sections(report),
        *elsewhere.sections(report),
        section("What it cannot say", listed(map(plain, predictor.population.limits))),
        section("Poor or missing inputs", _inputs(predictor, report)),
        section("How to make it again", _reproduction(report, manifest)),
        tripod.sections(report, predictor),
    ]
    return "\n\n".join(parts) + "\n"


def _withdrawn(withdrawal: Withdrawal) -> str:
    return (
        f"**Withdrawn.** This version was taken out of use on {plain(withdrawal.at[:10])} by the "
        f"{plain(withdrawal.by)}: {plain(withdrawal.reason)}. Do not use its answers."
    )


def _summary(report: Report, predictor: Predictor, manifest: Manifest) -> str:
    won = report["evaluation"]["winner"]
    outcome, _ = repository.ending(report)
    verdict = VERDICTS[outcome]
    rows = [
        ("Version", f"{code(manifest.version)}, {verdict}"),
        ("Made", f"{manifest.created:%d %B %Y, %H:%M} UTC".lstrip("0")),
        ("Model", plain(report["winner_label"])),
        ("Training", EFFORTS.get(report["effort"], plain(report["effort"]))),
        (_counted(report), f"{count(report['data']['rows'])}, of whom "
         f"{count(report['data']['positives'])} "
         f"({share(report['data']['prevalence'])}) {plain(predictor.target.label)}"),
        ("AUROC", measured(won, "auroc", 3)),
        ("Threshold", f"{fixed(report['threshold']['value'], 3)}; of all people it points "
         f"out {of_100(report['threshold']['flagged'])}"),
    ]  # fmt: skip
    return f"{plain(predictor.summary)}\n\n{table(('', ''), rows)}"


def _counted(report: Report) -> str:
    """What is counted: people, or rows where people have several."""
    people = report["data"].get("people")
    return "People" if people is None else f"Rows of {count(people)} people"


def _purpose(predictor: Predictor) -> str:
    return "\n\n".join(
        [
            f"It estimates, for one person, the probability of {plain(predictor.target.label)}. "
            f"It was made from {plain(predictor.population.who)}, and holds for nobody else.",
            "It tells a result in these words, where N comes from the probability: "
            f"“{_told(predictor)}”",
            plain(predictor.wording.disclaimer),
        ]
    )


def _told(predictor: Predictor) -> str:
    words = f"{predictor.wording.result} {predictor.wording.complement}"
    return plain(words.replace("{n}", "N").replace("{m}", "100 − N"))


def _inputs(predictor: Predictor, report: Report) -> str:
    proven = report.get("optional") or []
    averaged = {each["field"] for each in proven if each["offered"]}
    optional = [
        code(field.name)
        for field in predictor.fields
        if field.missing is not None and field.name not in averaged
    ]
    points = [
        "A number outside its accepted values, a category that is none of those listed and a field "
        "that is not known are refused, each with its place and what is accepted. No number is "
        "given.",
        f"May be unknown: {', '.join(optional)}. The model has learned from rows in which they "
        "are; nothing is filled in silently before it."
        if optional
        else "Every field must be answered, but for those named below."
        if averaged
        else "Every field must be answered.",
    ]
    ended = [
        code(field.name)
        for field in predictor.fields
        if isinstance(field, NumberField) and field.outside == "refuse"
    ]
    if ended:
        points.append(f"Beyond the training rows no number is given: {', '.join(ended)}.")
    if optional and len(optional) + len(averaged) < len(predictor.fields):
        others = ", but for those named below" if averaged else ""
        points.append(f"All other fields must be answered{others}.")
    told = card_optional.told(report)
    return listed(points) + (f"\n\n{told}" if told else "")


def _reproduction(report: Report, manifest: Manifest) -> str:
    recipe, parity = report["recipe"], report["parity"]
    libraries = ", ".join(f"{plain(n)} {plain(v)}" for n, v in sorted(manifest.libraries.items()))
    return listed(
        [
            f"Recipe: {code(recipe['candidate'])} with {settings(recipe['hyperparameters'])}; "
            f"calibration: {plain(recipe['calibration'])}; data sets: "
            f"{', '.join(code(name[:16]) for name in recipe['datasets'])}.",
            f"Libraries: {libraries}.",
            "The model is published as one ONNX file, with the SHA-256 "
            f"{code(manifest.files[MODEL].sha256)}. On {count(parity['rows'])} rows its "
            "probabilities differ from those of the fitted model by at most "
            f"{parity['largest_difference']:.1g}.",
            f"Whole training: {sum(report['durations'].values()):,.0f} seconds.",
        ]
    )
