/** What comments say that are more than comments: `#requires` lines and comment-based help. */

export interface ScriptRequirements {
  readonly version: string | null;
  readonly editions: readonly string[];
  readonly modules: readonly RequiredModule[];
  readonly assemblies: readonly string[];
  readonly runAsAdministrator: boolean;
}

export interface RequiredModule {
  readonly name: string;
  readonly moduleVersion: string | null;
  readonly requiredVersion: string | null;
  readonly maximumVersion: string | null;
  readonly guid: string | null;
}

/** Text of each section, unindented, without trailing blank lines; null or empty where the comment has none. */
export interface CommentHelp {
  readonly synopsis: string | null;
  readonly description: string | null;
  readonly notes: string | null;
  readonly component: string | null;
  readonly role: string | null;
  readonly functionality: string | null;
  readonly forwardHelpTargetName: string | null;
  readonly forwardHelpCategory: string | null;
  readonly externalHelp: string | null;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
  readonly examples: readonly string[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly links: readonly string[];
}
