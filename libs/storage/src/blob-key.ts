const part = /^[A-Za-z0-9_][A-Za-z0-9._=@+-]{0,199}$/;
const longestKey = 512;

/** A key that no store may touch: a defect of the caller, since clients never choose keys. */
export class InvalidBlobKey extends Error {
  override readonly name = 'InvalidBlobKey';

  constructor(key: string) {
    super(
      `'${key.slice(0, 200)}' is no blob key: parts of 1 to 200 letters, digits and ._=@+- joined by '/', none of them ` +
        `starting with '.', at most ${longestKey} characters in all`,
    );
  }
}

/**
 * Lets only keys pass that are safe as paths of a file system and as keys of an object store.
 * @throws InvalidBlobKey
 */
export function checkBlobKey(key: string): void {
  if (key.length > longestKey || !key.split('/').every((segment) => part.test(segment)))
    throw new InvalidBlobKey(key);
}

/**
 * A prefix names a whole folder: it is empty or ends in '/', so that `datasets/1` never takes `datasets/10` along.
 * @throws InvalidBlobKey
 */
export function checkBlobPrefix(prefix: string): void {
  if (prefix === '') return;
  if (!prefix.endsWith('/')) throw new InvalidBlobKey(prefix);
  checkBlobKey(prefix.slice(0, -1));
}
