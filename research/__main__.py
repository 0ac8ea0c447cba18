"""``python -m research WORD ...``: what stands behind the words of the Makefile."""

import sys

from tools import words

WORDS = {
    "carries-most": "research.study.carries_most",
    "gate-study": "research.study.gate.run",
    "gate-trainings": "research.study.gate.trainings",
    "honest": "research.study.anybody.run",
    "reproduce": "research.reproduction.run",
    "same-people": "research.study.same_people",
    "study": "research.study.run",
}

if __name__ == "__main__":
    sys.exit(words.run("python -m research", WORDS, sys.argv[1:]))
