import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { errors } from '@rowhouse/contract';
import { maxHeaderBytes } from './to-rowhouse-error.js';

/** Node keeps the answer under way on its socket. */
type HttpSocket = Socket & { _httpMessage?: ServerResponse | null };

/** Answers bytes that are no HTTP request; there is no request object yet, so the answer is written by hand. */
export function answerMalformedRequest(failure: Error & { code?: string }, socket: HttpSocket): void {
  // After a reset nobody listens; into an answer that has begun, as Node itself does it, no other may be written.
  if (failure.code === 'ECONNRESET' || !socket.writable || socket._httpMessage?.headersSent) {
    socket.destroy(failure);
    return;
  }
  const error =
    failure.code === 'HPE_HEADER_OVERFLOW'
      ? errors.RequestHeaderTooLarge({ limit: maxHeaderBytes })
      : errors.MalformedRequest({ reason: 'it is not valid HTTP' });
  const body = JSON.stringify(error);
  const reason = error.status === 431 ? 'Request Header Fields Too Large' : 'Bad Request';
  socket.end(
    `HTTP/1.1 ${error.status} ${reason}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `X-Error-Code: ${error.code}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
