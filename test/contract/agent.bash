# shellcheck shell=bash disable=SC2154 # bats gives output, stderr and status; whoever loads this sets agent
# What the tests of every built agent share.

# run_agent EXPECTED-CODE ACTION...: runs the built agent; standard output in $output, standard error in $stderr.
run_agent() {
  local expected=$1
  shift
  run --separate-stderr "$agent" "$@"
  if [ "$status" -ne "$expected" ]; then
    batslib_print_kv_multi expected "$expected" actual "$status" stdout "$output" stderr "$stderr" |
      batslib_decorate "unexpected exit code of $*" | fail
  fi
}

reason_is() { # TEXT
  local reason
  reason=$(sed -n 's/^ocf-exit-reason://p' <<<"$stderr")
  [ "$reason" = "$1" ] || {
    batslib_print_kv_single_or_multi 8 expected "$1" actual "$reason" | batslib_decorate 'other exit reason' | fail
  }
}

reason_contains() { # TEXT
  local reason
  reason=$(sed -n 's/^ocf-exit-reason://p' <<<"$stderr")
  [[ $reason == *"$1"* ]] || {
    batslib_print_kv_single_or_multi 8 'part of' "$1" actual "$reason" | batslib_decorate 'other exit reason' | fail
  }
}
