"""Ask by what openapi-python-client has made: URL, predictor, version, record -> both answers."""

import json
import sys
from importlib import import_module

from made_by_openapi_python_client import Client, models
from made_by_openapi_python_client.api.versions import show_report

url, name, version, record = sys.argv[1:]
client = Client(base_url=url)
call = import_module(f"made_by_openapi_python_client.api.predictions.predict_{name}")
body = getattr(models, f"{name.title()}Record").from_dict({"inputs": json.loads(record)})
predictor = import_module("made_by_openapi_python_client.models.show_report_name")
report = show_report.sync(predictor.ShowReportName(name), version, client=client)
told = {"prediction": call.sync(client=client, body=body).to_dict(), "report": report.to_dict()}
sys.stdout.write(json.dumps(told))
