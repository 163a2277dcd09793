import { authorize } from './authorize.js';
import { JsonApi } from './json-api.js';

const googles = 'https://storage.googleapis.com';

export interface GcsAddress {
  /** Asked instead of the public one, with the same credentials. */
  endpoint?: string | undefined;
  /** Address of an emulator, which is asked without credentials. */
  emulator?: string | undefined;
}

/** Google's API with the credentials of this process. */
export function openApi({ endpoint = googles, emulator }: GcsAddress = {}): JsonApi {
  return emulator ? new JsonApi(emulator, null) : new JsonApi(endpoint, authorize());
}
