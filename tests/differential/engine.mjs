// Runs models in bpmn-engine; a line per model: its name, how it ended, the elements that ran, in order.

import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Engine } from 'bpmn-engine';

const LONGEST = 8000;
const SHORT = 'PT0.03S';
// Of an event the engine tells the type of what triggers it, so that ids tell what is shown: work, ends, events.
const SHOWN = /^([umpwebc]\d)/;

// Scripts count their runs; conditions read the counts. Data are no part of the comparison.
function counting(counts, ran) {
  const judge = (expression) => new Function(...Object.keys(counts), `return ${expression};`)(...Object.values(counts));
  return {
    scripts: {
      register() {},
      getScript(language, { id, type }) {
        if (type !== 'bpmn:ScriptTask') return;
        return { execute(_, next) { ran.push(id); counts[`n${id.slice(1)}`] = (counts[`n${id.slice(1)}`] ?? 0) + 1; next(); } };
      },
    },
    expressions: { resolveExpression: (text) => (/^n\d+ /.test(text) ? judge(text) : /^\d+$/.test(text) ? Number(text) : text) },
  };
}

function run(file) {
  const source = readFileSync(file, 'utf8').replaceAll('PT1S', SHORT);
  const listener = new EventEmitter();
  const ran = [];
  const engine = new Engine({ name: basename(file), source, ...counting({}, ran) });
  // Of work that is done several times only the last ends, and an end that throws an error may end or not: the one is
  // told when it is done, the other when it throws.
  const throwing = new Set([...source.matchAll(/<endEvent id="(\w+)"><errorEventDefinition/g)].map((found) => found[1]));
  listener.on('activity.end', ({ id, content }) => {
    if (SHOWN.test(id) && !throwing.has(id) && !(id.startsWith('u') && content.isMultiInstance)) ran.push(id);
  });
  listener.on('activity.throw', ({ id }) => {
    if (throwing.has(id)) ran.push(id);
  });
  const complete = (api) => {
    if (api.id.startsWith('u') && api.content.isMultiInstance) ran.push(api.id);
    api.signal();
  };
  return new Promise((resolve) => {
    const clock = setTimeout(() => { engine.stop(); resolve(['stuck', ran]); }, LONGEST);
    const end = (how) => { clearTimeout(clock); resolve([how, ran]); };
    listener.on('activity.wait', (api) => {
      const { id } = api;
      if (!/^[umpw]/.test(id) || id.endsWith('i')) return;
      // Work with a reminder waits for it.
      if (id.startsWith('w')) setTimeout(() => complete(api), 120);
      else setImmediate(() => complete(api));
    });
    engine.once('end', () => end('finished'));
    engine.once('error', (error) => end(`failed: ${error.message}`.replace(/\s+/g, ' ').slice(0, 150)));
    engine.execute({ listener }).catch((error) => end(`failed: ${error.message}`.replace(/\s+/g, ' ').slice(0, 150)));
  });
}

for (const file of process.argv.slice(2)) {
  const [end, ran] = await run(file).catch((error) => [`failed: ${error.message}`, []]);
  console.log(`${basename(file, '.bpmn')}\t${end}\t${ran.join(' ')}`);
}
