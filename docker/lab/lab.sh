#!/usr/bin/env bash
# Several real container hosts on one Linux machine. Each has its own namespaces, control groups, name, engine ID and address.
#
#   lab.sh up NAME=KIND...             start hosts (and the registries)       lab.sh kinds
#   lab.sh down [NAME...]              stop them; without a name everything, leaving nothing behind
#   lab.sh status                      what runs
#   lab.sh exec NAME CMD...            run a command inside a host
#   lab.sh engine NAME start|stop|kill|pause|resume
#   lab.sh net NAME drop|heal          cut a host off silently (as a failed switch would), and back
#   lab.sh image NAME REF [MIB]        import a small image (busybox and MIB of random data) into a host; REF '' for none
#
# LAB_DIR (state), LAB_NET (first three numbers of the addresses), LAB_BRIDGE: give each its own to run several labs.
# LAB_OWNER: a process; when it is gone the lab goes too, even if it was killed (tests set it).
# LAB_REG_PORT: the plain registry, 127.0.0.1:PORT inside each host. LAB_TLS_PORT: the one with TLS, user lab, password lab-secret.
. "$(dirname "$0")/common.sh"
. "$LAB_HOME/registry.sh"
. "$LAB_HOME/guest.sh"

bridge_up() {
  ip link show "$LAB_BRIDGE" > /dev/null 2>&1 && return 0
  ip link add "$LAB_BRIDGE" type bridge && ip addr add "$LAB_NET.1/24" dev "$LAB_BRIDGE" && ip link set "$LAB_BRIDGE" up \
    || die "cannot make the bridge $LAB_BRIDGE with $LAB_NET.1/24"
}

free_number() {
  local n used
  used=" $(cat "$HOSTS"/*/number 2> /dev/null | tr '\n' ' ')"
  for ((n = 11; n < 250; n++)); do [[ $used = *" $n "* ]] || { echo "$n"; return 0; }; done
  die "no free address in $LAB_NET.0/24"
}

cgroups_make() { # NAME
  local folder base leaf
  if [ "$(cgroup_version)" = 2 ]; then
    mkdir -p "/sys/fs/cgroup/$(cgroup_of "$1")"
    for base in /sys/fs/cgroup "/sys/fs/cgroup/longshore-$LAB_BRIDGE"; do
      for folder in $(cat "$base/cgroup.controllers"); do echo "+$folder" > "$base/cgroup.subtree_control"; done 2> /dev/null
    done
    return 0
  fi
  while read -r folder _; do
    base=/sys/fs/cgroup/$folder
    mkdir -p "$base/$(cgroup_of "$1")"
    [ -e "$base/cpuset.cpus" ] || continue
    for leaf in "$base/longshore-$LAB_BRIDGE" "$base/$(cgroup_of "$1")"; do # a new v1 cpuset is empty and takes no process
      cat "$base/cpuset.cpus" > "$leaf/cpuset.cpus"
      cat "$base/cpuset.mems" > "$leaf/cpuset.mems"
    done
  done < <(cgroup_hierarchies)
}

# On v2 a group whose children use controllers may hold no process itself: the host's first processes move to a leaf.
cgroups_open() { # NAME
  local base process controller
  [ "$(cgroup_version)" = 2 ] || return 0
  base=/sys/fs/cgroup/$(cgroup_of "$1")
  mkdir -p "$base/init"
  for process in $(cat "$base/cgroup.procs"); do echo "$process" > "$base/init/cgroup.procs"; done 2> /dev/null
  for controller in $(cat "$base/cgroup.controllers"); do echo "+$controller" > "$base/cgroup.subtree_control"; done 2> /dev/null
  return 0
}

cgroups_remove() { # PATH below each hierarchy
  local folder
  for folder in "/sys/fs/cgroup/$1" /sys/fs/cgroup/*/"$1"; do
    [ -d "$folder" ] && find "$folder" -depth -type d -exec rmdir {} + 2> /dev/null
  done
  for folder in "/sys/fs/cgroup/$1" /sys/fs/cgroup/*/"$1"; do [ -d "$folder" ] && return 1; done
  return 0
}

network_up() { # NAME NUMBER
  local pid inside
  pid=$(init_pid "$1")
  inside="nsenter -t $pid -n"
  ip link add "${LAB_BRIDGE}h$2" type veth peer name eth0 netns "$pid" && ip link set "${LAB_BRIDGE}h$2" master "$LAB_BRIDGE" up || return 1
  $inside ip link set lo up
  $inside ip addr add "$LAB_NET.$2/24" dev eth0
  $inside ip link set eth0 up
  $inside ip route add default via "$LAB_NET.1"
  # the plain registry is 127.0.0.1:PORT in every host, which engines accept without TLS: the kernel rewrites the address
  $inside bash -c 'for file in all lo eth0; do echo 1 > /proc/sys/net/ipv4/conf/$file/route_localnet; done' || return 1
  $inside iptables -w -t nat -A OUTPUT -p tcp -d 127.0.0.1 --dport "$LAB_REG_PORT" -j DNAT --to-destination "$LAB_NET.1:$LAB_REG_PORT" \
    && $inside iptables -w -t nat -A POSTROUTING -p tcp -s 127.0.0.1 -d "$LAB_NET.1" --dport "$LAB_REG_PORT" -j SNAT --to-source "$LAB_NET.$2"
}

