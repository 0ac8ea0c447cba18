"""What was measured, printed as it comes, and what of it was wanted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Figures:
    """The lines printed so far, and whether every figure that is wanted was met."""

    lines: list[str] = field(default_factory=list)
    met: bool = True

    def say(self, line: str = "") -> None:
        """Print a line and keep it."""
        print(line, flush=True)
        self.lines.append(line)

    def figure(
        self, name: str, value: float, *, least: float | None = None, most: float | None = None
    ) -> None:
        """Print a figure beside what is wanted of it; missed figures are marked."""
        well = (least is None or value >= least) and (most is None or value <= most)
        wanted = [
            *([f"at least {least:,g}"] if least is not None else []),
            *([f"at most {most:,g}"] if most is not None else []),
        ]
        self.met = self.met and well
        shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"
        missed = "" if well else "   MISSED"
        self.say(f"  {name:68} {shown:>10}   wanted {' and '.join(wanted)}{missed}")
