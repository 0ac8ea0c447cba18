"""``python -m tools WORD ...``: what stands behind the words of the Makefile."""

import sys

from tools import words

WORDS = {
    "bench": "tools.bench.run",
    "bench-growth": "tools.bench.growth",
    "bench-paired": "tools.bench.paired",
    "check-predictor": "tools.drafting.check",
    "demo": "tools.demo.start",
    "new-predictor": "tools.drafting.new",
    "operator-key": "tools.operate.key",
    "page": "tools.demo.page",
    "procfile": "tools.demo.procfile",
    "retrain": "tools.operate.retrain",
    "soak": "tools.soak.run",
    "venv": "tools.venv",
}

if __name__ == "__main__":
    sys.exit(words.run("python -m tools", WORDS, sys.argv[1:]))
