import type { GpuDevice } from '../device/gpu-device.js';
import type { GpuProgram } from '../device/gpu-lane.js';
import { bind, compile, createBuffer, dispatch, write } from '../device/gpu-work.js';
import { type AssignInput, tileRows } from './assign-twin.js';
import { assignWgsl, assignWidth } from './nearest-wgsl.js';
import type { Points } from './points.js';

const groupsPerTile = tileRows / assignWidth;

/** Tiles that one dispatch can hold. */
export function maxTiles(gpu: GpuDevice): number {
  const { bindingBytes, workgroupsPerDispatch } = gpu.limits;
  return Math.max(
    1,
    Math.min(
      Math.floor(workgroupsPerDispatch / groupsPerTile),
      Math.floor(bindingBytes / (8 * tileRows)),
      4096,
    ),
  );
}

/** The points on a device; stay there while the centroids move. */
export interface AssignProgram extends GpuProgram<void> {
  moveTo(centroids: Float32Array): void;
}

/** Puts the points on the device, in slabs of as many rows as one array can hold. */
export async function assignProgram(
  gpu: GpuDevice,
  { points, centroids, labels, distances }: AssignInput,
): Promise<AssignProgram> {
  const { rows, dimensions } = points;
  const pipeline = await compile(gpu, assignWgsl);
  const centers = createBuffer(gpu, 'working', centroids, 'A table of centroids');
  const nearest = createBuffer(
    gpu,
    'output',
    Math.min(maxTiles(gpu), Math.ceil(rows / tileRows)) * tileRows * 8,
  );
  const slabTiles = Math.max(1, Math.floor(gpu.limits.bindingBytes / (4 * dimensions * tileRows)));
  const slabs = slabsOf(points, slabTiles * tileRows).map((values, place) => {
    const slabRows = values.length / dimensions;
    const run = createBuffer(
      gpu,
      'uniform',
      Uint32Array.of(slabRows, dimensions, centroids.length / dimensions, 0),
    );
    const table = createBuffer(gpu, 'input', values, 'A slab of points');
    return {
      firstTile: place * slabTiles,
      run,
      table,
      bindings: bind(gpu, pipeline, [run, table, centers, nearest]),
    };
  });
  return {
    moveTo: (moved) => write(gpu, centers, moved),
    run: async (offset, count) => {
      // A range may span two slabs.
      for (let tile = offset; tile < offset + count; ) {
        const place = Math.floor(tile / slabTiles);
        const { firstTile, run, bindings } = slabs[place] as (typeof slabs)[number];
        const end = Math.min(offset + count, (place + 1) * slabTiles);
        const from = tile * tileRows;
        const found = Math.min(rows, end * tileRows) - from;
        write(gpu, run, Uint32Array.of((tile - firstTile) * groupsPerTile), 12);
        const [bytes] = await dispatch(
          gpu,
          [{ pipeline, bindings, workgroups: Math.ceil(found / assignWidth) }],
          [{ buffer: nearest, bytes: found * 8 }],
        );
        unpack(bytes as ArrayBuffer, labels, distances, from);
        tile = end;
      }
    },
    close: () => {
      for (const buffer of [centers, nearest, ...slabs.flatMap(({ run, table }) => [run, table])])
        buffer.destroy();
    },
  };
}

/** Rows of the columns in parts of at most `most` rows, each with its columns one after the other. */
function slabsOf({ rows, dimensions, values }: Points, most: number): Float32Array[] {
  if (rows <= most) return [values];
  return Array.from({ length: Math.ceil(rows / most) }, (_, place) => {
    const from = place * most;
    const size = Math.min(most, rows - from);
    const slab = new Float32Array(size * dimensions);
    for (let d = 0; d < dimensions; d++)
      slab.set(values.subarray(d * rows + from, d * rows + from + size), d * size);
    return slab;
  });
}

function unpack(bytes: ArrayBuffer, labels: Uint32Array, distances: Float32Array, from: number): void {
  const found = new Uint32Array(bytes);
  const squared = new Float32Array(bytes);
  for (let at = 0, row = from; at < found.length; at += 2, row++) {
    labels[row] = found[at] as number;
    distances[row] = squared[at + 1] as number;
  }
}
