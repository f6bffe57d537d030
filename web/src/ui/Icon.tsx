/** The icons of the page: 24 px strokes in the text's colour, hidden from readers. */
const PATHS = {
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 9a6 6 0 0 1 12 0M16 4.5a3.5 3.5 0 0 1 0 6.5M17 14.5a6 6 0 0 1 4 5.5",
  copies: "M8 8h12v12H8zM16 8V4H4v12h4",
  funnel: "M4 5h16l-6 8v6l-4-2v-4L4 5Z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0-5v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4",
  box: "M3 7.5 12 3l9 4.5v9L12 21l-9-4.5v-9Zm0 0 9 4.5 9-4.5M12 12v9",
  pulse: "M3 12h4l3-7 4 14 3-7h4",
  gauge: "M4 18a9 9 0 1 1 16 0M12 14l4-5",
  sliders:
    "M4 7h10M18 7h2M4 17h2M10 17h10M16 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM8 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  exchange: "M7 4v13m0 0-3-3m3 3 3-3M17 20V7m0 0-3 3m3-3 3 3",
  search: "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM20 20l-4.2-4.2",
  back: "M15 5l-7 7 7 7",
  phone:
    "M6 3h3l1.5 4.5L8.3 9a12 12 0 0 0 6.7 6.7l1.5-2.2L21 15v3a3 3 0 0 1-3 3C10 21 3 14 3 6a3 3 0 0 1 3-3Z",
  chat: "M4 20l1.4-4A8 8 0 1 1 8.5 19L4 20Z",
  more: "M4 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0Zm7 0a1 1 0 1 0 2 0 1 1 0 1 0-2 0Zm7 0a1 1 0 1 0 2 0 1 1 0 1 0-2 0Z",
  pencil: "M4 20l1-4L16 5l3 3L8 19l-4 1Z",
  expand: "M9 4H4v5M4 4l6 6M15 20h5v-5M20 20l-6-6",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.5 10 17.5 19 7",
  checks: "M2 12.5l5 5L16 7M12 16l2 1.5L22 7",
  down: "M6 9l6 6 6-6",
  up: "M12 19V5m0 0-6 6m6-6 6 6",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 8v5m0-8.5v.01",
  columns: "M4 5h16v14H4zM10 5v14M15 5v14",
  paneLeft: "M4 5h16v14H4zM9 5v14",
  paneRight: "M4 5h16v14H4zM15 5v14",
  letter: "M3 6h18v12H3zM3 7l9 6 9-6",
  download: "M12 4v11m0 0-4-4m4 4 4-4M5 20h14",
  upload: "M12 20V9m0 0-4 4m4-4 4 4M5 4h14",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 9a8 8 0 0 1 16 0",
  note: "M5 4h14v12l-4 4H5zM15 20v-4h4",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4v5l3 3",
  swap: "M4 8h14m0 0-3-3m3 3-3 3M20 16H6m0 0 3-3m-3 3 3 3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The product's mark: one kawung motif. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 28 28" aria-hidden="true">
      <g className="mark-leaves">
        <ellipse cx="8" cy="8" rx="3.6" ry="6.6" transform="rotate(-45 8 8)" />
        <ellipse cx="8" cy="20" rx="3.6" ry="6.6" transform="rotate(45 8 20)" />
        <ellipse
          cx="20"
          cy="20"
          rx="3.6"
          ry="6.6"
          transform="rotate(-45 20 20)"
        />
      </g>
      <ellipse
        className="mark-sogan"
        cx="20"
        cy="8"
        rx="3.6"
        ry="6.6"
        transform="rotate(45 20 8)"
      />
    </svg>
  );
}
