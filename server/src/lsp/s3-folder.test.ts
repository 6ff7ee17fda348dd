import { homedir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { resolveS3Folder } from './s3-folder.ts';

describe('the folder that stands in for S3', () => {
  const suite = '/projects/shop/orders/test-suite.yaml';

  it.each([
    ['nothing set', '', null],
    ['only spaces', '  ', null],
    ['real S3', ' s3:// ', 's3://'],
    ['absolute', '/data/s3', '/data/s3'],
    ['relative to the workspace folder', 'fixtures/s3', '/projects/shop/fixtures/s3'],
    ['written out', '${workspaceFolder}/s3', '/projects/shop/s3'],
    ['of the home folder', '~/s3', join(homedir(), 's3')],
    ['a name that only begins with a tilde', '~s3', '/projects/shop/~s3'],
  ])('%s', (_, setting, expected) => {
    expect(resolveS3Folder(setting, suite, ['/projects/shop', '/elsewhere'])).toBe(expected);
  });

  it('takes the innermost of workspace folders', () => {
    expect(resolveS3Folder('s3', suite, ['/projects/shop', '/projects/shop/orders', '/projects'])).toBe(
      '/projects/shop/orders/s3',
    );
  });

  it('a folder is not inside one whose name it begins with', () => {
    expect(resolveS3Folder('s3', '/projects/shop-2/a.test.yaml', ['/projects/shop'])).toBe('/projects/shop-2/s3');
  });
});
