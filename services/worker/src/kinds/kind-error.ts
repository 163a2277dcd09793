/** Why a worker can't start with the job kinds that it has. */
export class KindError extends Error {
  override readonly name = 'KindError';
}
