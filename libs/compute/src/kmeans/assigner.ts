import type { ComputeDevice } from '../device/device.js';
import { GpuLane } from '../device/gpu-lane.js';
import { runChunked } from '../run/chunked.js';
import { type AssignProgram, assignProgram, maxTiles } from './assign-gpu.js';
import { type AssignInput, tileRows } from './assign-twin.js';
import type { Points } from './points.js';
import type { ClusterSums } from './update-twin.js';

/** Finds nearest centroids again and again, for points that stay where they are. */
export class Assigner {
  readonly labels: Uint32Array;
  readonly distances: Float32Array;
  deviceSeconds = 0;
  readonly #tiles: number;
  #program: AssignProgram | null = null;
  #lane: GpuLane<void> | null = null;
  #centroids: Float32Array = new Float32Array();

  constructor(
    private readonly device: ComputeDevice,
    private readonly points: Points,
    private readonly signal: AbortSignal,
  ) {
    this.labels = new Uint32Array(new SharedArrayBuffer(points.rows * 4));
    this.distances = new Float32Array(new SharedArrayBuffer(points.rows * 4));
    this.#tiles = Math.ceil(points.rows / tileRows);
  }

  /** Fills `labels` and `distances`. */
  async assign(centroids: Float32Array): Promise<void> {
    const { gpu } = this.device;
    if (!gpu) {
      const { lanes, close } = this.device.threads.open('assign', this.#input(centroids));
      return this.#run(lanes, this.#tiles).finally(close);
    }
    if (this.#centroids.length !== centroids.length) this.close();
    this.#centroids = centroids;
    this.#lane ??= new GpuLane(gpu, async (device) => {
      // Also after a loss of the device, when the centroids are those of now.
      this.#program = await assignProgram(device, this.#input(this.#centroids));
      return this.#program;
    });
    this.#program?.moveTo(centroids);
    await this.#run([this.#lane], maxTiles(gpu));
  }

  /** Sums of the clusters as `labels` has them, in doubles. */
  async sums(k: number): Promise<ClusterSums> {
    const { points, labels, distances } = this;
    const parts: ClusterSums[] = [];
    const { lanes, close } = this.device.threads.open('clusterSums', { points, k, labels, distances });
    try {
      // Ranges of fixed size, added in their order: the same digits every time.
      const size = Math.ceil(this.#tiles / 64);
      await runChunked({
        signal: this.signal,
        total: Math.ceil(this.#tiles / size),
        firstChunk: 1,
        maxChunk: 1,
        lanes: lanes.map((lane) => ({ run: (offset: number) => lane.run(offset * size, size) })),
        onResult: (result, offset) => {
          parts[offset] = result;
        },
      });
    } finally {
      close();
    }
    return parts.reduce(addSums);
  }

  close(): void {
    this.#lane?.close();
    this.#lane = null;
    this.#program = null;
  }

  #input(centroids: Float32Array): AssignInput {
    return { points: this.points, centroids, labels: this.labels, distances: this.distances };
  }

  async #run(lanes: Parameters<typeof runChunked<void>>[0]['lanes'], maxChunk: number): Promise<void> {
    this.deviceSeconds += await runChunked({
      signal: this.signal,
      total: this.#tiles,
      firstChunk: 8,
      maxChunk,
      lanes,
      onResult: () => undefined,
    });
  }
}

function addSums(sum: ClusterSums, part: ClusterSums): ClusterSums {
  return {
    sums: sum.sums.map((value, at) => value + (part.sums[at] as number)),
    counts: sum.counts.map((value, at) => value + (part.counts[at] as number)),
    inertia: sum.inertia + part.inertia,
  };
}
