/** The figures of `npm run bench -- ingest` as a picture, for docs/. */
import type { Figure, IngestReport, Measured } from "./ingest";
import { TITLES } from "./table";

const WIDTH = 760;
const LEFT = 170;
const BAR = 16;
const GAP = 6;
const PANEL_GAP = 34;
const TOP = 58;
const VALUE_ROOM = 70;
const COLORS = {
  "kapso-crm": "#2f6f4f",
  sqlite: "#9aa3ab",
  postgres: "#c3b38a",
};

interface Panel {
  title: string;
  valueOf: (measured: Measured) => number | undefined;
  digits: number;
}

const PANELS: readonly Panel[] = [
  {
    title: "processor time a delivery, ms (less is better)",
    valueOf: ({ cpuMs }) => cpuMs,
    digits: 2,
  },
  {
    title: "end to end, deliveries a second",
    valueOf: ({ sustainedPerSecond }) => sustainedPerSecond,
    digits: 0,
  },
  {
    title: "accepted, deliveries a second",
    valueOf: ({ acceptedPerSecond }) => acceptedPerSecond,
    digits: 0,
  },
  {
    title: "time to the answer, p99, ms (less is better)",
    valueOf: ({ latencyMs }) => latencyMs.p99,
    digits: 0,
  },
];

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const label = (x: number, y: number, text: string, more = "") =>
  `<text x="${x}" y="${y}"${more}>${escape(text)}</text>`;

function drawPanel(
  { title, valueOf, digits }: Panel,
  figures: readonly Figure[],
  top: number,
): string[] {
  const values = figures.map(({ measured }) => measured && valueOf(measured));
  const most = Math.max(...values.map((value) => value ?? 0)) || 1;
  const room = WIDTH - LEFT - VALUE_ROOM;
  return [
    label(12, top, title, ' class="title"'),
    ...figures.flatMap(({ target }, at) => {
      const value = values[at];
      const y = top + 10 + at * (BAR + GAP);
      const width = Math.round(((value ?? 0) / most) * room);
      const text = value === undefined ? "not measured" : value.toFixed(digits);
      return [
        label(12, y + BAR - 4, TITLES[target]),
        `<rect x="${LEFT}" y="${y}" width="${width}" height="${BAR}" fill="${COLORS[target]}"/>`,
        label(LEFT + width + 6, y + BAR - 4, text),
      ];
    }),
  ];
}

/**
 * Bars of the targets side by side, at so many senders as fast as answers come.
 *
 * @throws Error when the report has no such figures
 */
export function plotIngest(report: IngestReport, senders: number): string {
  const figures = report.figures.filter(
    ({ load }) => load.senders === senders && load.rate === undefined,
  );
  const [first] = figures;
  if (first === undefined) {
    throw new Error(`nothing was measured with ${senders} senders`);
  }
  const { machine } = report;
  const { deliveries, people } = first.load;
  const panelHeight = 10 + figures.length * (BAR + GAP) + PANEL_GAP;
  const height = TOP + PANELS.length * panelHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="sans-serif" font-size="12" fill="#24292f">`,
    "<style>.title{font-weight:600}</style>",
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    label(
      12,
      20,
      `${deliveries} messages of ${people} customers, ${senders} senders, Node ${machine.node.slice(1)}, ${machine.cpus} cores, full durability`,
    ),
    ...PANELS.flatMap((panel, at) =>
      drawPanel(panel, figures, TOP + at * panelHeight),
    ),
    label(
      12,
      height - 10,
      `npm run bench -- ingest --senders ${senders} --deliveries ${deliveries} --plot docs/images/ingest.svg`,
      ' fill="#57606a"',
    ),
    "</svg>",
    "",
  ].join("\n");
}
