# Folders of other Debian releases, which some of the lab's kinds need. Sourced after common.sh.
# shellcheck shell=bash
export LAB_ROOTS=${LAB_ROOTS:-$REPO/.longshore/roots}

need_roots() { # PAIR... : builds the folders of other Debian releases that the kinds need
  local pair root
  for pair in "$@"; do
    for root in "$(. "$REPO/docker/lab/common.sh" && root_of "${pair#*=}")" "$([[ ${pair#*=} = v2* ]] && echo "$LAB_ROOTS/forky")"; do # forky holds the guests' kernel
      if [ "${root:-/}" = / ] || [ -e "$root/usr/bin/podman" ]; then continue; fi
      install_packages debootstrap
      bash "$REPO/docker/lab/build.sh" "${root##*/}" || exit 1
    done
    [[ ${pair#*=} != v2* ]] || install_packages socat e2fsprogs
  done
}
