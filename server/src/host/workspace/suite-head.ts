/** Which definition and mock file a suite names, told from its lines: a search over hundreds of suites need not parse them all. */

export interface SuiteHead {
  readonly stateMachine: string | null;
  readonly baseMock: string | null;
}

/** Null where the suite has to be parsed to tell: JSON, merges, texts over several lines. */
export function suiteHeadOf(text: string): SuiteHead | null {
  if (/^\s*[{[]/.test(text) || /^(?:<<|\?)/m.test(text)) return null;
  const stateMachine = topLevelText(text, 'stateMachine');
  const baseMock = topLevelText(text, 'baseMock');
  return stateMachine === undefined || baseMock === undefined ? null : { stateMachine, baseMock };
}

/** Null where the key is not there, undefined where its value is no text on one line. */
function topLevelText(text: string, key: string): string | null | undefined {
  const line = new RegExp(`^(?:${key}|"${key}"|'${key}')[ \\t]*:(.*)(?=(?:\\r?\\n([ \\t])?)?)`, 'gm');
  const [match, second] = text.matchAll(line);
  if (match === undefined) return null;
  const [, value = '', continued] = match;
  if (second !== undefined || continued !== undefined) return undefined;
  const written = value.replace(/[ \t]#.*$/, '').trim();
  const quoted = /^"([^"\\]*)"$|^'([^']*)'$/.exec(written);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  const isPlain = /^[\w./][^"'{}[\],&*!|>%@`]*$/.test(written) && !/: |^(?:null|true|false|[-+.\d]+)$/i.test(written);
  return isPlain ? written : undefined;
}
