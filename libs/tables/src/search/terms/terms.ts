import { type CharacterClass, characterClass, characterClassOf } from './character-class.js';
import { fold } from './fold.js';

/** A term of a text; `start` and `end` count UTF-16 units of the text as it was given. */
export interface Term {
  text: string;
  start: number;
  end: number;
  /** `pair`: two neighbours of an unspaced script; `last`: the last of such a run alone. */
  kind: 'word' | 'pair' | 'last';
}

type Visit = (text: string, start: number, end: number, kind: Term['kind']) => void;

/** Longer words are compared by their beginning; in UTF-16 units. */
const maxTermLength = 60;
/** Characters with their marks whose folded form is kept. */
const maxRemembered = 50_000;

const beyondAscii = /\P{ASCII}/u;
const longAsciiWord = new RegExp(`[A-Za-z0-9]{${maxTermLength + 1}}`);

/**
 * Cuts texts of any script into the terms that an index holds. Words are runs of letters and digits. Scripts that do
 * not part words become overlapping pairs of characters, so that every piece of a text is a phrase of such pairs.
 */
export class Terms {
  readonly #classes = new Uint8Array(0x110000);
  readonly #folded = new Map<string, string>();

  of(text: string): Term[] {
    const terms: Term[] = [];
    this.#visit(text, (term, start, end, kind) => terms.push({ text: term, start, end, kind }));
    return terms;
  }

  /** The terms as SQLite's `ascii` tokenizer finds them again: it splits and folds ASCII as we do, and nothing else. */
  indexText(text: string): string {
    if (!beyondAscii.test(text) && !longAsciiWord.test(text)) return text;
    let joined = '';
    this.#visit(text, (term) => {
      joined += `${term} `;
    });
    return joined;
  }

  #visit(text: string, visit: Visit): void {
    let at = 0;
    while (at < text.length) {
      const kind = this.#classAt(text, at);
      if (kind === characterClass.letter) at = this.#word(text, at, visit);
      else if (kind === characterClass.unspaced) at = this.#unspacedRun(text, at, visit);
      else if (kind === characterClass.symbol) at = this.#symbol(text, at, visit);
      else at += width(text, at);
    }
  }

  #word(text: string, start: number, visit: Visit): number {
    let term = '';
    let end = start;
    while (end < text.length && this.#classAt(text, end) === characterClass.letter) {
      const next = this.#clusterEnd(text, end);
      if (term.length < maxTermLength) term += this.#fold(text.slice(end, next));
      end = next;
    }
    if (term !== '') visit(cut(term), start, end, 'word');
    return end;
  }

  #unspacedRun(text: string, start: number, visit: Visit): number {
    let [from, end] = [start, this.#clusterEnd(text, start)];
    let before = this.#fold(text.slice(from, end));
    while (end < text.length && this.#classAt(text, end) === characterClass.unspaced) {
      const next = this.#clusterEnd(text, end);
      const character = this.#fold(text.slice(end, next));
      visit(before + character, from, next, 'pair');
      [from, end, before] = [end, next, character];
    }
    visit(before, from, end, 'last');
    return end;
  }

  #symbol(text: string, start: number, visit: Visit): number {
    const end = this.#clusterEnd(text, start);
    visit(this.#fold(text.slice(start, end)), start, end, 'word');
    return end;
  }

  /** Where the character at `start` ends together with its marks. */
  #clusterEnd(text: string, start: number): number {
    let end = start + width(text, start);
    while (end < text.length && this.#classAt(text, end) === characterClass.mark) end += width(text, end);
    return end;
  }

  #classAt(text: string, at: number): CharacterClass {
    const code = text.codePointAt(at) as number;
    const known = this.#classes[code] as CharacterClass | 0;
    if (known !== 0) return known;
    const found = characterClassOf(code);
    this.#classes[code] = found;
    return found;
  }

  #fold(cluster: string): string {
    const known = this.#folded.get(cluster);
    if (known !== undefined) return known;
    const folded = fold(cluster);
    if (this.#folded.size >= maxRemembered) this.#folded.clear();
    // A character may carry any number of marks; such oddities are not worth remembering.
    if (cluster.length < 16) this.#folded.set(cluster, folded);
    return folded;
  }
}

function width(text: string, at: number): 1 | 2 {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
}

function cut(term: string): string {
  if (term.length <= maxTermLength) return term;
  const short = term.slice(0, maxTermLength);
  return short.isWellFormed() ? short : short.slice(0, -1);
}
