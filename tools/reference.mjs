/**
 * Writes docs/cmdlets/: the reference of every cmdlet, a page for each folder of them, from the cmdlets' own declarations.
 * `--check` writes nothing and fails when a page is not what the declarations say.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { buildIfStale } from './build-if-stale.cjs';
import { root } from './run.mjs';

const folder = join(root, 'docs', 'cmdlets');

/** Pages by file name. */
function pages() {
  const { load } = createRequire(import.meta.url)(join(root, 'dist', 'load.cjs'));
  const lines = JSON.parse(readFileSync(join(root, 'dist', 'cmdlet-index.json'), 'utf8'));
  const areas = new Map();
  for (const { name, file } of lines) {
    const area = file.split('/')[1];
    const cmdlets = areas.get(area) ?? [];
    areas.set(area, cmdlets);
    cmdlets.push({ name, cmdlet: load(`rest:${file}`).default });
  }
  const found = new Map();
  const sorted = [...areas].sort(([a], [b]) => compare(a, b));
  for (const [area, cmdlets] of sorted) {
    cmdlets.sort((a, b) => compare(a.name, b.name));
    found.set(`${area}.md`, `# ${title(area)}\n\n${cmdlets.map(({ cmdlet }) => entry(cmdlet)).join('\n')}`);
  }
  found.set('README.md', contents(sorted));
  return found;
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const title = (area) => (area.length <= 2 ? area.toUpperCase() : area[0].toUpperCase() + area.slice(1));

function contents(areas) {
  const tables = areas.map(([area, cmdlets]) => {
    const rows = cmdlets.map(
      ({ name, cmdlet }) => `| [${name}](${area}.md#${name.toLowerCase()}) | ${cell(cmdlet.synopsis)} |`,
    );
    return `## ${title(area)}\n\n| Cmdlet | |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Cmdlets\n\nMade from the cmdlets' declarations; \`Get-Help NAME\` shows the same in the shell.\n\n${tables.join('\n')}`;
}

function entry(cmdlet) {
  const {
    name,
    aliases = [],
    synopsis,
    description,
    parameters,
    privileges = [],
    since,
    notes,
    examples,
  } = cmdlet;
  const shown = Object.entries(parameters ?? {}).filter(([, { hidden }]) => hidden !== true);
  const parts = [`## ${name}`, synopsis, description];
  if (aliases.length > 0) parts.push(`Also: ${aliases.map(code).join(', ')}`);
  if (since !== undefined) parts.push(`Since vSphere ${since}.`);
  if (shown.length > 0) {
    const rows = shown.map(([parameter, facts]) => row(parameter, facts));
    parts.push(['| Parameter | Type | |', '| --- | --- | --- |', ...rows].join('\n'));
  }
  if (privileges.length > 0) parts.push(`Privileges: ${privileges.map(code).join(', ')}`);
  parts.push(notes);
  const lines = examples.map((example) => `# ${example.title}\n${example.code}`);
  parts.push(`\`\`\`powershell\n${lines.join('\n\n')}\n\`\`\``);
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
}

function row(name, parameter) {
  const { type, array, mandatory, position, pipeline, aliases = [], sets, validateSet, help } = parameter;
  const typeName = typeof type === 'string' ? type : (type.name ?? 'object');
  const facts = [
    cell(help),
    mandatory === true ? 'Required.' : Array.isArray(mandatory) ? `Required in ${mandatory.join(', ')}.` : '',
    typeof position === 'number' ? `Position ${position}.` : '',
    pipeline === undefined ? '' : 'Takes pipeline input.',
    validateSet === undefined ? '' : `One of ${validateSet.map(code).join(', ')}.`,
    aliases.length === 0 ? '' : `Also ${aliases.map((alias) => code(`-${alias}`)).join(', ')}.`,
    sets === undefined ? '' : `Sets: ${sets.join(', ')}.`,
  ];
  return `| ${code(`-${name}`)} | ${typeName}${array === true ? '[]' : ''} | ${facts.filter(Boolean).join(' ')} |`;
}

const code = (text) => `\`${text}\``;
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function write(found) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of found) writeFileSync(join(folder, file), text);
}

function differing(found) {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  const stale = [...found].filter(([file, text]) => !there.includes(file) || read(file) !== text);
  return [...stale.map(([file]) => file), ...there.filter((file) => !found.has(basename(file)))];
}

const read = (file) => readFileSync(join(folder, file), 'utf8');

await buildIfStale();
const found = pages();
if (process.argv.includes('--check')) {
  const wrong = differing(found);
  if (wrong.length > 0) {
    console.error(
      `docs/cmdlets is not what the declarations say (${wrong.join(', ')}): node tools/reference.mjs`,
    );
    process.exitCode = 1;
  }
} else write(found);
