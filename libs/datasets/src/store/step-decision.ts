import { errors, RowhouseError, type StoredError } from '@rowhouse/contract';
import type { Sql } from '@rowhouse/database';
import { type NeedKind, type StepName, stepDefinition } from '../graph/steps.js';
import type { StepKey } from './step-key.js';

interface Input {
  step: StepName;
  state: 'succeeded' | 'failed';
  error: StoredError | null;
}

/** Whether a step whose inputs have all ended may run: `null`, or the error that it inherits. */
export async function decideStep(tx: Sql, key: StepKey): Promise<RowhouseError | null> {
  const needs = stepDefinition(key.step).needs as Record<string, NeedKind>;
  const { rows } = await tx.query<Input & Record<string, unknown>>(
    `SELECT step, state, error FROM step_result
     WHERE dataset_id = $1 AND revision = $2 AND step = ANY ($3)
       AND ($4 = '' OR config = $4) AND ($5 = '' OR split = $5)
     ORDER BY config, split`,
    [key.datasetId, key.revision, Object.keys(needs), key.config, key.split],
  );
  return inheritedError(needs, rows);
}

/** The rule of `NeedKind`, apart from the database. */
export function inheritedError(
  needs: Readonly<Record<string, NeedKind>>,
  inputs: readonly Input[],
): RowhouseError | null {
  for (const [need, kind] of Object.entries(needs)) {
    if (kind === 'ended') continue;
    const own = inputs.filter(({ step }) => step === need);
    const failures = own.filter(({ state }) => state === 'failed');
    if (failures.length === 0 || (kind === 'some' && failures.length < own.length)) continue;
    const error = failures[0]?.error;
    return error ? RowhouseError.fromJSON(error) : errors.PreviousStepFailedError({ step: need });
  }
  return null;
}
