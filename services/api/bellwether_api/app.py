"""Puts the API together: what looks at the volumes, what answers, and in which order."""

from __future__ import annotations

import atexit
import logging
import os
from functools import partial

from flask import Flask

from bellwether_api import __version__, telemetry
from bellwether_api.background import Poller
from bellwether_api.config import ApiSettings
from bellwether_api.declarations.index import PredictorIndex
from bellwether_api.declarations.translations import Translations
from bellwether_api.declarations.watcher import DeclarationWatcher
from bellwether_api.http import audit_trail, base_path, large_bodies, problems, request_ids, timing
from bellwether_api.http.auth import Access
from bellwether_api.http.intake import Intake
from bellwether_api.jobs.automatic import FirstStarts, FullTrainings
from bellwether_api.jobs.collections import Collections
from bellwether_api.jobs.connection import connect
from bellwether_api.jobs.dataset_checks import Checks
from bellwether_api.jobs.idempotency import Answers
from bellwether_api.jobs.imports import Imports
from bellwether_api.jobs.last_trainings import LastTrainings
from bellwether_api.jobs.lost import LostJobs
from bellwether_api.jobs.queue_stats import QueueStats
from bellwether_api.jobs.replicas import Replicas
from bellwether_api.jobs.trainings import TrainingQueue
from bellwether_api.openapi import query_strings
from bellwether_api.openapi import routes as openapi
from bellwether_api.openapi.document import CALLS
from bellwether_api.representations.problems import KINDS
from bellwether_api.routes import (
    audit,
    collections,
    datasets,
    health,
    holds,
    metrics,
    predictions,
    predictors,
    retrainings,
    transfers,
    validations,
    versions,
)
from bellwether_api.routes import keys as routes_keys
from bellwether_api.serving import fast_path
from bellwether_api.serving.arrivals import Arrivals
from bellwether_api.serving.registry import Registry
from bellwether_api.serving.rollcall import RollCall
from bellwether_api.serving.trial import TRIAL
from bellwether_api.v2 import routes as v2
from bellwether_api.versions.audit_watch import AuditWatch
from bellwether_api.versions.histories import HistoryWatch
from bellwether_api.versions.repository import VersionRepository
from bellwether_contract.bundle.signatures import Trust
from bellwether_contract.storage import half_restored, opened
from bellwether_contract.storage.audit import AuditLog
from bellwether_contract.storage.datasets import DatasetStore
from bellwether_contract.storage.imports import ImportStore
from bellwether_contract.storage.key_store import KeyStore
from bellwether_contract.storage.receiving import ReceivingStore
from bellwether_contract.storage.store import ModelStore
from bellwether_contract.storage.validations import ValidationStore

# So long the first request waits for models. What takes longer (versions that hang, one after the
# other) goes on beside what answers, and gunicorn does not take this process for dead.
FIRST_ROUND_SECONDS = 20.0

# 10,000 heart records are 3.5 MB.
BODY_BYTES = 8 << 20


def create_app(settings: ApiSettings | None = None) -> Flask:
    """Wire the API; without ``settings`` the environment tells them.

    Starts the poller, and loads what it can before it returns, so that the first request finds the
    models: call it in the process that serves. Raises InvalidSettings, and HalfRestored.
    """
    settings = settings or ApiSettings.from_environment(os.environ)
    half_restored.refuse(settings.champions_dir)
    logging.basicConfig(
        level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )

    store = opened.store(ModelStore, settings)
    rows = DatasetStore(settings.data_dir)
    judged = ValidationStore(settings.data_dir)
    rows.sweep()
    judged.sweep()
    imported = ImportStore(settings.data_dir)
    imported.sweep()
    watcher = DeclarationWatcher(settings.predictors_dir)
    redis = connect(settings)
    # First of all: from now on promotions wait for this process.
    roll = RollCall.of_environment(partial(Replicas, redis))
    registry = Registry(store, roll)
    queue = TrainingQueue(redis, settings.records_dir)
    predictor_index = PredictorIndex(watcher, registry)
    translations = Translations(watcher)
    repository = VersionRepository(store)
    histories = HistoryWatch(store)
    last = LastTrainings(queue, store, repository)
    checks, intake = Checks(redis), Intake(rows)
    # From elsewhere comes nothing unsigned, whatever counts for what is trained here.
    elsewhere = Trust(settings.public_keys_dir, required=True)
    arrivals = Arrivals(opened.store(ReceivingStore, settings, elsewhere))
    keys = KeyStore(settings.champions_dir)
    log = AuditLog(settings.champions_dir)
    audit_watch = AuditWatch(log, settings.audit_keep_months)
    public = settings.public_predictions
    access = Access(settings.operator_key, keys, roll.processes, public_predictions=public)

    app = Flask("bellwether_api", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    # A path is what it is: no redirects to what it might have meant.
    app.url_map.merge_slashes = False
    problems.register(app, KINDS)
    large_bodies.register(app)
    query_strings.register(app, CALLS)
    for blueprint in (
        predictions.blueprint(
            registry, predictor_index, translations, queue, last, settings.data_dir, access
        ),
        predictors.blueprint(
            watcher, registry, predictor_index, translations, repository, queue, last
        ),
        retrainings.blueprint(predictor_index, queue, rows, access),
        datasets.blueprint(
            registry, predictor_index, repository, rows, checks, Answers(redis), intake, access
        ),
        validations.blueprint(
            registry,
            predictor_index,
            translations,
            repository,
            judged,
            checks,
            Answers(redis),
            intake,
            access,
        ),
        versions.blueprint(registry, predictor_index, translations, repository, store, access),
        transfers.blueprint(
            store,
            predictor_index,
            repository,
            imported,
            Imports(redis),
            arrivals,
            intake,
            access,
        ),
        holds.blueprint(predictor_index, store, access),
        collections.blueprint(settings, predictor_index, store, judged, Collections(redis), access),
        health.blueprint(registry),
        routes_keys.blueprint(keys, access),
        audit.blueprint(log, store),
        metrics.blueprint(QueueStats(redis), histories, audit_watch),
        v2.blueprint(registry, predictor_index, repository, access, __version__),
        openapi.blueprint(
            predictor_index, __version__, settings.base_path, public_predictions=public
        ),
    ):
        app.register_blueprint(blueprint)
    # First what is guarded, then the guards: who is refused leaves no entry.
    audit_trail.keep(app, log, access)
    access.guard(app)

    telemetry.start()
    # From the outside in; each hands on what it does not answer.
    app.wsgi_app = fast_path.tried_first(  # type: ignore[assignment, method-assign]
        request_ids.named(timing.timed(base_path.under(app.wsgi_app, settings.base_path))),
        registry,
        translations,
        None if public else access.may_predict,
    )

    steps = [watcher.poll, registry.poll, lambda: telemetry.ready(registry.ready)]
    steps += [roll.tell, LostJobs(redis).close, queue.look, histories.look, audit_watch.look]
    if settings.first_start:
        steps.append(FirstStarts(watcher, registry, queue).ensure)
    if settings.full_training:
        steps.append(FullTrainings(watcher, registry, queue, last).ensure)
    poller = Poller(settings.poll_seconds, *steps)
    poller.start()
    poller.wait(FIRST_ROUND_SECONDS)
    atexit.register(roll.leave)
    atexit.register(poller.stop)
    # Before that: the round that is to end may wait for a version that hangs.
    atexit.register(TRIAL.close)
    app.extensions["bellwether"] = poller
    return app
