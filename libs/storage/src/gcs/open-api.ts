import { authorize } from './authorize.js';
import { JsonApi } from './json-api.js';

/**
 * Google's API with the credentials of this process; an emulator where `STORAGE_EMULATOR_HOST` names one, as it does for
 * Google's own clients. An `endpoint` is asked instead of the public one, with the same credentials.
 */
export function openApi(endpoint = 'https://storage.googleapis.com'): JsonApi {
  const emulator = process.env.STORAGE_EMULATOR_HOST;
  if (emulator) return new JsonApi(/^https?:/.test(emulator) ? emulator : `http://${emulator}`, null);
  return new JsonApi(endpoint, authorize());
}
