"""The other yardstick: a pickled scikit-learn pipeline behind Flask, as the published systems do.

`python -m tools.bench.pickled PATH` fits one on the heart rows and pickles it; under gunicorn
``create_app`` answers one record with it.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import Any

import pandas
from flask import Flask, Response, jsonify, request
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from xgboost import XGBClassifier

ROOT = Path(__file__).parents[2]
PATH = "BENCH_PICKLED"
TARGET = "HeartDisease"


def fit(path: Path) -> None:
    """Fit scaler, one-hot encoder and XGBoost with their defaults, and pickle them."""
    rows = pandas.read_parquet(ROOT / "predictors/heart/data.parquet")
    inputs, labels = rows.drop(columns=TARGET), (rows[TARGET] == "Yes").astype(int)
    numbers = make_column_selector(dtype_include="number")
    words = make_column_selector(dtype_exclude="number")
    prepare = make_column_transformer(
        (StandardScaler(), numbers), (OneHotEncoder(handle_unknown="ignore"), words)
    )
    pipeline = make_pipeline(prepare, XGBClassifier(n_jobs=1))
    pipeline.fit(inputs, labels)
    path.write_bytes(pickle.dumps(pipeline))


def create_app() -> Flask:
    """A Flask application that answers POST /predict with the pickled pipeline."""
    app = Flask(__name__)
    pipeline = pickle.loads(Path(os.environ[PATH]).read_bytes())  # our own

    @app.post("/predict")
    def predict() -> Response:
        record: dict[str, Any] = request.get_json()["inputs"]
        # The rows hold yes and no as words.
        words = {k: {True: "Yes", False: "No"}.get(v, v) if isinstance(v, bool) else v
                 for k, v in record.items()}  # fmt: skip
        probability = pipeline.predict_proba(pandas.DataFrame([words]))[0, 1]
        return jsonify({"probability": float(probability)})

    return app


if __name__ == "__main__":
    fit(Path(sys.argv[1]))
