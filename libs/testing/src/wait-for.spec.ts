import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('returns the first true value', async () => {
    let calls = 0;
    await expect(waitFor(() => (++calls < 3 ? null : `call ${calls}`), { intervalMs: 1 })).resolves.toBe(
      'call 3',
    );
  });

  it('names what it waited for, and the last error', async () => {
    const failing = () => Promise.reject(new Error('connection refused'));
    await expect(waitFor(failing, { what: 'the server', deadlineMs: 5, intervalMs: 1 })).rejects.toThrow(
      'Waited 5 ms in vain for the server: connection refused',
    );
  });
});
