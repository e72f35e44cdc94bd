import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { ViewData, ViewRow } from '../../src/cmdlet/terminal.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import type { EventRecord } from '../../src/datacenter/events.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { localDateTime } from '../../src/values/date-time.ts';
import { formatDate } from '../../src/values/format-date.ts';
import { NEEDS_TERMINAL, revisionOf, showView } from './show-view.ts';

export default defineCmdlet({
  name: 'Show-Event',
  module: 'vSeal',
  synopsis: 'Shows the events of the datacenter as they come.',
  description: 'The newest come first. / filters, q leaves.',
  parameters: {
    MaxSamples: {
      type: 'int',
      preset: 500,
      validateRange: [1, 10_000],
      help: 'How many of the newest are shown.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'none',
  privileges: ['System.View'],
  examples: [{ title: 'What happens', code: 'Show-Event', needs: NEEDS_TERMINAL }],
  links: ['Get-VIEvent', 'Show-Datacenter'],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const { datacenter, serverName } = connection;
    let seen = -1;
    let data: ViewData = { rows: [], text: '', summary: '' };
    const read = (): ViewData => {
      const revision = revisionOf(datacenter);
      if (revision === seen) return data;
      seen = revision;
      const rows = newestEvents(datacenter, args.MaxSamples);
      data = { rows, text: '', summary: `${rows.length} newest` };
      return data;
    };
    showView(
      invocation,
      {
        title: `Events of ${serverName}`,
        shape: 'table',
        columns: [
          { header: 'Time', width: 19, align: 'left' },
          { header: 'User', width: 13, align: 'left' },
          { header: 'Message', width: 0, align: 'left' },
        ],
        actions: [],
        intervalMs: 500,
        read,
      },
      'Get-VIEvent -MaxSamples 20',
    );
  },
});

function newestEvents(datacenter: Datacenter, limit: number): ViewRow[] {
  const rows: ViewRow[] = [];
  for (const { key, entry } of datacenter.readLog()) {
    if (entry.type !== 'event') continue;
    rows.push(eventRow(key, entry));
    if (rows.length === limit) break;
  }
  return rows;
}

const TONES = { info: 'plain', warning: 'warning', error: 'bad' } as const;

function eventRow(key: number, { atMs, user, message, severity }: EventRecord): ViewRow {
  const time = formatDate(localDateTime(atMs), 'yyyy-MM-dd HH:mm:ss');
  return {
    id: String(key),
    parentId: '',
    cells: [time, user.replace(/@vsphere\.local$/i, ''), message],
    tone: TONES[severity],
  };
}