enter() { # NAME CMD... : runs CMD in all namespaces and control groups of the host
  local name=$1 pid folder
  shift
  pid=$(init_pid "$name") || die "no running host $name"
  is_guest "$name" && { guest_enter "$name" "$@"; return; }
  if [ "$(cgroup_version)" = 2 ]; then
    echo $BASHPID > "/sys/fs/cgroup/$(cgroup_of "$name")/init/cgroup.procs"
  else
    while read -r folder _; do echo $BASHPID > "/sys/fs/cgroup/$folder/$(cgroup_of "$name")/cgroup.procs"; done < <(cgroup_hierarchies)
  fi
  exec nsenter -t "$pid" -m -u -i -n -p -C -- "$@"
}

host_start() { # NAME KIND
  local name=$1 kind=$2 host=$HOSTS/$1 root number
  root=$(root_of "$kind") || exit 1
  [ -x "$root/usr/bin/env" ] || die "$kind: there is no $root; docker/lab/build.sh ${root##*/} makes it"
  number=$(free_number)
  mkdir -p "$host"
  echo "$number" > "$host/number"
  echo "$kind" > "$host/kind"
  echo "$LAB_NET.$number" > "$host/address"
  printf 'LAB_NET=%s\nLAB_REG_PORT=%s\n' "$LAB_NET" "$LAB_REG_PORT" > "$host/settings"
  cp "$LAB_HOME/engine.sh" "$host/engine.sh"
  [[ $kind = v2* ]] && { guest_start "$name" "$root" "$number"; return; }
  cgroups_make "$name"
  setsid bash "$LAB_HOME/host-outer.sh" "$name" "$root" "$kind" < /dev/null >> "$host/init.log" 2>&1 &
  await 150 alive "$host/pid" || die "$name did not start: $(tail -3 "$host/init.log")"
  cgroups_open "$name"
  network_up "$name" "$number" || die "$name got no network"
  (enter "$name" bash /lab/engine.sh start) || die "$name: the engine was not started: $(tail -3 "$host/engine.log")"
}

host_stop() { # NAME : everything in the host dies with its first process; nothing of it is kept
  local name=$1 host=$HOSTS/$1
  [ -d "$host" ] || return 0
  alive "$host/pid" && kill -KILL "$(pid_of "$host/pid")"
  await 150 gone "$host/pid"
  alive "$host/relay.pid" && kill -KILL -- "-$(pid_of "$host/relay.pid")" # with the children that still hold a connection
  ip link del "${LAB_BRIDGE}h$(cat "$host/number")" 2> /dev/null
  await 150 cgroups_remove "$(cgroup_of "$name")" || echo "lab: control groups of $name are still busy" >&2
  await 50 rm -rf --one-file-system "$host" || echo "lab: $host is still in use" >&2
}

watch_owner() {
  local begun
  [ -n "${LAB_OWNER:-}" ] && ! alive "$LAB_DIR/watch.pid" || return 0
  begun=$(start_time "$LAB_OWNER") || die "no process $LAB_OWNER"
  echo "$LAB_OWNER $begun" > "$LAB_DIR/owner"
  background "$LAB_DIR/watch.pid" /dev/null bash "$LAB_HOME/lab.sh" watch
}

watch() { while alive "$LAB_DIR/owner"; do sleep 1; done; [ -d "$LAB_DIR" ] && down; }

