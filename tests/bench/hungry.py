"""Holds so many MiB for a moment, half in a process of its own; prints one line of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import time

HALF = "import sys, time; held = bytearray(int(sys.argv[1]) << 20); time.sleep(0.8)"

if __name__ == "__main__":
    asked = int(sys.argv[1])
    child = subprocess.Popen([sys.executable, "-c", HALF, str(asked // 2)])
    held = bytearray(asked // 2 << 20)
    time.sleep(0.8)
    child.wait()
    sys.stdout.write(json.dumps({"asked": asked}))
