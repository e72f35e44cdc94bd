/** Modules that are named with their versions, or given as what Get-Module returns. */
export const moduleParameters = {
  FullyQualifiedName: {
    type: 'object',
    array: true,
    mandatory: ['FullyQualifiedName'],
    sets: ['FullyQualifiedName'],
    help: "Names with versions: @{ ModuleName = 'Foo'; RequiredVersion = '1.1' }.",
  },
  ModuleInfo: {
    type: 'object',
    array: true,
    mandatory: ['ModuleInfo'],
    sets: ['ModuleInfo'],
    help: 'Modules, as Get-Module returns them.',
  },
} as const;
