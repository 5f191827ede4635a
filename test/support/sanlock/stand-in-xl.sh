#!/bin/sh
# Stands in for xl where no hypervisor is: it keeps one domain's state in files and writes down how it was called.
# The folder that it is in holds `state` (the flags of `xl list`, or "gone") and, where it is to fail, `broken-list` or
# `broken-pause`.
set -eu
here=$(dirname "$0")
echo "$*" >>"$here/calls"
case $1 in
  list)
    [ ! -e "$here/broken-list" ] || exit 1
    echo "Name                                        ID   Mem VCPUs	State	Time(s)"
    echo "Domain-0                                     0   512     1     r-----      17.2"
    echo "other                                        5   128     1     -b----       3.1"
    [ "$(cat "$here/state")" = gone ] ||
      printf '%-40s %5s   128     1     %s       2.0\n' "$(cat "$here/name")" 7 "$(cat "$here/state")"
    ;;
  pause)
    [ ! -e "$here/broken-pause" ] || exit 0
    case $2 in 7 | "$(cat "$here/name")") echo --p--- >"$here/state" ;; *) exit 1 ;; esac
    ;;
  destroy) case $2 in 7 | "$(cat "$here/name")") echo gone >"$here/state" ;; *) exit 1 ;; esac ;;
  *) exit 2 ;;
esac
