import { MessagingSetupError } from './messaging-setup-error.js';

/** AMQP carries a routing key in a short string of at most 255 bytes. */
const TOPIC_LIMIT_BYTES = 255;

/** Makes the test for topics that an AMQP topic exchange would make for the same binding. */
export function topicMatcher(pattern: string): (topic: string) => boolean {
  const words = pattern.split('.');
  return (topic) => matches(words, 0, topic.split('.'), 0);
}

function matches(pattern: readonly string[], p: number, topic: readonly string[], t: number): boolean {
  if (p === pattern.length) return t === topic.length;
  const word = pattern[p];
  if (word === '#') {
    for (let next = t; next <= topic.length; next++) {
      if (matches(pattern, p + 1, topic, next)) return true;
    }
    return false;
  }
  return t < topic.length && (word === '*' || word === topic[t]) && matches(pattern, p + 1, topic, t + 1);
}

export function checkTopic(topic: string): void {
  const bytes = Buffer.byteLength(topic);
  if (bytes > 0 && bytes <= TOPIC_LIMIT_BYTES) return;
  throw new MessagingSetupError(
    `A topic or pattern has 1 to ${TOPIC_LIMIT_BYTES} bytes; '${topic.slice(0, 80)}' has ${bytes}.`,
  );
}
