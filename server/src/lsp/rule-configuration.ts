/** The setting `stepscope.rules` as the client has it: asked for at the start and whenever it changes, without a restart. */

import {
  DidChangeConfigurationNotification,
  type ClientCapabilities,
  type Connection,
} from 'vscode-languageserver/node';

import { readRuleSettings } from '../core/validation/rule-settings.ts';
import type { ValidationOptions } from '../core/validation/rule.ts';

const SECTION = 'stepscope.rules';
/** What was found with one present does not count with another: while somebody types, it is the same for so long. */
const PRESENT_MS = 60_000;

export interface RuleConfiguration {
  /** What definitions are checked with now; the present is that of the last full minute. */
  options(): ValidationOptions;
  /** To be called with what the client says of itself. */
  initialize(capabilities: ClientCapabilities, initializationOptions: unknown): void;
}

/** @param changed called when definitions have to be checked anew */
export function createRuleConfiguration(connection: Connection, changed: () => void): RuleConfiguration {
  let severities = readRuleSettings(undefined).severities;
  let canAsk = false;
  let canRegister = false;

  function take(value: unknown): void {
    const settings = readRuleSettings(value);
    severities = settings.severities;
    for (const problem of settings.problems) connection.console.warn(`${SECTION}: ${problem}`);
    changed();
  }

  async function ask(): Promise<void> {
    try {
      take(await connection.workspace.getConfiguration(SECTION));
    } catch (error) {
      connection.console.warn(
        `${SECTION} could not be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  connection.onInitialized(() => {
    if (canRegister) void connection.client.register(DidChangeConfigurationNotification.type, { section: 'stepscope' });
    if (canAsk) void ask();
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    if (canAsk) void ask();
    else take(member(member(settings, 'stepscope'), 'rules'));
  });

  return {
    options: () => ({ severities, now: Math.floor(Date.now() / PRESENT_MS) * PRESENT_MS }),
    initialize({ workspace }, initializationOptions) {
      canAsk = workspace?.configuration === true;
      canRegister = workspace?.didChangeConfiguration?.dynamicRegistration === true;
      const rules = member(initializationOptions, 'rules');
      if (rules !== undefined) take(rules);
    },
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
