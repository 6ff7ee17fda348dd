/** Unit tests: everything beside the code, in Node, without a browser or a network. */

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The build that esbuild.mjs bundles.
    alias: {
      'jsonpath-plus': fileURLToPath(
        new URL('./node_modules/jsonpath-plus/dist/index-browser-esm.js', import.meta.url),
      ),
    },
  },
  test: {
    include: ['{server,client,webview}/**/*.test.{ts,tsx}'],
    exclude: [
      '**/node_modules/**',
      'dist/**',
      '.e2e/**',
      // Needs a server that speaks S3: `npm run test:s3`.
      ...(process.env.STEPSCOPE_S3_ENDPOINT ? [] : ['server/src/node/s3-real.test.ts']),
    ],
    environment: 'node',
    pool: 'threads',
    maxWorkers: 2,
    // A loaded machine is slow, not wrong: a test fails on what it sees, not on when.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    // A focused test would silently switch off all others.
    allowOnly: false,
    reporters: ['default'],
    slowTestThreshold: 2_000,
  },
});
