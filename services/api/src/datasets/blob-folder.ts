/** Where all blobs of a dataset are. */
export function blobFolder(id: string): string {
  return `datasets/${id}/`;
}
