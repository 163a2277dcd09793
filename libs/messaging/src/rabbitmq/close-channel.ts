import type { Channel } from 'amqplib';

/** A broker that has gone silent is noticed by the heartbeat later; nobody needs to wait for that. */
export const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Resolves when the channel is closed, whatever closed it, or has not answered for 2 s. `Channel.close` alone
 * would wait for ever when the connection is lost before the broker has answered.
 */
export function closeChannel(channel: Channel): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, CLOSE_TIMEOUT_MS);
    function done(): void {
      clearTimeout(timer);
      resolve();
    }
    channel.once('close', done);
    channel.close().then(done, done);
  });
}
