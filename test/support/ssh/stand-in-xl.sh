#!/bin/sh
# Says what the test wrote for "list -v", "list -l" and "info", after as many seconds as it wrote.
state=/run/stand-in-xl
[ ! -e "$state/delay" ] || sleep "$(cat "$state/delay")"
case $1 in
list) cat "$state/list$2" ;;
info) cat "$state/info" ;;
*) exit 1 ;;
esac
