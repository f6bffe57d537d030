/** Lists that are a press away: everything, who waits, mine, and saved ones. */
import { useMutation, useQuery } from "convex/react";
import { type FormEvent, useState } from "react";
import { api } from "../../../../convex/_generated/api";
import { sentenceOf } from "../../app/errors";
import { useMay, useMembership } from "../../app/workspace";
import { useTexts } from "../../text/TextProvider";
import { Dialog } from "../../ui/Dialog";
import { DialogActions } from "../../ui/DialogActions";
import { Icon } from "../../ui/Icon";
import { useNotify } from "../../ui/Toasts";
import {
  type ContactSearch,
  countFilters,
  isSameList,
  type SavedView,
  searchOfView,
  toFilter,
} from "./search";

interface ViewsProps {
  search: ContactSearch;
  onSearch: (search: ContactSearch) => void;
}

const WAITING: ContactSearch = { waiting: true, sort: "waiting" };

/** How many a view has, for those that are counted as they change. */
function ViewCount({ search }: { search: ContactSearch }) {
  const { language } = useTexts();
  const { workspace } = useMembership();
  const counted = useQuery(api.contacts.count, {
    workspace_id: workspace._id,
    filter: toFilter(search, 0),
  });
  return counted === undefined ? null : (
    <span className="num view-count">
      {new Intl.NumberFormat(language).format(counted.count)}
    </span>
  );
}

function SaveView({
  search,
  isOpen,
  onClose,
}: {
  search: ContactSearch;
  isOpen: boolean;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const mayShare = useMay("agent");
  const notify = useNotify();
  const save = useMutation(api.views.save);
  const remove = useMutation(api.views.remove);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = form.get("name");
    const { workspace_id, ...content } = {
      workspace_id: workspace._id,
      name: typeof name === "string" ? name : "",
      is_shared: form.get("shared") !== null,
      filter: toFilter({ ...search, days: undefined }, 0),
      sort: search.sort,
    };
    try {
      const { view_id } = await save({ workspace_id, view: content });
      onClose();
      notify(t.people.viewSaved, () => void remove({ workspace_id, view_id }));
    } catch (error) {
      notify(sentenceOf(error, t));
    }
  }
  return (
    <Dialog title={t.people.saveView} isOpen={isOpen} onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <label className="field">
          <span>{t.people.viewName}</span>
          <input className="input" name="name" required maxLength={60} />
        </label>
        {mayShare && (
          <label className="check-line">
            <input className="checkbox" type="checkbox" name="shared" />
            {t.people.viewShared}
          </label>
        )}
        <DialogActions onCancel={onClose}>
          <button className="button primary" type="submit">
            {t.save}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function RemoveView({ view, onGone }: { view: SavedView; onGone: () => void }) {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const remove = useMutation(api.views.remove);
  const save = useMutation(api.views.save);
  const notify = useNotify();
  const run = () =>
    remove({ workspace_id: workspace._id, view_id: view._id }).then(
      ({ name, is_shared, filter, sort, columns }) => {
        onGone();
        notify(t.people.viewRemoved, () => {
          void save({
            workspace_id: workspace._id,
            view: { name, is_shared, filter, sort, columns },
          });
        });
      },
      (error: unknown) => notify(sentenceOf(error, t)),
    );
  return (
    <button
      type="button"
      className="view-tool"
      aria-label={t.people.removeView(view.name)}
      title={t.people.removeView(view.name)}
      onClick={() => void run()}
    >
      <Icon name="close" />
    </button>
  );
}

interface Tab {
  key: string;
  text: string;
  search: ContactSearch;
  /** Absent for those that everybody has. */
  view: SavedView | undefined;
}

function useTabs(): Tab[] {
  const { t } = useTexts();
  const { workspace } = useMembership();
  const saved = useQuery(api.views.list, { workspace_id: workspace._id }) ?? [];
  return [
    { key: "all", text: t.all, search: {}, view: undefined },
    {
      key: "waiting",
      text: t.contacts.waitingView,
      search: WAITING,
      view: undefined,
    },
    {
      key: "mine",
      text: t.contacts.mineView,
      search: { owner: "mine" },
      view: undefined,
    },
    ...saved.map((view) => ({
      key: view._id,
      text: view.name,
      search: searchOfView(view),
      view,
    })),
  ];
}

export function Views({ search, onSearch }: ViewsProps) {
  const { t } = useTexts();
  const [isSaving, setIsSaving] = useState(false);
  const tabs = useTabs();
  const current = tabs.find((tab) => isSameList(tab.search, search));
  return (
    <nav className="views" aria-label={t.contacts.views}>
      {tabs.map((tab) => (
        <span key={tab.key} className="view">
          <button
            type="button"
            aria-current={tab === current ? "true" : undefined}
            onClick={() => onSearch(tab.search)}
          >
            <span className="words" dir="auto">
              {tab.text}
            </span>
            {tab.view === undefined && <ViewCount search={tab.search} />}
          </button>
          {tab === current && tab.view?.is_editable && (
            <RemoveView view={tab.view} onGone={() => onSearch({})} />
          )}
        </span>
      ))}
      {current === undefined && countFilters(search) > 0 && (
        <button
          type="button"
          className="view-save"
          onClick={() => setIsSaving(true)}
        >
          <Icon name="plus" />
          {t.people.saveView}
        </button>
      )}
      <SaveView
        search={search}
        isOpen={isSaving}
        onClose={() => setIsSaving(false)}
      />
    </nav>
  );
}
