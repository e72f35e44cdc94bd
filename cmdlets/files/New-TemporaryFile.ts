import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { fileInfoType } from '../../src/cmdlet/file-info.ts';
import { objectAt } from './item-objects.ts';
import { fileError } from './location.ts';

export default defineCmdlet({
  name: 'New-TemporaryFile',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes an empty file in the folder for temporary files.',
  parameters: {},
  output: [fileInfoType],
  impact: 'low',
  examples: [
    { title: 'A file to write to', code: '$file = New-TemporaryFile\n$file.Length\nRemove-Item $file' },
  ],
  process(_args, invocation) {
    const { files } = invocation.host;
    if (!invocation.shouldProcess(files.temporaryFolder, 'New temporary file')) return;
    const random = Array.from(invocation.host.randomBytes(6), (byte) => byte.toString(36).padStart(2, '0'));
    const path = `${files.temporaryFolder}/tmp${random.join('').slice(0, 8)}.tmp`;
    const made = files.write(path, new Uint8Array(0), 'create');
    if (!made.ok) {
      invocation.writeError(fileError(made.fault, 'NewTemporaryFileWriteError'));
      return;
    }
    const file = objectAt(invocation.session, { kind: 'file', path, given: path });
    if (file !== undefined) invocation.write(file);
  },
});
