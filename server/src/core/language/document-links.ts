/** Places of a definition that lead elsewhere: Resource ARNs to the page of their service. */

import type { TextRange } from '../base/text-range.ts';
import type { AslDocument } from '../model/asl-document.ts';
import { getValue } from '../syntax/syntax-node.ts';
import { describeArn } from './arn-facts.ts';

export interface DocumentLinkData {
  readonly range: TextRange;
  readonly target: string;
  readonly tooltip: string;
}

export function documentLinksOf({ model }: AslDocument): readonly DocumentLinkData[] {
  const links: DocumentLinkData[] = [];
  for (const { node } of model.states) {
    for (const holder of [node, getValue(node, 'ItemReader'), getValue(node, 'ResultWriter')]) {
      const resource = getValue(holder, 'Resource');
      if (resource?.kind !== 'string') continue;
      const facts = describeArn(resource.value);
      if (facts !== null)
        links.push({ range: resource.range, target: facts.page, tooltip: `${facts.title}: developer guide` });
    }
  }
  return links;
}
