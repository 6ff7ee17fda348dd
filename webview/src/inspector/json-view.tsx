/** A JSON value as text with quiet colours. Values are untrusted: they are only ever text nodes. Long ones are cut until asked for. */

import { useMemo, useState } from 'preact/hooks';
import type { Json } from '../../../server/src/core/base/json.ts';
import { Icon } from '../theme/icons.tsx';
import { tokenize } from './json-tokens.ts';

/** Characters drawn at once; more makes scrolling slow. */
const SHORT = 6_000;
const LONG = 400_000;

export function JsonView({
  value,
  testId,
  label,
}: {
  readonly value: Json | undefined;
  readonly testId?: string;
  readonly label: string;
}) {
  const [length, setLength] = useState(SHORT);
  const text = useMemo(() => (value === undefined ? '' : JSON.stringify(value, null, 2)), [value]);
  const tokens = useMemo(() => tokenize(text.slice(0, length)), [text, length]);
  if (value === undefined) {
    return (
      <p class="quiet" data-testid={testId}>
        none
      </p>
    );
  }
  return (
    <div class="json-frame">
      <button
        type="button"
        class="icon-button copy"
        title={`Copy ${label}`}
        aria-label={`Copy ${label}`}
        onClick={() => void copy(text)}
      >
        <Icon name="copy" />
      </button>
      <pre class="json" data-testid={testId} tabIndex={0} aria-label={label}>
        {tokens.map(({ kind, text: part }, index) =>
          kind === 'plain' ? (
            part
          ) : (
            <span key={index} class={`json-${kind}`}>
              {part}
            </span>
          ),
        )}
        {text.length > length && '…'}
      </pre>
      {text.length > length && (
        <button type="button" class="link" onClick={() => setLength(length === SHORT ? LONG : text.length)}>
          {`Show more (${Math.ceil(text.length / 1024)} KiB in all)`}
        </button>
      )}
    </div>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // The host does not allow it; the text can be selected all the same.
  }
}
