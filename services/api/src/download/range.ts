/** What a `Range` header asks of a file; both ends included. */
export type RequestedRange = { start: number; end: number } | 'whole' | 'unsatisfiable';

/** One range of bytes; several at once, other units and nonsense are ignored, as RFC 9110 §14.2 allows. */
export function requestedRange(header: string | undefined, size: number): RequestedRange {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return 'whole';
  const last = size - 1;
  if (match[1] === '') {
    const length = Number(match[2]);
    return length === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: last };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? last : Number(match[2]);
  if (end < start && match[2] !== '') return 'whole';
  return start > last ? 'unsatisfiable' : { start, end: Math.min(end, last) };
}
