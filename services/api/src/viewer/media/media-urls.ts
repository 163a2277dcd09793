import type { FeatureColumn } from '@rowhouse/contract';
import { isMedia, mediaBase, mediaFileBase } from '@rowhouse/tables';

/** Which rows an answer shows. */
export interface MediaPlace {
  dataset: string;
  revision: string;
  config: string;
  split: string;
}

/** Media in an answer are marked by this; as the end of a key and the start of a text it can't stand inside a text. */
const marked = `"src":"${mediaBase}/`;
const markedFile = `"src":"${mediaFileBase}/`;

/** A page of rows as this reader gets it. */
export function pageWithMediaUrls(
  { body, columns, revision }: { body: Buffer; columns: readonly FeatureColumn[]; revision: string },
  place: Omit<MediaPlace, 'revision'>,
  baseUrl: string,
): Buffer | string {
  return columns.some(isMedia) ? withMediaUrls(body.toString(), { ...place, revision }, baseUrl) : body;
}

/** An answer, as JSON text, with whole addresses where its cells hold media. */
export function withMediaUrls(body: string, place: MediaPlace, baseUrl: string): string {
  const start = (path: string) => `"src":"${JSON.stringify(`${baseUrl}${path}/`).slice(1, -1)}`;
  const [inTable, inFile] = [start(mediaPath(place)), start(filePath(place))];
  return body.replaceAll(marked, () => inTable).replaceAll(markedFile, () => inFile);
}

function filePath({ dataset, revision }: MediaPlace): string {
  return `/datasets/${dataset}/resolve/${revision}`;
}

function mediaPath({ dataset, revision, config, split }: MediaPlace): string {
  return `/assets/${dataset}/--/${revision}/--/${encodeURIComponent(config)}/${encodeURIComponent(split)}`;
}
