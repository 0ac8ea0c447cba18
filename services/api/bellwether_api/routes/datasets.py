"""/api/v1/predictors/NAME/datasets: rows that a training may learn from, sent, checked, listed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import NotDeclared, PredictorIndex
from bellwether_api.http import audit_trail, json_body
from bellwether_api.http.auth import Access
from bellwether_api.http.errors import StoreUnavailable, changing
from bellwether_api.http.intake import Intake, columns
from bellwether_api.http.responses import answer, encoded, tagged
from bellwether_api.http.rights import COLUMNS, LEARNING
from bellwether_api.jobs import idempotency
from bellwether_api.jobs.dataset_checks import Check, Checks
from bellwether_api.jobs.idempotency import Answers
from bellwether_api.representations import datasets
from bellwether_api.representations.datasets import DataSetDescription, DataSets
from bellwether_api.representations.numbers import plain
from bellwether_api.representations.removed_datasets import RemovedDataSet, TrainedVersion
from bellwether_api.representations.uploads import UploadLimits
from bellwether_api.serving.champion_manifest import champion_manifest
from bellwether_api.serving.registry import Registry
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.clock import now
from bellwether_contract.declaration.fields import BooleanField
from bellwether_contract.declaration.spec import Predictor
from bellwether_contract.errors import Fault, InvalidInputs
from bellwether_contract.storage.datasets import (
    Answer,
    Dataset,
    DatasetStore,
    Unanswered,
    UnknownDataset,
)
from bellwether_contract.storage.uploads import UPLOAD_BYTES
from bellwether_contract.vocabulary import INITIAL

# Seconds: a check of a small file takes no longer.
RETRY_AFTER = "1"

# What a template has in the columns of roles: nobody, nowhere.
ROLE_EXAMPLES = {"group": "P0001", "site": "Site A", "time": "2020-01-31"}


def blueprint(
    registry: Registry,
    predictor_index: PredictorIndex,
    repository: VersionRepository,
    store: DatasetStore,
    checks: Checks,
    answers: Answers,
    intake: Intake,
    access: Access,
) -> Blueprint:
    """The data sets of a predictor."""
    routes = Blueprint("datasets", __name__, url_prefix="/api/v1/predictors/<name>/datasets")

    @routes.get("")
    def index(name: str) -> Response:
        predictor_index.require(name)
        try:
            uploaded = store.all(name)
        except OSError as error:
            raise StoreUnavailable(f"The data volume cannot be read ({error.strerror})") from error
        waiting = [one.received.sha256 for one in uploaded if one.verdict is None]
        standing = checks.of(name, waiting)
        listing = DataSets(
            predictor=name,
            limits=UploadLimits(bytes=UPLOAD_BYTES),
            datasets=[
                *_initial(name),
                *(_described(name, one, standing.get(one.received.sha256)) for one in uploaded),
            ],
        )
        return tagged(encoded(listing))

    @routes.post("")
    def upload(name: str) -> Response:
        declared = predictor_index.trainable(name)
        # Before the body: nobody sends 200 MB to be told that they cannot be checked.
        checks.ping()
        key = request.headers.get(idempotency.HEADER)
        place = idempotency.place(f"POST {request.path}", key)
        if (known := answers.known(place)) is not None:
            sha256, kept = known
            if intake.digest(request) != sha256:
                raise idempotency.reused()
        else:
            sha256 = intake.take(
                request, declared.predictor, by=access.caller().name, file=_called(request.args)
            ).sha256
            checked = _checked(name, sha256, declared.sha256)
            document = _uploaded(name, sha256).model_dump(mode="json")
            kept = answers.keep(place, sha256, {"checked": checked, "document": document})
        audit_trail.note(subject=sha256)
        where = f"/api/v1/predictors/{name}/datasets/{sha256}"
        description = DataSetDescription.model_validate(kept["document"])
        if kept["checked"]:
            return answer(description, headers={"Location": where})
        headers = {"Location": where, "Retry-After": RETRY_AFTER}
        return answer(description, 202, headers=headers)

    @routes.get("/<dataset>")
    def show(name: str, dataset: str) -> Response:
        predictor_index.require(name)
        if dataset != INITIAL:
            return tagged(encoded(_uploaded(name, dataset)))
        for found in _initial(name):
            return tagged(encoded(found))
        raise UnknownDataset("The folder of this predictor is gone or broken")

    @routes.put("/<dataset>/answers")
    def answer_question(name: str, dataset: str) -> Response:
        predictor_index.require(name)
        if dataset == INITIAL:
            raise Unanswered("The initial rows ask nothing; there is nothing to answer")
        given = json_body.read_object(request, ["same_people", "reason"])
        said = Answer(*_answer(given), access.caller().name, now())
        try:
            store.answer(name, dataset, said)
        except OSError as error:
            raise StoreUnavailable(
                f"The data volume does not take the answer ({error.strerror})"
            ) from error
        people = "the same people" if said.same_people else "different people"
        audit_trail.note(after=people, reason=said.reason)
        return answer(_uploaded(name, dataset))

    @routes.get("/template.csv")
    def template(name: str) -> Response:
        predictor_index.require(name)
        predictor, _ = predictor_index.declaration(name)
        response = Response(_template(predictor), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}-template.csv"'
        response.headers["Cache-Control"] = "no-cache"
        return response

    @routes.delete("/<dataset>")
    def remove(name: str, dataset: str) -> Response:
        predictor_index.require(name)
        if dataset == INITIAL:
            raise NotDeclared("The initial rows belong to the predictor's folder; they stay")
        # Asked first: an answer that does not say who has learned from them is no use.
        learned = _learned(name, dataset)
        with changing("data"):
            store.remove(name, dataset)
        return answer(RemovedDataSet(predictor=name, removed=dataset, learned=learned))

    def _learned(name: str, dataset: str) -> list[TrainedVersion]:
        """The versions that have learned from rows, newest first."""
        state, gone = registry.current(name), repository.withdrawals(name)
        champion = state.champion.version if state is not None and state.champion else None
        return [
            TrainedVersion.of(version, found, champion, gone.get(version))
            for version, found in repository.learned(name, dataset)
        ]

    def _checked(name: str, sha256: str, declaration: str) -> bool:
        """Whether rows are checked against a declaration; has them checked where not."""
        known = store.get(name, sha256)
        if known.verdict is not None and known.verdict.declaration == declaration:
            return True
        checks.enqueue(name, sha256)
        return False

    def _uploaded(name: str, sha256: str) -> DataSetDescription:
        found = store.get(name, sha256)
        standing = checks.of(name, [sha256]) if found.verdict is None else {}
        # It may have been written while the queue was asked: the queue forgets what is done.
        found = store.get(name, sha256) if found.verdict is None else found
        return _described(name, found, standing.get(sha256))

    def _described(name: str, found: Dataset, check: Check | None) -> DataSetDescription:
        repeats = access.has(LEARNING, name) and _sees_repeats(found.received.by)
        return datasets.described(name, found, check, _columns(name), repeats=repeats)

    def _sees_repeats(sent_by: str) -> bool:
        """Whether whoever asks has sent the rows, or runs all of it."""
        caller = access.caller()
        return caller.role == "operator" or caller.name == sent_by

    def _columns(name: str) -> frozenset[str] | None:
        """The columns that a fault may name; to operators it names all."""
        if access.has(COLUMNS, name):
            return None
        predictor, _ = predictor_index.declaration(name)
        return frozenset(columns(predictor))

    def _initial(name: str) -> list[DataSetDescription]:
        declared = predictor_index.folder(name)
        if declared is None:
            return []
        manifest = champion_manifest(name, registry.current(name), repository)
        return [datasets.initial(declared, manifest)]

    return routes


def _answer(document: Mapping[str, Any]) -> tuple[bool, str | None]:
    """Whether they are the same people, and why; raises InvalidInputs.

    Who says that rows are other people than they look like says why: the report tells it.
    """
    same, reason = document.get("same_people"), json_body.reason(document)
    if not isinstance(same, bool):
        fault = Fault("/same_people", "must be true or false")
    elif not same and reason is None:
        fault = Fault("/reason", "must say how it is known that they are different people")
    else:
        return same, reason
    raise InvalidInputs("The answer is wrong", [fault])


def _called(query: Mapping[str, str]) -> str | None:
    """What the file is called, without the folders it lies in; raises InvalidInputs."""
    called = json_body.text(query.get("file"), "name of the file")
    return re.split(r"[/\\]", called)[-1] or None if called else None


def _template(predictor: Predictor) -> str:
    """A CSV with the columns in their declared order, and one row of examples."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    roles = [(role, column) for role, column in predictor.roles.by_role.items() if column]
    fields = [field.name for field in predictor.fields]
    writer.writerow([*fields, predictor.target.column, *(column for _, column in roles)])
    example = predictor.example()
    row = [
        _yes_no(example[field.name])
        if isinstance(field, BooleanField)
        else plain(example[field.name])
        for field in predictor.fields
    ]
    of_roles = [ROLE_EXAMPLES[role] for role, _ in roles]
    writer.writerow([*row, _yes_no(predictor.target.negative), *of_roles])
    return text.getvalue()


def _yes_no(value: object) -> object:
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value
