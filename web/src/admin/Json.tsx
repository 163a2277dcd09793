/** Long values are cut so that no payload can freeze the page. */
export function Json({ title, value }: { title: string; value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  const limit = 20_000;
  return (
    <section className="json" aria-label={title}>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <pre tabIndex={0}>
        {text.length > limit ? `${text.slice(0, limit)}\n… ${text.length - limit} more characters` : text}
      </pre>
    </section>
  );
}
