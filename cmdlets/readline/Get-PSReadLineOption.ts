import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import { askEditor, NEEDS_TERMINAL } from './line-editor.ts';

export default defineCmdlet({
  name: 'Get-PSReadLineOption',
  module: 'PSReadLine',
  synopsis: 'Gets how the line editor of this session behaves.',
  parameters: {},
  output: ['object'],
  impact: 'none',
  examples: [{ title: 'All options', code: 'Get-PSReadLineOption', needs: NEEDS_TERMINAL }],
  links: ['Set-PSReadLineOption', 'Get-VSealOption'],
  process(_args, invocation) {
    const { options } = askEditor(invocation, { kind: 'get-options' }, 'options');
    invocation.write(customObject(Object.entries(options)));
  },
});
