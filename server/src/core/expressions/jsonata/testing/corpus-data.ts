/** What the corpus's expressions read: `$shop`, `$people`, `$tree` and a few small values. Made up for the purpose. */

import type { JsonObject } from '../../../base/json.ts';

export const CORPUS_DATA: JsonObject = {
  shop: {
    name: 'Corner',
    open: true,
    closedOn: null,
    orders: [
      {
        id: 'o1',
        customer: 'ann',
        lines: [
          { sku: 'hat', price: 34.45, quantity: 2, tags: ['wool', 'red'] },
          { sku: 'cap', price: 21.67, quantity: 1, tags: [] },
        ],
      },
      {
        id: 'o2',
        customer: 'bob',
        lines: [
          { sku: 'hat', price: 34.45, quantity: 4, tags: ['blue'] },
          { sku: 'bag', price: 107.99, quantity: 1, size: { w: 30, h: 20 } },
        ],
      },
    ],
    address: { city: 'Ulm', 'post code': '89073', geo: { lat: 48.4, lon: 9.99 } },
    'Field Name': 'odd',
    empty: [],
    one: [{ only: 1 }],
    nested: [[1, 2], [3, [4, 5]], 6],
    note: { toString: 'text', length: 3 },
  },
  people: [
    {
      name: 'Ann',
      age: 31,
      phones: [
        { type: 'home', number: '111' },
        { type: 'mobile', number: '222' },
      ],
      email: 'a@x.org',
    },
    { name: 'Bob', age: 25, phones: [{ type: 'home', number: '333' }] },
    { name: 'Cid', age: 31, phones: [] },
    { name: 'Dee', age: 47, email: ['d@x.org', 'd@y.org'] },
  ],
  tree: { value: 1, kids: [{ value: 2, kids: [{ value: 4 }] }, { value: 3 }] },
  books: [
    { title: 'Sea', isbn: 1, authors: ['Ada', 'Eve'] },
    { title: 'Sky', isbn: 2, authors: ['Eve'] },
    { title: 'Sun', isbn: 3, authors: [] },
  ],
  loans: [
    { isbn: 2, who: 'ann', due: '2024-02-03' },
    { isbn: 1, who: 'bob', due: '2024-01-02' },
    { isbn: 2, who: 'cid', due: '2024-05-06' },
  ],
  n: 7,
  half: 2.5,
  text: 'Hello World',
  list: [3, 1, 2, 3],
  words: ['pear', 'Apple', 'fig'],
  flag: false,
  none: null,
};
