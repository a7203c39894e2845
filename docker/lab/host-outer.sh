#!/usr/bin/env bash
# host-outer.sh NAME ROOT KIND : joins the host's control groups, then becomes the first process of new namespaces.
. "$(dirname "$0")/common.sh"
name=$1
if [ "$(cgroup_version)" = 2 ]; then
  echo $$ > "/sys/fs/cgroup/$(cgroup_of "$name")/cgroup.procs"
else
  while read -r folder _; do echo $$ > "/sys/fs/cgroup/$folder/$(cgroup_of "$name")/cgroup.procs"; done < <(cgroup_hierarchies)
fi
export LAB_DIR LAB_NET LAB_BRIDGE LAB_REG_PORT LAB_TLS_PORT
exec unshare --mount --uts --ipc --net --pid --cgroup --fork --kill-child --propagation private bash "$LAB_HOME/host-init.sh" "$@"
