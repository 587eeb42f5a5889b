import { toast } from './Toast';

/** Puts a text into the clipboard, and says whether it is there. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ title: 'Copied', tone: 'success' });
  } catch {
    toast({
      title: 'The browser did not allow to copy',
      detail: 'Select the text and press Ctrl+C.',
      tone: 'danger',
    });
  }
}
