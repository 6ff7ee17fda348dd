/**
 * The program of a handler's process, as a text: it is handed to `node` and needs no file beside the bundle.
 *
 * Requests come as lines of JSON on the standard input, answers go as lines of JSON to file descriptor 3, so that what a handler prints
 * is never taken for an answer.
 */

import { TYPESCRIPT_HOOKS } from './typescript-hooks.ts';

/** Arguments: the module's URL and the name of its export. */
export const HANDLER_BOOTSTRAP = `
import { register } from 'node:module';
import { createInterface } from 'node:readline';
import { writeSync } from 'node:fs';
const [url, name] = process.argv.slice(-2);
const answer = (value) => {
  const bytes = Buffer.from(JSON.stringify(value) + '\\n');
  for (let at = 0; at < bytes.length; ) {
    try { at += writeSync(3, bytes, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  }
};
const failure = (thrown) => {
  const isError = thrown !== null && typeof thrown === 'object' && 'message' in thrown;
  const errorType = isError ? String(thrown.name || thrown.constructor?.name || 'Error') : typeof thrown;
  const errorMessage = isError ? String(thrown.message) : typeof thrown === 'string' ? thrown : JSON.stringify(thrown) ?? 'null';
  const lines = isError && typeof thrown.stack === 'string' ? thrown.stack.split('\\n') : [];
  // What takes the types out is no part of the function.
  const trace = lines.filter((line) => !line.includes('data:text/javascript')).map((line) => line.trimEnd());
  return { errorType, errorMessage, trace };
};
let found;
const load = async () => {
  if (/[.][cm]?ts$/.test(new URL(url).pathname)) register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(TYPESCRIPT_HOOKS))});
  const module = await import(url);
  const own = name in module ? module[name] : module.default?.[name];
  if (typeof own !== 'function') {
    const error = new Error(name + ' is undefined or not exported');
    error.name = 'Runtime.HandlerNotFound';
    throw error;
  }
  return own;
};
const call = (event, context) => new Promise((resolve, reject) => {
  const handler = found;
  if (handler.length >= 3) {
    Promise.resolve(handler(event, context, (error, value) => (error ? reject(error) : resolve(value)))).catch(reject);
  } else Promise.resolve(handler(event, context)).then(resolve, reject);
});
let turn = Promise.resolve();
createInterface({ input: process.stdin }).on('line', (line) => {
  turn = turn.then(async () => {
    try {
      const { event, context } = JSON.parse(line);
      found ??= await load();
      const value = await call(event, context);
      answer({ value: value === undefined ? null : value });
    } catch (thrown) {
      answer({ failure: failure(thrown) });
    }
  });
}).on('close', () => turn.then(() => process.exit(0)));
`;
