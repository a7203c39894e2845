# Shared by the scripts of this folder. Sourced, never run.
# shellcheck shell=bash
set -u
REPO=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
STATE=${LONGSHORE_RUN_DIR:-$REPO/.longshore}
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
. "$REPO/docker/process.sh"

say() { echo "longshore: $*"; }
die() { echo "longshore: $*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
is_debian() { [ -e /etc/debian_version ] && command -v apt-get > /dev/null; }

java_version() { "$1/bin/javac" -version 2>&1 | sed -nE 's/^javac ([0-9]+).*/\1/p'; }
is_jdk_25() { [ -x "$1/bin/javac" ] && [ "$(java_version "$1")" -ge 25 ] 2> /dev/null; }

# Sets JAVA_HOME to a JDK of 25 or later: the one that is set, else the newest below /usr/lib/jvm.
find_jdk() {
  local candidate
  [ -n "${JAVA_HOME:-}" ] && is_jdk_25 "$JAVA_HOME" && { export JAVA_HOME; return 0; }
  for candidate in $(ls -d /usr/lib/jvm/*/ 2> /dev/null | sort -Vr); do
    is_jdk_25 "${candidate%/}" && { export JAVA_HOME=${candidate%/}; return 0; }
  done
  die "no JDK 25 found in JAVA_HOME or /usr/lib/jvm. Install one: temurin-25-jdk from https://adoptium.net, or openjdk-25-jdk
  (Debian 13, Ubuntu 25.10 and later: apt-get install openjdk-25-jdk), or unpack one anywhere and set JAVA_HOME to it."
}

# Runs Maven quietly enough for a log, and without the warnings its own old libraries draw from a new JDK.
maven() {
  if ! command -v mvn > /dev/null; then
    is_root && is_debian || die "mvn is missing: install Maven 3.8 or later (Debian: apt-get install maven)"
    install_packages maven
  fi
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
  (cd "$REPO" && mvn -B -ntp "$@")
}

# Installs those of the packages that are missing.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return 0
  is_root && is_debian || die "these packages are missing, and only root on Debian or Ubuntu can install them here: ${missing[*]}"
  say "installing ${missing[*]}"
  apt-get update -q > /dev/null || say "apt-get update did not reach every source" # which need not matter
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" > /dev/null || die "apt-get could not install ${missing[*]}"
}
