/**
 * Typed lint for all TypeScript of the project. Formatting is prettier's business, import directions are the layer test's
 * (server/src/testing/layers.test.ts); here are the rules of the house style that a machine can check.
 */

import { basename } from 'node:path';
import tseslint from 'typescript-eslint';

/** @type {import('eslint').Rule.RuleModule} A file opens with a comment that says why it exists. */
const fileOpensWithWhy = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { missing: 'Open the file with a comment: why it exists and what it must not do.' },
  },
  create(context) {
    return {
      Program(program) {
        const comments = context.sourceCode.getAllComments().filter((comment) => comment.type !== 'Shebang');
        const first = comments[0];
        const firstStatement = program.body[0];
        if (first === undefined || (firstStatement !== undefined && first.range[0] > firstStatement.range[0])) {
          context.report({ loc: { line: 1, column: 0 }, messageId: 'missing' });
        }
      },
    };
  },
};

/** @type {import('eslint').Rule.RuleModule} `eslint-disable` says which rule and, after ` -- `, why. */
const disableNeedsReason = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { missing: 'Name the rule and give the reason: `eslint-disable-next-line rule -- reason`.' },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = comment.value.trim();
          if (/^eslint-disable/.test(text) && !/^eslint-disable(-next-line|-line)?\s+\S.*\s--\s+\S{3}/s.test(text)) {
            context.report({ loc: comment.loc, messageId: 'missing' });
          }
        }
      },
    };
  },
};

/** @type {import('eslint').Rule.RuleModule} File names are kebab-case. */
const kebabCaseFile = {
  meta: { type: 'suggestion', schema: [], messages: { name: 'File names are kebab-case: {{name}}' } },
  create(context) {
    return {
      Program() {
        const name = basename(context.filename);
        if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.test|\.bench|\.d)?\.tsx?$/.test(name)) {
          context.report({ loc: { line: 1, column: 0 }, messageId: 'name', data: { name } });
        }
      },
    };
  },
};

const house = {
  rules: {
    'file-opens-with-why': fileOpensWithWhy,
    'disable-needs-reason': disableNeedsReason,
    'kebab-case-file': kebabCaseFile,
  },
};

const shape = [
  { selector: 'TSEnumDeclaration', message: 'No enums: a union of literals.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that defines it.' },
  { selector: 'TSInterfaceDeclaration[id.name=/^I[A-Z][a-z]/]', message: 'No I prefix on interfaces.' },
  {
    selector: 'FunctionDeclaration > Identifier.params > TSTypeAnnotation > TSBooleanKeyword',
    message: 'No boolean parameters: a named option or a union of words reads at the call.',
  },
];

/** What would make core depend on when and where it runs. */
const impure = [
  'console',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'process',
  'Buffer',
  'crypto',
  'fetch',
  'TextEncoder',
  'TextDecoder',
  'structuredClone',
  'window',
  'document',
];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '.e2e/**', 'test-data/**', '**/*.mjs', '**/*.cjs', '**/*.js'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    plugins: { house },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'house/disable-needs-reason': 'error',
      'house/kebab-case-file': 'error',
      'no-restricted-syntax': ['error', ...shape],
      'max-lines': ['error', { max: 500 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-cond-assign': 'error',
      'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
      'no-control-regex': 'error',
      'no-debugger': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-misleading-character-class': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/parameter-properties': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
    },
  },
  {
    files: ['server/src/**/*.ts', 'client/src/**/*.ts', 'webview/src/**/*.ts', 'webview/src/**/*.tsx'],
    ignores: ['**/*.test.ts', '**/*.test.tsx'],
    rules: { 'house/file-opens-with-why': 'error' },
  },
  {
    files: ['server/src/core/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...impure.map((name) => ({ name, message: 'core is pure: it comes in through a port.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'core is pure: time comes from the run.' },
        { object: 'Math', property: 'random', message: 'core is pure: randomness comes from an Rng.' },
      ],
      'no-restricted-syntax': [
        'error',
        ...shape,
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'core is pure: time comes from the run.',
        },
      ],
    },
  },
);
