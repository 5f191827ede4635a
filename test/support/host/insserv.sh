#!/bin/sh
# Debian's insserv with a tree of its own, in a mount namespace: arguments are the unpacked package and a folder with the
# scripts xend, heartbeat and xendomains. Starts them as the article does, and prints the links of the runlevels 3 and 6.
set -eu
package=$1 scripts=$2
mount --make-rprivate /
mount -t tmpfs none /mnt
mkdir /mnt/upper /mnt/work
mount -t overlay none -o "lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work" /etc
rm -rf /etc/init.d /etc/rc?.d
mkdir /etc/init.d
for level in 0 1 2 3 4 5 6 S; do mkdir "/etc/rc$level.d"; done
cp -a "$package"/etc/insserv* /etc/

service() { # NAME REQUIRED START STOP
  printf '%s\n' '#!/bin/sh' '### BEGIN INIT INFO' "# Provides: $1" "# Required-Start: $2" "# Required-Stop: $2" \
    "# Default-Start: $3" "# Default-Stop: $4" '### END INIT INFO' >"/etc/init.d/$1"
  chmod 755 "/etc/init.d/$1"
  "$package/sbin/insserv" "$1"
}
# What the facilities of the headers stand for.
# shellcheck disable=SC2016
{
  service mountall '' S ''
  service mountnfs '$local_fs' S ''
  service networking '$local_fs' S ''
  service rsyslog '$remote_fs' '2 3 4 5' '0 1 6'
  service sshd '$network $remote_fs' '3 5' '0 1 2 6'
  service bind9 '$network' '3 5' '0 1 2 6'
}
for each in xend heartbeat xendomains; do install -m 755 "$scripts/$each" /etc/init.d/; done
for each in xend heartbeat xendomains; do "$package/sbin/insserv" -d "$each"; done
for level in 3 6; do
  for link in "/etc/rc$level.d"/*; do echo "$level $(basename "$link")"; done
done
