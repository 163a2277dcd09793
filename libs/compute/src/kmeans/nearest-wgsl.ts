export const assignWidth = 256;

/** The nearest centroid of every row of a slab, whose columns lie one after the other. */
export const assignWgsl = /* wgsl */ `
struct Run { rows: u32, dimensions: u32, k: u32, first: u32 }
@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> points: array<f32>;
@group(0) @binding(2) var<storage, read> centroids: array<f32>;
struct Nearest { label: u32, distance: f32 }
@group(0) @binding(3) var<storage, read_write> nearest: array<Nearest>;

@compute @workgroup_size(${assignWidth})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let row = (run.first + group.x) * ${assignWidth}u + lane;
  if (row >= run.rows) { return; }
  var best = 3e38;
  var label = 0u;
  var at = 0u;
  for (var c = 0u; c < run.k; c++) {
    var squared = 0.0;
    for (var d = 0u; d < run.dimensions; d++) {
      let difference = points[d * run.rows + row] - centroids[at];
      squared += difference * difference;
      at++;
    }
    let nearer = squared < best;
    best = select(best, squared, nearer);
    label = select(label, c, nearer);
  }
  nearest[group.x * ${assignWidth}u + lane] = Nearest(label, best);
}
`;
