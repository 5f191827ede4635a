#!/usr/bin/env bats
# The manual pages, as groff's man and mandoc read them, and where man finds them once installed.
bats_require_minimum_version 1.5.0

setup() {
  bats_load_library bats-support
  pages=("$PROJECT"/dist/root/usr/share/man/man[78]/*)
  built=$PROJECT/dist/root/usr/sbin/xensan
}

@test "man and mandoc find nothing to warn of in any page" {
  [ "${#pages[@]}" -eq 3 ]
  for page in "${pages[@]}"; do
    run --separate-stderr env LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l "$page"
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ] || fail "$page: $stderr"
    [ "${#lines[@]}" -gt 40 ]
    run mandoc -T lint "$page"
    [ "$output" = "" ] || fail "$output"
  done
  # Both would have noticed.
  printf '.TH X 8\n.SH NAME\n.NOSUCH\n' >"$BATS_TEST_TMPDIR/wrong.8"
  run --separate-stderr man --warnings -l "$BATS_TEST_TMPDIR/wrong.8"
  [[ $stderr == *NOSUCH* ]]
  run mandoc -T lint "$BATS_TEST_TMPDIR/wrong.8"
  [ "$output" != "" ]
}

@test "installed, man finds each page by its name, with the name and the line that whatis shows" {
  "$built" install >/dev/null
  for name in xensan.8 ocf_xensan_EvmsSCC.7 ocf_xensan_XenVM.7; do
    path=$(MANPATH=/usr/share/man man -w "${name##*.}" "${name%.*}")
    [ "$path" = "/usr/share/man/man${name##*.}/$name" ] || fail "$path"
    [ "$(stat -c %a "$path")" = 644 ]
    run lexgrog "$path"
    [[ $output == "$path: \"${name%.*} - "* ]] || fail "$output"
  done
  xensan uninstall >/dev/null
  for name in man8/xensan.8 man7/ocf_xensan_XenVM.7; do [ ! -e "/usr/share/man/$name" ]; done
  [ ! -e /usr/share/zsh/vendor-completions/_xensan ]
  [ -d /usr/share/man/man8 ]
}

@test "what the page says of a command is what its help says, and can be typed as it is shown" {
  text=$(LC_ALL=C.UTF-8 MANWIDTH=200 man -E UTF-8 --no-hyphenation --no-justification -l "$PROJECT/dist/root/usr/share/man/man8/xensan.8" | col -bx)
  [[ $text == *"xensan migrate nfs1 host2 --dry-run"* ]] || fail "$text"
  [[ $text == *"cibadmin -Q | xensan cib check -"* ]] || fail "$text"
  for command in "cib upgrade" "host render" "volumes activate" migrate completion; do
    # shellcheck disable=SC2086 # words
    usage=$("$built" help $command | sed -n 's/^Usage: //p')
    [[ $text == *"$usage"* ]] || fail "the page does not have: $usage"
  done
  [[ $text != *receive* ]]
}

@test "the agents' pages have every parameter of their metadata, with its default, and every action" {
  for agent in EvmsSCC XenVM; do
    text=$(LC_ALL=C.UTF-8 MANWIDTH=200 man -E UTF-8 --no-hyphenation -l "$PROJECT/dist/root/usr/share/man/man7/ocf_xensan_$agent.7" | col -bx | tr -s ' \n' ' ')
    "$PROJECT/dist/root/usr/lib/ocf/resource.d/xensan/$agent" meta-data >"$BATS_TEST_TMPDIR/metadata.xml"
    names=$(xmllint --xpath '//parameter/@name | //action/@name' "$BATS_TEST_TMPDIR/metadata.xml" | sed 's/.*name="\(.*\)"/\1/')
    [ "$(wc -l <<<"$names")" -gt 8 ]
    for name in $names; do [[ $text == *"$name"* ]] || fail "$agent: $name"; done
    for default in $(xmllint --xpath '//content/@default' "$BATS_TEST_TMPDIR/metadata.xml" | sed -n 's/.*default="\(..*\)"/\1/p'); do
      [[ $text == *"default $default)"* ]] || fail "$agent: $default"
    done
  done
}
