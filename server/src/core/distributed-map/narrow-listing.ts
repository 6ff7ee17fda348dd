/** `StartAfter` and `Delimiter` of a listing: what S3 would leave out is left out, whatever the store has listed. */

import type { ListingConditions, ObjectListing } from './object-store.ts';

/** `listing` has the keys with the prefix. */
export function narrowListing(
  listing: ObjectListing,
  prefix: string,
  { startAfter = '', delimiter = '' }: Pick<ListingConditions, 'startAfter' | 'delimiter'>,
): ObjectListing {
  if (startAfter === '' && delimiter === '') return listing;
  const isListed = (key: string): boolean =>
    (startAfter === '' || isBehind(key, startAfter)) && (delimiter === '' || !key.includes(delimiter, prefix.length));
  return {
    async next() {
      for (let page = await listing.next(); page !== null; page = await listing.next()) {
        const listed = page.filter(({ key }) => isListed(key));
        if (listed.length > 0) return listed;
      }
      return null;
    },
  };
}

/** In the order of UTF-8 bytes, which is that of code points; texts compare by UTF-16 units, which differs beyond U+FFFF. */
function isBehind(key: string, other: string): boolean {
  const length = Math.min(key.length, other.length);
  let at = 0;
  while (at < length && key.charCodeAt(at) === other.charCodeAt(at)) at++;
  if (at === length) return key.length > other.length;
  return rank(key.charCodeAt(at)) > rank(other.charCodeAt(at));
}

/** Halves of surrogate pairs stand for code points behind all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
