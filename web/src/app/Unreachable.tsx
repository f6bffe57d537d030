/** Shown when not even the configuration could be read: in both languages. */
export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <main className="alone">
      <h1>kapso-crm</h1>
      <p>Halaman belum dapat dihubungi. / The page cannot be reached yet.</p>
      <button className="button" type="button" onClick={onRetry}>
        Coba lagi / Try again
      </button>
    </main>
  );
}
