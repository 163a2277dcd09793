import { errors, type UserJobKind, userJobKinds } from '@rowhouse/contract';

/**
 * The parameters of a job as its kind wants them, with defaults filled in.
 * @throws InvalidBody for a query, InvalidModel that names the field for numeric kinds
 */
export function jobParams(kind: UserJobKind, asked: unknown, at = 'params'): object {
  const parsed = userJobKinds[kind].params.safeParse(asked);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  if (kind === 'query') throw errors.InvalidBody({ reason: issues.map(({ message }) => message).join('; ') });
  const [first] = issues;
  const field = (first?.path ?? []).reduce<string>(
    (path, part) => (typeof part === 'number' ? `${path}[${part}]` : `${path}.${String(part)}`),
    at,
  );
  throw errors.InvalidModel({ field, reason: `it ${first?.message ?? 'is not valid'}` });
}

/**
 * The parameters of each scenario: those of the request with the scenario's fields in their place.
 * @throws InvalidBody for a query, InvalidModel with a field such as `scenarios[3].steps`
 */
export function scenarioParams(
  kind: UserJobKind,
  asked: unknown,
  scenarios: readonly Record<string, unknown>[],
): object[] {
  if (kind === 'query')
    throw errors.InvalidBody({ reason: "'scenarios' belong to numeric kinds, not to a query" });
  const base = typeof asked === 'object' && asked !== null ? asked : {};
  return scenarios.map((scenario, place) => jobParams(kind, { ...base, ...scenario }, `scenarios[${place}]`));
}

/** The datasets that a numeric job reads. */
export function datasetsOf(params: object): string[] {
  const { dataset, calibration } = params as { dataset?: string; calibration?: { dataset: string } };
  return [dataset, calibration?.dataset].filter((name) => name !== undefined);
}
