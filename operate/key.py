"""Shows the operator's key of the stack that runs.

usage: python3 -m operate.key
"""

from __future__ import annotations

import sys

from operate.running import find

if __name__ == "__main__":
    sys.stdout.write(find().key + "\n")
