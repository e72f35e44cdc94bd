import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { withState } from '../datacenter/opened-state.ts';
import { must, pattern } from '../storage/fixtures.ts';
import { keysOf } from './keys.ts';
import { onCopy, vmxOf } from './target-vm.ts';
import { json, newState, type State, start, vseal } from './vseal.ts';

/** A disk that is added, moved, written in another format, grown or removed, killed at named points: one or the other, never between. */

const GUEST = pattern(2 * MiB, 94);
const POINTS = ['file-operation.begun', 'file-operation.decided', 'state.durable'];
const COPY = ['convert.data-written', 'convert.descriptor-written'];
const DECIDED = /^(?:file-operation\.(?!begun)|convert\.(?:finish-started|old-removed)|grow\.)/;

/** The VM's disks as its VMX names them: paths of this machine. */
function disksInVmx(state: State): string[] {
  const vmx = vmxOf(state);
  const names = readFileSync(vmx, 'utf8').matchAll(/^scsi0:\d+\.fileName = "(.+)"$/gm);
  return Array.from(names, ([, name = '']) => {
    const [, datastore, path = ''] = /^\[(\w+)\] (.+)$/.exec(name) ?? [];
    return datastore === undefined
      ? join(dirname(vmx), name)
      : join(state.folder, 'datastores', datastore, path);
  });
}

/** What a guest reads on the VM's first disk. */
function guestData(state: State): Buffer {
  const [first = ''] = disksInVmx(state);
  const disk = must(openDisk(first, { access: 'read', keys: keyRing(keysOf(state)) }));
  const bytes = Buffer.alloc(disk.capacityBytes);
  must(disk.read(bytes, 0));
  disk.close();
  return bytes;
}

interface Disk {
  readonly Filename: string;
  readonly CapacityKB: number;
}

/** The VM's disks as a new shell has them, after it has put in order what a kill left, run a command and started the VM. */
async function disksAfter(state: State, command = ''): Promise<Disk[]> {
  const disks = await json<Disk[]>(
    state,
    `${command}
     $disks = @(Get-HardDisk target | Select-Object Filename, CapacityKB)
     $null = Start-VM target; $null = Stop-VM target -Confirm:$false
     $disks | ConvertTo-Json -AsArray`,
  );
  expect(disksInVmx(state)).toEqual(
    disks.map(({ Filename }) => join(state.folder, 'datastores', Filename.replace(/^\[(\w+)\] /, '$1/'))),
  );
  return disks;
}

/** Disk files of the VM, on either datastore. */
function diskFiles(state: State): string[] {
  return ['datastore1', 'datastore2'].flatMap((datastore) => {
    const folder = join(state.folder, 'datastores', datastore, 'target');
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => /vmdk|~|tmp$/.test(name))
          .map((name) => `${datastore}/${name}`)
      : [];
  });
}

/** The VMX that a kill leaves names disks that are there: the VM can be registered from it at that moment. */
async function kill(state: State, text: string, point: string): Promise<void> {
  expect((await vseal(state, text, point)).signal).toBe('SIGKILL');
  for (const disk of disksInVmx(state)) expect(existsSync(disk), disk).toBe(true);
}

