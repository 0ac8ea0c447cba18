"""``python -m tools WORD ...``: what stands behind the words of the Makefile."""

import sys

from tools import words

WORDS = {
    "audit": "tools.supply.audit",
    "backup": "tools.operate.backup",
    "bench": "tools.bench.run",
    "bench-cluster": "tools.bench.clustered",
    "bench-growth": "tools.bench.growth",
    "bench-paired": "tools.bench.paired",
    "bench-rows": "tools.bench.rows",
    "bundle": "tools.offline.make",
    "check-backup": "tools.operate.check_backup",
    "check-predictor": "tools.drafting.check",
    "demo": "tools.demo.start",
    "export": "tools.operate.export",
    "import": "tools.operate.import_version",
    "load": "tools.offline.load",
    "new-predictor": "tools.drafting.new",
    "operator-key": "tools.operate.key",
    "page": "tools.demo.page",
    "page-figures": "tools.figures.run",
    "page-pictures": "tools.figures.pictures",
    "procfile": "tools.demo.procfile",
    "restore": "tools.operate.restore",
    "retrain": "tools.operate.retrain",
    "sbom": "tools.supply.sbom",
    "scale": "tools.scale.run",
    "soak": "tools.soak.run",
    "venv": "tools.venv",
}

if __name__ == "__main__":
    sys.exit(words.run("python -m tools", WORDS, sys.argv[1:]))
