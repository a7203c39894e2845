# Hosts with a kernel of their own: User-Mode Linux, for a real cgroup v2 on a machine that has v1. Sourced by lab.sh.
# The guest's root is the same throw-away overlay as a namespace host's, seen through hostfs; engine data are on a sparse disk.
# shellcheck shell=bash

is_guest() { [[ $(cat "$HOSTS/$1/kind" 2> /dev/null) = v2* ]]; }

guest_programs() {
  local program
  for program in socat mkfs.ext4; do
    command -v "$program" > /dev/null || die "missing: $program, which the v2 kinds need (apt-get install socat e2fsprogs)"
  done
  [ -x "$LAB_ROOTS/forky/usr/bin/linux.uml" ] || die "there is no $LAB_ROOTS/forky/usr/bin/linux.uml; docker/lab/build.sh forky makes it"
}

guest_start() { # NAME ROOT NUMBER
  local name=$1 root=$2 number=$3 host=$HOSTS/$1
  guest_programs
  [ -x "$root/usr/sbin/modprobe" ] || die "$root lacks kmod: remove it and run docker/lab/build.sh ${root##*/} again"
  truncate -s 20G "$host/disk"
  mkfs.ext4 -q -F "$host/disk" || die "no file system for $name"
  mkdir "$host/commands"
  cp "$LAB_HOME/guest-init.sh" "$host/"
  ip tuntap add "${LAB_BRIDGE}h$number" mode tap && ip link set "${LAB_BRIDGE}h$number" master "$LAB_BRIDGE" up || die "$name got no network"
  ip route replace "172.30.$number.0/24" via "$LAB_NET.$number" dev "$LAB_BRIDGE" # its containers, which it cannot hide behind NAT
  setsid unshare --mount --pid --fork --kill-child --propagation private bash "$LAB_HOME/guest-outer.sh" "$name" "$root" "${LAB_BRIDGE}h$number" \
    < /dev/null >> "$host/init.log" 2>&1 &
  await 150 alive "$host/pid" || die "$name did not start: $(tail -3 "$host/init.log")"
  background "$host/relay.pid" "$host/relay.log" socat -t86400 "UNIX-LISTEN:$host/docker.sock,fork,mode=600" "TCP:$LAB_NET.$number:2375"
}

# Runs a command in the guest, which looks for files in its commands folder. No input; output comes at the end.
guest_enter() { # NAME CMD...
  local folder=$HOSTS/$1/commands file
  shift
  file=$(mktemp "$folder/XXXXXX")
  printf '%q ' "$@" > "$file"
  mv "$file" "$file.run"
  until [ -e "$file.code" ]; do
    alive "${folder%/commands}/pid" || die "the guest ended"
    sleep 0.1
  done
  cat "$file.out"
  cat "$file.err" >&2
  set -- "$(cat "$file.code")"
  rm -f "$file".*
  return "$1"
}