up() {
  local pair name kind names=() failed=0
  need_root
  need_programs
  for pair in "$@"; do
    name=${pair%%=*} kind=${pair#*=}
    [[ $name =~ ^[a-z][a-z0-9-]{0,14}$ ]] || die "bad host name '$name'"
    kinds | grep -q "^$kind " || die "unknown kind '$kind' (lab.sh kinds lists them)"
  done
  mkdir -p "$HOSTS"
  chmod 700 "$LAB_DIR"
  exec 9> "$LAB_DIR/lock"
  flock 9
  bridge_up
  registry_up 9>&-
  watch_owner 9>&-
  for pair in "$@"; do
    name=${pair%%=*} kind=${pair#*=}
    [ -d "$HOSTS/$name" ] && { alive "$HOSTS/$name/pid" && continue || host_stop "$name"; }
    host_start "$name" "$kind" 9>&-
    names+=("$name")
  done
  for name in ${names[@]+"${names[@]}"}; do
    await "${LAB_WAIT_TENTHS:-600}" answers "$name" || { echo "lab: $name does not answer: $(tail -3 "$HOSTS/$name/engine.log")" >&2; failed=1; }
  done
  return $failed
}

down() {
  local host
  [ -d "$LAB_DIR" ] || return 0
  need_root
  if [ $# -gt 0 ]; then
    for host in "$@"; do host_stop "$host" & done
    wait
    return 0
  fi
  for host in "$HOSTS"/*/; do [ -d "$host" ] && host_stop "$(basename "$host")" & done
  wait
  [ "$verb" = watch ] || end_process "$LAB_DIR/watch.pid"
  registry_down
  ip link del "$LAB_BRIDGE" 2> /dev/null
  cgroups_remove "longshore-$LAB_BRIDGE" || echo "lab: control groups of $LAB_BRIDGE are still busy" >&2
  rm -rf --one-file-system "$LAB_DIR"
}

status() {
  local host name state
  printf '%-12s %-20s %-6s %-16s %s\n' NAME KIND STATE ADDRESS 'VERSION API CGROUP STORE'
  for host in "$HOSTS"/*/; do
    [ -d "$host" ] || continue
    name=$(basename "$host")
    alive "$host/pid" && state=up || state=dead
    printf '%-12s %-20s %-6s %-16s %s %s\n' "$name" "$(cat "$host/kind")" "$state" "$(cat "$host/address")" \
      "$(timeout 5 "$DOCKER" -H "$(socket_of "$name")" version --format '{{.Server.Version}} {{.Server.MinAPIVersion}}-{{.Server.APIVersion}}' 2> /dev/null || echo 'no answer')" \
      "$(timeout 5 "$DOCKER" -H "$(socket_of "$name")" info --format 'v{{.CgroupVersion}}/{{.CgroupDriver}} {{.Driver}}' 2> /dev/null)"
  done
  for name in registry registry-private; do alive "$LAB_DIR/$name.pid" && echo "$name is up"; done
  return 0
}

engine() { # NAME VERB
  (enter "$1" bash /lab/engine.sh "$2") || return 1
  [ "$2" != start ] || await "${LAB_WAIT_TENTHS:-600}" answers "$1" || die "$1 does not answer: $(tail -3 "$HOSTS/$1/engine.log")"
}

network() { # NAME drop|heal
  local pid flag chain
  pid=$(init_pid "$1") || die "no running host $1"
  if is_guest "$1"; then # its kernel is not reached with nsenter: the cable is pulled instead, which is as silent to it
    ip link set "${LAB_BRIDGE}h$(cat "$HOSTS/$1/number")" "$([ "$2" = drop ] && echo down || echo up)"
    return
  fi
  case $2 in drop) flag=-I ;; heal) flag=-D ;; *) die "net NAME drop|heal" ;; esac
  for chain in INPUT:-i OUTPUT:-o; do nsenter -t "$pid" -n iptables -w "$flag" "${chain%%:*}" "${chain#*:}" eth0 -j DROP || return 1; done
}

image() { # NAME REF [MIB]
  local tree
  tree=$(mktemp -d "$LAB_DIR/image.XXXXXX")
  trap 'rm -rf "$tree"' RETURN
  mkdir -p "$tree"/{bin,etc,tmp,var,root}
  cp "$(command -v busybox)" "$tree/bin/busybox"
  "$tree/bin/busybox" --install -s "$tree/bin" 2> /dev/null
  find "$tree/bin" -type l -exec ln -sf busybox {} \;
  echo 'root:x:0:0:root:/root:/bin/sh' > "$tree/etc/passwd"
  [ "${3:-0}" = 0 ] || head -c "$(($3 * 1048576))" /dev/urandom > "$tree/var/payload"
  tar -C "$tree" -c . | "$DOCKER" -H "$(socket_of "$1")" import -c 'CMD ["sh"]' - ${2:+"$2"}
}

verb=${1:-help}
[ $# -gt 0 ] && shift
case $verb in
  up) up "$@" || exit 1; status ;;
  down) down "$@" ;;
  status) status ;;
  kinds) kinds ;;
  exec) [ $# -ge 2 ] || die "exec NAME CMD..."; enter "$@" ;;
  engine) [ $# = 2 ] || die "engine NAME start|stop|kill|pause|resume"; engine "$@" ;;
  net) [ $# = 2 ] || die "net NAME drop|heal"; network "$@" ;;
  watch) watch ;;
  image) [ $# -ge 2 ] || die "image NAME REF [MIB]"; image "$@" ;;
  *) sed -n '2,16s/^# \{0,1\}//p' "$0"; [ "$verb" = help ] || exit 2 ;;
esac
