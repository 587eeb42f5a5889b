import { useEffect, useMemo, useState } from 'react';

/** Nothing may be fetched, run or sent from a page that is only looked at. */
const kPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";

function useObjectUrl(blob: Blob): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

/**
 * A page in a frame of its own origin: no scripts, forms, pop-ups or network. The policy stands in front of the page's
 * own text, so that nothing there comes before it.
 */
export function HtmlPreview({ html }: { html: string }) {
  const blob = useMemo(() => {
    const head = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${kPolicy}">`;
    return new Blob([head, html], { type: 'text/html' });
  }, [html]);
  const url = useObjectUrl(blob);
  return url ? (
    <iframe className="preview-frame" title="Preview of the page" sandbox="" referrerPolicy="no-referrer" src={url} />
  ) : null;
}

export function ImagePreview({ bytes, type }: { bytes: Uint8Array; type: string }) {
  const blob = useMemo(() => new Blob([bytes as BlobPart], { type }), [bytes, type]);
  const url = useObjectUrl(blob);
  return (
    <div className="preview-image">
      {url ? <img src={url} alt="The body of the response" referrerPolicy="no-referrer" /> : null}
    </div>
  );
}
