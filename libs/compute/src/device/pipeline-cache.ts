const mostPipelines = 32;

/** The last compiled kernels of one device by their text. */
export class PipelineCache {
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();

  get(code: string, compile: () => Promise<GPUComputePipeline>): Promise<GPUComputePipeline> {
    const kept = this.#pipelines.get(code);
    const pipeline = kept ?? compile();
    // Entered again, it is the youngest.
    this.#pipelines.delete(code);
    this.#pipelines.set(code, pipeline);
    if (!kept) pipeline.catch(() => this.#pipelines.delete(code));
    for (const oldest of this.#pipelines.keys()) {
      if (this.#pipelines.size <= mostPipelines) break;
      this.#pipelines.delete(oldest);
    }
    return pipeline;
  }

  clear(): void {
    this.#pipelines.clear();
  }
}
