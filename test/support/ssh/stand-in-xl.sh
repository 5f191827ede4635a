#!/bin/sh
# Says what the test wrote for "list -v" and "list -l", after as many seconds as it wrote.
state=/run/stand-in-xl
[ ! -e "$state/delay" ] || sleep "$(cat "$state/delay")"
[ "$1" = list ] || exit 1
cat "$state/list$2"
