# shellcheck shell=bash disable=SC2154,SC2034 # bats gives output, stderr and status; whoever loads this sets agent
# What the tests of the agents' preambles share: what is answered without Node.js, and how Node.js is started.

without_pid() {
  sed 's/\[[0-9]*\]//'
}

# The part that sh runs.
preamble() {
  sed '/^\*\/$/,$d' "$agent"
}

shells=(dash "busybox sh" "bash --posix")

# in_shell SHELL ACTION: as run_agent, whatever the exit code.
in_shell() {
  local words
  read -ra words <<<"$1"
  run --separate-stderr "${words[@]}" "$agent" "$2"
}

# both_ways CODE ACTION...: the file as a program, and as Node.js alone runs it: the same code, output and errors. The
# number of the process stands in a log line.
both_ways() {
  local expected=$1 code out err
  shift
  run_agent "$expected" "$@"
  code=$status out=$output err=$(without_pid <<<"$stderr")
  run --separate-stderr node "$agent" "$@"
  [ "$status" -eq "$code" ] || fail "by Node.js alone $* is $status and not $code"
  [ "$output" = "$out" ] || fail "other output of $*"
  [ "$(without_pid <<<"$stderr")" = "$err" ] || fail "$stderr instead of $err"
}

# Sets bin, a PATH with what the preamble uses, and without Node.js.
leave_node_out() {
  local program
  bin=$BATS_TEST_TMPDIR/bin
  mkdir -p "$bin"
  for program in stat timeout uname; do ln -s "$(command -v "$program")" "$bin/"; done
}

# without_node CODE ACTION: and never 7. The path of what starts the agent is its own.
without_node() {
  local sh
  sh=$(command -v dash)
  run --separate-stderr env PATH="$bin" "$sh" "$agent" "$2"
  [ "$status" -eq "$1" ] || fail "without Node.js $2 is $status and not $1: $stderr"
  [ "$output" = "" ]
}
