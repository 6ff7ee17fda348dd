/** What a suite file and a mock file say, once read: values with the places they came from. Types only. */

import type { Json } from '../base/json.ts';
import type { TextRange } from '../base/text-range.ts';

/** A place in one of the files of a suite. `file` is the name the reader was given, usually a path. */
export interface SourcePlace {
  readonly file: string;
  readonly range: TextRange;
}

export type OutputMatching = 'exact' | 'partial';
export type PathMatching = 'exact' | 'includes';

export interface ExecutionContextFields {
  readonly name?: string;
  readonly startTime?: string;
  readonly roleArn?: string;
  readonly accountId?: string;
  readonly region?: string;
}

export interface TestSuite {
  readonly version: string;
  readonly name: string;
  readonly description?: string;
  /** As written; where it is left out the suite's own file name says it (`<name>.test.yaml`). */
  readonly stateMachine: Located<string> | null;
  readonly baseMock: Located<string> | null;
  readonly executionContext: ExecutionContextFields;
  readonly settings: SuiteSettings;
  readonly outputMatching: OutputMatching;
  readonly pathMatching: PathMatching;
  readonly cases: readonly TestCase[];
}

export interface Located<T> {
  readonly value: T;
  readonly range: TextRange;
}

export interface SuiteSettings {
  /** Real milliseconds one case may take. */
  readonly timeoutMs: number;
  readonly stopOnFailure: boolean;
}

export interface TestCase {
  readonly name: string;
  /** The case's name in the file: what an editor shows the result at. */
  readonly nameRange: TextRange;
  readonly range: TextRange;
  readonly input: Json;
  readonly skip: boolean;
  readonly only: boolean;
  readonly timeoutMs: number | null;
  readonly executionContext: ExecutionContextFields;
  readonly mockOverrides: readonly MockEntry[];
  readonly expectations: readonly Expectation[];
}

export interface ExpectedError {
  /** A text matches the error's name, or a part of `name: cause`; fields are compared one by one. */
  readonly text?: string;
  readonly type?: string;
  /** Contained in the cause. */
  readonly cause?: string;
}

export type Expectation =
  | { readonly kind: 'output'; readonly range: TextRange; readonly expected: Json; readonly matching: OutputMatching }
  | {
      readonly kind: 'path';
      readonly range: TextRange;
      /** All of them have to match. */
      readonly paths: readonly (readonly string[])[];
      readonly matching: PathMatching;
    }
  | { readonly kind: 'error'; readonly range: TextRange; readonly expected: ExpectedError }
  | {
      readonly kind: 'state';
      readonly range: TextRange;
      /** `S`, `M[0].S`, `P[1].S`, `M[0]`, and longer ones. */
      readonly address: string;
      readonly matching: OutputMatching;
      readonly input?: Located<Json>;
      readonly output?: Located<Json>;
      readonly variables?: Located<Readonly<Record<string, Json>>>;
    }
  | {
      readonly kind: 'map';
      readonly range: TextRange;
      readonly state: string;
      readonly iterationCount?: Located<number>;
      readonly pathMatching: PathMatching;
      readonly all?: Located<readonly string[]>;
      readonly samples: readonly {
        readonly index: number;
        readonly path: readonly string[];
        readonly range: TextRange;
      }[];
    }
  | {
      readonly kind: 'parallel';
      readonly range: TextRange;
      readonly state: string;
      readonly branchCount?: Located<number>;
      readonly pathMatching: PathMatching;
      readonly branchPaths: readonly {
        readonly index: number;
        readonly path: readonly string[];
        readonly range: TextRange;
      }[];
    };

export type ExpectationOf<K extends Expectation['kind']> = Extract<Expectation, { readonly kind: K }>;

export type DataFormat = 'json' | 'csv' | 'jsonl' | 'yaml';
/** Files of items may be tables, too, which are no text. */
export type ItemFileFormat = DataFormat | 'parquet';

/** A data file that a mock names. */
export interface FileReference {
  readonly path: string;
  /** As named, which only a file of items is as `parquet`; null: its name says it. */
  readonly format: ItemFileFormat | null;
  readonly place: SourcePlace;
}

export interface MockError {
  readonly type: string;
  readonly cause?: string;
  readonly message?: string;
}

/** What a mock answers once it was chosen. */
export type MockAnswer =
  | { readonly kind: 'value'; readonly value: Json; readonly range: TextRange }
  | { readonly kind: 'file'; readonly file: FileReference }
  | { readonly kind: 'error'; readonly error: MockError }
  /** The entry says nothing: using it is a mistake of the suite. */
  | { readonly kind: 'none' };

interface MockEntryBase {
  readonly state: string;
  readonly statePlace: SourcePlace;
  readonly place: SourcePlace;
  /** Virtual milliseconds an answer takes. */
  readonly delayMs: number;
  /** Who takes the work of an activity. */
  readonly workerName?: string;
}

export type MockCondition =
  | {
      readonly kind: 'when';
      readonly input: Json;
      readonly inputRange: TextRange;
      readonly answer: MockAnswer;
      readonly delayMs: number | null;
    }
  | { readonly kind: 'default'; readonly value: Json; readonly range: TextRange; readonly delayMs: number | null };

export type MockEntry =
  | (MockEntryBase & { readonly kind: 'fixed'; readonly answer: MockAnswer })
  | (MockEntryBase & { readonly kind: 'conditional'; readonly conditions: readonly MockCondition[] })
  | (MockEntryBase & {
      readonly kind: 'stateful';
      readonly responses: readonly Json[] | FileReference;
      /** Of the responses that stand in the mock itself. */
      readonly ranges: readonly TextRange[];
    })
  | (MockEntryBase & { readonly kind: 'error'; readonly error: MockError; readonly probability: number })
  | (MockEntryBase & { readonly kind: 'itemReader'; readonly items: readonly Json[] | FileReference });

export function isFileReference(value: readonly Json[] | FileReference): value is FileReference {
  return !Array.isArray(value);
}
