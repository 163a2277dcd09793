import { randomBytes } from 'node:crypto';

/** A name that no other spec uses; fit for a database, a vhost or a folder. */
export function uniqueName(): string {
  return `spec_${randomBytes(8).toString('hex')}`;
}
