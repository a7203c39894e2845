# Folders of other Debian releases, which some of the lab's kinds need. Sourced after common.sh.
# shellcheck shell=bash
export LAB_ROOTS=${LAB_ROOTS:-$REPO/.longshore/roots}

need_roots() { # PAIR... : builds the folders of other Debian releases that the kinds need
  local pair root
  for pair in "$@"; do
    root=$(. "$REPO/docker/lab/common.sh" && root_of "${pair#*=}") || exit 1
    if [ "${root:-/}" = / ] || [ -e "$root/usr/bin/podman" ]; then continue; fi
    install_packages debootstrap
    bash "$REPO/docker/lab/build.sh" "${root##*/}" || exit 1
  done
}
