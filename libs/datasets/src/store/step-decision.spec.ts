import { errors } from '@rowhouse/contract';
import { inheritedError } from './step-decision.js';

const failed = (code: string) => ({
  step: 'split-parquet' as const,
  state: 'failed' as const,
  error: { ...errors.UnexpectedError().toStored(), code },
});
const succeeded = { step: 'split-parquet' as const, state: 'succeeded' as const, error: null };

describe('inheritedError', () => {
  it('takes over the failure of the one step it needs', () => {
    expect(inheritedError({ 'split-parquet': 'one' }, [failed('A')])?.code).toBe('A');
    expect(inheritedError({ 'split-parquet': 'one' }, [succeeded])).toBeNull();
  });

  it('runs an aggregate as long as one input succeeded', () => {
    expect(inheritedError({ 'split-parquet': 'some' }, [failed('A'), succeeded])).toBeNull();
    expect(inheritedError({ 'split-parquet': 'some' }, [failed('A'), failed('B')])?.code).toBe('A');
  });

  it('runs what only waits for an end', () => {
    expect(inheritedError({ 'split-parquet': 'ended' }, [failed('A')])).toBeNull();
  });
});
