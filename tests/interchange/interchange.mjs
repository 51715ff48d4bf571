// Reads models with the programs of others and tells what they find; `.ci/interchange` prepares what it needs.
//
// node interchange.mjs WRITTEN ORIGINALS PICTURES: models that Cauce wrote; beside them, under the same names, those
// that were read, where there were any; where the pictures go. Ends with 1 when something is wrong.

import { readFileSync, readdirSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';
import { Browser } from './browser.mjs';
import { stumbles } from './look.mjs';

const require = createRequire(import.meta.url);
const { Linter } = require('bpmnlint');
const NodeResolver = require('bpmnlint/lib/resolver/node-resolver');

const [written, originals, pictures] = process.argv.slice(2).map((folder) => resolve(folder));
const schema = process.env.CAUCE_BPMN_SCHEMA;
const chromium = process.env.CAUCE_CHROMIUM ?? '/usr/bin/chromium';

// The largest picture; a larger model is drawn smaller.
const LARGEST = 12000;

// Some rules remember what they saw, so each model has a linter of its own.
const linter = () => new Linter({ config: { extends: 'bpmnlint:recommended' }, resolver: new NodeResolver() });

// What stays wrong, and why: each rule for one type of element.
const EXPLAINED = [
  { rule: 'no-bpmndi', type: 'bpmn:Group', why: 'which elements a group frames is said by nothing but the drawing of the model' },
];

async function read(file) {
  const { rootElement, warnings, elementsById } = await new BpmnModdle().fromXML(readFileSync(file, 'utf8'));
  return { root: rootElement, warnings: warnings.map((warning) => warning.message), types: elementsById };
}

// Rule and element of each error; what is only a warning is counted.
async function lint(root) {
  const found = { errors: [], warnings: [] };
  for (const [rule, reports] of Object.entries(await linter().lint(root))) {
    for (const { id, message, category } of reports) {
      const [to, text] = category === 'error' || category === 'rule-error' ? [found.errors, message] : [found.warnings, message];
      to.push({ rule, id, text: `${rule} ${id}: ${text}` });
    }
  }
  return found;
}

function validated(file) {
  if (!schema) return [];
  const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', join(schema, 'BPMN20.xsd'), file], { encoding: 'utf8' });
  if (status === 0) return [];
  const lines = (stderr ?? '').split('\n').filter((line) => line.trim());
  const errors = lines.filter((line) => line.includes('error'));
  return (errors.length > 0 ? errors : [`xmllint ended with ${status}`, ...lines]).slice(0, 5);
}

async function drawn(browser, file) {
  await browser.size(1600, 1200);
  const { warnings, diagrams } = await browser.ask(`open_model(${JSON.stringify(readFileSync(file, 'utf8'))})`);
  const found = { warnings, stumbles: [] };
  for (let index = 0; index < diagrams; index += 1) {
    await browser.size(1600, 1200);
    const { warnings, box } = await browser.ask(`open_diagram(${index})`);
    const size = (length) => Math.min(LARGEST, Math.max(200, Math.ceil(length) + 40));
    await browser.size(size(box.width), size(box.height));
    await browser.ask('fit(20)');
    const name = `${basename(file, '.bpmn')}${index ? `-${index + 1}` : ''}.png`;
    writeFileSync(join(pictures, name), await browser.picture());
    found.warnings.push(...(index ? warnings : []));
    found.stumbles.push(...stumbles(await browser.ask('measure()')));
  }
  return found;
}

// What was wrong before is not of our making: elements that the original has are compared with it.
async function before(file) {
  const original = join(originals, basename(file));
  if (!existsSync(original)) return { errors: new Set(), warnings: new Set() };
  const { root, warnings } = await read(original);
  const errors = (await lint(root)).errors.map(({ rule, id }) => `${rule} ${id}`);
  return { errors: new Set(errors), warnings: new Set(warnings) };
}

async function judge(browser, file) {
  const wrong = validated(file).map((line) => `schema: ${line}`);
  const { root, warnings, types } = await read(file);
  const [known, rules] = [await before(file), await lint(root)];
  const ours = rules.errors.filter(({ rule, id }) => !known.errors.has(`${rule} ${id}`));
  const explains = ({ rule, id }) => EXPLAINED.find((one) => one.rule === rule && one.type === types[id]?.$type);
  wrong.push(...ours.filter((error) => !explains(error)).map(({ text }) => `bpmnlint: ${text}`));
  const explained = ours.filter(explains).map((error) => `${error.text} (${explains(error).why})`);
  const seen = await drawn(browser, file).catch((error) => ({ warnings: [error.message], stumbles: [] }));
  for (const [reader, said] of [['bpmn-moddle', warnings], ['bpmn-js', seen.warnings]]) {
    wrong.push(...said.filter((warning) => !known.warnings.has(warning)).map((warning) => `${reader}: ${warning}`));
  }
  wrong.push(...seen.stumbles.map((stumble) => `drawing: ${stumble}`));
  const same = rules.errors.length - ours.length + warnings.filter((warning) => known.warnings.has(warning)).length;
  return { wrong, known: same, warnings: rules.warnings, explained };
}

mkdirSync(pictures, { recursive: true });
const browser = await Browser.open(chromium, join(pictures, '.profile'), pathToFileURL(resolve('page.html')).href);
let bad = 0;
const files = readdirSync(written).filter((name) => name.endsWith('.bpmn')).sort();
for (const name of files) {
  const { wrong, known, warnings, explained } = await judge(browser, join(written, name));
  const besides = [known && `${known} errors of the original`, warnings.length && `${warnings.length} warnings of bpmnlint`].filter(Boolean);
  console.log(`${wrong.length ? 'WRONG' : 'good '} ${name}${besides.length ? ` (${besides.join(', ')})` : ''}`);
  for (const line of wrong) console.log(`      ${line}`);
  for (const line of explained) console.log(`      explained: ${line}`);
  if (process.env.CAUCE_ALL) for (const { text } of warnings) console.log(`      (${text})`);
  bad += wrong.length ? 1 : 0;
}
await browser.close();
console.log(`${files.length} models, ${bad} with something wrong; pictures in ${pictures}`);
if (!schema) console.log('Not validated: CAUCE_BPMN_SCHEMA names no folder with BPMN20.xsd.');
process.exit(bad ? 1 : 0);
