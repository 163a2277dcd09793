import { useQuery } from '../net/location.js';
import { Wordmark } from '../ui/Wordmark.js';
import { Explorer } from './Explorer.js';
import { Home } from './Home.js';

/** `/` lists the datasets, `/?dataset=namespace/name` shows one. */
export function App() {
  const dataset = useQuery().get('dataset');
  return (
    <div className="page">
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <header className="masthead">
        <Wordmark href="/" />
        <nav aria-label="Rowhouse">
          <a href="/admin">Admin</a>
        </nav>
      </header>
      <main id="content">{dataset === null ? <Home /> : <Explorer key={dataset} dataset={dataset} />}</main>
    </div>
  );
}
