// A browser without a window, spoken to over two pipes in its own protocol; no package is needed for it.

import { spawn } from 'node:child_process';

const FLAGS = [
  '--headless=new', '--remote-debugging-pipe', '--disable-gpu', '--hide-scrollbars', '--no-first-run',
  '--disable-extensions', '--disable-background-networking', '--allow-file-access-from-files',
];

export class Browser {
  static async open(program, profile, address) {
    const rights = process.getuid() === 0 ? ['--no-sandbox'] : [];
    const flags = [...FLAGS, ...rights, `--user-data-dir=${profile}`, 'about:blank'];
    const browser = new Browser(spawn(program, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] }));
    const { targetId } = await browser.call('Target.createTarget', { url: 'about:blank' });
    browser.session = (await browser.call('Target.attachToTarget', { targetId, flatten: true })).sessionId;
    await browser.call('Page.enable');
    const loaded = browser.heard('Page.loadEventFired');
    await browser.call('Page.navigate', { url: address });
    await loaded;
    return browser;
  }

  constructor(child) {
    this.child = child;
    this.last = 0;
    this.asked = new Map();
    this.awaited = new Map();
    let rest = '';
    child.stdio[4].setEncoding('utf8').on('data', (text) => {
      const parts = (rest + text).split('\0');
      rest = parts.pop();
      parts.forEach((part) => this.#hear(JSON.parse(part)));
    });
    child.on('exit', (code) => {
      for (const { reject } of this.asked.values()) reject(new Error(`the browser ended with ${code}`));
    });
  }

  #hear({ id, method, result, error, params }) {
    const { resolve, reject } = this.asked.get(id) ?? {};
    this.asked.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
    this.awaited.get(method)?.(params);
    this.awaited.delete(method);
  }

  heard(method) {
    return new Promise((resolve) => this.awaited.set(method, resolve));
  }

  call(method, params = {}) {
    const id = ++this.last;
    const said = new Promise((resolve, reject) => this.asked.set(id, { resolve, reject }));
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    return said;
  }

  // The value of an expression in the page, awaited if it is a promise.
  async ask(expression) {
    const said = await this.call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (said.exceptionDetails) {
      const { exception, text } = said.exceptionDetails;
      throw new Error(exception?.description ?? exception?.value?.message ?? text);
    }
    return said.result.value;
  }

  size(width, height) {
    return this.call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  async picture() {
    const { data } = await this.call('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(data, 'base64');
  }

  close() {
    return new Promise((resolve) => {
      this.child.on('exit', resolve);
      this.call('Browser.close').catch(() => {});
    });
  }
}
