import { useMutation, useQuery } from '@tanstack/react-query';
import { Bell as BellIcon, Check, Trash2 } from 'lucide-react';
import { Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { explain } from '../agent/problem';
import { Button } from '../ui/Button';
import { IconButton } from '../ui/IconButton';
import { Failure } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { When } from '../ui/When';
import {
  deleteNotification,
  markAllRead,
  markRead,
  notificationsQuery,
  refreshNotifications,
  unreadQuery,
  type Notification,
} from './api';
import { badge } from './badge';
import './Bell.css';

/** What one should know of: how much of it is new, and under it the list. */
export function Bell() {
  const { data: unread = 0 } = useQuery(unreadQuery);
  return (
    <DialogTrigger>
      <IconButton label={unread > 0 ? `Notifications: ${unread} not read` : 'Notifications'}>
        <BellIcon aria-hidden />
        {unread > 0 ? (
          <span className="bell-badge" aria-hidden>
            {badge(unread)}
          </span>
        ) : null}
      </IconButton>
      <Popover className="ui-popover bell-popover" placement="bottom end" offset={6}>
        <Dialog className="bell-dialog">
          <List unread={unread} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function List({ unread }: { unread: number }) {
  const { data: notifications, error } = useQuery(notificationsQuery);
  const reading = useMutation({ mutationFn: markRead, onSettled: refreshNotifications });
  const readingAll = useMutation({ mutationFn: markAllRead, onSettled: refreshNotifications });
  const deleting = useMutation({ mutationFn: deleteNotification, onSettled: refreshNotifications });
  const failure = error ?? reading.error ?? readingAll.error ?? deleting.error;
  return (
    <>
      <header className="bell-head">
        <Heading slot="title">Notifications</Heading>
        <Button
          size="small"
          variant="quiet"
          isDisabled={unread === 0}
          isPending={readingAll.isPending}
          onPress={() => readingAll.mutate()}
        >
          Mark all as read
        </Button>
      </header>
      <Failure>{failure ? explain(failure) : null}</Failure>
      {notifications === undefined && !error ? <Spinner label="Notifications are loading" /> : null}
      {notifications?.length === 0 ? (
        <p className="bell-none">Nothing yet. Changes of your account and answers to your comments appear here.</p>
      ) : null}
      <ul className="bell-list">
        {notifications?.map((notification) => (
          <Item
            key={notification.id}
            notification={notification}
            onRead={() => reading.mutate(notification.id)}
            onDelete={() => deleting.mutate(notification.id)}
          />
        ))}
      </ul>
    </>
  );
}

interface ItemProps {
  notification: Notification;
  onRead: () => void;
  onDelete: () => void;
}

function Item({ notification: { text, created, read }, onRead, onDelete }: ItemProps) {
  return (
    <li className={`bell-item${read === null ? ' bell-unread' : ''}`}>
      <div className="bell-text">
        {read === null ? <span className="ui-hidden">Not read: </span> : null}
        {text}
        <span className="bell-when">
          <When at={created} />
        </span>
      </div>
      {read === null ? (
        <IconButton size="small" label="Mark as read" onPress={onRead}>
          <Check aria-hidden />
        </IconButton>
      ) : null}
      <IconButton size="small" label="Delete" onPress={onDelete}>
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
}
