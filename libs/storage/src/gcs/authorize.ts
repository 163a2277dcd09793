import { errors } from '@rowhouse/contract';
import { GoogleAuth } from 'google-auth-library';
import { isOfNetwork, statusOf } from './gcs-error.js';

/** Reading, writing, listing and deleting objects; not their access rights. */
const scope = 'https://www.googleapis.com/auth/devstorage.read_write';

/**
 * Makes headers with the Application Default Credentials: a key file that `GOOGLE_APPLICATION_CREDENTIALS` names, a
 * workload identity, the service account of the machine. Tokens are kept until shortly before they end.
 */
export function authorize(): (url: string) => Promise<Headers> {
  // A bucket needs no project; without one the library would look for it, with the help of `gcloud`.
  const auth = new GoogleAuth({ scopes: scope, projectId: 'none' });
  return async (url) => {
    try {
      return await auth.getRequestHeaders(url);
    } catch (error) {
      // Whoever gives out tokens did not answer, or not now.
      const status = statusOf(error);
      if (status === null ? isOfNetwork(error) : status >= 500)
        throw errors.StorageUnavailable(undefined, { cause: error });
      throw errors.StorageRefused({ reason: 'no-credentials' }, { cause: error });
    }
  };
}
