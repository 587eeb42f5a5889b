import { useMutation } from '@tanstack/react-query';
import { queries } from '../agent/queries';
import { toast } from '../ui/Toast';
import { saveSettings, settingsQuery, type SettingsChange } from './api';

/** Saves settings; requests follow them from the next one on. */
export function useSaving() {
  return useMutation({
    mutationFn: (settings: SettingsChange) => saveSettings(settings),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      toast({ title: 'The settings are saved', detail: 'Requests follow them from now on.', tone: 'success' });
    },
  });
}
