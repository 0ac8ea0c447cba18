"""What the API and the trainer both know, and all that they share."""

import os

__version__ = "0.1.0"

# The official builds of ONNX Runtime report their use to their maker unless this is set before
# they are imported (see its Privacy.md). Nothing leaves a machine that runs Bellwether.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
