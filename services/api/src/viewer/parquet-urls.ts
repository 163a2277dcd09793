import type { ParquetFileItem } from '@rowhouse/contract';
import { parquetRef } from '@rowhouse/datasets';

type StoredItem = Omit<ParquetFileItem, 'url'>;

/** Adds to every file of a stored `/parquet` answer the address at which this reader can fetch it. */
export function withParquetUrls(content: string, baseUrl: string): object {
  const answer = JSON.parse(content) as { parquet_files: StoredItem[] };
  return { ...answer, parquet_files: answer.parquet_files.map((item) => withUrl(item, baseUrl)) };
}

function withUrl({ dataset, config, split, filename, size }: StoredItem, baseUrl: string): ParquetFileItem {
  const path = [config, split, filename].map(encodeURIComponent).join('/');
  const url = `${baseUrl}/datasets/${dataset}/resolve/${encodeURIComponent(parquetRef)}/${path}`;
  return { dataset, config, split, url, filename, size };
}
