import type { AdminSession } from '@rowhouse/contract';
import { useState } from 'react';
import { sendJson } from '../net/request.js';
import { useJson } from '../net/use-json.js';
import { Card } from '../ui/Card.js';
import { TokenForm } from '../ui/TokenForm.js';
import { Wordmark } from '../ui/Wordmark.js';
import { Dashboard } from './Dashboard.js';

/** Lets operators in, where they are asked for. */
export function Door() {
  const [version, setVersion] = useState(0);
  const again = () => setVersion((before) => before + 1);
  const { data, error } = useJson<AdminSession>('/admin/session', version);
  // Without an answer the dashboard itself says what is wrong.
  if (data === null && error === null) return null;
  if (data === null || data.authMode === 'none') return <Dashboard />;
  if (data.signedIn) {
    const signOut = () => void sendJson('DELETE', '/admin/session').finally(again);
    return <Dashboard onSignOut={signOut} onRefused={again} />;
  }
  const signIn = async (token: string) => {
    await sendJson('POST', '/admin/session', { token });
    again();
  };
  return (
    <div className="page">
      <header className="masthead">
        <Wordmark href="/admin" part="admin" />
        <nav aria-label="Rowhouse">
          <a href="/">Datasets</a>
        </nav>
      </header>
      <main id="content">
        <h1 className="visually-hidden">Sign in</h1>
        <Card title="Sign in">
          <div className="body">
            <TokenForm label="A token with the scope “admin”" onToken={signIn} />
          </div>
        </Card>
      </main>
    </div>
  );
}
