/**
 * Who may import whom. Arrows point down only; ARCHITECTURE.md draws the same map in words.
 * Every room may use src/base. A room that a line does not name is closed to it.
 */
const MAY_IMPORT = {
  bin: ['src/app'],
  'src/app': ['src', 'cmdlets', 'dist'],
  'src/ui': ['src/protocol', 'src/cmdlet', 'src/language'],
  'src/protocol': ['src/cmdlet', 'src/values'],
  'src/shell': ['src/language', 'src/values', 'src/cmdlet', 'src/format'],
  cmdlets: [
    'src/cmdlet',
    'src/inventory',
    'src/values',
    'src/format',
    'src/datacenter',
    'src/report',
    'src/lab',
  ],
  'src/inventory': ['src/datacenter', 'src/vim25', 'src/values', 'src/cmdlet'],
  'src/vim25': ['src/datacenter', 'src/values'],
  'src/report': ['src/datacenter', 'src/vmotion', 'src/format'],
  'src/lab': ['src/datacenter'],
  'src/format': ['src/cmdlet', 'src/values'],
  'src/cmdlet': ['src/values'],
  'src/language': [],
  'src/values': [],
  'src/datacenter': [
    'src/kmip',
    'src/certificates',
    'src/storage',
    'src/vmotion',
    'src/crypto',
    'src/state',
    'src/worker',
  ],
  'src/kmip': ['src/crypto', 'src/worker'],
  'src/certificates': ['src/crypto'],
  'src/storage': ['src/crypto', 'src/native', 'src/worker'],
  'src/vmotion': ['src/crypto', 'src/worker'],
  'src/crypto': ['src/native'],
  'src/state': ['src/crypto', 'src/native'],
  'src/native': [],
  'src/worker': [],
  'src/base': [],
};

const under = (room) => `^${room}/`;
const layers = Object.entries(MAY_IMPORT).map(([room, rooms]) => ({
  name: `layer-${room.replace('src/', '')}`,
  severity: 'error',
  comment: `${room} may import: ${[...rooms, 'src/base'].join(', ')}`,
  from: { path: under(room) },
  to: { path: '^(src|cmdlets|bin)/', pathNot: [under(room), ...[...rooms, 'src/base'].map(under)] },
}));

const onlyImporter = (name, modules, rooms, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: '^(src|cmdlets)/', pathNot: rooms.map(under) },
  to: { path: modules },
});

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    onlyImporter(
      'only-crypto-imports-node-crypto',
      '^(node:)?crypto$',
      ['src/crypto'],
      'Algorithms and keys have one home.',
    ),
    onlyImporter(
      'only-native-imports-koffi',
      '^(koffi|node_modules/koffi)',
      ['src/native'],
      'Native calls have one home.',
    ),
    onlyImporter(
      'only-certificates-imports-x509',
      'node_modules/@peculiar/x509',
      ['src/certificates'],
      'X.509 has one home.',
    ),
    onlyImporter(
      'only-ui-imports-ink',
      'node_modules/(ink|react)/',
      ['src/ui'],
      'Nothing but the interactive shell draws.',
    ),
    onlyImporter(
      'only-app-imports-commander',
      'node_modules/(commander|conf)/',
      ['src/app'],
      'The command line has one home.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
