/** The version of the package, as its package.json has it; the bundler puts it in. */

import packageJson from '../../../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
