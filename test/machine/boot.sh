#!/bin/bash
# First process of a throw-away machine (throw-away-machine.ts): runs in new namespaces, lays a writable layer over this
# machine's file system, and becomes systemd. Nothing it does reaches the disk below, another network or another process.
#   boot.sh FOLDER NAME    FOLDER holds layer/ and work/, which live on over a reboot
set -eu
folder=$1
name=$2
root=$folder/root

mkdir -p "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/layer,workdir=$folder/work" "$root"
cd "$root"
mount -t proc proc proc
mount -t sysfs sysfs sys
for fresh in run tmp; do mount -t tmpfs -o mode=755 tmpfs "$fresh"; done
chmod 1777 tmp
mount -t tmpfs tmpfs sys/fs/cgroup
mkdir sys/fs/cgroup/unified
mount -t cgroup2 cgroup2 sys/fs/cgroup/unified
mount --rbind /dev dev
ip link set lo up
hostname "$name"
echo "$name" >etc/hostname

# Only what a fresh server has: none of the services that happen to be installed here.
mkdir -p etc/systemd/system
[ -e etc/systemd/system/machine.target ] || rm -rf etc/systemd/system/*.wants # after a reboot they are its own
cat >etc/systemd/system/machine.target <<UNIT
[Unit]
Description=A throw-away machine
Requires=basic.target dbus.service
After=basic.target dbus.service
Wants=multi-user.target
UNIT
for unit in getty@tty1 console-getty serial-getty@ttyS0 systemd-networkd systemd-resolved systemd-timesyncd networking; do
  ln -sf /dev/null "etc/systemd/system/$unit.service"
done
for unit in lib/systemd/system/multi-user.target.wants/* etc/rc[2345].d/S*; do rm -f "$unit"; done

mkdir -p below
pivot_root . below
umount -l /below
cd /
# What systemd mounts for one unit (credentials) reaches the unit only where mounts spread.
mount --make-rshared /
export container=throw-away
exec /lib/systemd/systemd --system --unit=machine.target --log-target=journal --show-status=no
