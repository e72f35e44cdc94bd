import type { Finding, HostPosture, Posture, ProviderPosture, VmPosture } from './posture.ts';

/** What an auditor would write down, with a command that helps; the worst first. */
export function findingsOf(facts: Omit<Posture, 'findings'>): Finding[] {
  const findings = [
    ...facts.vms.flatMap(vmFindings),
    ...facts.hosts.flatMap(hostFindings),
    ...facts.providers.flatMap((provider) => providerFindings(provider, facts.providers)),
  ];
  const rank = { high: 0, medium: 1, low: 2 } as const;
  return findings.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

const quoted = (name: string): string => `'${name.replaceAll("'", "''")}'`;

function vmFindings(vm: VmPosture): Finding[] {
  const about = { area: 'VM', entity: vm.name } as const;
  const name = quoted(vm.name);
  const found: Finding[] = [];
  if (vm.locked)
    found.push({
      ...about,
      severity: 'high',
      text: 'It is locked: a key that it needs cannot be had.',
      remedy: `Get-VMEncryptionInfo ${name}`,
    });
  if (vm.encrypted && vm.plainDisks.length > 0)
    found.push({
      ...about,
      severity: 'medium',
      text: `VM Home is encrypted, these disks are not: ${vm.plainDisks.join(', ')}.`,
      remedy: `Enable-VMDiskEncryption ${name} -HardDisk (Get-HardDisk ${name})`,
    });
  if (!vm.encrypted && vm.role === null)
    found.push({
      ...about,
      severity: 'low',
      text: vm.isTemplate ? 'The template is not encrypted.' : 'It is not encrypted.',
      remedy: vm.isTemplate ? `Set-Template ${name} -ToVM` : `Enable-VMEncryption ${name}`,
    });
  if (vm.migrateEncryption === 'disabled')
    found.push({
      ...about,
      severity: 'medium',
      text: 'Its memory moves in clear: encrypted vMotion is disabled.',
      remedy: `Set-VMotionEncryption ${name} -Encryption Required`,
    });
  return found;
}

function hostFindings(host: HostPosture): Finding[] {
  const about = { area: 'VMHost', entity: host.name } as const;
  if (host.cryptoState === 'incapable')
    return [
      {
        ...about,
        severity: 'low',
        text: `It cannot run encrypted VMs: ${host.aesNi ? 'that needs ESXi 6.5 or later' : 'its processor has no AES-NI'}.`,
        remedy: 'Get-VMHost | Where-Object CryptoSafeSupported',
      },
    ];
  if (host.cryptoState !== 'safe' && host.runsEncryptedVms)
    return [
      {
        ...about,
        severity: 'high',
        text: 'Encrypted VMs are on it, and its encryption mode is off: it holds no keys.',
        remedy: `Enable-VMHostCryptoSafe ${quoted(host.name)}`,
      },
    ];
  return [];
}

/** Certificates are worth a warning when they end sooner. */
const WARNING_DAYS = 60;

function providerFindings(provider: ProviderPosture, all: readonly ProviderPosture[]): Finding[] {
  const about = { area: 'KeyProvider', entity: provider.name } as const;
  const found: Finding[] = [];
  const days = provider.certificateDaysLeft;
  if (days !== null && days < WARNING_DAYS)
    found.push({
      ...about,
      severity: days < 0 ? 'high' : 'medium',
      text:
        days < 0
          ? 'The certificate that vCenter shows to it has expired.'
          : `The certificate that vCenter shows to it ends in ${days} days.`,
      remedy: `New-KmipClientCertificate ${quoted(provider.name)}`,
    });
  for (const server of provider.servers) {
    if (!server.trusted)
      found.push({
        ...about,
        severity: 'high',
        text: `The certificate of its server ${server.name} is not trusted, so the server is not used.`,
        remedy: `Get-KeyManagementServer ${quoted(server.name)} | Set-KeyManagementServer -TrustKeyManagementServer $true`,
      });
    if (server.status === 'red')
      found.push({
        ...about,
        severity: 'high',
        text: `Its server ${server.name} did not answer when it was last asked.`,
        remedy: `Get-KMServerStatus ${quoted(provider.name)}`,
      });
  }
  if (provider.keyUsers > 0 && provider.servers.length === 1 && !provider.embedded)
    found.push({
      ...about,
      severity: 'medium',
      text: `It has one server: ${provider.keyUsers} VMs, disks and hosts depend on that alone.`,
      remedy: 'Add-KeyManagementServer',
    });
  if (all.length > 0 && !all.some(({ isDefault }) => isDefault))
    found.push({
      ...about,
      severity: 'medium',
      text: 'No key provider is the default one.',
      remedy: `Set-KeyProvider ${quoted(provider.name)} -DefaultForSystem`,
    });
  return found;
}
