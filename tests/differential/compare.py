"""Compares what ran: compare.py MODELS OURS SPIFF ENGINE; ends with 1 when a difference is not explained.

Multisets of elements have to be equal; where a model is sequential, their order too.
What README.md explains is told apart by a rule here, never by the name of a model.
"""

import re
import sys
from collections import Counter
from pathlib import Path

# Exceptions of SpiffWorkflow itself, by the row that names them.
BROKE = {"S1": "non-predicted child", "S2": "TaskNotFoundException"}

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
    ours, others = read(ours), {Path(other).stem: read(other) for other in others}
    bad, equal, known = 0, Counter(), Counter()
    for name, run in sorted(ours.items()):
        model = (Path(models) / f"{name}.bpmn").read_text(encoding="utf-8")
        runs = {engine: there.get(name, ("nothing", [])) for engine, there in others.items()}
        for engine, there in runs.items():
            found = difference(model, run, there)
            why = found and explained(engine, model, run, runs)
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


def explained(engine, model, ours, runs):
    """The row of README.md that a difference falls under, if any; the third engine has to be on our side."""
    third = runs["spiff"]
    broke = next((row for row, words in BROKE.items() if words in third[0]), None)
    if engine == "spiff" or not broke and difference(model, ours, third):
        return broke
    if joins(model) and ("<exclusiveGateway" in model or 'cancelActivity="true"' in model):
        return "E1"
    return "E2" if again(model) else None


def flows(model):
    return re.findall(r'<sequenceFlow id="\w+" sourceRef="(\w+)" targetRef="(\w+)"', model)


def joins(model):
    """Whether a parallel gateway joins."""
    arriving = Counter(target for _, target in flows(model))
    return any(arriving[gateway] > 1 for gateway in re.findall(r'<parallelGateway id="(\w+)"', model))


def again(model):
    """Whether a sub-process that an error leaves stands in a loop."""
    hosts = re.findall(r'<boundaryEvent id="(\w+)" attachedToRef="(\w+)" cancelActivity="true"><errorEventDefinition', model)
    after = {}
    for source, target in flows(model) + [(host, border) for border, host in hosts]:
        after.setdefault(source, []).append(target)

    def reaches(start):
        seen, open_ = set(), [start]
        while open_:
            for target in after.get(open_.pop(), []):
                if target == start:
                    return True
                if target not in seen:
                    seen.add(target)
                    open_.append(target)
        return False

    return any(reaches(host) for _, host in hosts)


if __name__ == "__main__":
    main()
