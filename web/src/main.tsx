/** Starts the page with the configuration of where it is served. */
import "@fontsource-variable/plus-jakarta-sans/wght.css";
import "./ui/tokens.css";
import "./ui/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { loadConfig } from "./app/config";
import { codeOf } from "./app/errors";
import { Unreachable } from "./app/Unreachable";
import { loadTexts } from "./text/TextProvider";

const root = document.getElementById("root");
if (root === null) {
  throw new Error("index.html has no #root");
}
const page = createRoot(root, {
  // What a region tells of in words needs no line on the console.
  onCaughtError: (error) => {
    if (codeOf(error) === "unexpected") {
      console.error(error);
    }
  },
});

async function start() {
  try {
    const [config, texts] = await Promise.all([loadConfig(), loadTexts()]);
    page.render(
      <StrictMode>
        <App config={config} texts={texts} />
      </StrictMode>,
    );
  } catch {
    page.render(<Unreachable onRetry={() => void start()} />);
  }
}

void start();
