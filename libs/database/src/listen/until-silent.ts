import type { LoneConnection } from '../lone-connection.js';

/**
 * Resolves, with the reason, when the connection ended or a ping stayed unanswered for `timeoutMs`. A half-open
 * connection looks alive to the socket; only a question shows that nobody is there.
 */
export function untilSilent(
  connection: LoneConnection,
  timing: { pingMs: number; timeoutMs: number },
): Promise<string> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout;
    const end = (reason: string) => {
      clearTimeout(timer);
      resolve(reason);
    };
    const ping = () => {
      // After a stall of this very process the answer may already lie in the socket: let it be read first.
      timer = setTimeout(() => {
        timer = setTimeout(() => end(`no answer to a ping within ${timing.timeoutMs} ms`), 100);
      }, timing.timeoutMs);
      connection.sql.query('SELECT 1').then(later, (error: Error) => end(error.message));
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(ping, timing.pingMs);
      timer.unref();
    };
    connection.client.once('end', () => end('the server closed it'));
    later();
  });
}
