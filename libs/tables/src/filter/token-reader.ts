import { FilterError, type FilterPart, shown } from './filter-error.js';
import type { FilterLimits } from './limits.js';
import { type Token, tokenize } from './tokens.js';

/** Walks over the tokens of a text, and keeps count of what was made of them. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #parts = 0;

  /** @throws FilterError when the text is too long or can't be cut into tokens */
  constructor(
    private readonly part: FilterPart,
    private readonly text: string,
    private readonly limits: FilterLimits,
  ) {
    if (text.length > limits.maxLength) {
      throw new FilterError(
        part,
        `The ${part} has ${text.length} characters, the limit is ${limits.maxLength}. Shorten it.`,
        1,
      );
    }
    this.#tokens = tokenize(part, text);
  }

  /** The token `ahead` of the next one; the end again and again once it is reached. */
  peek(ahead = 0): Token {
    return (this.#tokens[this.#next + ahead] ?? this.#tokens.at(-1)) as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  isWord(value: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.value === value;
  }

  isSymbol(value: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.value === value;
  }

  /** Takes these words if they come next, all of them or none. */
  takeWords(...words: string[]): boolean {
    if (!words.every((word, ahead) => this.isWord(word, ahead))) return false;
    this.#next += words.length;
    return true;
  }

  takeSymbol(value: string): boolean {
    if (!this.isSymbol(value)) return false;
    this.#next += 1;
    return true;
  }

  expectWord(value: string): void {
    if (!this.takeWords(value)) throw this.unexpected(value.toUpperCase());
  }

  expectSymbol(value: string): void {
    if (!this.takeSymbol(value)) throw this.unexpected(`"${value}"`);
  }

  /** Runs `work` one level deeper. */
  deeper<T>(work: () => T): T {
    this.#depth += 1;
    if (this.#depth > this.limits.maxDepth) {
      throw this.error(`More than ${this.limits.maxDepth} brackets, NOTs or calls stand inside each other.`);
    }
    const result = work();
    this.#depth -= 1;
    return result;
  }

  checkChain(calls: number): void {
    const { maxChain } = this.limits;
    if (calls > maxChain) throw this.error(`More than ${maxChain} calls follow each other.`);
  }

  /** Counts one more part of the filter. */
  count<T>(part: T): T {
    this.#parts += 1;
    if (this.#parts > this.limits.maxParts) {
      throw this.error(`The ${this.part} has more than ${this.limits.maxParts} conditions and values.`);
    }
    return part;
  }

  unexpected(wanted: string): FilterError {
    const token = this.peek();
    if (token.kind === 'end') return this.error(`The ${this.part} ends where ${wanted} should come.`);
    const until = this.peek(1).at;
    const found = this.text.slice(token.at, token.kind === 'name' ? until : token.at + 60).split(/\s/)[0];
    return this.error(`Here ${wanted} should come, not ${shown(found ?? '')}`);
  }

  /** An error at the next token, or at an index. */
  error(reason: string, at = this.peek().at): FilterError {
    return new FilterError(this.part, reason, [...this.text.slice(0, at)].length + 1);
  }
}
