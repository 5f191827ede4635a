# shellcheck shell=sh disable=SC1091
exec <&9 9<&- && . "$XENSAN_XEN_PROGRAM/parts/main.sh"
