import type { AttributeAst } from '../language/ast.ts';
import { PSCredential, secureString } from '../values/credential.ts';
import { toText } from '../values/to-text.ts';
import { isNull } from '../values/value.ts';
import type { ArgumentStep } from './parameter-metadata.ts';
import { attributeName } from './validation.ts';

/** Attributes that change an argument: `[Credential()]` asks for the password of a user name. */
export function transformationOf(attribute: AttributeAst): ArgumentStep | undefined {
  if (attributeName(attribute) !== 'credential') return undefined;
  return (value, frame) => {
    if (isNull(value) || value instanceof PSCredential) return value;
    const userName = toText(value);
    const password = frame.runspace.host.prompts.secure(`Password for user ${userName}`);
    return new PSCredential(userName, password ?? secureString(''));
  };
}
