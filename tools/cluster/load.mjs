// Requests to the front door from inside the cluster, since a port-forward ends with the pod that it was made to.
import { deepStrictEqual } from 'node:assert/strict';
import { eventually } from './commands.mjs';

const path = '/rows?dataset=me/third&config=default&split=train&offset=0&length=5';

/** Starts a pod that asks for rows, so many at once with a pause after each answer, and writes what came of it. */
export async function startLoad(release, { atOnce, pauseMs }) {
  const code = `let n = 0; const bad = [];
    process.on('SIGTERM', () => process.exit(0));
    const write = () => console.log(JSON.stringify({ n, bad: bad.slice(0, 20) }));
    setInterval(write, 2000);
    const ask = async () => {
      for (;;) {
        try {
          const answer = await fetch('http://house-rowhouse-reverse-proxy${path}');
          await answer.text();
          if (answer.ok) n++; else bad.push(answer.status);
        } catch (error) { bad.push(String(error.cause?.code ?? error)); }
        await new Promise((resolve) => setTimeout(resolve, ${pauseMs}));
      }
    };
    await Promise.all(Array.from({ length: ${atOnce} }, ask));`;
  const api = JSON.parse(await release.kubectl(['get', 'deployment', 'house-rowhouse-api', '-o', 'json']));
  const { securityContext, containers } = api.spec.template.spec;
  const labels = { ...api.spec.selector.matchLabels, 'app.kubernetes.io/component': 'test' };
  const container = {
    name: 'load',
    image: containers[0].image,
    command: ['node', '--input-type=module', '-e', code],
    securityContext: containers[0].securityContext,
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'load', labels },
    spec: {
      securityContext,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 5,
      automountServiceAccountToken: false,
      containers: [container],
    },
  };
  await release.kubectl(['apply', '-f', '-'], { input: JSON.stringify(pod) });
  await release.kubectl(['wait', '--for=condition=Ready', 'pod/load', '--timeout=60s']);
}

/** Ends the pod; the number of answers, every one of which was good. */
export async function endLoad(release) {
  const lines = async () => (await release.kubectl(['logs', 'load'])).split('\n');
  const before = (await lines()).length;
  // Two more, so that what came during the last moments is counted as well.
  const counted = await eventually('the load’s count', async () => {
    const now = await lines();
    return now.length > before + 1 && JSON.parse(now.at(-1));
  });
  await release.kubectl(['delete', 'pod', 'load']);
  deepStrictEqual(counted.bad, []);
  return counted.n;
}
