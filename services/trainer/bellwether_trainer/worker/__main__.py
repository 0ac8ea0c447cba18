"""``python -m bellwether_trainer.worker``."""

import sys

from bellwether_trainer.worker.start import main

if __name__ == "__main__":
    sys.exit(main())
