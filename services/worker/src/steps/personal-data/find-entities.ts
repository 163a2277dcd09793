import validator from 'validator';
import type { Entity } from './entity.js';
import { patterns } from './patterns.js';

/** Nearly all texts hold none of these, and are done with. */
const worthALook = /\d|@|:\/\/|www\./;

/** Finds what looks like personal data in a text, in time proportional to its length; no two overlap. */
export function findEntities(text: string): Entity[] {
  if (!worthALook.test(text)) return [];
  const found = [...emailsIn(text)];
  addUrls(text, found);
  if (!/\d/.test(text)) return found;
  for (const { type, form, check } of patterns) {
    for (const match of text.matchAll(form)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (!overlaps(found, start, end) && check(match[0])) found.push({ type, start, end });
    }
  }
  return found;
}

const localCharacter = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const hostCharacter = /[\p{L}\p{N}.-]/u;

/** From each `@` outwards: the longest address around it. */
function* emailsIn(text: string): Generator<Entity> {
  let last = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let [start, end] = [at, at + 1];
    while (start > last && at - start < 64 && localCharacter.test(text[start - 1] as string)) start--;
    while (end < text.length && end - at < 254 && hostCharacter.test(text[end] as string)) end++;
    // The end of a sentence, an opening quote.
    while (end > at && /[.-]/.test(text[end - 1] as string)) end--;
    while (start < at && /[^\p{L}\p{N}_]/u.test(text[start] as string)) start++;
    // A host without a dot is none; asking for more costs more than finding all this out.
    if (start === at || !text.slice(at + 2, end).includes('.')) continue;
    if (!validator.isEmail(text.slice(start, end), { allow_utf8_local_part: true })) continue;
    yield { type: 'EMAIL_ADDRESS', start, end };
    last = end;
  }
}

const urlForm = /(?<![\p{L}\p{N}])(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"'`\\^{}|]{3,2000}/giu;

/** An address that has an e-mail address in it is the address, and no URL besides. */
function addUrls(text: string, found: Entity[]): void {
  for (const match of text.matchAll(urlForm)) {
    const url = match[0].replace(/[.,;:!?)\]]{1,10}$/, '');
    const [start, end] = [match.index, match.index + url.length];
    if (overlaps(found, start, end) || !validator.isURL(url, { require_tld: true })) continue;
    found.push({ type: 'URL', start, end });
  }
}

function overlaps(found: readonly Entity[], start: number, end: number): boolean {
  return found.some((other) => start < other.end && other.start < end);
}
