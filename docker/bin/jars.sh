# The two jars: built when sources changed, extracted and given an AOT cache for a quick start. Sourced after common.sh.
# shellcheck shell=bash
SERVER_JAR=$REPO/frontend/target/longshore-frontend-0.1.0-boot.jar
AGENT_JAR=$REPO/agent/daemon/target/longshore-agent.jar

sources_newer_than() { # FILE
  [ -n "$(find "$REPO"/pom.xml "$REPO"/{agent,server,frontend} \( -name target -o -path '*/frontend/src/main/frontend' \) -prune -o \
    \( -type f \( -path '*/src/main/*' -o -name pom.xml \) -o -type d -path '*/src/main/*' \) -newer "$1" -print -quit)" ]
}

build_if_changed() {
  local stamp=$STATE/built
  [ -e "$stamp" ] && [ -e "$SERVER_JAR" ] && [ -e "$AGENT_JAR" ] && ! sources_newer_than "$stamp" && return 0
  say "building (the first time Maven fetches its dependencies; some minutes)"
  mkdir -p "$STATE"
  "$REPO/docker/bin/build" || die "the build failed"
  touch "$stamp"
}

# Unpacks the server's jar, which starts in a third of the time of the nested one. The jar's own date says nothing: a
# reproducible build sets it.
extract_server() { # FOLDER
  local digest
  digest=$(sha256sum < "$SERVER_JAR") || die "there is no $SERVER_JAR"
  [ -e "$1/server.jar" ] && [ "$(cat "$1/source.sha256" 2> /dev/null)" = "$digest" ] && return 0
  rm -rf "$1"
  "$JAVA_HOME/bin/java" -Djarmode=tools -jar "$SERVER_JAR" extract --destination "$1" > /dev/null || die "could not unpack $SERVER_JAR"
  mv "$1"/*-boot.jar "$1/server.jar"
  echo "$digest" > "$1/source.sha256"
}

# Both fill OPTIONS, so that a path with a space stays one word.
server_options() { # FOLDER
  mapfile -t OPTIONS < "$REPO/docker/server.options"
  [ -e "$1/server.aot" ] && OPTIONS+=("-XX:AOTCache=$1/server.aot")
  OPTIONS+=(-jar "$1/server.jar")
}
agent_options() { # FOLDER of agent.directives, as the agent sees it
  export MALLOC_ARENA_MAX=1
  mapfile -t OPTIONS < "$REPO/docker/agent.options"
  OPTIONS+=("-XX:CompilerDirectivesFile=$1/agent.directives")
}

# Records an AOT cache with a run that ends by itself; a killed training leaves nothing behind.
train_server() { # FOLDER
  [ -e "$1/server.aot" ] && return 0
  rm -rf "$1/training" "$1"/training.aot* # of one that was killed
  server_options "$1"
  # shellcheck disable=SC2016
  LONGSHORE_DATA_DIR=$1/training background "$run/train.pid" "$run/train.log" nice bash -c '
    folder=$1 java=$2; shift 2
    "$java" "-XX:AOTCacheOutput=$folder/training.aot" "$@" train && mv "$folder/training.aot" "$folder/server.aot"
    rm -rf "$folder/training"
  ' bash "$1" "$JAVA_HOME/bin/java" "${OPTIONS[@]}"
}
