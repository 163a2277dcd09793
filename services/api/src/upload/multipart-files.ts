import { pipeline, type Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { errors } from '@rowhouse/contract';
import { bodyError } from './body-error.js';
import type { IncomingFile } from './incoming-file.js';
import { uploadPath } from './upload-path.js';

const maxFiles = 10_000;
const maxPathBytes = 4096;

interface Part {
  /** Undefined when the part has no file name. */
  name: string | undefined;
  stream: Readable;
}

/**
 * The files of a `multipart/form-data` body, one after the other. A field `path` names the file that follows it;
 * without one the part's own file name counts, folders included.
 * @throws InvalidBody, InvalidFilePath, UploadIncomplete
 */
export async function* multipartFiles(body: Readable, contentType: string): AsyncGenerator<IncomingFile> {
  const parser = openParser(contentType);
  const parts: Part[] = [];
  let pathField: string | undefined;
  let ended = false;
  let failure: unknown;
  let wake = Promise.withResolvers<void>();
  const fail = (error: unknown) => {
    failure ??= bodyError(error);
    for (const { stream } of parts) stream.destroy(failure as Error);
    wake.resolve();
  };

  parser.on('field', (field, value) => {
    if (field === 'path') pathField = value;
  });
  parser.on('file', (_field, stream, filename) => {
    // A failure must stay visible to who reads the part later, and must not be thrown at nobody meanwhile.
    stream.on('error', (error) => stream.destroy(error));
    if (failure) stream.destroy(failure as Error);
    parts.push({ name: pathField ?? filename, stream });
    pathField = undefined;
    wake.resolve();
  });
  parser.on('filesLimit', () =>
    fail(errors.InvalidBody({ reason: `it holds more than ${maxFiles} files.` })),
  );
  pipeline(body, parser, (error) => {
    ended = true;
    if (error) fail(error);
    wake.resolve();
  });

  try {
    for (;;) {
      if (failure) throw failure;
      const part = parts[0];
      if (part) {
        // A form's file input with nothing chosen.
        if (part.name === '') part.stream.resume();
        else yield { path: uploadPath(part.name ?? ''), bytes: partBytes(part.stream) };
        parts.shift();
      } else if (ended) {
        return;
      } else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    body.destroy();
  }
}

async function* partBytes(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw bodyError(error);
  }
}

function openParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType } as BusboyHeaders,
      preservePath: true,
      fileHwm: 256 * 1024,
      limits: { files: maxFiles, fieldSize: maxPathBytes, headerSize: 16 * 1024 },
    });
  } catch (cause) {
    throw errors.InvalidBody({ reason: "its Content-Type names no 'boundary'." }, { cause });
  }
}
