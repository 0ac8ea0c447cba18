"""``python -m bellwether_api.openapi``: what /openapi.json tells of every predictor, on stdout."""

from __future__ import annotations

import json
import sys

from bellwether_api import __version__
from bellwether_api.openapi.document import of_every_predictor

if __name__ == "__main__":
    json.dump(of_every_predictor(__version__), sys.stdout)
