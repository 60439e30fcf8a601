const sentences: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission to read it is missing',
  EPERM: 'permission to read it is missing',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'part of its path is no folder',
  EMFILE: 'too many files are open',
  ELOOP: 'its symbolic links lead in a circle',
  EBADF: 'it is closed',
  ENOSPC: 'the disk is full',
};

/** What went wrong with a file, for a reader who knows no error numbers. */
export function nameOfSystemError(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return sentences[code ?? ''] ?? message;
}
