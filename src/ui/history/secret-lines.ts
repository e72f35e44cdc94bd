/**
 * Which lines hold a secret and must never be written to the history file. The rule errs on the side of
 * forgetting: a line that only looks like one is lost, a secret is never kept.
 */
const SECRET_PATTERNS: readonly RegExp[] = [
  // ConvertTo-SecureString … -AsPlainText, however short it is written.
  /[-\u2013\u2014\u2015]asp(l(a(i(n(t(e(x(t)?)?)?)?)?)?)?)?\b/i,
  // -Password and what may stand for it (-Pass, -Passw), -GuestPassword, -HostPassword, -Passphrase, …
  /[-\u2013\u2014\u2015](pa|pas|pass|passw[a-z]*|pwd|pw)(?=[\s:]|$)/i,
  /[-\u2013\u2014\u2015]\w*(password|passphrase|secret|token|api_?key|privatekey)(?=[\s:]|$)/i,
  // -Credential with anything but a variable, Get-Credential or the end of the line.
  /[-\u2013\u2014\u2015]cred\w*(?:\s*:\s*|\s+)(?!\$|\(\s*get-credential\b|\(\s*\$|[-|;)]|$)\S/i,
  /pscredential\]?\s*(::\s*new\b|['"(,]|\s+-|\s+['"(])/i,
  /\bnetworkcredential\b/i,
  // $password = 'literal', $env:KMS_SECRET = "…", @{ Password = 'literal' }
  /(password|passwd|passphrase|pwd|secret|token|api_?key)\w*['"}]?\s*=\s*['"@(]/i,
  // $pw = 'literal', $vmPass = "…"
  /\$[\w:]*(pw|pass|passwort|kennwort)\s*=\s*['"@(]/i,
  /\b(set|new)-variable\b.*(password|passwd|passphrase|secret|token)/i,
  // A session's id opens the server as a password does.
  /\bconnect-viserver\b.*[-\u2013\u2014\u2015]sess\w*\s+(?!\$)\S/i,
  // https://user:password@host
  /:\/\/[^\s/:@]+:[^\s/@]+@/,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\bconvertto-securestring\b[^|;]*['"]/i,
];

export function holdsSecret(line: string): boolean {
  return SECRET_PATTERNS.some((pattern) => pattern.test(line));
}
