"""An address of the API is compiled once in a process: thousands of tests make an API of their own.

That takes four fifths of the time in which one is made, and gives the same each time.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing.rules import Rule

compiled: dict[object, Callable[..., tuple[str, str]]] = {}


def pytest_configure() -> None:
    """Keep what a rule is compiled to, by all that goes into it."""
    compile_builder = Rule._compile_builder

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made_of = (rule.rule, str(rule._trace), str(rule.defaults), append_unknown)
        if made_of not in compiled:
            compiled[made_of] = compile_builder(rule, append_unknown)
        return compiled[made_of]

    Rule._compile_builder = once  # type: ignore[method-assign, assignment]
