# Notes about processes, for the scripts of this folder. Sourced, never run.
# shellcheck shell=bash

# A process is remembered with its start time, so that a pid which the kernel gave to somebody else is never signalled.
start_time() { local line; read -r line 2> /dev/null < "/proc/$1/stat" || return 1; line=${line##*) }; set -- $line; echo "${20}"; }
remember() { echo "$2 $(start_time "$2")" > "$1"; }
alive() { local pid begun; [ -s "$1" ] && read -r pid begun < "$1" && [ -n "$begun" ] && [ "$(start_time "$pid")" = "$begun" ]; }
pid_of() { local pid _; read -r pid _ < "$1" && echo "$pid"; }
await() { local tenths=$1 i; shift; for ((i = 0; i < tenths; i++)); do "$@" && return 0; sleep 0.1; done; return 1; }
gone() { ! alive "$1"; }
end_process() { # NOTE [TENTHS before SIGKILL]
  alive "$1" || { rm -f "$1"; return 0; }
  kill -TERM "$(pid_of "$1")" 2> /dev/null
  await "${2:-50}" gone "$1" || { kill -KILL "$(pid_of "$1")" 2> /dev/null; await 50 gone "$1"; }
  rm -f "$1"
}
background() { local note=$1 log=$2; shift 2; setsid "$@" < /dev/null >> "$log" 2>&1 & remember "$note" $!; disown; } # disowned: no word of bash when it is killed
port_open() { (exec 3<> "/dev/tcp/$1/$2") 2> /dev/null; }
