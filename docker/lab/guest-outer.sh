#!/usr/bin/env bash
# guest-outer.sh NAME ROOT TAP : process 1 of a pid namespace; lays the overlay over ROOT and becomes the guest's kernel.
. "$(dirname "$0")/common.sh"
set -e
name=$1 root=$2 tap=$3
host=$HOSTS/$name
uml=$LAB_ROOTS/forky
read -r line < /proc/self/stat # still the outer /proc: the pid as this machine sees it
mkdir -p "$host/layer" "$host/root"
mount -t tmpfs -o mode=755 tmpfs "$host/layer"
mkdir "$host/layer/upper" "$host/layer/work"
mount -t overlay -o "lowerdir=$root,upperdir=$host/layer/upper,workdir=$host/layer/work" overlay "$host/root"
new=$host/root
mkdir -p "$new"/{lab,lib/modules,etc/docker,var/lib/longshore-agent,usr/lib/jvm}
rm -rf "$new/lib/modules" && mkdir "$new/lib/modules"
cp -a "$uml"/usr/lib/uml/modules/* "$new/lib/modules/"
mount --bind "$host" "$new/lab"
[ ! -d /usr/lib/jvm ] || mount --rbind /usr/lib/jvm "$new/usr/lib/jvm"
echo "$name" > "$new/etc/hostname"
printf '127.0.0.1 localhost\n%s %s\n%s.1 lab-server lab-registry\n' "$(cat "$host/address")" "$name" "$LAB_NET" > "$new/etc/hosts"
tr -d - < /proc/sys/kernel/random/uuid > "$new/etc/machine-id"
for registry in "$LAB_NET.1:$LAB_TLS_PORT" "lab-registry:$LAB_TLS_PORT"; do
  for tool in docker containers; do
    mkdir -p "$new/etc/$tool/certs.d/$registry"
    cp "$LAB_DIR/registry-tls/ca.crt" "$new/etc/$tool/certs.d/$registry/ca.crt"
  done
done

memory=${LAB_GUEST_MIB:-1536}
mount -t proc proc "$uml/proc"
mount --rbind /dev "$uml/dev"
mount -t tmpfs tmpfs "$uml/run"
mount -t tmpfs -o "size=$((memory + 256))m" tmpfs "$uml/tmp" # the guest's memory is a file there
mkdir "$uml/tmp/root" "$uml/tmp/host" "$uml/run/uml"
mount --rbind "$new" "$uml/tmp/root"
mount --bind "$host" "$uml/tmp/host"
set -- ${line##*) }
echo "${line%% *} ${20}" > "$host/pid.new"
mv "$host/pid.new" "$host/pid"
export TMPDIR=/tmp HOME=/root
exec chroot "$uml" /usr/bin/linux.uml "mem=${memory}M" uml_dir=/run/uml/ "umid=$name" root=/dev/root rootfstype=hostfs rootflags=/tmp/root rw \
  init=/lab/guest-init.sh ubd0=/tmp/host/disk "vec0:transport=tap,ifname=$tap,depth=64,gro=1" con=null con0=null,fd:1 console=tty0 quiet panic=1
