"""Counts of what the process does, shown as Prometheus text. No label ever holds a person, an amount or a chat."""

from collections.abc import Callable

Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters that only grow, and gauges that are read when asked. Names start with `microloan_`."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[Labels, float]] = {}
        self._gauges: dict[str, Callable[[], float]] = {}

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Adds `by` to the counter with these labels."""
        rows = self._counts.setdefault(name, {})
        key = tuple(sorted(labels.items()))
        rows[key] = rows.get(key, 0) + by

    def gauge(self, name: str, read: Callable[[], float]) -> None:
        """Shows what `read` gives at the moment of asking."""
        self._gauges[name] = read

    def value(self, name: str, **labels: str) -> float:
        """A counter's value now; 0 for one that never counted."""
        return self._counts.get(name, {}).get(tuple(sorted(labels.items())), 0)

    def text(self) -> str:
        """Everything in Prometheus's text format 0.0.4, in the order of names."""
        lines: list[str] = []
        for name, rows in sorted(self._counts.items()):
            lines.append(f"# TYPE microloan_{name}_total counter")
            lines += [f"microloan_{name}_total{_shown(labels)} {value:g}" for labels, value in sorted(rows.items())]
        for name, read in sorted(self._gauges.items()):
            lines += [f"# TYPE microloan_{name} gauge", f"microloan_{name} {read():g}"]
        return "\n".join(lines) + "\n"


def _shown(labels: Labels) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{_escaped(value)}"' for name, value in labels)
    return "{" + ",".join(pairs) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
