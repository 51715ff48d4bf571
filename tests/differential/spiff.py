"""Runs models in SpiffWorkflow; a line per model: its name, how it ended, the elements that ran, in order."""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

STEPS = 3000
SHORT = "PT0.02S"
# How many looks at nothing, of five thousandths each, until a timer must have fired.
PATIENCE = 10
SHOWN = ("UserTask", "ManualTask", "ScriptTask", "NoneTask", "EndEvent", "BoundaryEvent", "IntermediateCatchEvent", "Task")


class Counting(PythonScriptEngine):
    """Scripts count their runs; expressions read the counts. Data are no part of the comparison."""

    def __init__(self):
        super().__init__()
        self.counts = Counter()

    def execute(self, task, script, external_context=None):
        self.counts["n" + task.task_spec.name.split()[0].lstrip("s")] += 1
        return True

    def evaluate(self, task, expression, external_context=None):
        if expression.startswith("PT"):
            return expression
        return eval(expression, {"__builtins__": {}}, dict(self.counts))


def run(path):
    with tempfile.NamedTemporaryFile("w", suffix=".bpmn") as file:
        file.write(path.read_text(encoding="utf-8").replace("PT1S", SHORT))
        file.flush()
        parser = BpmnParser()
        parser.add_bpmn_file(file.name)
        spec, inner = parser.get_spec("p"), parser.get_subprocess_specs("p")
    engine = Counting()
    workflow = BpmnWorkflow(spec, inner, script_engine=engine)
    ran = []

    def done(task):
        spec = task.task_spec
        id = getattr(spec, "bpmn_id", None)
        name = type(spec).__name__
        if id is None and spec.name.endswith("[child]"):
            id = spec.name.split()[0]
        if id and name in SHOWN:
            ran.append(id)

    def work(ready):
        ready.run()
        done(ready)

    idle = 0
    for _ in range(STEPS):
        workflow.do_engine_steps(did_complete_task=done)
        workflow.refresh_waiting_tasks()
        workflow.do_engine_steps(did_complete_task=done)
        if workflow.is_completed():
            return "finished", ran
        ready = [task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]
        free = [task for task in ready if not task.task_spec.name.startswith("w")]
        late = [task for task in ready if task.task_spec.name.endswith("n")]
        known = len(ran)
        if free:
            work(free[0])
        elif idle > PATIENCE and late:
            work(late[0])
        elif idle > 3 * PATIENCE:
            return "stuck", ran
        else:
            time.sleep(0.005)
        idle = 0 if len(ran) > known or free else idle + 1
    return "endless", ran


for name in sys.argv[1:]:
    path = Path(name)
    try:
        end, ran = run(path)
    except Exception as error:
        end, ran = f"failed: {type(error).__name__} {str(error)[:150]}".replace("\t", " ").replace("\n", " "), []
    print(f"{path.stem}\t{end}\t{' '.join(ran)}", flush=True)
