/** Offsets to LSP positions and problems to LSP diagnostics: the only place that knows both sides. */

import {
  DiagnosticSeverity,
  DiagnosticTag,
  SymbolKind,
  type Diagnostic,
  type DocumentSymbol,
  type Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

import type { Problem, Severity } from '../core/base/problem.ts';
import type { TextRange } from '../core/base/text-range.ts';
import type { OutlineEntry } from '../core/language/outline.ts';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

const SYMBOLS: Readonly<Record<NonNullable<OutlineEntry['type']>, SymbolKind>> = {
  Task: SymbolKind.Function,
  Pass: SymbolKind.Variable,
  Choice: SymbolKind.Enum,
  Wait: SymbolKind.Event,
  Succeed: SymbolKind.Constant,
  Fail: SymbolKind.Constant,
  Parallel: SymbolKind.Struct,
  Map: SymbolKind.Array,
  branch: SymbolKind.Namespace,
};

export function symbolKindOf(type: OutlineEntry['type']): SymbolKind {
  return type === null ? SymbolKind.Object : SYMBOLS[type];
}

export function toRange(text: TextDocument, range: TextRange): Range {
  return { start: text.positionAt(range.start), end: text.positionAt(range.end) };
}

export function toDiagnostic(text: TextDocument, problem: Problem): Diagnostic {
  const { code, severity, message, range, pointer, awsCode, docs, tags, related } = problem;
  return {
    source: 'stepscope',
    code,
    severity: SEVERITIES[severity],
    message,
    range: toRange(text, range),
    data: { pointer, ...(awsCode === undefined ? {} : { awsCode }) },
    ...(docs === undefined ? {} : { codeDescription: { href: docs } }),
    ...(tags === undefined ? {} : { tags: tags.map((tag) => TAGS[tag]) }),
    ...(related === undefined
      ? {}
      : {
          relatedInformation: related.map((each) => ({
            message: each.message,
            location: { uri: text.uri, range: toRange(text, each.range) },
          })),
        }),
  };
}

export function toSymbol(text: TextDocument, entry: OutlineEntry): DocumentSymbol {
  return {
    name: entry.name,
    detail: entry.detail,
    kind: symbolKindOf(entry.type),
    range: toRange(text, entry.range),
    selectionRange: toRange(text, entry.nameRange),
    children: entry.children.map((child) => toSymbol(text, child)),
  };
}
