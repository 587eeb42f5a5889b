/** Changes by others as they happen: a WebSocket to the agent, which follows the team server. */
import { useEffect } from 'react';
import { call } from '../agent/client';
import { refreshTree } from './elements';
import { isLive } from './live_state';

/** A message of docs/live.md, or `away`: the agent does not reach the server. */
export type LiveMessage = { type: 'change'; seq: number } | { type: 'ready' | 'away' | 'end' };

export function readMessage(text: unknown): LiveMessage | null {
  if (typeof text !== 'string') return null;
  try {
    const { type, seq } = JSON.parse(text) as { type?: unknown; seq?: unknown };
    if (type === 'change' && typeof seq === 'number') return { type, seq };
    return type === 'ready' || type === 'away' || type === 'end' ? { type } : null;
  } catch {
    return null;
  }
}

const firstPause = 1_000;
const longestPause = 30_000;

/** Keeps a WebSocket for the workspace open; gives the way to end it. */
function follow(workspace: string): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = firstPause;
  let isOver = false;
  const later = () => {
    isLive.set(false);
    if (isOver) return;
    clearTimeout(timer);
    timer = setTimeout(() => void open(), pause);
    pause = Math.min(2 * pause, longestPause);
  };
  const open = async () => {
    try {
      const { path } = await call<{ path: string }>('POST', '/agent/v1/live', { body: { workspace } });
      if (isOver) return;
      const opened = new WebSocket(`ws://${location.host}${path}`);
      socket = opened;
      opened.onmessage = ({ data }) => {
        const message = readMessage(data);
        if (!message) return;
        isLive.set(message.type === 'ready' || message.type === 'change');
        if (message.type === 'ready') pause = firstPause;
        if (message.type === 'ready' || message.type === 'change') void refreshTree(workspace);
      };
      opened.onclose = later;
    } catch {
      later();
    }
  };
  void open();
  return () => {
    isOver = true;
    clearTimeout(timer);
    socket?.close();
    isLive.set(false);
  };
}

/** The workspace's tree follows what others do. */
export function useLive(workspace: string): void {
  useEffect(() => follow(workspace), [workspace]);
  // What was asked for seldom is asked for at once, and often, when nothing is told any more.
  useEffect(
    () =>
      isLive.subscribe(() => {
        if (!isLive.get()) void refreshTree(workspace);
      }),
    [workspace],
  );
}
