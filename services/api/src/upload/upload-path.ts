import { errors } from '@rowhouse/contract';

const longestPath = 1024;
const longestPart = 255;

/**
 * Turns the name that a client gave a file into the relative path under which it is stored: `\` counts as `/`, a
 * leading `./` goes, letters are composed (NFC) so that the same name from different systems is the same path.
 * @throws InvalidFilePath
 */
export function uploadPath(given: string): string {
  const refuse = (reason: string) => errors.InvalidFilePath({ path: given, reason });
  const path = given
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(\.\/+)+/, '');
  if (path === '') throw refuse('it is empty');
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path)) throw refuse('it is absolute');
  if (/\p{Cc}/u.test(path)) throw refuse('it holds a control character');
  if (!path.isWellFormed() || path.includes('\ufffd')) throw refuse('it is not valid UTF-8');
  if (Buffer.byteLength(path) > longestPath) throw refuse(`it is longer than ${longestPath} bytes`);
  for (const part of path.split('/')) {
    if (part === '') throw refuse("it has an empty part, as in 'a//b' or 'a/'");
    if (part === '.' || part === '..') throw refuse(`it has the part '${part}'`);
    if (part !== part.trim()) throw refuse('a part of it starts or ends with a space');
    if (Buffer.byteLength(part) > longestPart)
      throw refuse(`a part of it is longer than ${longestPart} bytes`);
  }
  return path;
}
