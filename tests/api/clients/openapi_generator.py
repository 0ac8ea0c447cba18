"""Ask by what openapi-generator has made: URL, predictor, version, record -> both answers."""

import json
import sys

import openapi_client as made

url, name, version, record = sys.argv[1:]
api = made.ApiClient(made.Configuration(host=url))
body = getattr(made, f"{name.title()}Record").from_dict({"inputs": json.loads(record)})
asked = getattr(made, f"Predict{name.title()}Request")(body)
answer = getattr(made.PredictionsApi(api), f"predict_{name}")(asked).actual_instance
report = made.VersionsApi(api).show_report(name, version)
told = {"prediction": answer.to_dict(), "report": report.to_dict()}
sys.stdout.write(json.dumps(told))
