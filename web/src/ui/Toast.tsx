import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Button } from './Button';
import { IconButton } from './IconButton';
import './Toast.css';

export interface ToastContents {
  title: string;
  detail?: string | undefined;
  tone?: 'info' | 'success' | 'danger';
  /** One thing to do about it, as to undo it. */
  action?: { name: string; run: () => void };
}

const queue = new ToastQueue<ToastContents>({ maxVisibleToasts: 4 });

/** Shows a short message; those that tell of an error stay until they are closed. Returns how to close it. */
export function toast(contents: ToastContents): () => void {
  const key = queue.add(contents, contents.tone === 'danger' ? {} : { timeout: contents.action ? 8000 : 5000 });
  return () => queue.close(key);
}

const icons = { info: <Info aria-hidden />, success: <CircleCheck aria-hidden />, danger: <CircleAlert aria-hidden /> };

/** Where toasts appear; once in the page. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className="ui-toasts" aria-label="Messages">
      {({ toast: item }) => {
        const { title, detail, tone = 'info', action } = item.content;
        return (
          <AriaToast toast={item} className={`ui-toast ui-toast-${tone}`}>
            {icons[tone]}
            <ToastContent className="ui-toast-content">
              <Text slot="title" className="ui-toast-title">
                {title}
              </Text>
              {detail ? (
                <Text slot="description" className="ui-toast-detail">
                  {detail}
                </Text>
              ) : null}
            </ToastContent>
            {action ? (
              <Button
                size="small"
                onPress={() => {
                  action.run();
                  queue.close(item.key);
                }}
              >
                {action.name}
              </Button>
            ) : null}
            <IconButton slot="close" label="Dismiss" size="small">
              <X aria-hidden />
            </IconButton>
          </AriaToast>
        );
      }}
    </ToastRegion>
  );
}
