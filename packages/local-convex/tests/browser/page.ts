/** The page of the browser test: what any Convex app with React does. */
import {
  ConvexProvider,
  ConvexReactClient,
  useMutation,
  usePaginatedQuery,
  useQuery,
} from "convex/react";
import {
  makeFunctionReference,
  type PaginationOptions,
  type PaginationResult,
} from "convex/server";
import { createElement as h, useState } from "react";
import { createRoot } from "react-dom/client";

const CHANNEL = "browser";
const list = makeFunctionReference<"query", { channel: string }, string[]>(
  "messages:list",
);
const send = makeFunctionReference<
  "mutation",
  { channel: string; text: string; rank: number },
  string
>("messages:send");
const page = makeFunctionReference<
  "query",
  { channel: string; paginationOpts: PaginationOptions },
  PaginationResult<{ _id: string; text: string }>
>("messages:page");

function items(texts: readonly string[]) {
  return texts.map((text) => h("li", { key: text }, text));
}

function Messages() {
  const messages = useQuery(list, { channel: CHANNEL });
  return h("ul", { id: "messages" }, items(messages ?? []));
}

function Pages() {
  const args = { channel: CHANNEL };
  const { results, loadMore } = usePaginatedQuery(page, args, {
    initialNumItems: 2,
  });
  const texts = results.map(({ text }) => text);
  return h(
    "div",
    null,
    h("ul", { id: "pages" }, items(texts)),
    h("button", { id: "more", onClick: () => loadMore(2) }, "More"),
  );
}

function Composer() {
  const [sent, setSent] = useState(0);
  const [confirmed, setConfirmed] = useState<string[]>([]);
  const sendMessage = useMutation(send).withOptimisticUpdate((store, args) => {
    const before = store.getQuery(list, { channel: args.channel }) ?? [];
    store.setQuery(list, { channel: args.channel }, [...before, args.text]);
  });
  const onClick = () => {
    const text = `clicked ${sent}`;
    setSent(sent + 1);
    void sendMessage({ channel: CHANNEL, text, rank: 100 + sent }).then(() =>
      setConfirmed((before) => [...before, text]),
    );
  };
  return h(
    "div",
    null,
    h("button", { id: "send", onClick }, "Send"),
    h("ul", { id: "confirmed" }, items(confirmed)),
  );
}

const address = new URLSearchParams(location.search).get("deployment") ?? "";
const client = new ConvexReactClient(address);
const root = document.getElementById("root");
if (root === null) {
  throw new Error("The page has no root element.");
}
createRoot(root).render(
  h(ConvexProvider, { client }, h(Messages), h(Pages), h(Composer)),
);
