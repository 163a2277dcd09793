#!/usr/bin/env bash
# Throw-away certificates and kubeconfigs of a cluster with one node.
set -euo pipefail
. "$(dirname "$0")/settings.sh"
rm -rf "$keys"
mkdir -p "$keys"
cd "$keys"

authority() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  openssl req -x509 -new -key "$1.key" -subj "/CN=$1" -days 30 -out "$1.crt" -addext keyUsage=critical,keyCertSign,digitalSignature
}
certificate() { # name subject authority use [names]
  openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
  openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
  printf 'extendedKeyUsage=%s\nkeyUsage=digitalSignature,keyEncipherment\n%s\n' "$4" "${5:+subjectAltName=$5}" >"$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$3.crt" -CAkey "$3.key" -CAcreateserial -days 30 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
}
authority ca
authority front-proxy-ca
names=DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local
certificate apiserver /CN=kube-apiserver ca serverAuth "$names,IP:10.96.0.1,IP:127.0.0.1,IP:$address"
certificate node /O=system:nodes/CN=system:node:node1 ca clientAuth,serverAuth "DNS:node1,IP:127.0.0.1,IP:$address"
certificate admin /O=system:masters/CN=admin ca clientAuth
certificate controllers /CN=system:kube-controller-manager ca clientAuth
certificate scheduler /CN=system:kube-scheduler ca clientAuth
certificate proxy /CN=system:kube-proxy ca clientAuth
certificate to-kubelet /O=system:masters/CN=apiserver-to-kubelet ca clientAuth
certificate front-proxy /CN=front-proxy-client front-proxy-ca clientAuth
openssl genrsa -out accounts.key 2048 2>/dev/null
openssl rsa -in accounts.key -pubout -out accounts.pub 2>/dev/null
for user in admin controllers scheduler proxy node; do
  cat >"$user.conf" <<K
apiVersion: v1
kind: Config
clusters: [{ name: one, cluster: { server: "https://$address:26443", certificate-authority: $keys/ca.crt } }]
users: [{ name: me, user: { client-certificate: $keys/$user.crt, client-key: $keys/$user.key } }]
contexts: [{ name: one, context: { cluster: one, user: me } }]
current-context: one
K
done
