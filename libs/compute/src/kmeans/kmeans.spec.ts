import { jest } from '@jest/globals';
import { kmeans as reference } from 'ml-kmeans';
import { closeAll, openAllDevices } from '../../test/devices.js';
import type { ComputeDevice } from '../device/device.js';
import { fillNormals } from '../philox/normals.js';
import { kmeans } from './kmeans.js';

// A driver in software on a busy machine.
jest.setTimeout(120_000);

/** Normal clouds around some centers, a column for each dimension. */
function clouds(centers: number[][], perCenter: number, spread: number, seed: number): Float64Array[] {
  const dimensions = centers[0]?.length ?? 0;
  const columns = Array.from({ length: dimensions }, () => new Float64Array(centers.length * perCenter));
  const z = new Float64Array(Math.ceil(dimensions / 4) * 4);
  for (let row = 0; row < centers.length * perCenter; row++) {
    fillNormals(z, [seed, 0], 9, row);
    const center = centers[row % centers.length] as number[];
    for (const [d, column] of columns.entries())
      column[row] = (center[d] as number) + spread * (z[d] as number);
  }
  return columns;
}

const rowsOf = (columns: Float64Array[]) =>
  Array.from({ length: columns[0]?.length ?? 0 }, (_, row) => columns.map((column) => column[row] as number));

describe('k-means', () => {
  let devices: ComputeDevice[];
  beforeAll(async () => {
    devices = await openAllDevices();
  });
  afterAll(() => closeAll(devices));

  it('ends where ml-kmeans ends from the same first centroids', async () => {
    // Overlapping, so that Lloyd's algorithm takes many steps.
    const columns = clouds(
      [
        [0, 0, 5],
        [3, 1, 5],
        [1, 4, 6],
        [5, 5, 4],
      ],
      150,
      1.3,
      5,
    );
    const rows = rowsOf(columns);
    const start = rows.slice(0, 4);
    const expected = reference(rows, 4, { initialization: start, maxIterations: 300, tolerance: 1e-12 });
    for (const device of devices) {
      const found = await kmeans(device, columns, {
        clusters: 4,
        seed: 1,
        start,
        tolerance: 1e-9,
        iterations: 300,
      });
      expect(found.device.kind).toBe(device.report.kind);
      expect([...found.labels]).toEqual(expected.clusters);
      for (const [c, centroid] of found.centroids.entries()) {
        for (const [d, value] of centroid.entries())
          expect(value).toBeCloseTo(expected.centroids[c]?.[d] as number, 5);
      }
      expect(found.iterations).toBeGreaterThan(5);
      expect(found.converged).toBe(true);
      const inertia = rows.reduce((sum, row, place) => {
        const center = expected.centroids[expected.clusters[place] as number] as number[];
        return sum + row.reduce((squares, value, d) => squares + (value - (center[d] as number)) ** 2, 0);
      }, 0);
      expect(found.inertia / inertia).toBeCloseTo(1, 5);
    }
  });

  it('finds separate clouds by k-means++, far from zero and in columns of other sizes', async () => {
    const centers = [
      [1e6, 0],
      [1e6 + 100, 0.02],
      [1e6, 0.05],
      [1e6 - 90, 0.03],
      [1e6 + 150, 0.07],
    ];
    const [x, y] = clouds(centers, 2000, 1, 8) as [Float64Array, Float64Array];
    // The second column is a thousand times finer.
    const columns = [
      x,
      y.map(
        (value, row) =>
          (centers[row % 5]?.[1] as number) + (value - (centers[row % 5]?.[1] as number)) / 1000,
      ),
    ];
    for (const device of devices) {
      const found = await kmeans(device, columns, { clusters: 5, seed: 3, restarts: 4, scaling: 'standard' });
      expect(found.sizes).toEqual([2000, 2000, 2000, 2000, 2000]);
      for (const [c, center] of centers.entries()) {
        const nearest = found.centroids[found.labels[c] as number] as number[];
        expect(nearest[0]).toBeCloseTo(center[0] as number, 0);
        expect(nearest[1]).toBeCloseTo(center[1] as number, 3);
      }
      for (let row = 0; row < found.labels.length; row++)
        expect(found.labels[row]).toBe(found.labels[row % 5]);
    }
  });

  it('keeps a cluster without rows and takes as many clusters as rows', async () => {
    const columns = [Float64Array.of(0, 0, 10, 10)];
    for (const device of devices) {
      const empty = await kmeans(device, columns, { clusters: 3, seed: 1, start: [[0], [10], [99]] });
      expect(empty.sizes).toEqual([2, 2, 0]);
      expect(empty.centroids[2]).toEqual([99]);
      const all = await kmeans(device, [Float64Array.of(1, 2, 3)], { clusters: 3, seed: 1 });
      expect(all.inertia).toBe(0);
      expect([...all.sizes]).toEqual([1, 1, 1]);
    }
  });

  it('says which field is wrong', async () => {
    const [device] = devices as [ComputeDevice];
    const columns = [Float64Array.of(1, Number.NaN)];
    await expect(kmeans(device, columns, { clusters: 1, seed: 1 })).rejects.toThrow("'columns[0]'");
    await expect(kmeans(device, [Float64Array.of(1)], { clusters: 2, seed: 1 })).rejects.toThrow(
      "'clusters'",
    );
    await expect(kmeans(device, [Float64Array.of(1)], { clusters: 1, seed: -1 })).rejects.toThrow("'seed'");
  });
});
