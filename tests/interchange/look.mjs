// What a reader of a drawing would stumble over, found in what the browser drew.

// Two texts, or a text and a shape, may touch this much: letters do not fill their box.
const TOUCH = 3;

const within = (inner, outer) => inner.x >= outer.x - TOUCH && inner.y >= outer.y - TOUCH
  && inner.x + inner.width <= outer.x + outer.width + TOUCH && inner.y + inner.height <= outer.y + outer.height + TOUCH;

const meet = (one, other) => one.x + TOUCH < other.x + other.width && other.x + TOUCH < one.x + one.width
  && one.y + TOUCH < other.y + other.height && other.y + TOUCH < one.y + one.height;

const CONTAINERS = new Set([
  'bpmn:Participant', 'bpmn:Lane', 'bpmn:SubProcess', 'bpmn:Transaction', 'bpmn:AdHocSubProcess', 'bpmn:Group',
]);

export function stumbles({ texts, shapes, lines }) {
  const said = [];
  const solid = shapes.filter((shape) => !CONTAINERS.has(shape.type));
  pairs(texts, (one, other) => {
    if (meet(one.box, other.box)) said.push(`text on text: ${name(one)} and ${name(other)}`);
  });
  for (const text of texts) {
    const own = shapes.find((shape) => shape.id === text.id);
    if (!text.outside && own && !within(text.box, own.box)) said.push(`text out of its shape: ${name(text)}`);
    for (const shape of text.outside ? solid : []) {
      if (meet(text.box, shape.box)) said.push(`text on shape: ${name(text)} and ${shape.id}`);
    }
    for (const line of text.outside ? lines : []) {
      if (line.id !== text.id && crosses(line.points, text.box)) said.push(`line through text: ${line.id} and ${name(text)}`);
    }
  }
  pairs(solid, (one, other) => {
    if (one.host !== other.id && other.host !== one.id && meet(one.box, other.box)) said.push(`shape on shape: ${one.id} and ${other.id}`);
  });
  for (const line of lines.filter((line) => line.type === 'bpmn:SequenceFlow')) {
    for (const shape of solid.filter((shape) => shape.id !== line.source && shape.id !== line.target)) {
      const beside = shape.host === line.source || shape.host === line.target;
      if (!beside && crosses(line.points, shape.box)) said.push(`line through shape: ${line.id} and ${shape.id}`);
    }
  }
  return said;
}

const name = ({ id, text }) => `${id} «${text.length > 40 ? `${text.slice(0, 40)}…` : text}»`;

function pairs(all, look) {
  all.forEach((one, at) => all.slice(at + 1).forEach((other) => look(one, other)));
}

// Whether a line of straight pieces, all along an axis, enters a box.
function crosses(points, box) {
  return points.slice(1).some((to, at) => {
    const from = points[at];
    const piece = {
      x: Math.min(from.x, to.x) - TOUCH, y: Math.min(from.y, to.y) - TOUCH,
      width: Math.abs(from.x - to.x) + 2 * TOUCH, height: Math.abs(from.y - to.y) + 2 * TOUCH,
    };
    return (from.x === to.x || from.y === to.y) && meet(piece, box);
  });
}
