import { useEffect, useRef, useState } from 'react';

/** Files that are dropped anywhere on the page. True while some are over it. */
export function useFileDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const count = (by: number) => (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += by;
      setIsOver(depth > 0);
    };
    const enter = count(1);
    const leave = count(-1);
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const end = (event: DragEvent) => {
      depth = 0;
      setIsOver(false);
      if (event.type !== 'drop' || event.defaultPrevented || !hasFiles(event)) return;
      event.preventDefault();
      latest.current([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragleave', leave);
    window.addEventListener('dragover', over);
    window.addEventListener('drop', end);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', end);
    };
  }, []);
  return isOver;
}
