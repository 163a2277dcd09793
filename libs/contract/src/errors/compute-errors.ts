import { define } from './define.js';

/** Why a simulation or another numeric kernel was not run, or did not end with a result. */
export const computeErrors = {
  ComputeDeviceMissing: define<{ wanted: string; reason: string }>({
    status: 503,
    message: ({ wanted, reason }) =>
      `No device of the kind ${wanted} can be used here: ${reason}. Allow another kind of device, or ask the operator for such a machine.`,
    details: ({ wanted }) => ({ wanted }),
  }),
  ComputeDeviceLost: define<{ device: string; tries: number; reason: string }>({
    status: 503,
    retryable: true,
    message: ({ device, tries, reason }) =>
      `The device ${device} was lost ${tries === 1 ? 'once' : `${tries} times`} in one run and did not come back: ${reason}. Try again; another machine may do it.`,
    details: ({ device, tries }) => ({ device, actual: tries }),
  }),
  ComputeLimitExceeded: define<{ what: string; limit: number; actual: number; unit: string; next: string }>({
    status: 422,
    message: ({ what, limit, actual, unit, next }) =>
      `${what} ${actual} ${unit}; the limit is ${limit}. ${next}`,
    details: ({ limit, actual }) => ({ limit, actual }),
  }),
  InvalidModel: define<{ field: string; reason: string }>({
    status: 422,
    message: ({ field, reason }) => `'${field}' is not valid: ${reason.replace(/\.$/, '')}.`,
    details: ({ field }) => ({ field }),
  }),
};
