import { decodeEvent, EVENT_LIMIT_BYTES, encodeEvent } from './event-message.js';
import { decodeJobMessage, encodeJobMessage } from './job-message.js';

describe('job messages', () => {
  it('survive the trip', () => {
    const message = { jobId: '0b6a', attempt: 2 };
    expect(decodeJobMessage(encodeJobMessage(message))).toEqual(message);
  });

  it.each(['', '{', 'null', '[]', '{"jobId":1,"attempt":1}', '{"jobId":"a"}', '{"jobId":"a","attempt":1.5}'])(
    'are not %j',
    (text) => {
      expect(decodeJobMessage(Buffer.from(text))).toBeNull();
    },
  );
});

describe('events', () => {
  it('survive the trip', () => {
    expect(decodeEvent(encodeEvent('a.b', { ü: [1] }))).toEqual({ topic: 'a.b', event: { ü: [1] } });
  });

  it('are measured in bytes, topic included', () => {
    const frame = encodeEvent('t', { x: '' }).length;
    expect(() => encodeEvent('t', { x: 'y'.repeat(EVENT_LIMIT_BYTES - frame) })).not.toThrow();
    expect(() => encodeEvent('t', { x: 'y'.repeat(EVENT_LIMIT_BYTES - frame + 1) })).toThrow('7901 bytes');
  });

  it('are nothing else', () => {
    expect(decodeEvent('nonsense')).toBeNull();
    expect(decodeEvent('{"event":{}}')).toBeNull();
  });
});
