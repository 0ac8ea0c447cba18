"""Predict by what openapi-generator has made: URL, predictor, record -> the answer, as JSON."""

import json
import sys

import openapi_client as made

url, name, record = sys.argv[1:]
api = made.PredictionsApi(made.ApiClient(made.Configuration(host=url)))
body = getattr(made, f"{name.title()}Record").from_dict({"inputs": json.loads(record)})
asked = getattr(made, f"Predict{name.title()}Request")(body)
answer = getattr(api, f"predict_{name}")(asked).actual_instance
sys.stdout.write(json.dumps(answer.to_dict()))
