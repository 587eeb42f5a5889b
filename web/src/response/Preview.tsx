import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useMemo, useState } from 'react';
import { call } from '../agent/client';
import { explain } from '../agent/problem';
import type { SentVisualizer } from '../model/send';
import { EmptyState, Spinner } from '../ui';

interface FrameProps {
  title: string;
  html: string;
  /** JSON that the page's own scripts get; undefined: no scripts run in it. */
  data?: string;
}

/**
 * A page of somebody else's, in a frame with an origin of its own and without network. The agent serves it, once and
 * with a policy of its own: what this page made itself would have this page's.
 */
function Frame({ title, html, data }: FrameProps) {
  const id = useId();
  const { data: made, error } = useQuery({
    queryKey: ['frame', id, html, data],
    queryFn: () =>
      call<{ path: string }>('POST', '/agent/v1/frames', {
        body: data === undefined ? { html, scripts: false } : { html, scripts: true, data },
      }),
    // Its address is good for one time.
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  if (error) return <EmptyState title="The page cannot be shown">{explain(error)}</EmptyState>;
  if (!made) return <Spinner label="The page is loading" />;
  return (
    <iframe
      className="preview-frame"
      title={title}
      sandbox={data === undefined ? '' : 'allow-scripts'}
      referrerPolicy="no-referrer"
      src={made.path}
    />
  );
}

/** The HTML of a response as a page; no scripts, forms, pop-ups or network. */
export function HtmlPreview({ html }: { html: string }) {
  return <Frame title="Preview of the page" html={html} />;
}

/** What pm.visualizer.set made of the response. */
export function VisualizerView({ visualizer }: { visualizer: SentVisualizer }) {
  const data = useMemo(() => JSON.stringify(visualizer.data ?? null), [visualizer]);
  return <Frame title="Visualizer" html={visualizer.html} data={data} />;
}

function useObjectUrl(blob: Blob): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
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
