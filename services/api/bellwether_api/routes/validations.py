"""/api/v1/predictors/NAME/validations: versions judged by rows that nothing learns from."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from flask import Blueprint, Response, request

from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.declarations.translations import Translations
from bellwether_api.http import audit_trail, json_body
from bellwether_api.http.auth import Access
from bellwether_api.http.errors import ApiError, StoreUnavailable, changing
from bellwether_api.http.intake import Intake, columns
from bellwether_api.http.languages import ENVIRON, in_languages
from bellwether_api.http.responses import answer, encoded, passed_on, tagged
from bellwether_api.http.rights import COLUMNS
from bellwether_api.jobs import idempotency
from bellwether_api.jobs.dataset_checks import Check, Checks
from bellwether_api.jobs.idempotency import Answers
from bellwether_api.representations import validations
from bellwether_api.representations.reports.validation import NEEDED
from bellwether_api.representations.uploads import UploadLimits
from bellwether_api.representations.validations import (
    LOST,
    RemovedValidation,
    ValidationDescription,
    Validations,
)
from bellwether_api.serving.registry import Registry
from bellwether_api.versions import disclosure, report_words
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.bundle.manifest import VERSION_PATTERN
from bellwether_contract.clock import now
from bellwether_contract.errors import BellwetherError, UnknownVersion
from bellwether_contract.storage.uploads import UPLOAD_BYTES
from bellwether_contract.storage.validations import (
    Outcome,
    UnknownValidation,
    Validation,
    ValidationStore,
)

# Seconds: a small file is measured in no longer.
RETRY_AFTER = "1"

# One that was asked for less long ago may be about to enter the queue.
SETTLED_SECONDS = 60


class NoReport(ApiError):
    """The validation has no report, or none yet."""

    status = HTTPStatus.CONFLICT


def blueprint(
    registry: Registry,
    predictor_index: PredictorIndex,
    translations: Translations,
    repository: VersionRepository,
    store: ValidationStore,
    checks: Checks,
    answers: Answers,
    intake: Intake,
    access: Access,
) -> Blueprint:
    """The validations of a predictor."""
    routes = Blueprint("validations", __name__, url_prefix="/api/v1/predictors/<name>/validations")

    @routes.get("")
    def index(name: str) -> Response:
        predictor_index.require(name)
        found = _all(name)
        standing = checks.of_validations(name, [e.asked.id for e in found if e.outcome is None])
        descriptions = [_described(name, each, standing.get(each.asked.id)) for each in found]
        limits = UploadLimits(bytes=UPLOAD_BYTES)
        return tagged(encoded(Validations(predictor=name, limits=limits, validations=descriptions)))

    @routes.post("")
    def start(name: str) -> Response:
        predictor_index.require(name)
        version, champion = _wanted(name)
        note = json_body.text(request.args.get("note"), "note")
        # Before the body: nobody sends 200 MB to be told that nothing can be measured by them.
        predictor = repository.declaration(name, version)
        checks.ping()
        _settle(name)
        key = request.headers.get(idempotency.HEADER)
        place = idempotency.place(f"POST {request.path}", key)
        asked_for = {"version": version, "note": note}
        if (known := answers.known(place)) is not None:
            sha256, kept = known
            if intake.digest(request) != sha256 or kept["asked"] != asked_for:
                raise idempotency.reused()
        else:
            with intake.incoming(request, predictor, lambda: store.upload(name), without=True) as (
                upload,
                sent,
            ):
                sha256, size = (sent or upload).sha256, (sent or upload).size
                asked = upload.ask(
                    version, champion=champion, note=note, sha256=sha256, size=size,
                    by=access.caller().name, called=idempotency.digest(place),
                )  # fmt: skip
            if (asked.sha256, asked.version, asked.note) != (sha256, version, note):
                raise idempotency.reused()
            checks.validate(name, asked.id)
            document = _one(name, asked.id).model_dump(mode="json")
            kept = answers.keep(place, sha256, {"asked": asked_for, "document": document})
        description = ValidationDescription.model_validate(kept["document"])
        audit_trail.note(subject=description.id, after=description.version)
        where = f"/api/v1/predictors/{name}/validations/{description.id}"
        headers = {"Location": where, "Retry-After": RETRY_AFTER}
        return answer(description, 202, headers=headers)

    @routes.get("/<validation>")
    def show(name: str, validation: str) -> Response:
        predictor_index.require(name)
        return tagged(encoded(_one(name, validation)))

    @routes.get("/<validation>/report")
    def report(name: str, validation: str) -> Response:
        predictor_index.require(name)
        found = store.get(name, validation)
        if found.outcome is None:
            raise NoReport("This validation is not done yet; ask for its status, and then again")
        if found.outcome.status == "failed":
            raise NoReport(f"This validation failed, so there is no report: {found.outcome.error}")
        document = disclosure.validation(store.report(name, validation))
        damaged = UnknownValidation("The report of this validation is damaged; remove it")
        asked, version = request.environ.get(ENVIRON), found.asked.version
        document = report_words.as_asked(document, name, version, repository, translations, asked)
        return in_languages(tagged(passed_on(document, NEEDED, damaged)))

    @routes.delete("/<validation>")
    def remove(name: str, validation: str) -> Response:
        predictor_index.require(name)
        with changing("data"):
            store.remove(name, validation)
        return answer(RemovedValidation(predictor=name, removed=validation))

    def _wanted(name: str) -> tuple[str, bool]:
        """The version to judge, and whether it is the champion; raises UnknownVersion."""
        state = registry.current(name)
        champion = state.champion.version if state is not None and state.champion else None
        version = request.args.get("version") or champion
        if version is None:
            raise UnknownVersion(
                f"{name} has no champion to judge yet; wait for its first training, or name a "
                "version: ?version=..."
            )
        if not VERSION_PATTERN.fullmatch(version):
            raise UnknownVersion(f"{name} has no such version; `bellwether versions {name}`")
        return version, version == champion

    def _all(name: str) -> list[Validation]:
        try:
            return store.all(name)
        except OSError as error:
            raise StoreUnavailable(f"The data volume cannot be read ({error.strerror})") from error

    def _one(name: str, validation: str) -> ValidationDescription:
        found = store.get(name, validation)
        standing = checks.of_validations(name, [validation]) if found.outcome is None else {}
        # It may have ended while the queue was asked: the queue forgets what is done.
        found = store.get(name, validation) if found.outcome is None else found
        return _described(name, found, standing.get(validation))

    def _described(name: str, found: Validation, check: Check | None) -> ValidationDescription:
        return validations.described(name, found, check, known=_columns(name, found.asked.version))

    def _columns(name: str, version: str) -> frozenset[str] | None:
        """The columns that a fault may name; to operators it names all."""
        if access.has(COLUMNS, name):
            return None
        try:
            return frozenset(columns(repository.declaration(name, version)))
        except BellwetherError:
            return frozenset()

    def _settle(name: str) -> None:
        """Take away the rows of those on which nobody works any more, without an end."""
        open_ones = [each for each in _all(name) if each.outcome is None]
        ended = checks.of_validations(name, [each.asked.id for each in open_ones])
        for each in open_ones:
            check = ended.get(each.asked.id)
            age = datetime.now(UTC) - datetime.fromisoformat(each.asked.at)
            if check is not None and check.ended and age.total_seconds() > SETTLED_SECONDS:
                try:
                    store.finish(name, each.asked.id, Outcome("failed", now(), error=LOST))
                except UnknownValidation:
                    continue

    return routes
