#!/usr/bin/env bash
# host-init.sh NAME ROOT KIND : process 1 of a host. Lays a throw-away overlay over ROOT, mounts what an engine needs, waits.
# Whatever the host writes outside its data folders dies with it, so that nothing is left on this machine.
# The folder of the host is /lab inside it.
. "$(dirname "$0")/common.sh"
set -e
name=$1 root=$2 kind=$3
host=$HOSTS/$name
new=$host/root
read -r line < /proc/self/stat # still the outer /proc: the pid as this machine sees it
hierarchies=$(cgroup_hierarchies)
version=$(cgroup_version)

hostname "$name"
mkdir -p "$host"/layer "$new" "$host"/data/{docker,containerd,containers,tmp,var-tmp,agent}
mount -t tmpfs -o mode=755 tmpfs "$host/layer"
mkdir "$host/layer/upper" "$host/layer/work"
mount -t overlay -o "lowerdir=$root,upperdir=$host/layer/upper,workdir=$host/layer/work" overlay "$new"

mkdir -p "$new"/{lab,proc,sys,dev,run,tmp,var/tmp,etc/docker,etc/containers} "$new"/var/lib/{docker,containerd,containers,longshore-agent}
mount --bind "$host" "$new/lab"
mount -t proc proc "$new/proc"
mount -t sysfs sysfs "$new/sys"
mount --rbind /dev "$new/dev"
mount -t tmpfs -o mode=755 tmpfs "$new/run"
mount --bind "$host/data/tmp" "$new/tmp"
mount --bind "$host/data/var-tmp" "$new/var/tmp"
chmod 1777 "$new/tmp" "$new/var/tmp"
for folder in docker containerd containers; do mount --bind "$host/data/$folder" "$new/var/lib/$folder"; done
mount --bind "$host/data/agent" "$new/var/lib/longshore-agent"
for folder in /usr/lib/jvm ${LAB_BIND:-}; do # what a host of another root, or a root on other file systems, would lack
  [ -d "$folder" ] || continue
  mkdir -p "$new$folder"
  mount --rbind "$folder" "$new$folder"
done

if [ "$version" = 2 ]; then
  mount -t cgroup2 cgroup2 "$new/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 tmpfs "$new/sys/fs/cgroup"
  [[ $hierarchies = *name=systemd* ]] || hierarchies+=$'\nsystemd none,name=systemd' # without it containerd reports no stats
  while read -r folder options; do
    mkdir -p "$new/sys/fs/cgroup/$folder"
    mount -t cgroup -o "$options" cgroup "$new/sys/fs/cgroup/$folder"
  done <<< "$hierarchies"
fi

echo "$name" > "$new/etc/hostname"
printf '127.0.0.1 localhost\n%s %s\n%s.1 lab-server lab-registry\n' "$(cat "$host/address")" "$name" "$LAB_NET" > "$new/etc/hosts"
tr -d - < /proc/sys/kernel/random/uuid > "$new/etc/machine-id"
rm -rf "$new/etc/docker" && mkdir "$new/etc/docker" # key.json of this machine is the engine's ID on Docker 20
for registry in "$LAB_NET.1:$LAB_TLS_PORT" "lab-registry:$LAB_TLS_PORT"; do
  for tool in docker containers; do
    mkdir -p "$new/etc/$tool/certs.d/$registry"
    cp "$LAB_DIR/registry-tls/ca.crt" "$new/etc/$tool/certs.d/$registry/ca.crt"
  done
done

mkdir -p "$new/old"
cd "$new"
pivot_root . old
cd /
umount -l /old
rmdir /old

set -- ${line##*) }
echo "${line%% *} ${20}" > /lab/pid.new
mv /lab/pid.new /lab/pid # lab.sh now gives this namespace its network and starts the engine
trap 'exit 0' TERM INT
while :; do sleep 86400 & wait $!; done
