import { redeliveryDelayMs } from './redelivery-delay.js';

it('doubles the delay up to five seconds', () => {
  expect([1, 2, 3, 6, 7, 50].map(redeliveryDelayMs)).toEqual([100, 200, 400, 3200, 5000, 5000]);
});
