import { roleColours, roleTextColours, surfaceColours } from "../views/palette.ts";

function variables(theme: "light" | "dark"): string {
  const of = (
    prefix: string,
    suffix: string,
    colours: Readonly<Record<string, { readonly light: string; readonly dark: string }>>,
  ): string[] => Object.entries(colours).map(([name, c]) => `--${prefix}${name}${suffix}:${c[theme]}`);
  return [
    ...of("role-", "", roleColours),
    ...of("role-", "-text", roleTextColours),
    ...of("", "", surfaceColours),
  ].join(";");
}

/** The style of a report: light and dark by the reader's setting, always light on paper; nothing is fetched. */
export const reportStyle: string = `:root{color-scheme:light;${variables("light")}}
@media (prefers-color-scheme:dark){:root{color-scheme:dark;${variables("dark")}}}
@media print{:root{color-scheme:light;${variables("light")}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:400 15px/1.45 "Inter Variable",Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
main,header,footer{max-width:1000px;margin:0 auto;padding:0 24px}
header{padding-top:40px}
h1{font-size:27px;line-height:1.25;font-weight:600;letter-spacing:-.012em;margin:8px 0 12px;text-wrap:balance}
h2{font-size:20px;font-weight:600;margin:48px 0 4px;padding-top:16px;border-top:1px solid var(--ink)}
h3{font-size:15px;font-weight:600;margin:28px 0 4px}
p{margin:4px 0 8px}
.quiet{color:var(--soft);font-size:13px}
.finding{font-size:17px;max-width:80ch}
nav ol{columns:3;padding-left:20px;margin:8px 0;font-size:13px}
nav a,a{color:inherit;text-underline-offset:2px}
.scroll{overflow-x:auto;margin:8px 0 16px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid var(--grid)}
thead th{border-bottom:1px solid var(--ink);font-weight:600;vertical-align:bottom}
.num{text-align:right}td.num{white-space:nowrap}
.nowrap{white-space:nowrap}
td.says{min-width:26ch}
td .quiet,td code{font-size:inherit}
.state{font-weight:600}
.hatch{background:repeating-linear-gradient(135deg,var(--band) 0 1px,transparent 1px 5px);padding:0 4px}
figure{margin:20px 0 24px;break-inside:avoid}
figcaption strong{display:block;font-weight:600}
figure svg{max-width:100%;height:auto;display:block;margin:6px 0}
code{font:12px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;font-size:13px}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
article{break-inside:avoid;margin:20px 0}
article ul{margin:4px 0;padding-left:20px}
article li{margin:2px 0}
footer{padding:32px 24px 48px}
@page{size:A4;margin:16mm 14mm}
@media print{main,header,footer{max-width:none;padding-left:0;padding-right:0}body{font-size:10.5px}h1{font-size:20px}h2{font-size:15px;margin-top:28px}h3{font-size:12px}.finding{font-size:12.5px}.quiet,nav ol,dl{font-size:10px}code{font-size:9px}.scroll{overflow:visible}table{font-size:9.5px}th,td{padding-top:3px;padding-bottom:3px}h2{break-after:avoid}h3,figcaption{break-after:avoid}tr{break-inside:avoid}td.says{min-width:0}}
`;
