import { KubeConfig } from '@kubernetes/client-node';

/** How a Kubernetes API on a port of this machine is reached. */
export function kubeConfigOf(port: number): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(`
apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "http://127.0.0.1:${port}", insecure-skip-tls-verify: true } }]
users: [{ name: u, user: { token: a-token } }]
contexts: [{ name: x, context: { cluster: c, user: u } }]
current-context: x`);
  return config;
}
