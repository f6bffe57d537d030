/** A message's file: a picture in its place, anything else to be opened. */
import { useAuthToken } from "@convex-dev/auth/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useConfig } from "../../app/config";
import { useScreenTexts } from "../../text/useScreenTexts";
import { type FileState, fetchFile } from "./mediaFile";
import type { MessageView } from "./views";

/** As in `src/lib/kapso/api/media.ts`: what the server lets stand in a page. */
const PICTURE = /^image\/(jpeg|png|webp|gif)\b/;

/** The place that a picture has from the first on, so that nothing jumps. */
const SIZE = { width: 240, height: 180 };

/** So far ahead of the eye, px, pictures are loaded. */
const AHEAD = "200px";

function isPicture({ type, media }: MessageView): boolean {
  return media?.content_type === undefined
    ? type === "image" || type === "sticker"
    : PICTURE.test(media.content_type);
}

/** A file that is loaded when somebody wants it, and let go with its place. */
function useFile(messageId: string) {
  const { site } = useConfig();
  const token = useAuthToken();
  const [state, setState] = useState<FileState>({ kind: "waiting" });
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const url = state.kind === "ready" ? state.url : undefined;
  useEffect(
    () => () => {
      if (url !== undefined) {
        URL.revokeObjectURL(url);
      }
    },
    [url],
  );
  const load = useCallback(async () => {
    const { signal } = leaving.current;
    setState({ kind: "loading" });
    const next = await fetchFile({ site, token, messageId, signal });
    if (!signal.aborted) {
      setState(next);
    }
    return next;
  }, [site, token, messageId]);
  return { state, load };
}

function Problem({
  reason,
  retry,
}: {
  reason: (FileState & { kind: "failed" })["reason"];
  retry: () => void;
}) {
  const { t } = useScreenTexts();
  return (
    <span className="muted" role="status">
      {t.media[reason]}{" "}
      {reason === "media_unavailable" && (
        <button className="button" type="button" onClick={retry}>
          {t.errors.retry}
        </button>
      )}
    </span>
  );
}

function Picture({ message }: { message: MessageView }) {
  const { t } = useScreenTexts();
  const { state, load } = useFile(message._id);
  const box = useRef<HTMLSpanElement>(null);
  const isWaiting = state.kind === "waiting";
  useEffect(() => {
    if (box.current === null || !isWaiting) {
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) {
          observer.disconnect();
          void load();
        }
      },
      { rootMargin: AHEAD },
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [isWaiting, load]);
  return (
    <span className="picture" ref={box}>
      {state.kind === "ready" ? (
        <a href={state.url} target="_blank" rel="noreferrer noopener">
          <img src={state.url} alt={t.media.picture} {...SIZE} />
        </a>
      ) : state.kind === "failed" ? (
        <Problem reason={state.reason} retry={() => void load()} />
      ) : (
        <svg className="skeleton" {...SIZE}>
          <title>{t.media.loading}</title>
        </svg>
      )}
    </span>
  );
}

/** Saves it under its name, as a link that somebody follows would. */
function save(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

function OtherFile({ message }: { message: MessageView }) {
  const { t } = useScreenTexts();
  const { state, load } = useFile(message._id);
  const name = message.media?.filename ?? message.type;
  async function open() {
    const file = state.kind === "ready" ? state : await load();
    if (file.kind === "ready") {
      save(file.url, name);
    }
  }
  return state.kind === "failed" ? (
    <Problem reason={state.reason} retry={() => void open()} />
  ) : (
    <button
      className="button"
      type="button"
      disabled={state.kind === "loading"}
      onClick={() => void open()}
    >
      {state.kind === "loading" ? t.media.loading : t.media.open}
    </button>
  );
}

export default function Media({ message }: { message: MessageView }) {
  return isPicture(message) ? (
    <Picture message={message} />
  ) : (
    <OtherFile message={message} />
  );
}
