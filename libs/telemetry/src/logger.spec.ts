import { maskUrlPasswords } from './logger.js';
import { Metrics } from './metrics.js';

describe('telemetry', () => {
  it('masks passwords in URLs', () => {
    expect(maskUrlPasswords('connect postgres://me:s3cret@db:5432/x failed')).toBe(
      'connect postgres://me:***@db:5432/x failed',
    );
    expect(maskUrlPasswords('amqp://guest:a@b@host')).toBe('amqp://guest:***@host');
    expect(maskUrlPasswords('http://host:80/path')).toBe('http://host:80/path');
  });

  it('renders counters and collected gauges with the prefix', async () => {
    const metrics = new Metrics({ service: 'test', processMetrics: false });
    metrics.counter({ name: 'jobs_total', help: 'Jobs.', labels: ['kind'] }).inc({ kind: 'a' }, 2);
    metrics.gauge({ name: 'depth', help: 'Depth.', collect: async (gauge) => gauge.set(7) });
    const text = await metrics.render();
    expect(text).toContain('rowhouse_jobs_total{kind="a",service="test"} 2');
    expect(text).toContain('rowhouse_depth{service="test"} 7');
  });
});
