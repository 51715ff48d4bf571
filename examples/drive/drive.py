"""Walks a case of a procedure from Python, with nothing but the `cauce` binary.

    python3 examples/drive/drive.py [path of the binary]
"""

import json
import subprocess
import sys

PROCEDURE = """
formato = 1
idioma  = "es"
procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
rol = { id = "auditor", nombre = "Auditor" }
actividad = [
  { numero = 1, id = "redactar", titulo = "Redactar el acta", responsables = "auditor" },
  { numero = 2, id = "revisar", titulo = "Revisar el acta", responsables = "auditor",
    pregunta = "¿Requiere ajustes?", si = { regresa_a = 1, maximo = 3 }, no = { continua_en = "fin" } },
]
"""


class Cauce:
    """One conversation: each call is one line out and one line in."""

    def __init__(self, binary="cauce"):
        pipe = subprocess.PIPE
        self.child = subprocess.Popen([binary, "drive"], stdin=pipe, stdout=pipe, text=True, encoding="utf-8")

    def ask(self, op, **keys):
        self.child.stdin.write(json.dumps({"op": op, **keys}) + "\n")
        self.child.stdin.flush()
        told = json.loads(self.child.stdout.readline())
        if not told["ok"]:
            raise RuntimeError(f"{told['error']['name']}: {told['error']['message']}")
        return told


def main():
    cauce = Cauce(*sys.argv[1:2])
    ana = {"person": "ana", "role": "auditor"}
    cauce.ask("load", text=PROCEDURE)
    cauce.ask("start", case="visita-7", procedure="ACTA-1", actor=ana)
    answers = iter([{}, {"answer": "yes", "note": "falta la firma"}, {}, {"answer": "no"}])
    while work := cauce.ask("work", case="visita-7")["work"]:
        item = work[0]
        print(f"{item['reference']} · {item['title']} (vez {item['round']})")
        cauce.ask("complete", case="visita-7", item=item["item"], actor=ana, **next(answers))
    print(cauce.ask("snapshot", case="visita-7")["snapshot"]["state"])
    cauce.ask("quit")


if __name__ == "__main__":
    main()
