/** Rounding as `$round` and `$formatNumber` do it. */

/** Halves go to the even neighbour, at the decimal digits that the number is written with. */
export function roundHalfEven(value: number, precision: number): number {
  const shifted = precision === 0 ? value : shiftDecimals(value, precision);
  let rounded = Math.round(shifted);
  if (Math.abs(rounded - shifted) === 0.5 && Math.abs(rounded % 2) === 1) rounded -= 1;
  const result = precision === 0 ? rounded : shiftDecimals(rounded, -precision);
  return result === 0 ? 0 : result;
}

function shiftDecimals(value: number, places: number): number {
  const [mantissa, exponent] = value.toString().split('e');
  return Number(`${mantissa}e${Number(exponent ?? 0) + places}`);
}
