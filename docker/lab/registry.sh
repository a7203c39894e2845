# The two registries of a lab: a plain one, and one with TLS and a password. Sourced by lab.sh.
# shellcheck shell=bash

REGISTRY_USER=lab # the password is lab-secret; htpasswd -nbB wrote the line in registry_up

registry_keys() {
  local tls=$LAB_DIR/registry-tls
  [ -s "$tls/server.crt" ] && return 0
  mkdir -p "$tls"
  {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=Longshore lab registry CA" \
      -keyout "$tls/ca.key" -out "$tls/ca.crt"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=lab-registry" -keyout "$tls/server.key" -out "$tls/server.csr"
    openssl x509 -req -in "$tls/server.csr" -CA "$tls/ca.crt" -CAkey "$tls/ca.key" -CAcreateserial -days 30 -out "$tls/server.crt" \
      -extfile <(printf 'subjectAltName=IP:%s.1,DNS:lab-registry,DNS:lab-server\n' "$LAB_NET")
  } > "$tls/openssl.log" 2>&1 || die "openssl made no registry certificate: $(tail -2 "$tls/openssl.log")"
}

registry_config() { # NAME PORT EXTRA-HTTP EXTRA-TOP
  printf 'version: 0.1\nlog: {level: warn, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: "%s"}, delete: {enabled: true}}\nhttp: {addr: "%s.1:%s", secret: lab%s}\n%s\n' \
    "$LAB_DIR/$1" "$LAB_NET" "$2" "$3" "$4" > "$LAB_DIR/$1.yml"
}

registry_start() { # NAME PORT
  alive "$LAB_DIR/$1.pid" && return 0
  background "$LAB_DIR/$1.pid" "$LAB_DIR/$1.log" docker-registry serve "$LAB_DIR/$1.yml"
  await 150 port_open "$LAB_NET.1" "$2" || die "no registry on $LAB_NET.1:$2: $(tail -2 "$LAB_DIR/$1.log")"
}

registry_up() {
  mkdir -p "$LAB_DIR/registry" "$LAB_DIR/registry-private"
  registry_keys
  # shellcheck disable=SC2016
  echo "$REGISTRY_USER:"'$2y$05$Dq4YrsaaA3Rwb7waciXrVO9.nZZK6zPkOES16SCqH1fVdBoYpbbmG' > "$LAB_DIR/registry-tls/htpasswd"
  registry_config registry "$LAB_REG_PORT" "" ""
  registry_config registry-private "$LAB_TLS_PORT" ", tls: {certificate: \"$LAB_DIR/registry-tls/server.crt\", key: \"$LAB_DIR/registry-tls/server.key\"}" \
    "auth: {htpasswd: {realm: lab, path: \"$LAB_DIR/registry-tls/htpasswd\"}}"
  registry_start registry "$LAB_REG_PORT"
  registry_start registry-private "$LAB_TLS_PORT"
}

registry_down() { end_process "$LAB_DIR/registry.pid"; end_process "$LAB_DIR/registry-private.pid"; }
