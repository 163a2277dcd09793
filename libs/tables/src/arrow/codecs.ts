import { zstdDecompressSync } from 'node:zlib';
import { CompressionType, compressionRegistry } from 'apache-arrow';
import { decodeLz4Frame } from './lz4.js';

/** Teaches apache-arrow to read compressed record batches; it brings no codec itself. */
export function registerCodecs(): void {
  compressionRegistry.set(CompressionType.ZSTD, { decode: (data) => zstdDecompressSync(data) });
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame });
}
