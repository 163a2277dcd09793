import { type DragEvent, useState } from 'react';

/** A place to drop files on, and a button for those who don't drag. */
export function FilePicker({
  disabled,
  onPick,
}: {
  disabled: boolean;
  onPick: (files: readonly File[]) => void;
}) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled && event.dataTransfer.files.length > 0) onPick([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the input inside works by keyboard
    <div
      className={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>
        <strong>Drop files here</strong>
      </p>
      <p className="soft small">
        CSV, TSV, JSON, JSON Lines, Parquet or Arrow, also gzipped. Names like <code>train.csv</code> and{' '}
        <code>test.csv</code> become splits.
      </p>
      <label className="button">
        Choose files
        <input
          className="visually-hidden"
          type="file"
          multiple
          disabled={disabled}
          onChange={(event) => {
            if (event.target.files?.length) onPick([...event.target.files]);
            event.target.value = '';
          }}
        />
      </label>
    </div>
  );
}
