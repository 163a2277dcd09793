import { type JobLogPiece, jobLogText } from './job-logs.js';

const piece = (text: string, more: Partial<JobLogPiece> = {}): JobLogPiece => ({
  attempt: 1,
  at: '2030-01-31T08:00:00.000Z',
  skippedBytes: 0,
  text,
  ...more,
});

describe('a log as text', () => {
  it('joins pieces, and says where an attempt begins and what is missing', () => {
    expect(jobLogText([])).toBe('');
    expect(jobLogText([piece('one '), piece('line\n'), piece('two')])).toBe('one line\ntwo');
    expect(
      jobLogText([
        piece('begin'),
        piece('end\n', { skippedBytes: 70 }),
        piece('again', { attempt: 2, skippedBytes: 3 }),
      ]),
    ).toBe('begin\n── 70 bytes left out ──\nend\n── attempt 2 ──\n── 3 bytes left out ──\nagain');
    expect(jobLogText([piece('later', { attempt: 2 })])).toBe('── attempt 2 ──\nlater');
  });
});
