#!/usr/bin/env bash
# build.sh trixie | forky : makes the root folder that the lab's kinds of another Debian release need, from Debian's packages.
#   trixie   Debian 13: docker26, docker26-containerd, podman5, and (with forky) v2, v2-podman5
#   forky    Debian testing: docker28, docker28-containerd, podman58, v2-docker28 (its versions move with time)
# Into LAB_ROOTS (default .longshore/roots in the repository), about 1 GB and three minutes each.
. "$(dirname "$0")/common.sh"
set -e
suite=${1:-}
case $suite in trixie|forky) ;; *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
need_root
command -v debootstrap > /dev/null || die "missing: debootstrap (apt-get install debootstrap)"
root=$LAB_ROOTS/$suite
log=$LAB_ROOTS/$suite.log
[ -e "$root/usr/bin/podman" ] && { echo "$root is there"; exit 0; }
rm -rf --one-file-system "$root.new"
mkdir -p "$LAB_ROOTS"

failed() { tail -5 "$log" >&2; die "$suite was not built; see $log"; }
mirror=$(. /etc/os-release; [ "${ID:-}" = debian ] && { sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources; sed -nE 's/^deb +(\[[^]]*\] +)?([^ ]+) .*/\2/p' /etc/apt/sources.list; } 2> /dev/null | grep debian | grep -v security | head -1) || true
recipe=/usr/share/debootstrap/scripts/$suite
[ -e "$recipe" ] || recipe=/usr/share/debootstrap/scripts/sid # an older debootstrap does not know newer releases by name
echo "building $root (log: $log)"
debootstrap --variant=minbase --include=ca-certificates,iproute2,iptables,procps "$suite" "$root.new" "${mirror:-http://deb.debian.org/debian}" "$recipe" > "$log" 2>&1 || failed

printf 'APT::Install-Recommends "false";\nAcquire::Languages "none";\n' > "$root.new/etc/apt/apt.conf.d/80lab"
for setting in /etc/apt/apt.conf.d/*{proxy,registry,mirror}*; do # what this machine needs to reach its mirror
  [ ! -e "$setting" ] || cp "$setting" "$root.new/etc/apt/apt.conf.d/"
done
printf '#!/bin/sh\nexit 101\n' > "$root.new/usr/sbin/policy-rc.d" # no service starts while packages are installed
chmod 755 "$root.new/usr/sbin/policy-rc.d"
printf 'path-exclude=/usr/share/doc/*\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\nforce-unsafe-io\n' > "$root.new/etc/dpkg/dpkg.cfg.d/80lab"
cp /etc/resolv.conf "$root.new/etc/resolv.conf"
packages=(docker.io docker-cli docker-compose docker-buildx containerd runc crun podman netavark aardvark-dns nftables kmod socat)
[ $suite = trixie ] || packages+=(user-mode-linux) # the kernel of the v2 kinds
# shellcheck disable=SC2016
unshare --mount --propagation private bash -ec '
  root=$1; shift
  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount --rbind /dev "$root/dev"
  export DEBIAN_FRONTEND=noninteractive
  chroot "$root" apt-get update -q
  chroot "$root" apt-get install -y -q "$@"
  chroot "$root" apt-get clean
' bash "$root.new" "${packages[@]}" >> "$log" 2>&1 || failed
mv "$root.new" "$root"
echo "$suite: $(chroot "$root" dpkg-query -W -f '${Package} ${Version}  ' docker.io podman)"
