/** A part of a screen that fails alone: the others stay usable. */
import { Component, type ReactNode } from "react";
import { useTexts } from "../text/TextProvider";
import { codeOf, sentenceOf } from "./errors";

interface BoundaryProps {
  children: ReactNode;
  render: (error: unknown, retry: () => void) => ReactNode;
}

class Boundary extends Component<
  BoundaryProps,
  { failure?: { error: unknown } }
> {
  override state: { failure?: { error: unknown } } = {};

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } };
  }

  override render() {
    const { failure } = this.state;
    return failure === undefined
      ? this.props.children
      : this.props.render(failure.error, () =>
          this.setState({ failure: undefined }),
        );
  }
}

export function Region({
  children,
  notFound,
}: {
  children: ReactNode;
  /** Shown instead of an error where what was asked for is not there. */
  notFound?: ReactNode;
}) {
  const { t } = useTexts();
  return (
    <Boundary
      render={(error, retry) =>
        notFound !== undefined && codeOf(error) === "not_found" ? (
          notFound
        ) : (
          <div className="empty" role="alert">
            <h2>{t.errors.region}</h2>
            <p>{sentenceOf(error, t)}</p>
            <button className="button" type="button" onClick={retry}>
              {t.errors.retry}
            </button>
          </div>
        )
      }
    >
      {children}
    </Boundary>
  );
}
