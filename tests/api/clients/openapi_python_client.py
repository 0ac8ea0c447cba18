"""Predict by what openapi-python-client has made: URL, predictor, record -> the answer, as JSON."""

import json
import sys
from importlib import import_module

from made_by_openapi_python_client import Client, models

url, name, record = sys.argv[1:]
call = import_module(f"made_by_openapi_python_client.api.predictions.predict_{name}")
body = getattr(models, f"{name.title()}Record").from_dict({"inputs": json.loads(record)})
sys.stdout.write(json.dumps(call.sync(client=Client(base_url=url), body=body).to_dict()))
