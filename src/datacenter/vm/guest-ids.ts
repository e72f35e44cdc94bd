import { fail, ok, type Result } from '../../base/result.ts';
import { didYouMean } from '../../base/similar-names.ts';
import { vcenterRelease } from '../capabilities.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { isSince, RELEASES, type Release } from '../releases.ts';

/** The guest operating systems that vSphere knows (vim: VirtualMachineGuestOsIdentifier), by the release that brought them. */
const IDS: Readonly<Record<Release, string>> = {
  '6.5': `dos win31 win95 win98 winMe winNT win2000Pro win2000Serv win2000AdvServ winXPHome winXPPro winXPPro64 winNetWeb
    winNetStandard winNetEnterprise winNetDatacenter winNetBusiness winNetStandard64 winNetEnterprise64 winNetDatacenter64
    winLonghorn winLonghorn64 winVista winVista64 windows7 windows7_64 windows7Server64 windows8 windows8_64 windows8Server64
    windows9 windows9_64 windows9Server64 windowsHyperV freebsd freebsd64 redhat rhel2 rhel3 rhel3_64 rhel4 rhel4_64 rhel5
    rhel5_64 rhel6 rhel6_64 rhel7 rhel7_64 centos centos64 centos6 centos6_64 centos7 centos7_64 oracleLinux oracleLinux64
    oracleLinux6 oracleLinux6_64 oracleLinux7 oracleLinux7_64 suse suse64 sles sles64 sles10 sles10_64 sles11 sles11_64 sles12
    sles12_64 nld9 oes sjds mandriva mandriva64 mandrake turboLinux turboLinux64 ubuntu ubuntu64 debian4 debian4_64 debian5
    debian5_64 debian6 debian6_64 debian7 debian7_64 debian8 debian8_64 debian9 debian9_64 debian10 debian10_64 asianux3
    asianux3_64 asianux4 asianux4_64 asianux5_64 asianux7_64 opensuse opensuse64 fedora fedora64 coreos64 vmwarePhoton64
    other24xLinux other26xLinux otherLinux other3xLinux genericLinux other24xLinux64 other26xLinux64 other3xLinux64 otherLinux64
    solaris6 solaris7 solaris8 solaris9 solaris10 solaris10_64 solaris11_64 os2 eComStation eComStation2 netware4 netware5
    netware6 openServer5 openServer6 unixWare7 darwin darwin64 darwin10 darwin10_64 darwin11 darwin11_64 darwin12_64 darwin13_64
    darwin14_64 darwin15_64 darwin16_64 vmkernel vmkernel5 vmkernel6 vmkernel65 other`,
  '6.7': `freebsd11 freebsd11_64 freebsd12 freebsd12_64 rhel8_64 centos8_64 oracleLinux8_64 sles15_64 amazonlinux2_64 asianux8_64
    crxPod1 other4xLinux other4xLinux64 darwin17_64 darwin18_64`,
  '7.0': `windows2019srv_64 windows2019srvNext_64 freebsd13 freebsd13_64 rhel9_64 centos9_64 oracleLinux9_64 sles16_64 debian11
    debian11_64 debian12 debian12_64 amazonlinux3_64 asianux9_64 other5xLinux other5xLinux64 darwin19_64 darwin20_64 darwin21_64
    vmkernel7`,
  '8.0': `windows11_64 windows12_64 windows2022srvNext_64 freebsd14 freebsd14_64 other6xLinux other6xLinux64 rockylinux_64
    almalinux_64 fusionos_64 prolinux_64 kylinlinux_64 linuxMint_64 darwin22_64 darwin23_64 vmkernel8 crxSys1`,
};

/** This one does not end as the others do. */
const OTHER_64 = 'otherGuest64';

/** Those that a release knows. */
export function guestIdsOf(release: Release): string[] {
  const ids = RELEASES.filter((since) => isSince(release, since)).flatMap((since) => IDS[since].split(/\s+/));
  return [...ids.map((id) => `${id}Guest`), OTHER_64];
}

/** Of a VM that comes from elsewhere: a guest that is not known here is some other one. */
export function guestIdHere(datacenter: Pick<Datacenter, 'get'>, guestId: string): string {
  return guestIdsOf(vcenterRelease(datacenter)).includes(guestId) ? guestId : 'otherGuest';
}

export function checkGuestId(datacenter: Pick<Datacenter, 'get'>, guestId: string): Result<void, Fault> {
  const ids = guestIdsOf(vcenterRelease(datacenter));
  if (ids.includes(guestId)) return ok(undefined);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'GuestId',
    rule: `${guestId} is no guest operating system that this vCenter knows.`,
    remedy:
      didYouMean(guestId, ids) ?? 'Give an id such as rhel7_64Guest or windows9Server64Guest; Tab shows all.',
  });
}
