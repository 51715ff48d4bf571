"""Compares what ran: compare.py MODELS OURS SPIFF ENGINE; ends with 1 when a difference is not explained.

Multisets of elements have to be equal; where a model is sequential, their order too.
What README.md explains is told apart by a rule here, never by the name of a model.
"""

import re
import sys
from collections import Counter
from pathlib import Path

ENDED = {"Completed": "finished", "Terminated": "finished", "finished": "finished"}


def read(name):
    lines = (line.rstrip("\n").split("\t") for line in open(name, encoding="utf-8"))
    return {line[0]: (ENDED.get(line[1], line[1]), line[2].split()) for line in lines}


def difference(model, one, other):
    """What differs between two runs, in a few words."""
    if one[0] != other[0]:
        return f"ends: {one[0]} and {other[0]}"
    more, less = Counter(one[1]) - Counter(other[1]), Counter(other[1]) - Counter(one[1])
    if more or less:
        return f"only here {dict(more)}, only there {dict(less)}"
    if "<!-- in order -->" in model and one[1] != other[1]:
        at = next(at for at, (a, b) in enumerate(zip(one[1], other[1])) if a != b)
        return f"order: after {at} came {one[1][at]} and {other[1][at]}"
    return None


def main():
    models, ours, *others = sys.argv[1:]
    ours = read(ours)
    bad, equal, known = 0, Counter(), Counter()
    for name, run in sorted(ours.items()):
        model = (Path(models) / f"{name}.bpmn").read_text(encoding="utf-8")
        for other in others:
            engine = Path(other).stem
            there = read(other).get(name, ("nothing", []))
            why = explained(engine, model, run, there)
            found = difference(model, run, there)
            if found is None:
                equal[engine] += 1
            elif why:
                known[f"{engine}: {why}"] += 1
            else:
                bad += 1
                print(f"{name} {engine}: {found}")
    for engine, count in sorted(equal.items()):
        print(f"{engine}: {count} of {len(ours)} the same")
    for why, count in sorted(known.items()):
        print(f"  {count} differ as explained · {why}")
    sys.exit(1 if bad else 0)


def explained(engine, model, ours, there):
    """The row of README.md that a difference falls under, if any."""
    if engine == "spiff" and "non-predicted child" in there[0]:
        return "S1 a token more than was predicted"
    return None


if __name__ == "__main__":
    main()
