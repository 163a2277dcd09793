import type { RevisionDetailAnswer, RevisionItem } from '@rowhouse/contract';
import type { RevisionDetail, RevisionRecord } from '@rowhouse/datasets';

/** The path of a revision's state, for `url` and `Location`. */
export function revisionUrl(dataset: string, revision: string): string {
  return `/api/datasets/${dataset}/revisions/${revision}`;
}

/** A revision as lists show it; `dataset` is `namespace/name`. */
export function revisionAnswer(dataset: string, record: RevisionRecord): RevisionItem {
  const { revision, number, parent, message, author, state, createdAt, finishedAt } = record;
  return {
    revision,
    number,
    parent,
    message,
    author,
    state,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    url: revisionUrl(dataset, revision),
  };
}

/** A revision with its files and the state of each step. */
export function revisionDetailAnswer(dataset: string, detail: RevisionDetail): RevisionDetailAnswer {
  return {
    dataset,
    ...revisionAnswer(dataset, detail),
    progress: detail.progress,
    files: detail.files,
    steps: detail.steps.map((step) => ({
      ...step,
      startedAt: step.startedAt?.toISOString() ?? null,
      finishedAt: step.finishedAt?.toISOString() ?? null,
    })),
  };
}
