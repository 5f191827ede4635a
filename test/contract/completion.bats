#!/usr/bin/env bats
# What bash and zsh complete, in Debian's shells with the built xensan as it is installed.
bats_require_minimum_version 1.5.0

setup_file() {
  "$PROJECT/dist/root/usr/sbin/xensan" install >/dev/null
  mkdir -p /run/cluster
  mount -t tmpfs xensan-contract /run/cluster
  mkdir -p /run/cluster/upper /run/cluster/work
  mount -t overlay xensan-contract -o lowerdir=/etc,upperdir=/run/cluster/upper,workdir=/run/cluster/work /etc
  mkdir -p /etc/xensan /dev/pts
  mount -t devpts -o newinstance,ptmxmode=0666 xensan-contract /dev/pts
  ln -sfn pts/ptmx /dev/ptmx
  cat >/etc/xensan/cluster.yaml <<'FILE'
nodes:
  - { name: host1, addresses: { cluster: 192.168.10.1 } }
  - { name: host2, addresses: { cluster: 192.168.10.2 } }
dialect: pacemaker
lease: none
guests:
  - { name: nfs1, config: /etc/xen/nfs1.cfg }
  - { name: web1, config: /etc/xen/web1.cfg }
FILE
}

teardown_file() {
  umount -l /etc /run/cluster /dev/pts
  xensan uninstall >/dev/null
}

setup() {
  bats_load_library bats-support
}

# completed WORD...: what an interactive bash offers for the last one, between blanks.
completed() {
  bash --norc --noprofile -ic '
    source /usr/share/bash-completion/completions/xensan
    complete -p xensan | grep -q "^complete -F _xensan xensan$" || exit
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _xensan xensan "${!#}"
    echo "${COMPREPLY[*]}"' bash "$@" 2>/dev/null
}

# offers EXPECTED WORD...
offers() {
  local expected=$1 actual
  shift
  actual=$(completed "$@")
  [ "$actual" = "$expected" ] || fail "for '$*' bash offers '$actual' and not '$expected'"
}

@test "bash completes commands at every depth, and not those that hosts call" {
  offers "migrate maintenance" xensan m
  offers "evmscloneset domain policy upgrade check help" xensan cib ""
  offers "list activate help" xensan volumes ""
  offers "" xensan rec
}

@test "bash completes the options of the command before the cursor, wherever they stand" {
  offers "--timeout" xensan stop --t
  offers "--timeout" xensan stop nfs1 --json --t
  offers "--dry-run" xensan migrate --confirm-dead host2 nfs1 --dry
  offers "--version" xensan --v
}

@test "bash completes guests and hosts from the cluster file, each in its place" {
  offers "nfs1 web1" xensan migrate ""
  offers "host1 host2" xensan migrate nfs1 ""
  offers "" xensan migrate nfs1 host2 ""
  offers "host2" xensan evacuate --to host2
  offers "host1 host2" xensan evacuate --to =
  offers "host2" xensan evacuate --to = host2
  offers "web1" xensan domains nfs1 w
  offers "web1" xensan cib domain w
  offers "nfs1 web1" xensan start --confirm-dead host2 ""
}

@test "bash completes words that are a choice, and files" {
  offers "on off" xensan maintenance ""
  offers "start stop migrate" xensan permit nfs1 ""
  offers "auto evms lvm" xensan volumes list --backend ""
  cd "$BATS_TEST_TMPDIR"
  touch "cib two.xml"
  offers "cib two.xml" xensan cib check ci
}

@test "bash completes what help explains" {
  offers "volumes" xensan help vol
  offers "activate" xensan help volumes a
}

@test "without a cluster file, or with a wrong one, no name is offered and nothing is printed" {
  mv /etc/xensan/cluster.yaml /etc/xensan/away
  offers "" xensan migrate ""
  echo "nodes: 7" >/etc/xensan/cluster.yaml
  offers "" xensan migrate ""
  mv /etc/xensan/away /etc/xensan/cluster.yaml
}

# typed SHELL... : what stands on the line of a shell on a terminal after the keys on standard input.
typed() {
  /usr/bin/python3 - "$@" 3>&- <<'END'
import os, pty, select, sys, time
keys = os.environ["KEYS"].encode().decode("unicode_escape").encode()
child, terminal = pty.fork()
if child == 0:
    os.environ.update(TERM="dumb", PS1="READY ", HISTFILE="/dev/null")
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
def read(until, seconds):
    global seen
    end = time.monotonic() + seconds
    while time.monotonic() < end and not until(seen):
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                return
    assert until(seen), seen
for line in os.environ["FIRST"].splitlines():
    os.write(terminal, line.encode() + b"\n")
os.write(terminal, b"echo SET-$((40+2))\n")
read(lambda text: b"SET-42" in text, 20)
seen = b""
os.write(terminal, keys)
wanted = os.environ["WANTED"].encode()
read(lambda text: wanted in text, 20)
os.kill(child, 9)
END
}

@test "a bash on a terminal completes with the Tab key" {
  export FIRST="source /usr/share/bash-completion/completions/xensan"
  KEYS='xensan migr\tnf\t' WANTED="xensan migrate nfs1 " typed bash --norc --noprofile -i
  KEYS='xensan evacuate --to host\t\t' WANTED="host1  host2" typed bash --norc --noprofile -i
}

@test "a zsh on a terminal completes with the Tab key, and says what each word means" {
  export FIRST="fpath=(/usr/share/zsh/vendor-completions \$fpath)
autoload -Uz compinit && compinit -u -d $BATS_TEST_TMPDIR/dump
unsetopt zle_bracketed_paste; PROMPT='READY '"
  KEYS='xensan migr\tnf\t' WANTED="nfs1" typed zsh -f -i
  KEYS='xensan volumes \t' WANTED="-- Make volumes usable" typed zsh -f -i
  KEYS='xensan stop nfs1 --time\t' WANTED="--timeout" typed zsh -f -i
  KEYS='xensan maintenance o\t' WANTED="off" typed zsh -f -i
  KEYS='xensan help cib ch\t' WANTED="check" typed zsh -f -i
  KEYS='xensan evacuate --to host\t' WANTED="host2" typed zsh -f -i
  KEYS='xensan evacuate --to=host\t' WANTED="host2" typed zsh -f -i
}

@test "zsh reads what it is given without a word of complaint, also by source" {
  run zsh -f -c 'autoload -Uz compinit && compinit -u -D && source <(xensan completion zsh) && print -r -- $_comps[xensan]'
  [ "$output" = _xensan ] || fail "$output"
  run zsh -n /usr/share/zsh/vendor-completions/_xensan
  [ "$status" -eq 0 ] && [ "$output" = "" ]
}

@test "what bash loads is clean under shellcheck, and is what the command prints" {
  shellcheck --shell=bash /usr/share/bash-completion/completions/xensan
  xensan completion bash | cmp - /usr/share/bash-completion/completions/xensan
  xensan completion zsh | cmp - /usr/share/zsh/vendor-completions/_xensan
}
