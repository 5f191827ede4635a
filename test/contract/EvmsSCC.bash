# What the EvmsSCC tests share. Every test begins on a host where nothing is active and evmsd runs.

bats_load_library bats-support
load agent.bash

# shellcheck disable=SC2034 # run_agent runs it
agent=$PROJECT/dist/root/usr/lib/ocf/resource.d/xensan/EvmsSCC

begin() {
  export OCF_ROOT=/usr/lib/ocf OCF_RESOURCE_INSTANCE=evmsclone OCF_RESKEY_CRM_meta_timeout=20000
  unset "${!OCF_RESKEY_@}" OCF_CHECK_LEVEL
  export OCF_RESKEY_CRM_meta_timeout=20000 OCF_RESKEY_backend=evms
  rm -rf /dev/evms/* /run/resource-agents/*
  : >"$EVMS/plan"
  : >"$EVMS/hidden"
  : >"$EVMS/calls"
  start_evmsd
}

start_evmsd() {
  stop_evmsd
  setsid evmsd </dev/null >/dev/null 2>&1 3>&- &
  wait_until test -s /run/evmsd.pid
}

stop_evmsd() {
  pkill -x evmsd || true
  wait_until eval '! pgrep -x evmsd'
}

wait_until() { # COMMAND...
  local tries
  for ((tries = 0; tries < 200; tries++)); do
    "$@" >/dev/null && return 0
    sleep 0.05
  done
  fail "still not after 10 s: $*"
}

nothing_left_of() { # PROCESS-NAME
  ! pgrep -x "$1" >/dev/null || fail "still there: $(pgrep -ax "$1")"
}
