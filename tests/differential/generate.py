"""Random block-structured models: the same seed gives the same bytes.

A model is made of blocks inside each other: tasks, exclusive and parallel blocks, loops that test at their end,
sub-processes with error and terminate ends, multi-instance, timers that are waited for or stand on a border.
There are no inclusive joins and no two events that race: every order of work gives the same elements.

What a task is, its id tells the drivers:
  u… m… p…   work that is completed as soon as it is open (a user, a manual, a plain task)
  s…         a script: each run counts one more in the variable n… of the same number
  w…i        work that nobody does: only the timer on its border ends it
  w…n        work that is done once the timer on its border, which interrupts nothing, has fired
"""

import random
import sys
from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="urn:prueba">
"""
TIMER = "<timerEventDefinition><timeDuration xsi:type=\"tFormalExpression\">PT1S</timeDuration></timerEventDefinition>"
PLAIN = {"u": "userTask", "m": "manualTask", "p": "task"}


class Scope:
    """A process or a sub-process while it is written."""

    def __init__(self, within=None):
        self.nodes = []
        self.flows = []
        self.errors = set()
        # Whether one token at most is in it: then an end may close everything, whatever the order of work.
        self.one_token = within is None or within

    def xml(self):
        return "".join(self.nodes) + "".join(self.flows)


class Model:
    def __init__(self, seed, size):
        self.random = random.Random(seed)
        self.left = size
        self.last = 0
        self.errors = []
        self.sequential = True

    def id(self, stem):
        self.last += 1
        return f"{stem}{self.last}"

    def node(self, scope, kind, id, inside="", **attributes):
        said = "".join(f' {name}="{value}"' for name, value in attributes.items())
        scope.nodes.append(f'<{kind} id="{id}"{said}>{inside}</{kind}>\n' if inside else f'<{kind} id="{id}"{said}/>\n')
        return id

    def flow(self, scope, source, target, condition=None, id=None):
        id = id or self.id("f")
        inside = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
        attributes = {"sourceRef": source, "targetRef": target}
        said = "".join(f' {name}="{value}"' for name, value in attributes.items())
        scope.flows.append(f'<sequenceFlow id="{id}"{said}>{inside}</sequenceFlow>\n')
        return id

    def timer_at(self, scope, host, interrupting):
        event = self.node(scope, "boundaryEvent", self.id("b"), TIMER, attachedToRef=host, cancelActivity=str(interrupting).lower())
        return event

    def script(self, scope):
        number = self.last + 1
        id = self.id("s")
        self.node(scope, "scriptTask", id, f"<script>n{number} = n{number} + 1</script>", scriptFormat="text/plain")
        return id, f"n{number}"

    # Each block gives the first and the last of its elements; the last is None where nothing goes on.

    def sequence(self, scope, depth):
        first = last = None
        for _ in range(self.random.randint(1, 3)):
            one, other = self.block(scope, depth)
            if first is None:
                first = one
            else:
                self.flow(scope, last, one)
            last = other
        return first, last

    def block(self, scope, depth):
        self.left -= 1
        deep = depth > 0 and self.left > 0
        kinds = ["task"] * 3 + ["several", "catch"] + (["exclusive", "parallel", "loop", "inside", "leave", "several_inside", "expires", "reminds"] if deep else [])
        kind = self.random.choice(kinds)
        return getattr(self, kind)(scope, depth - 1)

    def task(self, scope, _):
        stem = self.random.choice("uuumps")
        id = self.script(scope)[0] if stem == "s" else self.node(scope, PLAIN[stem], self.id(stem))
        return id, id

    def several(self, scope, _):
        stem = self.random.choice("us")
        how = self.random.choice(["true", "false"])
        loop = f'<multiInstanceLoopCharacteristics isSequential="{how}"><loopCardinality xsi:type="tFormalExpression">{self.random.randint(1, 3)}</loopCardinality></multiInstanceLoopCharacteristics>'
        self.sequential &= how == "true"
        id = self.node(scope, "userTask", self.id("u"), loop) if stem == "u" else self.node(scope, "scriptTask", self.id("s"), f"{loop}<script>x</script>", scriptFormat="text/plain")
        return id, id

    def catch(self, scope, _):
        id = self.node(scope, "intermediateCatchEvent", self.id("c"), TIMER)
        return id, id

    def exclusive(self, scope, depth):
        counter, variable = self.script(scope)
        ways = self.random.randint(2, 3)
        split, join = self.id("x"), self.id("x")
        other = self.id("f")
        self.node(scope, "exclusiveGateway", split, default=other)
        self.node(scope, "exclusiveGateway", join)
        self.flow(scope, counter, split)
        for way in range(ways):
            last_one = way == ways - 1
            sign = self.random.choice(["==", "&lt;", "&gt;="])
            condition = None if last_one else f"{variable} {sign} {self.random.randint(1, 2)}"
            one, last = (join, None) if self.random.random() < 0.15 else self.sequence(scope, depth)
            self.flow(scope, split, one, condition, other if last_one else None)
            if last:
                self.flow(scope, last, join)
        return counter, join

    def parallel(self, scope, depth):
        self.sequential = False
        one_token, scope.one_token = scope.one_token, False
        split, join = self.node(scope, "parallelGateway", self.id("g")), self.node(scope, "parallelGateway", self.id("g"))
        for _ in range(self.random.randint(2, 3)):
            one, last = self.sequence(scope, depth)
            self.flow(scope, split, one)
            self.flow(scope, last, join)
        scope.one_token = one_token
        return split, join

    def loop(self, scope, depth):
        begin, until = self.node(scope, "exclusiveGateway", self.id("x")), self.id("x")
        one, last = self.sequence(scope, depth)
        counter, variable = self.script(scope)
        other = self.id("f")
        self.node(scope, "exclusiveGateway", until, default=other)
        self.flow(scope, begin, one)
        self.flow(scope, last, counter)
        self.flow(scope, counter, until)
        # The counter never goes back: a loop in a loop runs fewer rounds the next time.
        self.flow(scope, until, begin, f"{variable} &lt; {self.random.randint(2, 3)}")
        after = self.node(scope, "exclusiveGateway", self.id("x"))
        self.flow(scope, until, after, None, other)
        return begin, after

    def scope(self, depth, ending):
        """A whole scope; what may end it is `ending`: an end of that kind instead of some way's own."""
        inner = Scope()
        start = self.node(inner, "startEvent", self.id("start"))
        one, last = self.sequence(inner, depth)
        self.flow(inner, start, one)
        style = self.random.random()
        if ending:
            counter, variable = self.script(inner)
            self.flow(inner, last, counter)
            split, other = self.id("x"), self.id("f")
            self.node(inner, "exclusiveGateway", split, default=other)
            self.flow(inner, counter, split)
            bad, good = self.node(inner, "endEvent", self.id("e"), ending), self.node(inner, "endEvent", self.id("e"))
            # One time or the other.
            self.flow(inner, split, bad, f"{variable} == {self.random.randint(1, 2)}")
            self.flow(inner, split, good, None, other)
        elif style < 0.25:
            # Several ways that end by themselves: the scope ends with the last of them.
            self.sequential = False
            split = self.node(inner, "parallelGateway", self.id("g"))
            self.flow(inner, last, split)
            for _ in range(2):
                one, last = self.sequence(inner, 0)
                self.flow(inner, split, one)
                self.flow(inner, last, self.node(inner, "endEvent", self.id("e")))
        elif style < 0.4:
            # Two ways that come together without a join: what follows is done twice.
            self.sequential = False
            split = self.node(inner, "parallelGateway", self.id("g"))
            self.flow(inner, last, split)
            twice = self.node(inner, "userTask", self.id("u"))
            for _ in range(2):
                task = self.node(inner, "userTask", self.id("u"))
                self.flow(inner, split, task)
                self.flow(inner, task, twice)
            self.flow(inner, twice, self.node(inner, "endEvent", self.id("e")))
        else:
            self.flow(inner, last, self.node(inner, "endEvent", self.id("e")))
        return inner

    def inside(self, scope, depth):
        ending = self.random.choice(["", "", "<terminateEventDefinition/>"])
        inner = self.scope(depth, ending)
        id = self.node(scope, "subProcess", self.id("sub"), inner.xml())
        return id, id

    def several_inside(self, scope, depth):
        how = self.random.choice(["true", "false"])
        self.sequential &= how == "true"
        loop = f'<multiInstanceLoopCharacteristics isSequential="{how}"><loopCardinality xsi:type="tFormalExpression">{self.random.randint(1, 3)}</loopCardinality></multiInstanceLoopCharacteristics>'
        inner = Scope()
        start, end = self.node(inner, "startEvent", self.id("start")), self.node(inner, "endEvent", self.id("e"))
        last = start
        # No choices inside: which member counts first is nobody's promise.
        for _ in range(self.random.randint(1, 3)):
            task = self.node(inner, "userTask", self.id("u"))
            self.flow(inner, last, task)
            last = task
        self.flow(inner, last, end)
        id = self.node(scope, "subProcess", self.id("sub"), loop + inner.xml())
        return id, id

    def leave(self, scope, depth):
        """A sub-process that an error leaves, caught at its border; both ways come together again."""
        error = self.id("err")
        self.errors.append(error)
        definition = f'<errorEventDefinition errorRef="{error}"/>'
        inner = self.scope(depth, definition)
        id = self.node(scope, "subProcess", self.id("sub"), inner.xml())
        border = self.node(scope, "boundaryEvent", self.id("b"), definition, attachedToRef=id, cancelActivity="true")
        one, last = self.sequence(scope, 0)
        join = self.node(scope, "exclusiveGateway", self.id("x"))
        self.flow(scope, border, one)
        self.flow(scope, last, join)
        self.flow(scope, id, join)
        return id, join

    def expires(self, scope, depth):
        """Work that only its deadline ends."""
        number = self.last + 1
        self.last += 1
        work = self.node(scope, "userTask", f"w{number}i")
        border = self.timer_at(scope, work, True)
        one, last = self.sequence(scope, depth)
        join = self.node(scope, "exclusiveGateway", self.id("x"))
        self.flow(scope, border, one)
        self.flow(scope, work, join)
        self.flow(scope, last, join)
        return work, join

    def reminds(self, scope, _):
        """Work with a reminder that goes its own way to an end."""
        self.sequential = False
        number = self.last + 1
        self.last += 1
        work = self.node(scope, "userTask", f"w{number}n")
        border = self.timer_at(scope, work, False)
        task = self.node(scope, "userTask", self.id("u"))
        self.flow(scope, border, task)
        self.flow(scope, task, self.node(scope, "endEvent", self.id("e")))
        return work, work

    def xml(self):
        ending = self.random.choice(["", "", "", "<terminateEventDefinition/>"])
        process = self.scope(self.random.randint(1, 4), ending)
        errors = "".join(f'<error id="{error}" name="{error}" errorCode="{error}"/>\n' for error in self.errors)
        kind = "in order" if self.sequential else "in any order"
        return f'{HEAD}<!-- {kind} -->\n{errors}<process id="p" isExecutable="true">\n{process.xml()}</process>\n</definitions>\n'


def main():
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    for seed in range(first, first + count):
        (folder / f"m{seed:05}.bpmn").write_text(Model(seed, 4 + seed % 14).xml(), encoding="utf-8")


if __name__ == "__main__":
    main()
