/** Which fields of a struct are read, by their numbers: a value as it is, or the fields of structs, also in a list. */
export type ThriftShape = Readonly<Record<number, 'value' | ThriftFields>>;
export interface ThriftFields {
  fields: ThriftShape;
  /** Of a list: items that are read; the rest is passed over. All unless told. */
  items?: number;
}

/** A struct of Thrift: what was asked for of it, by the number of the field. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue = boolean | number | readonly ThriftStruct[] | ThriftStruct;

const MAX_DEPTH = 32;

/**
 * Reads structs in Thrift's compact protocol, in which Parquet writes its metadata
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). What was not asked for is passed
 * over and leaves nothing in memory. Integers beyond 2^53 lose digits.
 */
export class ThriftReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** @throws RangeError when the bytes are no such struct */
  struct(shape: ThriftShape, depth = 0): ThriftStruct {
    const found = new Map<number, ThriftValue>();
    this.#eachField(depth, (id, type) => {
      const wanted = shape[id];
      const value = wanted === undefined ? this.#skip(type, depth) : this.#value(type, wanted, depth);
      if (value !== undefined) found.set(id, value);
    });
    return found;
  }

  #eachField(depth: number, read: (id: number, type: number) => void): void {
    if (depth > MAX_DEPTH) throw new RangeError('too many structs inside each other');
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return;
      const step = head >> 4;
      id = step === 0 ? this.#zigzag() : id + step;
      read(id, head & 15);
    }
  }

  /** Undefined for what has another type than was asked for; a text, or bytes, are only known to be there. */
  #value(type: number, wanted: 'value' | ThriftFields, depth: number): ThriftValue | undefined {
    // A field that is true or false has its value in its type.
    if (type === 1 || type === 2) return type === 1;
    if (type >= 4 && type <= 6) return this.#zigzag();
    if (wanted !== 'value' && type === 12) return this.struct(wanted.fields, depth + 1);
    if (wanted !== 'value' && type === 9) return this.#structs(wanted, depth);
    this.#skip(type, depth);
    return wanted === 'value' ? true : undefined;
  }

  #structs({ fields, items = Number.POSITIVE_INFINITY }: ThriftFields, depth: number): ThriftStruct[] {
    const { count, type } = this.#listHead();
    const found: ThriftStruct[] = [];
    for (let index = 0; index < count; index++) {
      if (type === 12 && index < items) found.push(this.struct(fields, depth + 1));
      else this.#skipItem(type, depth);
    }
    return found;
  }

  #skip(type: number, depth: number): undefined {
    switch (type) {
      case 1:
      case 2:
        return;
      case 3:
        this.#pass(1);
        return;
      case 4:
      case 5:
      case 6:
        this.#varint();
        return;
      case 7:
        this.#pass(8);
        return;
      case 8:
        this.#pass(this.#varint());
        return;
      case 9:
      case 10: {
        const { count, type: item } = this.#listHead();
        // Each takes a byte at least, so a length that is a lie ends at the end of the bytes.
        for (let index = 0; index < count; index++) this.#skipItem(item, depth);
        return;
      }
      case 12:
        this.#eachField(depth + 1, (_id, field) => this.#skip(field, depth + 1));
        return;
      default:
        throw new RangeError(`no value has the type ${type}`);
    }
  }

  #skipItem(type: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError('too many lists inside each other');
    if (type === 1 || type === 2) this.#pass(1);
    else this.#skip(type, depth + 1);
  }

  #listHead(): { count: number; type: number } {
    const head = this.#byte();
    return { count: head >> 4 === 15 ? this.#varint() : head >> 4, type: head & 15 };
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    const byte = this.bytes[this.#at++];
    if (byte === undefined) throw new RangeError('the bytes end within a struct');
    return byte;
  }

  #pass(length: number): void {
    if (length > this.bytes.length - this.#at) throw new RangeError('the bytes end within a value');
    this.#at += length;
  }
}