describe('a change of a disk that was killed', () => {
  let base: State;
  beforeAll(async () => {
    base = newState('memory');
    expect((await start(base, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
    await json(
      base,
      `$null = New-VM target -DiskMB 2, 2 -MemoryMB 64 -VMHost esx-01.lab.local -Datastore datastore1
       ConvertTo-Json 1`,
    );
    const fd = openSync(vmxOf(base).replace('.vmx', '-flat.vmdk'), 'r+');
    writeSync(fd, GUEST);
    closeSync(fd);
    await json(base, 'Enable-VMEncryption target | Select-Object Name | ConvertTo-Json');
    expect(guestData(base).equals(GUEST)).toBe(true);
  });

  const first = '(Get-HardDisk target)[0]';

  test.each([...POINTS, ...COPY, 'file-operation.removed', 'file-operation.settled'])(
    'a move to another datastore, at %s',
    (point) =>
      onCopy(base, async (state) => {
        const before = diskFiles(state);
        await kill(state, `Move-HardDisk ${first} -Datastore datastore2 -Confirm:$false`, point);
        const [disk] = await disksAfter(state);
        const isMoved = disk?.Filename.startsWith('[datastore2]') === true;
        if (!point.startsWith('state.')) expect(isMoved).toBe(DECIDED.test(point));
        const elsewhere = diskFiles(state).filter((file) => file.startsWith('datastore2/'));
        expect(elsewhere).toHaveLength(isMoved ? 2 : 0);
        expect(diskFiles(state)).toHaveLength(before.length);
        expect(guestData(state).equals(GUEST)).toBe(true);
      }),
  );

  test.each([...POINTS, 'convert.finish-started', 'convert.old-removed'])(
    'another format in the same folder, at %s',
    (point) =>
      onCopy(base, async (state) => {
        const before = diskFiles(state);
        await kill(state, `Set-HardDisk ${first} -StorageFormat Thick -Confirm:$false`, point);
        await disksAfter(state);
        expect(diskFiles(state)).toHaveLength(before.length);
        expect(guestData(state).equals(GUEST)).toBe(true);
      }),
  );

  test.each([...POINTS, 'grow.extent-grown', 'file-operation.settled'])('more capacity, at %s', (point) =>
    onCopy(base, async (state) => {
      const grow = `Set-HardDisk ${first} -CapacityKB ${3 * 1024} -Confirm:$false`;
      await kill(state, grow, point);
      const [disk] = await disksAfter(state);
      const isGrown = disk?.CapacityKB === 3 * 1024;
      if (!point.startsWith('state.')) expect(isGrown).toBe(DECIDED.test(point));
      const wanted = Buffer.alloc((isGrown ? 3 : 2) * MiB);
      wanted.set(GUEST);
      expect(guestData(state).equals(wanted)).toBe(true);
      if (!isGrown) expect((await vseal(state, grow)).code).toBe(0);
    }),
  );

  /** What a disk may be made of lies in `spare`. */
  const spare = (state: State): string => join(state.folder, 'datastores', 'datastore2', 'spare');
  const additions = [
    ['a new disk on another datastore', '-CapacityKB 2048 -Datastore datastore2'],
    ['a disk under a key of its own', '-CapacityKB 2048 -KmsCluster (Get-KeyProvider)[0]'],
    ['a disk of a raw image', "-DiskPath '[datastore2] spare/raw.img' -StoragePolicy 'Datastore Default'"],
  ] as const;
  const zeroed = '-CapacityKB 2048 -StorageFormat EagerZeroedThick';
  const added = [
    ...additions.flatMap(([what, parameters]) =>
      [...POINTS, 'disk-add.written', 'state.durable:1', 'file-operation.settled'].map(
        (point) => [what, point, parameters] as const,
      ),
    ),
    ...['convert.marker-written', 'convert.chunk-written:3', 'convert.descriptor-written', ...POINTS].map(
      (point) => ['a disk of zeros', point, zeroed] as const,
    ),
  ];

  test.each(added)('%s, at %s', (_, point, parameters) =>
    onCopy(base, async (state) => {
      mkdirSync(spare(state));
      writeFileSync(join(spare(state), 'raw.img'), GUEST);
      await kill(state, `$null = New-HardDisk target ${parameters}`, point);
      const disks = await disksAfter(state);
      if (!point.startsWith('state.')) expect(disks).toHaveLength(DECIDED.test(point) ? 3 : 2);
      const isImage = disks.some(({ Filename }) => Filename.includes('spare'));
      expect(diskFiles(state)).toHaveLength(2 * (disks.length - (isImage ? 1 : 0)));
      expect(readdirSync(spare(state)).sort()).toEqual(isImage ? ['raw.img', 'raw.vmdk'] : ['raw.img']);
      if (disks.length === 3) return;
      expect(await disksAfter(state, `$null = New-HardDisk target ${parameters}`)).toHaveLength(3);
    }),
  );

  test('a new disk that a shell has given to another VM before anybody put things in order', () =>
    onCopy(base, async (state) => {
      const attached = join(dirname(state.folder), 'attached');
      const other = start(state, [
        '-c',
        `$null = New-VM other -DiskMB 1 -MemoryMB 4 -VMHost esx-01.lab.local -Datastore datastore1
         Set-Content '${attached}' ready
         while ((Get-Content '${attached}') -eq 'ready') { Start-Sleep -Milliseconds 5 }
         $null = New-HardDisk other -DiskPath (Get-Content '${attached}') -StoragePolicy 'Datastore Default'`,
      ]);
      while (!existsSync(attached)) await new Promise((resolve) => setTimeout(resolve, 5));
      const before = diskFiles(state);
      await kill(
        state,
        "$null = New-HardDisk target -CapacityKB 2048 -StoragePolicy 'Datastore Default'",
        'disk-add.written',
      );
      const [made = ''] = diskFiles(state).filter(
        (name) => !before.includes(name) && !name.includes('-flat'),
      );
      const path = `[datastore1] target/${made.split('/')[1] ?? ''}`;
      writeFileSync(attached, path);
      expect((await other.ended).code).toBe(0);
      const disks = await json<Disk[]>(
        state,
        '$null = Start-VM other; Get-HardDisk other | Select-Object Filename, CapacityKB | ConvertTo-Json -AsArray',
      );
      expect(disks.map(({ Filename }) => Filename)).toContain(path);
      expect(diskFiles(state)).toContain(made);
    }));

  test.each([...POINTS, 'file-operation.removed'])('its removal, at %s', (point) =>
    onCopy(base, async (state) => {
      const remove = '(Get-HardDisk target)[1] | Remove-HardDisk -DeletePermanently -Confirm:$false';
      await kill(state, remove, point);
      const disks = await disksAfter(state);
      if (!point.startsWith('state.')) expect(disks).toHaveLength(DECIDED.test(point) ? 1 : 2);
      expect(diskFiles(state)).toHaveLength(2 * disks.length);
      expect(guestData(state).equals(GUEST)).toBe(true);
    }),
  );
});

describe('a copy of a VM’s disks elsewhere that was killed', () => {
  let plain: State;
  beforeAll(async () => {
    plain = newState('memory');
    expect((await start(plain, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
    await json(
      plain,
      `$null = New-VM target -DiskMB 2, 2 -MemoryMB 64 -VMHost esx-01.lab.local -Datastore datastore1
       $null = New-ContentLibrary books -Datastore datastore2
       ConvertTo-Json 1`,
    );
    const fd = openSync(vmxOf(plain).replace('.vmx', '-flat.vmdk'), 'r+');
    writeSync(fd, GUEST);
    closeSync(fd);
  });

  test.each(['disk-add.written', 'file-operation.decided'])('a raw device mapping, at %s', (point) =>
    onCopy(plain, async (state) => {
      const lun = join(state.folder, 'lun.img');
      writeFileSync(lun, GUEST);
      await kill(state, `$null = New-HardDisk target -DiskType RawPhysical -DeviceName ${lun}`, point);
      const isAdded = DECIDED.test(point);
      expect(await disksAfter(state)).toHaveLength(isAdded ? 3 : 2);
      expect(diskFiles(state)).toHaveLength(isAdded ? 6 : 4);
      expect(readFileSync(lun).equals(GUEST)).toBe(true);
    }),
  );

  const moments = ['convert.marker-created', 'convert.marker-written', ...COPY, 'convert.old-removed'];
  test.each(['file-operation.begun', 'file-operation.decided', ...moments])(
    'a copy of a disk, at %s',
    (point) =>
      onCopy(plain, async (state) => {
        const folder = join(state.folder, 'datastores', 'datastore2', 'spare');
        mkdirSync(folder);
        const copy = "Copy-HardDisk (Get-HardDisk target)[0] '[datastore2] spare/copy.vmdk'";
        await kill(state, copy, point);
        expect(await disksAfter(state)).toHaveLength(2);
        const files = ['copy-flat.vmdk', 'copy.vmdk'];
        const isThere = point === 'file-operation.decided';
        expect(readdirSync(folder).sort()).toEqual(isThere ? files : []);
        if (isThere) return;
        expect(await vseal(state, copy)).toMatchObject({ code: 0 });
        expect(readdirSync(folder).sort()).toEqual(files);
      }),
  );

  /** As the next shell finds it, which puts in order what a kill left. */
  const isReplicated = (state: State): boolean =>
    withState(state, (datacenter) => datacenter.find('vms', 'name', 'target')[0]?.replication !== undefined);

  /** Files of copies on the other datastore. */
  const copies = (state: State): string[] =>
    readdirSync(join(state.folder, 'datastores', 'datastore2'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => /hbr-|disk-|template/.test(name),
    );
  const points = [...POINTS, ...COPY, 'convert.marker-removed', 'convert.marker-removed:1'];

  test.each(points)('a replica, at %s', (point) =>
    onCopy(plain, async (state) => {
      await kill(state, 'Enable-VMReplication target datastore2', point);
      const isOn = isReplicated(state);
      if (!point.startsWith('state.')) expect(isOn).toBe(DECIDED.test(point));
      expect(copies(state)).toHaveLength(isOn ? 5 : 0);
      expect(/hbr_filter/.test(readFileSync(vmxOf(state), 'utf8'))).toBe(isOn);
      if (isOn) return;
      expect(await vseal(state, 'Enable-VMReplication target datastore2')).toMatchObject({ code: 0 });
      expect(copies(state)).toHaveLength(5);
    }),
  );

  test.each([...POINTS, 'file-operation.removed'])('the end of a replica, at %s', (point) =>
    onCopy(plain, async (state) => {
      expect(await vseal(state, 'Enable-VMReplication target datastore2')).toMatchObject({ code: 0 });
      await kill(state, 'Disable-VMReplication target -Confirm:$false', point);
      const isOn = isReplicated(state);
      if (!point.startsWith('state.')) expect(isOn).toBe(!DECIDED.test(point));
      expect(copies(state)).toHaveLength(isOn ? 5 : 0);
      expect(/hbr_filter/.test(readFileSync(vmxOf(state), 'utf8'))).toBe(isOn);
    }),
  );

  test.each(points)('an item of a library, at %s', (point) =>
    onCopy(plain, async (state) => {
      await kill(state, 'New-ContentLibraryItem books -VM target -Name item', point);
      const count = await json<number>(state, '@(Get-ContentLibraryItem).Count | ConvertTo-Json');
      if (!point.startsWith('state.')) expect(count).toBe(DECIDED.test(point) ? 1 : 0);
      expect(copies(state)).toHaveLength(count === 1 ? 5 : 0);
    }),
  );
});
