export function folderOf(file: string | null): string {
  if (file === null) return '';
  const at = file.lastIndexOf('/');
  return at <= 0 ? '/' : file.slice(0, at);
}
