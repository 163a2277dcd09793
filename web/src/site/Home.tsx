import { useState } from 'react';
import { DatasetList } from './DatasetList.js';
import { Upload } from './Upload.js';

/** Put data in; see what is there. */
export function Home() {
  const [version, setVersion] = useState(0);
  return (
    <>
      <h1 className="visually-hidden">Datasets</h1>
      <Upload onChange={() => setVersion((before) => before + 1)} />
      <DatasetList version={version} />
    </>
  );
}
