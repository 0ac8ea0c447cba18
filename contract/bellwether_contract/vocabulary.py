"""The words that mean one thing in every room, on the wire and on the volumes."""

from __future__ import annotations

from typing import Literal

# The word for the rows in the predictor's folder, where data sets are named.
INITIAL = "initial"

# How predictors are called, and their folders.
PREDICTOR_NAME = "[a-z][a-z0-9-]{0,39}"

# How much a training tries: ``quick`` takes the declared hyper-parameters and compares little.
Effort = Literal["quick", "full"]

# Large: the evaluation set is held out. Small: too few events for that, so measured in
# cross-validation.
Size = Literal["large", "small"]

# What was done to a candidate's probabilities before they were compared.
CalibrationKind = Literal["none", "shrinkage", "logistic", "isotonic"]

# How a training ends that has made a version. A candidate is kept, and may be promoted by a person;
# it has not become champion by itself.
Outcome = Literal["promoted", "candidate", "rejected"]

# Whose key it is: what each role may do stands in the API (`http/rights.py`).
Role = Literal["viewer", "data_scientist", "operator", "auditor"]
