/** The layout's worker: elkjs registers its own message handler when it is loaded in one. Started from a blob; see graph/layout-client.ts. */

import 'elkjs/lib/elk-worker.min.js';
