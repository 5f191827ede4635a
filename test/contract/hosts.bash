# shellcheck shell=bash
# Several hosts for the built executables: each has its own processes, name, records, toolstack and sshd. What runs on them is
# seen by nobody else.

bats_load_library bats-support

xen=$PROJECT/test/support/xen
root=$PROJECT/dist/root

own_etc() {
  local top own
  for top in etc root; do
    own=$XENSAN_CONTRACT/overlay/${BATS_TEST_FILENAME##*/}-$top
    mkdir -p "$own/upper" "$own/work"
    mount -t overlay xensan-contract -o "lowerdir=/$top,upperdir=$own/upper,workdir=$own/work" "/$top"
  done
  mkdir -p /etc/xensan /etc/xen /run/hosts /run/sshd /root/.ssh
  # What root's shell does on this machine at its start may wait for what one that was killed with its host has left.
  rm -f /root/.bashrc /root/.bash_profile /root/.profile
  ln -sfn "$xen/xl" /usr/sbin/xl
  ln -sfn "$root/usr/sbin/xensan" /usr/sbin/xensan
  mkdir -p /usr/lib/xensan
  ln -sfn "$root/usr/lib/xensan/evacuate" "$root/usr/lib/xensan/peer" /usr/lib/xensan/
  chmod 700 /root/.ssh
  rm -f /root/.ssh/* /etc/ssh/ssh_host_*
  ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
  cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
  ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
}

give_etc_back() {
  umount -l /etc
  umount -l /root
  rm -f /usr/sbin/xl /usr/sbin/xensan /usr/lib/xensan/evacuate /usr/lib/xensan/peer
}

# start_hosts NUMBER: host1 to hostNUMBER, without guests. Each has Debian's sshd at its own address.
start_hosts() {
  local number
  : >/root/.ssh/known_hosts
  for number in $(seq "$1"); do
    ip address add "192.168.10.$number/32" dev lo 2>/dev/null || true
    knows "$number"
    start_host "$number"
  done
}

knows() { # NUMBER
  echo "192.168.10.$1 $(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub)" >>/root/.ssh/known_hosts
}

start_host() { # NUMBER
  local name=host$1 of=/run/hosts/host$1
  mkdir -p "$of/run" "$of/lib" "$of/xen"
  unshare --mount --uts --pid --fork --kill-child --mount-proc sh -c '
    hostname "$1" && mkdir -p /run/xensan /var/lib/xensan /run/xensan-xen &&
      mount --bind "$2/run" /run/xensan && mount --bind "$2/lib" /var/lib/xensan &&
      mount --bind "$2/xen" /run/xensan-xen && /usr/sbin/sshd -f /dev/null -o "ListenAddress $3" \
      -o "PidFile none" -o "UsePAM no" -o "PermitRootLogin yes" -o "StrictModes no" \
      -o "HostKey /etc/ssh/ssh_host_ed25519_key" && : >"$2/ready"
    # As a first process it has to collect what its children leave behind.
    while :; do
      sleep 1000 &
      wait
    done' sh "$name" "$of" "192.168.10.$1" 3>&- </dev/null >"$of/log" 2>&1 &
  local unshare=$!
  until_so "$name is up: $(cat "$of/log")" test -e "$of/ready"
  tr -d ' ' <"/proc/$unshare/task/$unshare/children" >"$of/pid"
}

stop_hosts() {
  local of
  for of in /run/hosts/host*; do
    [ -e "$of/pid" ] && kill_host "${of##*/}"
  done
  rm -rf /run/hosts/*
}

kill_host() { # NAME
  kill -KILL "$(cat "/run/hosts/$1/pid")" 2>/dev/null || true
}

on() { # HOST COMMAND...
  local host=$1
  shift
  nsenter -t "$(cat "/run/hosts/$host/pid")" -m -u -p "$@"
}

# until_so WHAT COMMAND...: waits until the command succeeds.
until_so() {
  local what=$1 end=$((SECONDS + 90))
  shift
  until "$@"; do
    ((SECONDS < end)) || fail "it did not come about that $what"
    sleep 0.1
  done
}

# cluster_file HOSTS [LINE]...: with guests from the lines of $guests, "NAME MEMORY".
cluster_file() {
  local number name memory
  {
    echo 'nodes:'
    for number in $(seq "$1"); do
      echo "  - { name: host$number, addresses: { cluster: 192.168.10.$number } }"
    done
    printf '%s\n' 'dialect: pacemaker' 'toolstack: xl' 'lease: none' 'guests:'
    while read -r name memory; do
      echo "  - { name: $name, config: /etc/xen/$name.cfg }"
      printf '%s\n' "name = \"$name\"" 'type = "pvh"' 'kernel = "/boot/vmlinuz"' "memory = $memory" 'vcpus = 1' \
        >"/etc/xen/$name.cfg"
    done <<<"$guests"
    shift
    printf '%s\n' "$@"
  } >/etc/xensan/cluster.yaml
}

setting() { # HOST NAME VALUE
  mkdir -p "/run/hosts/$1/xen/settings"
  printf '%s\n' "$3" >"/run/hosts/$1/xen/settings/$2"
}

fault() { # HOST COMMAND LINE
  mkdir -p "/run/hosts/$1/xen/faults"
  printf '%s\n' "$3" >>"/run/hosts/$1/xen/faults/$2"
}

runs_on() { # HOST GUEST
  on "$1" xl list "$2" >/dev/null 2>&1 || fail "$2 does not run on $1: $(on "$1" xl list)"
}

is_empty() { # HOST
  [ "$(on "$1" xl list | wc -l)" -eq 2 ] || fail "$1 is not empty: $(on "$1" xl list)"
}

# run_on HOST EXPECTED-CODE COMMAND...
run_on() {
  local host=$1 expected=$2
  shift 2
  run --separate-stderr on "$host" "$@"
  # shellcheck disable=SC2154 # of bats
  if [ "$status" -ne "$expected" ]; then
    batslib_print_kv_multi expected "$expected" actual "$status" stdout "$output" stderr "$stderr" |
      batslib_decorate "unexpected exit code of $* on $host" | fail
  fi
}

# said TEXT: in standard error; says_out TEXT: standard output as a whole.
said() {
  # shellcheck disable=SC2154 # of bats
  [[ $stderr == *"$1"* ]] || {
    batslib_print_kv_single_or_multi 8 'part of' "$1" actual "$stderr" | batslib_decorate 'not said' | fail
  }
}

result_is() {
  [ "$output" = "$1" ] || {
    batslib_print_kv_single_or_multi 8 expected "$1" actual "$output" stderr "$stderr" |
      batslib_decorate 'another result' | fail
  }
}
