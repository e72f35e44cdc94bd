import { escapeText } from './svg-plot.ts';

/** One self-contained page: style and plots are in it, and nothing is fetched. `body` is HTML. */
export function reportPage(title: string, intro: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeText(title)}</h1>
<p>${escapeText(intro)}</p>
</header>
${body}
</body>
</html>
`;
}

export function figure(caption: string, plot: string): string {
  return `<figure><figcaption>${escapeText(caption)}</figcaption>${plot}</figure>`;
}

/** Two colours that are told apart in both schemes and without colour vision (blue and orange). */
const STYLE = `
:root{--ink:#1a1f26;--soft:#56606d;--paper:#fff;--card:#f5f7fa;--rule:#d4dae2;--plain:#1f77b4;--encrypted:#d9730d}
@media (prefers-color-scheme:dark){:root{--ink:#e7ebf0;--soft:#a3adba;--paper:#12161c;--card:#1b2129;--rule:#37404c;--plain:#6cb6f0;--encrypted:#ffa94d}}
*{box-sizing:border-box}
body{margin:0 auto;padding:16px;max-width:1600px;font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.5rem;margin:.2em 0}h2{font-size:1.15rem;margin:1.2em 0 .5em}
header p{max-width:80ch;color:var(--soft);margin:.4em 0}
.legend{display:flex;gap:1.2em}.legend i{display:inline-block;width:14px;height:14px;margin-right:.4em;vertical-align:-2px;border-radius:3px}
i.plain{background:var(--plain)}i.encrypted{background:var(--encrypted)}
.plots{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr))}
figure{margin:0;padding:10px;background:var(--card);border:1px solid var(--rule);border-radius:8px}
figcaption{font-weight:600;font-size:.9rem}
svg{display:block;width:100%;height:auto}
svg text{font:11px system-ui,sans-serif;fill:var(--soft)}
.grid{stroke:var(--rule);stroke-width:1}
.line{fill:none;stroke-width:2}.line.plain{stroke:var(--plain)}.line.encrypted{stroke:var(--encrypted);stroke-dasharray:6 3}
rect.plain,circle.plain{fill:var(--plain)}rect.encrypted,circle.encrypted{fill:var(--encrypted)}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
th,td{padding:.3em .6em;border-bottom:1px solid var(--rule);text-align:left;white-space:nowrap}
td{text-align:right}thead th{color:var(--soft);font-weight:600}
`;
