#!/usr/bin/env bash
# engine.sh start|stop|kill|pause|resume : the container engine of a host. Runs inside the host, where its folder is /lab.
set -u
kind=$(cat /lab/kind)
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
. /lab/settings # LAB_NET LAB_REG_PORT
address=$(cat /lab/address)
running() { [ -s /run/lab-engine.pid ] && kill -0 "$(cat /run/lab-engine.pid)" 2> /dev/null; }

docker_start() {
  local features= runtimes= network=
  [ -e /run/lab-without-nat ] && network="\"iptables\": false, \"ip6tables\": false, \"ip-masq\": false, \"bip\": \"172.30.${address##*.}.1/24\","
  [[ $kind = *-containerd ]] && features='"features": {"containerd-snapshotter": true},'
  [ -x /usr/bin/crun ] && runtimes='"runtimes": {"crun": {"path": "/usr/bin/crun"}, "crun-json": {"path": "/usr/bin/crun", "runtimeArgs": ["--log-format=json"]}},'
  printf '{%s %s %s "insecure-registries": ["127.0.0.1:%s", "%s.1:%s"]}\n' "$features" "$runtimes" "$network" "$LAB_REG_PORT" "$LAB_NET" "$LAB_REG_PORT" > /etc/docker/daemon.json
  rm -f /run/docker.pid # left by a killed engine
  local listen=unix:///lab/docker.sock
  [[ $kind = v2* ]] && listen=tcp://0.0.0.0:2375 # a guest's socket is not the machine's; a relay joins them
  local flags=()
  [ ! -s /lab/engine-flags ] || mapfile -t flags < /lab/engine-flags # of a test: one on each line
  exec_engine dockerd -H "$listen" -H unix:///run/docker.sock --pidfile /run/docker.pid --shutdown-timeout 5 ${flags[@]+"${flags[@]}"}
}

limit() { # n | u : soft and hard, as this machine has it
  local most
  most=$(ulimit -H"$1")
  [ "$most" != unlimited ] || most=-1
  echo "$most:$most"
}

podman_start() {
  mkdir -p /run/podman /etc/containers
  printf 'unqualified-search-registries = ["docker.io"]\n[[registry]]\nlocation = "127.0.0.1:%s"\ninsecure = true\n[[registry]]\nlocation = "%s.1:%s"\ninsecure = true\n' \
    "$LAB_REG_PORT" "$LAB_NET" "$LAB_REG_PORT" > /etc/containers/registries.conf
  # limits: Podman 5 raises them at steps of builds by itself, which not every machine allows
  printf '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n[containers]\nlog_driver = "k8s-file"\ndefault_ulimits = ["nofile=%s", "nproc=%s"]\n' \
    "$(limit n)" "$(limit u)" > /etc/containers/containers.conf
  [ -e /run/lab-without-nat ] && printf '[network]\nfirewall_driver = "none"\n' >> /etc/containers/containers.conf
  [ -s /etc/containers/policy.json ] || printf '{"default": [{"type": "insecureAcceptAnything"}]}\n' > /etc/containers/policy.json
  [[ $kind = v2* ]] && { exec_engine podman system service --time 0 tcp://0.0.0.0:2375; return; }
  ln -sf /lab/docker.sock /run/docker.sock
  ln -sf /lab/docker.sock /run/podman/podman.sock
  rm -f /lab/docker.sock
  exec_engine podman system service --time 0 unix:///lab/docker.sock
}

exec_engine() { setsid "$@" < /dev/null >> /lab/engine.log 2>&1 & echo $! > /run/lab-engine.pid; }

case ${1:-} in
  start) running || case $kind in *podman*) podman_start ;; *) docker_start ;; esac ;;
  stop)
    running || exit 0
    kill -TERM "$(cat /run/lab-engine.pid)"
    for ((i = 0; i < 300; i++)); do running || break; sleep 0.1; done
    running && kill -KILL "$(cat /run/lab-engine.pid)"
    rm -f /run/lab-engine.pid ;;
  kill) kill -KILL "$(cat /run/lab-engine.pid)"; for ((i = 0; i < 100; i++)); do running || break; sleep 0.1; done ;;
  pause) kill -STOP "$(cat /run/lab-engine.pid)" ;;
  resume) kill -CONT "$(cat /run/lab-engine.pid)" ;;
  *) sed -n 2p "$0"; exit 2 ;;
esac
