import { mediaFile, wavOf } from '../testing/media-fixture.js';
import { MediaLookup } from './media-lookup.js';

describe('MediaLookup', () => {
  it('counts the files that the dataset lacks up to a bound, and shows the beginning of a few names', () => {
    const lookup = new MediaLookup([]);
    lookup.noting = true;
    lookup.cell('', 'x', `0${'a'.repeat(1000)}`);
    for (let n = 0; n < 5000; n++) lookup.cell('', 'x', `n${n}`);
    const [note = ''] = lookup.notes();
    expect(note).toMatch(
      /^Cells name files that the dataset lacks: '0a{199}', 'n0', 'n1', … \(1000 or more\)\.$/,
    );
  });

  it('reads no further files once one could not be read', async () => {
    let reads = 0;
    const read = async () => {
      reads++;
      throw new Error('the store is away');
    };
    const files = Array.from({ length: 200 }, (_, n) => mediaFile(`${n}.wav`, wavOf(1), { read }));
    const lookup = new MediaLookup(files);
    lookup.noting = true;
    for (const { path } of files) lookup.cell('', 'sound', path);
    lookup.noting = false;
    await expect(lookup.readFacts()).rejects.toThrow('the store is away');
    expect(reads).toBeLessThan(files.length);
    expect(lookup.cell('', 'sound', '0.wav')).toBeNull();
  });
});
