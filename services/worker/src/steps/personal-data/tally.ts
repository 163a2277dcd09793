import type { PresidioEntities, PresidioSample } from '@rowhouse/contract';
import type { TextScan, TextScanLimits } from '@rowhouse/tables';
import { type EntityType, entityTypes, notScannedTypes, sensitiveTypes } from './entity.js';
import { findEntities } from './find-entities.js';
import { masked } from './mask.js';

/** Of each split. A text is a cell, or one of the texts in it. */
export const scanLimits: TextScanLimits = {
  rows: 500_000,
  columns: 200,
  characters: 100_000_000,
  charactersPerText: 100_000,
};

/** Of each type. */
export const maxSamples = 5;

/** Counts the rows of a split in which entities are found. */
export class Tally {
  readonly #rows = new Map<EntityType, number>(entityTypes.map((type) => [type, 0]));
  readonly #samples: PresidioSample[] = [];
  #sensitiveRows = 0;
  #row = -1;
  /** What the row that is being read has shown. */
  readonly #inRow = new Set<EntityType>();

  constructor(private readonly place: { config: string; split: string }) {}

  /** Takes the texts of a split in the order of rows. */
  add(text: string, row: number, column: string): void {
    for (const { type, start, end } of findEntities(text)) {
      if (row !== this.#row) this.#begin(row);
      if (!this.#inRow.has(type)) this.#countRow(type, text.slice(start, end), column);
    }
  }

  result({ columns, numRows, complete }: TextScan): PresidioEntities {
    const rows = Object.fromEntries(this.#rows);
    return {
      scanned_columns: columns,
      num_rows_with_person_entities: 0,
      num_rows_with_phone_number_entities: rows.PHONE_NUMBER ?? 0,
      num_rows_with_email_address_entities: rows.EMAIL_ADDRESS ?? 0,
      num_rows_with_sensitive_pii: this.#sensitiveRows,
      num_scanned_rows: numRows,
      has_scanned_columns: columns.length > 0,
      full_scan: complete,
      num_rows_with_entities: rows,
      sensitive_entities: [...sensitiveTypes],
      not_scanned_entities: [...notScannedTypes],
      scan_limits: {
        rows: scanLimits.rows,
        columns: scanLimits.columns,
        characters: scanLimits.characters,
        characters_per_text: scanLimits.charactersPerText,
      },
      samples: this.#samples,
    };
  }

  #begin(row: number): void {
    this.#row = row;
    this.#inRow.clear();
  }

  #countRow(type: EntityType, value: string, column: string): void {
    const sensitive = (each: EntityType) => sensitiveTypes.includes(each);
    if (sensitive(type) && ![...this.#inRow].some(sensitive)) this.#sensitiveRows++;
    this.#inRow.add(type);
    const seen = this.#rows.get(type) ?? 0;
    this.#rows.set(type, seen + 1);
    if (seen < maxSamples) {
      const text = masked(value.slice(0, 100));
      this.#samples.push({ text, type, ...this.place, row_idx: this.#row, column_name: column });
    }
  }
}
