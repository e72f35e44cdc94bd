/** Variables that a method may use without assigning them: PowerShell sets them, or they never change. */
const IMPLICIT = new Set(
  '$ ? ^ _ args consolefilename debugpreference error erroractionpreference errorview event eventargs eventsubscriber executioncontext false foreach home host informationpreference input iscoreclr islinux ismacos iswindows lastexitcode matches maximumhistorycount myinvocation nestedpromptlevel null ofs outputencoding pid profile progresspreference psboundparameters pscmdlet pscommandpath psculture psdebugcontext psdefaultparametervalues psedition psemailserver pshome psitem psnativecommanduseerroractionpreference psscriptroot pssenderinfo psstyle psuiculture psversiontable pwd sender shellid stacktrace switch this true verbosepreference warningpreference whatifpreference confirmpreference defaultviserver defaultviservers'.split(
    ' ',
  ),
);

export function isImplicitVariable(name: string): boolean {
  return IMPLICIT.has(name.toLowerCase());
}
