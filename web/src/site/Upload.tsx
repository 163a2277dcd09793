import { type FormEvent, useId, useState } from 'react';
import { bytes, counted } from '../text/numbers.js';
import { Card } from '../ui/Card.js';
import { isName, nameFromFile } from './dataset-name.js';
import { FilePicker } from './FilePicker.js';
import { UploadOutcome } from './UploadOutcome.js';
import { useUpload } from './use-upload.js';

/** Files in, a dataset out: drop or pick files, name the dataset, send. */
export function Upload({ onChange }: { onChange: () => void }) {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [namespace, setNamespace] = useState('me');
  const [name, setName] = useState('');
  const { state, begin } = useUpload(() => {
    setFiles([]);
    setName('');
    onChange();
  });
  const pick = (picked: readonly File[]) => {
    setFiles(picked);
    if (name === '' && picked[0]) setName(nameFromFile(picked[0].name));
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    void begin(`${namespace}/${name}`, files);
  };
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const sending = state.phase === 'sending';
  return (
    <Card title="Add data">
      <form className="body upload" onSubmit={send}>
        <FilePicker disabled={sending} onPick={pick} />
        {files.length === 0 ? null : (
          <>
            <p>
              <strong>{counted(files.length, 'file')}</strong>, {bytes(size)}:{' '}
              <span className="soft break">{files.map((file) => file.name).join(', ')}</span>
            </p>
            <div className="fields">
              <NameField label="Namespace" value={namespace} onChange={setNamespace} />
              <NameField label="Dataset" value={name} onChange={setName} />
            </div>
            <button
              className="primary"
              type="submit"
              disabled={sending || !isName(namespace) || !isName(name)}
            >
              Upload
            </button>
          </>
        )}
        <UploadOutcome state={state} onChange={onChange} />
      </form>
    </Card>
  );
}

interface NameFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

function NameField({ label, value, onChange }: NameFieldProps) {
  const hint = useId();
  const wrong = value !== '' && !isName(value);
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="text"
        value={value}
        required
        autoComplete="off"
        aria-invalid={wrong}
        aria-describedby={wrong ? hint : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {wrong ? (
        <span id={hint} className="small">
          Letters, digits, “-”, “_” and “.”; it starts and ends with a letter or digit.
        </span>
      ) : null}
    </label>
  );
}
