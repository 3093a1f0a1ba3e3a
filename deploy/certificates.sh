#!/usr/bin/env bash
# Makes a local authority and certificates for the pieces of docker-compose.yml, and the key of the registry's own; what exists stays.
# For trying out and for offices without an authority of their own: keep ca.key off the machines that run the service.
# Usage: certificates.sh FOLDER
#   DAYS=365             validity of the certificates, in days; the authority's is ten years
#   OWNERS="node-a=1654 haproxy=99"   user ids that get a folder each (needs root); else the files stay the caller's
set -euo pipefail
umask 077
folder=${1:?"usage: certificates.sh FOLDER"}
days=${DAYS:-365}
mkdir -p "$folder"
cd "$folder"

if [ ! -e ca.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 3650 \
    -subj "/CN=CreditQuery local authority" -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
  echo "made ca.pem"
fi

# issue NAME: NAME/tls.pem, NAME/tls.key, NAME/ca.pem, and both in NAME/NAME.pem. A certificate that ends within thirty days is made anew.
issue() {
  local name=$1
  mkdir -p "$name"
  if [ -e "$name/tls.pem" ] && openssl x509 -in "$name/tls.pem" -noout -checkend 2592000 >/dev/null; then
    return
  fi

  printf '%s\n' "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" "extendedKeyUsage=serverAuth,clientAuth" "basicConstraints=critical,CA:FALSE" \
    "keyUsage=critical,digitalSignature" > "$name/tls.ext"
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name/tls.key" -out "$name/tls.csr" -subj "/CN=$name" 2>/dev/null
  openssl x509 -req -in "$name/tls.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days "$days" -extfile "$name/tls.ext" -out "$name/tls.pem" 2>/dev/null
  cat "$name/tls.pem" "$name/tls.key" > "$name/$name.pem"
  cp ca.pem "$name/ca.pem"
  rm "$name/tls.csr" "$name/tls.ext"
  echo "made $name/tls.pem, valid for $days days"
}

for name in node-a node-b redis haproxy prometheus client; do
  issue "$name"
done

for owner in ${OWNERS:-}; do
  chown -R "${owner#*=}" "${owner%%=*}"
done

# Others may pass through to their own folder; only the authority's certificate is for everybody.
chmod 755 .
chmod 644 ca.pem
