import { errors } from './catalogue.js';
import { RowhouseError } from './rowhouse-error.js';

describe('the error catalogue', () => {
  it('gives Hugging Face texts for missing parameters', () => {
    expect(errors.MissingRequiredParameter({ parameters: ['dataset'] }).message).toBe(
      "Parameter 'dataset' is required",
    );
    expect(errors.MissingRequiredParameter({ parameters: ['dataset', 'config', 'split'] }).message).toBe(
      "Parameters 'dataset', 'config' and 'split' are required",
    );
  });

  it('carries code, status, limit and actual value into the body', () => {
    const error = errors.TooManyColumnsError({ limit: 10, actual: 12 });
    expect(error.status).toBe(500);
    expect(error.toJSON()).toEqual({
      error: 'The table has 12 columns, the limit is 10. Split it into narrower tables.',
      code: 'TooManyColumnsError',
      limit: 10,
      actual: 12,
    });
  });

  it('survives a trip through JSON', () => {
    const error = errors.DatabaseBusy({ limit: 3 });
    const back = RowhouseError.fromJSON(JSON.parse(JSON.stringify(error.toStored())));
    expect(back).toEqual(error);
    expect(back.retryable).toBe(true);
  });

  it('never shows the cause', () => {
    const error = errors.UnexpectedApiError(undefined, { cause: new Error('secret') });
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});
