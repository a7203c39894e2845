#!/usr/bin/env bash
# base-image.sh NAME REF : imports a glibc image with a Java 25 runtime into a host of the lab, made from this machine's
# Debian mirror and JAVA_HOME: what both Dockerfiles take as BASE where no registry of the internet is within reach.
. "$(dirname "$0")/common.sh"
. "$LAB_HOME/../bin/common.sh"
set -e
[ $# = 2 ] || { sed -n '2,3s/^# //p' "$0"; exit 2; }
need_root
find_jdk
install_packages debootstrap
tree=$LAB_ROOTS/base
if [ ! -e "$tree/opt/java/bin/java" ]; then
  mkdir -p "$LAB_ROOTS"
  rm -rf --one-file-system "$tree" "$tree.new"
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$tree.new" > "$tree.log" 2>&1 || die "debootstrap failed: $(tail -3 "$tree.log")"
  rm -rf "$tree.new"/var/cache/apt/* "$tree.new"/var/lib/apt/lists/* "$tree.new"/usr/share/{doc,man,locale}
  modules=java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files --output "$tree.new/opt/java" \
    || die "jlink made no runtime of $JAVA_HOME"
  "$tree.new/opt/java/bin/java" -Xshare:dump > /dev/null
  mv "$tree.new" "$tree"
fi
tar -C "$tree" -c . | "$DOCKER" -H "$(socket_of "$1")" import -c 'ENV JAVA_HOME=/opt/java' -c 'ENV PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$2"
