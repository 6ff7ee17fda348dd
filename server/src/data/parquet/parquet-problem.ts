/** What a decoder threw, in words for the user: its own reason, or that the data is not well-formed where it stumbled over it. */

export function reasonOf(error: unknown): string {
  // A TypeError or RangeError is the library's way to find out that a field is missing or leads out of the bytes.
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError)
    return 'it is not well-formed';
  return error.message.replace(/^parquet /, '');
}
