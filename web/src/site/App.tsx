import { useAccessToken } from '../net/access-token.js';
import { useQuery } from '../net/location.js';
import { Wordmark } from '../ui/Wordmark.js';
import { Account } from './Account.js';
import { Explorer } from './Explorer.js';
import { Home } from './Home.js';

/** `/` lists the datasets, `/?dataset=namespace/name` shows one. */
export function App() {
  const dataset = useQuery().get('dataset');
  const token = useAccessToken() ?? '';
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
        <Account />
      </header>
      <main id="content">
        {/* Another reader starts from nothing: what the one before saw is not theirs. */}
        {dataset === null ? <Home key={token} /> : <Explorer key={`${token} ${dataset}`} dataset={dataset} />}
      </main>
    </div>
  );
}
