/** Names of guest operating systems by their ids, as vSphere shows them; an id that is not here stands for itself. */
const GUEST_NAMES: Readonly<Record<string, string>> = {
  centos64Guest: 'CentOS 4/5 or later (64-bit)',
  centos7_64Guest: 'CentOS 7 (64-bit)',
  debian8_64Guest: 'Debian GNU/Linux 8 (64-bit)',
  debian9_64Guest: 'Debian GNU/Linux 9 (64-bit)',
  dosGuest: 'Microsoft MS-DOS',
  freebsd64Guest: 'FreeBSD (64-bit)',
  other3xLinux64Guest: 'Other 3.x or later Linux (64-bit)',
  other3xLinuxGuest: 'Other 3.x or later Linux (32-bit)',
  otherGuest: 'Other (32-bit)',
  otherGuest64: 'Other (64-bit)',
  otherLinux64Guest: 'Other Linux (64-bit)',
  otherLinuxGuest: 'Other Linux (32-bit)',
  rhel6_64Guest: 'Red Hat Enterprise Linux 6 (64-bit)',
  rhel7_64Guest: 'Red Hat Enterprise Linux 7 (64-bit)',
  sles12_64Guest: 'SUSE Linux Enterprise 12 (64-bit)',
  ubuntu64Guest: 'Ubuntu Linux (64-bit)',
  ubuntuGuest: 'Ubuntu Linux (32-bit)',
  vmwarePhoton64Guest: 'VMware Photon OS (64-bit)',
  windows7Server64Guest: 'Microsoft Windows Server 2008 R2 (64-bit)',
  windows7_64Guest: 'Microsoft Windows 7 (64-bit)',
  windows8Server64Guest: 'Microsoft Windows Server 2012 (64-bit)',
  windows8_64Guest: 'Microsoft Windows 8.x (64-bit)',
  windows9Server64Guest: 'Microsoft Windows Server 2016 or later (64-bit)',
  windows9_64Guest: 'Microsoft Windows 10 (64-bit)',
};

export function guestName(guestId: string): string {
  return GUEST_NAMES[guestId] ?? guestId;
}

export function guestFamily(guestId: string): string {
  if (/^win/i.test(guestId)) return 'windowsGuest';
  return /^(other|dos|freebsd)/i.test(guestId) && !/linux/i.test(guestId) ? 'otherGuestFamily' : 'linuxGuest';
}
