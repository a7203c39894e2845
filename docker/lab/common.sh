# Shared by the scripts of this folder: settings, kinds, control groups. Sourced, never run.
# shellcheck shell=bash
set -u
LAB_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_DIR=${LAB_DIR:-$(cd "$LAB_HOME/../.." && pwd)/.longshore/lab}
LAB_NET=${LAB_NET:-10.99.0}
LAB_BRIDGE=${LAB_BRIDGE:-lsl0}
LAB_REG_PORT=${LAB_REG_PORT:-5001}
LAB_TLS_PORT=${LAB_TLS_PORT:-5002}
LAB_ROOTS=${LAB_ROOTS:-$(cd "$LAB_HOME/../.." && pwd)/.longshore/roots}
HOSTS=$LAB_DIR/hosts
. "$LAB_HOME/../process.sh"
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# Debian's own client first: it always speaks its own engine's API, which a newer client may refuse to.
DOCKER=${LAB_DOCKER:-$([ -x /usr/bin/docker ] && echo /usr/bin/docker || echo docker)}

die() { echo "lab: $*" >&2; exit 1; }

need_root() { [ "$(id -u)" = 0 ] || die "needs root: the hosts are network, mount and control-group namespaces (try: sudo make lab)"; }

need_programs() {
  local missing=() program
  for program in ip iptables unshare nsenter openssl docker-registry busybox; do
    command -v "$program" >/dev/null || missing+=("$program")
  done
  command -v "$DOCKER" >/dev/null || missing+=(docker)
  [ ${#missing[@]} = 0 ] || die "missing: ${missing[*]}. Run docker/bin/install-test-packages as root (Debian or Ubuntu)"
}

kinds() {
  cat <<'K'
docker                Docker of this machine's own Debian, overlay2
docker20              the same, named by its version on Debian 12
docker26              Docker 26 of Debian 13, overlay2
docker26-containerd   the same with the containerd image store
docker28              Docker 28 of Debian testing, overlay2
docker28-containerd   the same with the containerd image store
podman                Podman of this machine's own Debian
podman4               the same, named by its version on Debian 12
podman5               Podman 5.4 of Debian 13
podman58              Podman 5.8 of Debian testing
v2                    Docker 26 on a kernel of its own (User-Mode Linux) with a pure cgroup v2
v2-docker28           Docker 28 likewise
v2-podman5            Podman 5.4 likewise
K
}

# The root folder a kind's programs come from. Debian 13 is its own "trixie".
root_of() {
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  case $1 in
    docker|podman) echo / ;;
    docker20|podman4) [ "$codename" = trixie ] && die "$1 is Debian 12's; this is Debian $codename" || echo / ;;
    v2|v2-podman5) echo "$LAB_ROOTS/trixie" ;;
    v2-docker28) echo "$LAB_ROOTS/forky" ;;
    docker26*|podman5) [ "$codename" = trixie ] && echo / || echo "$LAB_ROOTS/trixie" ;;
    docker28*|podman58) echo "$LAB_ROOTS/forky" ;;
  esac
}

# Control groups: "2" on a pure v2 machine, else "1" (a hybrid machine's empty v2 tree is not shown to the hosts).
cgroup_version() { [ -e /sys/fs/cgroup/cgroup.controllers ] && echo 2 || echo 1; }
# v1 hierarchies as "FOLDER OPTIONS" lines, for example "cpu,cpuacct cpu,cpuacct" or "systemd none,name=systemd".
cgroup_hierarchies() {
  local mountpoint type options option keep
  while read -r _ mountpoint type options _; do
    [ "$type" = cgroup ] && [[ $mountpoint = /sys/fs/cgroup/* ]] || continue
    keep=
    for option in ${options//,/ }; do
      case $option in
        cpu|cpuacct|cpuset|memory|devices|freezer|blkio|pids|net_cls|net_prio|perf_event|hugetlb|rdma|misc) keep=$keep,$option ;;
        name=*) keep=,none,$option ;;
      esac
    done
    [ -n "$keep" ] && echo "${mountpoint##*/} ${keep#,}"
  done < /proc/mounts
}
cgroup_of() { echo "longshore-$LAB_BRIDGE/$1"; }
init_pid() { alive "$HOSTS/$1/pid" && pid_of "$HOSTS/$1/pid"; }
socket_of() { echo "unix://$HOSTS/$1/docker.sock"; }
answers() { [ -S "$HOSTS/$1/docker.sock" ] && timeout 10 "$DOCKER" -H "$(socket_of "$1")" version --format '{{.Server.Version}}' > /dev/null 2>&1; }
