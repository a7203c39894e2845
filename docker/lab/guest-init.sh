#!/bin/bash
# Process 1 of a guest: what systemd would do, as little as an engine on a pure cgroup v2 needs. /lab is the host's folder.
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
. /lab/settings # LAB_NET LAB_REG_PORT
address=$(cat /lab/address)
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
ln -s /proc/self/fd /dev/fd
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs tmpfs /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir /sys/fs/cgroup/init # a group whose children use controllers may hold no process itself, but for the root
echo 1 > /sys/fs/cgroup/init/cgroup.procs
for controller in $(cat /sys/fs/cgroup/cgroup.controllers); do echo "+$controller" > /sys/fs/cgroup/cgroup.subtree_control; done
hostname "$(cat /etc/hostname)"
depmod
modprobe -a overlay veth bridge br_netfilter nf_tables nft_compat nft_chain_nat nft_fib_ipv4 xt_MASQUERADE xt_addrtype xt_conntrack 2> /dev/null
mount -t ext4 /dev/ubda /mnt
for folder in docker containerd containers; do
  mkdir -p "/mnt/$folder" "/var/lib/$folder"
  mount --bind "/mnt/$folder" "/var/lib/$folder"
done
mkdir -p /mnt/tmp && chmod 1777 /mnt/tmp && mount --bind /mnt/tmp /var/tmp
sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.route_localnet=1 net.bridge.bridge-nf-call-iptables=1 2> /dev/null
ip link set lo up
device=$(ls /sys/class/net | grep -E '^(vec|eth)' | head -1)
ip addr add "$address/24" dev "$device"
ip link set "$device" up
ip route add default via "$LAB_NET.1"
if iptables -w -t nat -N LABPROBE 2> /dev/null; then
  iptables -w -t nat -A OUTPUT -p tcp -d 127.0.0.1 --dport "$LAB_REG_PORT" -j DNAT --to-destination "$LAB_NET.1:$LAB_REG_PORT"
  iptables -w -t nat -A POSTROUTING -p tcp -s 127.0.0.1 -d "$LAB_NET.1" --dport "$LAB_REG_PORT" -j SNAT --to-source "$address"
else # Debian's User-Mode Linux has no IPv4 NAT: containers are routed, and the registry is relayed
  touch /run/lab-without-nat
  setsid socat -t600 "TCP-LISTEN:$LAB_REG_PORT,bind=127.0.0.1,fork,reuseaddr" "TCP:$LAB_NET.1:$LAB_REG_PORT" > /dev/null 2>&1 &
fi
bash /lab/engine.sh start
while :; do
  for file in /lab/commands/*.run; do
    [ -e "$file" ] || continue
    name=${file%.run}
    mv "$file" "$name.taken"
    (bash "$name.taken" > "$name.out" 2> "$name.err" < /dev/null; echo $? > "$name.new"; mv "$name.new" "$name.code") &
  done
  sleep 0.2
done
