/** Gives a person a file to keep. */
export function saveFile(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.replaceAll(/[/\\]/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
