import type { WhoAmI } from '@rowhouse/contract';
import { useEffect, useState } from 'react';
import { setAccessToken, useAccessToken } from '../net/access-token.js';
import { getJson } from '../net/request.js';
import { useJson } from '../net/use-json.js';
import { TokenForm } from '../ui/TokenForm.js';

const whoAmI = '/api/whoami-v2';

/** Who this tab is: nobody, with a way to sign in, or the owner of a token. Nothing where nobody is asked. */
export function Account() {
  const token = useAccessToken();
  return <AccountOf key={token ?? ''} token={token} />;
}

function AccountOf({ token }: { token: string | null }) {
  const [asking, setAsking] = useState(false);
  const { data, error } = useJson<WhoAmI>(whoAmI);
  const refused = error?.status === 401;
  useEffect(() => {
    // A token that was revoked would keep even public datasets from being shown.
    if (refused && token !== null) setAccessToken(null);
  }, [refused, token]);
  if (data?.auth.type === 'access_token') {
    return (
      <span className="account small">
        <span className="soft">{data.name}</span>
        <button type="button" className="small" onClick={() => setAccessToken(null)}>
          Sign out
        </button>
      </span>
    );
  }
  if (!refused) return null;
  if (asking) {
    const signIn = async (entered: string) => {
      await getJson<WhoAmI>(whoAmI, undefined, { authorization: `Bearer ${entered}` });
      setAccessToken(entered);
    };
    return <TokenForm label="Access token" onToken={signIn} onCancel={() => setAsking(false)} />;
  }
  return (
    <button type="button" className="small" onClick={() => setAsking(true)}>
      Sign in
    </button>
  );
}
