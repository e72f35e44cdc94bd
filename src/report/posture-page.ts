import { csvText } from './csv-text.ts';
import type { Posture, VmPosture } from './posture.ts';
import { reportPage } from './report-page.ts';
import { escapeText } from './svg-plot.ts';

/** The posture as one page, as a CSV of the VMs with their keys, and as JSON. */

interface Column<T> {
  readonly name: string;
  readonly of: (row: T) => string | number | boolean | null;
}

const VM_COLUMNS: readonly Column<VmPosture>[] = [
  { name: 'VM', of: (vm) => vm.name },
  { name: 'VMHost', of: (vm) => vm.host },
  { name: 'PowerState', of: (vm) => vm.powerState },
  { name: 'Encrypted', of: (vm) => vm.encrypted },
  { name: 'KeyProvider', of: (vm) => vm.keyProvider },
  { name: 'KeyId', of: (vm) => vm.keyId },
  { name: 'StoragePolicy', of: (vm) => vm.storagePolicy },
  { name: 'EncryptedDisks', of: (vm) => vm.encryptedDisks },
  { name: 'PlainDisks', of: (vm) => vm.plainDisks.join('; ') },
  { name: 'vMotion', of: (vm) => vm.migrateEncryption },
  { name: 'Snapshots', of: (vm) => vm.snapshots },
  { name: 'Locked', of: (vm) => vm.locked },
];

export function postureCsv({ vms }: Posture): string {
  return csvText(
    VM_COLUMNS.map(({ name }) => name),
    vms.map((vm) => VM_COLUMNS.map(({ of }) => of(vm) ?? undefined)),
  );
}

export function postureJson(posture: Posture): string {
  return `${JSON.stringify(posture, undefined, 2)}\n`;
}

export function posturePage(posture: Posture, title: string, madeAt: string): string {
  const { vms, hosts, providers, roles, findings, server, version } = posture;
  const encrypted = vms.filter((vm) => vm.encrypted && vm.plainDisks.length === 0).length;
  return reportPage(
    title,
    `${server}, vSphere ${version}: ${encrypted} of ${vms.length} virtual machines are encrypted whole. ${madeAt}`,
    `<main>
${section('Findings', findings, [
  { name: 'Severity', of: (finding) => finding.severity },
  { name: 'Area', of: (finding) => finding.area },
  { name: 'Entity', of: (finding) => finding.entity },
  { name: 'Finding', of: (finding) => finding.text },
  { name: 'What helps', of: (finding) => finding.remedy },
])}
${section('Virtual machines and their keys', vms, VM_COLUMNS)}
${section('Hosts', hosts, [
  { name: 'VMHost', of: (host) => host.name },
  { name: 'State', of: (host) => host.connectionState },
  { name: 'CryptoState', of: (host) => host.cryptoState },
  { name: 'AES-NI', of: (host) => host.aesNi },
  { name: 'KeyProvider', of: (host) => host.keyProvider },
  { name: 'Host key', of: (host) => host.keyId },
  { name: 'Keys held', of: (host) => host.keysHeld },
])}
${section('Key providers', providers, [
  { name: 'KeyProvider', of: (provider) => provider.name },
  { name: 'Default', of: (provider) => provider.isDefault },
  { name: 'Servers', of: (provider) => provider.servers.map(serverText).join('; ') },
  { name: 'Needed by', of: (provider) => provider.keyUsers },
  { name: 'Certificate ends', of: (provider) => provider.certificateExpires },
  { name: 'Days left', of: (provider) => provider.certificateDaysLeft },
])}
${section('Roles with privileges of cryptography', roles, [
  { name: 'Role', of: (role) => role.role },
  { name: 'Held by', of: (role) => role.holders.join('; ') },
  { name: 'Privileges', of: (role) => role.privileges.length },
])}
</main>`,
  );
}

function serverText(server: Posture['providers'][number]['servers'][number]): string {
  return `${server.name} (${server.address}, ${server.status ?? 'not asked yet'})`;
}

function section<T>(title: string, rows: readonly T[], columns: readonly Column<T>[]): string {
  const head = columns.map(({ name }) => `<th scope="col">${escapeText(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${columns.map(({ of }) => cell(of(row))).join('')}</tr>`).join('');
  const content =
    rows.length === 0
      ? '<p>None.</p>'
      : `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
  return `<section><h2>${escapeText(title)}</h2>${content}</section>`;
}

/** Numbers stand right, as the tables of figures have them. */
function cell(value: string | number | boolean | null): string {
  const align = typeof value === 'number' ? '' : ' style="text-align:left"';
  return `<td${align}>${value === null ? '' : escapeText(String(value))}</td>`;
}
